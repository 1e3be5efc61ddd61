//! Drives the built server for a long time as editors do, and compares each answer with that of a server that knows the text afresh.
//!
//! ```text
//! cargo run --release --example soak -- [--rate N] [--minutes M | --seconds S] [--report S] [--seed N] [PROGRAM]
//! ```
//!
//! `PROGRAM` is the built server; without it the environment variable `HTTP_STATUS_LSP` names it, then `target/release` is tried. `--rate` is
//! in messages a second (default 50; 0 is as fast as the server answers), the time an hour unless it is given.
//!
//! Three servers run, one for each position encoding, and the messages go to them in turn. Each has ten files of different languages open,
//! some with emoji, some with CRLF, one of 5 MB. What is done to them is random but follows from the seed, which is printed. Beside each
//! server runs another that is asked the same: it gets the whole text of the file by `didOpen` instead of the edits that led there,
//! and is started anew now and then. Requests are not waited for before the next edits go out, so the order of messages is tested too.
//!
//! The program ends with 1 if an answer differs, is an error or does not come, if the memory of the servers grows, or if a server does not
//! end when it is told to.

#![expect(clippy::print_stdout, reason = "a program of the command line, whose report is its output")]

mod editing;
mod peer;
mod random;
mod session;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use random::Random;
use session::Session;

/// How much more memory the servers may have at the end: the most in the last quarter of the time against the most in the first half, as
/// a share and in KiB beyond it. What the allocator keeps of the large file's texts comes and goes, by some 10 MB for each server and for
/// minutes, so that means say as much of that as of growth.
const GROWTH: (f64, f64) = (0.05, 8.0 * 1024.0);
/// Shorter runs say nothing about memory: the servers are still meeting their files.
const SHORTEST_FOR_MEMORY: Duration = Duration::from_secs(300);

struct Options {
    program: PathBuf,
    rate: u32,
    time: Duration,
    report: Duration,
    seed: u64,
}

fn options() -> Result<Options, String> {
    let program = std::env::var_os("HTTP_STATUS_LSP").map(PathBuf::from);
    let built = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/release/http-status-lsp");
    let now = std::time::UNIX_EPOCH.elapsed().map_or(1, |since| since.as_secs());
    let mut options = Options {
        program: program.unwrap_or(built),
        rate: 50,
        time: Duration::from_secs(3600),
        report: Duration::from_secs(60),
        seed: now,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || {
            let value = arguments.next().unwrap_or_default();
            value.parse::<u64>().map_err(|_| format!("{argument} {value}: a number is wanted"))
        };
        match argument.as_str() {
            "--rate" => options.rate = u32::try_from(number()?).map_err(|error| error.to_string())?,
            "--minutes" => options.time = Duration::from_secs(number()? * 60),
            "--seconds" => options.time = Duration::from_secs(number()?),
            "--report" => options.report = Duration::from_secs(number()?.max(1)),
            "--seed" => options.seed = number()?,
            _ if argument.starts_with('-') => return Err(format!("{argument}: there is no such option")),
            _ => options.program = argument.into(),
        }
    }
    if !options.program.is_file() {
        return Err(format!("{}: the built server is not there", options.program.display()));
    }
    Ok(options)
}

fn main() -> std::process::ExitCode {
    match options().and_then(|options| run(&options)) {
        Ok(()) => 0.into(),
        Err(problem) => {
            println!("failed: {problem}");
            1.into()
        }
    }
}

fn run(options: &Options) -> Result<(), String> {
    println!("seed {}, {} messages a second, {:?}", options.seed, options.rate, options.time);
    let cache = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut random = Random::from_seed(options.seed);
    let mut sessions = ["utf-8", "utf-16", "utf-32"]
        .into_iter()
        .map(|encoding| Session::start(&options.program, cache.path(), encoding))
        .collect::<Result<Vec<_>, _>>()?;

    println!("all files are open");
    let start = Instant::now();
    let mut next_report = options.report;
    let mut next_sample = Duration::ZERO;
    let mut memory: Vec<(Duration, u64)> = Vec::new();
    let mut sent = 0;
    while start.elapsed() < options.time {
        let session = &mut sessions[sent as usize % 3];
        session.step(&mut random)?;
        sent += 1;
        if start.elapsed() >= next_sample {
            next_sample += Duration::from_secs(1);
            memory.push((start.elapsed(), sessions.iter().map(|session| session.server.memory()).sum()));
        }
        if start.elapsed() >= next_report {
            next_report += options.report;
            report(start, &sessions, &memory);
        }
        if options.rate > 0 {
            let due = Duration::from_secs(1) * sent / options.rate;
            std::thread::sleep(due.saturating_sub(start.elapsed()));
        }
    }
    for session in &mut sessions {
        session.compare_all()?;
    }
    report(start, &sessions, &memory);
    let differences: u64 = sessions.iter().map(|session| session.counts.differences).sum();
    let slowest = sessions.into_iter().map(Session::end).collect::<Result<Vec<_>, _>>()?.into_iter().max();
    println!("all servers have ended, the slowest in {:?}", slowest.unwrap_or_default());
    let left = peer::children();
    if !left.is_empty() {
        return Err(format!("processes are left: {left:?}"));
    }
    println!("no process is left");
    judge_memory(&memory, options.time)?;
    if differences > 0 {
        return Err(format!("{differences} answers differ; the seed is {}", options.seed));
    }
    println!("passed");
    Ok(())
}

fn report(start: Instant, sessions: &[Session], memory: &[(Duration, u64)]) {
    let sum = |count: fn(&session::Counts) -> u64| sessions.iter().map(|session| count(&session.counts)).sum::<u64>();
    let slowest = sessions.iter().map(|session| session.counts.slowest).max().unwrap_or_default();
    println!(
        "{:>5}s  messages {:>8}  compared {:>7} (not null {:>6})  cancelled {:>5}  outdated {:>5}  differences {}  rss {:>6} KiB  fds {:?}  slowest answer {:?} ({})",
        start.elapsed().as_secs(),
        sum(|counts| counts.messages),
        sum(|counts| counts.compared),
        sum(|counts| counts.with_content),
        sum(|counts| counts.cancelled),
        sum(|counts| counts.outdated),
        sum(|counts| counts.differences),
        memory.last().map_or(0, |(_, rss)| *rss),
        sessions.iter().map(|session| session.server.descriptors()).collect::<Vec<_>>(),
        slowest.0,
        slowest.1,
    );
}

fn judge_memory(memory: &[(Duration, u64)], time: Duration) -> Result<(), String> {
    let most = |from: Duration, to: Duration| {
        let part = memory.iter().filter(|(at, _)| (from..to).contains(at));
        part.map(|(_, rss)| *rss as f64).fold(0.0, f64::max)
    };
    let (first, last) = (most(Duration::ZERO, time / 2), most(time * 3 / 4, time));
    let limit = first * (1.0 + GROWTH.0) + GROWTH.1;
    println!("rss: at most {first:.0} KiB in the first half, {last:.0} KiB in the last quarter, limit {limit:.0} KiB");
    if time < SHORTEST_FOR_MEMORY {
        println!("the run is too short to judge memory");
        return Ok(());
    }
    if first == 0.0 {
        println!("this system does not tell of memory");
        return Ok(());
    }
    if last > limit { Err("the memory of the servers grows".to_owned()) } else { Ok(()) }
}
