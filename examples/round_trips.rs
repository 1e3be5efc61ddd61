//! Times language servers side by side through their pipes, as an editor meets them: start, hover, completion, keystrokes and
//! memory, in a small file and in one of 10 MB.
//!
//! ```text
//! cargo build --release --bins --example null_lsp --example round_trips
//! target/release/examples/round_trips [--quick] [--rounds N] [NAME=COMMAND …]
//! ```
//!
//! Without a NAME it takes `null_lsp` twice (as servers on tokio read, and as this one does) and the server, all from the
//! folders that it stands in itself. Ratios are to the first. Each round starts every server anew, one after the other, so
//! that whatever else the machine does hits all alike; the table has the medians of the rounds. Answers are counted in bytes and
//! not parsed.

#![expect(clippy::print_stdout, reason = "a program of the command line, whose report is its output")]

use std::fmt::Write as _;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

const LINES: [&str; 9] = [
    "if (answer.status === 401) { return signIn(answer); }",
    "router.get('/orders/:id', (req, res) => res.status(404).json({ error: 'no such order' }));",
    "const columns = 200, rows = 300, port = 8080;",
    "export function follow(request, response) { return log(request.url); }",
    "// while the cache fills, the service answers 503 Service Unavailable",
    "switch (error.response.status) { case 429: return later(error); default: throw error; }",
    "const total = lines.map(line => line.price * line.count).reduce((a, b) => a + b, 0);",
    "expect(response.statusCode).toBe(204);",
    "function answer(res) { return res.status(4); }",
];
/// The line and the column where a hover has a card, and where completion has a place, behind the first digit.
const HOVER: (usize, usize) = (0, 23);
const COMPLETION: (usize, usize) = (8, 42);

/// What is measured, in this order.
const FIGURES: [(&str, &str); 11] = [
    ("start to initialize", "ms"),
    ("memory after a small file", "MB"),
    ("answer to hover", "bytes"),
    ("answer to completion", "bytes"),
    ("hover", "µs"),
    ("hover, 99th percentile", "µs"),
    ("keystroke + hover, 12 kB", "µs"),
    ("completion", "µs"),
    ("open 10 MB + hover", "ms"),
    ("keystroke + hover, 10 MB", "µs"),
    ("memory with 10 MB", "MB"),
];

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_quick = arguments.iter().any(|argument| argument == "--quick");
    let stated = arguments.iter().position(|argument| argument == "--rounds");
    let stated = stated.and_then(|at| arguments.get(at + 1)?.parse().ok());
    let rounds: usize = stated.unwrap_or(if is_quick { 3 } else { 9 });
    let repeats = if is_quick { 100 } else { 400 };
    let named: Vec<(String, Vec<String>)> = arguments.iter().filter_map(|argument| server_of(argument)).collect();
    let servers = if named.is_empty() { default_servers()? } else { named };
    let (small, large) = (source(12_000), source(10_000_000));

    let mut measured: Vec<Vec<[f64; FIGURES.len()]>> = vec![Vec::new(); servers.len()];
    for _ in 0..rounds {
        for ((name, command), rows) in servers.iter().zip(&mut measured) {
            let row = measure(command, &small, &large, repeats);
            rows.push(row.map_err(|error| io::Error::other(format!("{name}: {error}")))?);
        }
    }
    print(&servers, &measured);
    Ok(())
}

/// `NAME=COMMAND`, whose parts are parted by spaces.
fn server_of(argument: &str) -> Option<(String, Vec<String>)> {
    let (name, command) = argument.split_once('=')?;
    Some((name.to_owned(), command.split_whitespace().map(str::to_owned).collect()))
}

fn default_servers() -> io::Result<Vec<(String, Vec<String>)>> {
    let own = std::env::current_exe()?;
    let examples = own.parent().map(PathBuf::from).unwrap_or_default();
    let path = |folder: &std::path::Path, name: &str| {
        folder.join(name).with_extension(std::env::consts::EXE_EXTENSION).to_string_lossy().into_owned()
    };
    let null = path(&examples, "null_lsp");
    let server = path(examples.parent().unwrap_or(&examples), "http-status-lsp");
    Ok(vec![
        ("null".to_owned(), vec![null.clone()]),
        ("null --pipes".to_owned(), vec![null, "--pipes".to_owned()]),
        ("http-status-lsp".to_owned(), vec![server]),
    ])
}

fn source(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 200);
    for (number, line) in LINES.iter().cycle().enumerate() {
        if text.len() >= bytes {
            break;
        }
        let _ = writeln!(text, "{line} // {number}");
    }
    text
}

fn measure(command: &[String], small: &str, large: &str, repeats: usize) -> io::Result<[f64; FIGURES.len()]> {
    let uri = "file:///bench/small.js";
    let start = Instant::now();
    let mut server = Server::start(command)?;
    server.initialize()?;
    let to_initialize = milliseconds(start.elapsed());

    server.send(&opened(uri, small))?;
    let (hover, completion) = (place(uri, HOVER), place(uri, COMPLETION));
    let bytes_of_hover = server.request("textDocument/hover", &hover)?;
    let memory_small = server.memory();
    let bytes_of_completion = server.request("textDocument/completion", &completion)?;

    let hovers = timed(repeats, |_| server.request("textDocument/hover", &hover))?;
    let keystrokes = timed(repeats, |number| {
        server.send(&typed(uri, number, LINES.len()))?;
        server.request("textDocument/hover", &hover)
    })?;
    let completions = timed(repeats / 4, |_| server.request("textDocument/completion", &completion))?;

    let uri = "file:///bench/large.js";
    let open = opened(uri, large);
    let start = Instant::now();
    server.send(&open)?;
    server.request("textDocument/hover", &place(uri, HOVER))?;
    let to_open = milliseconds(start.elapsed());

    let middle = large.bytes().filter(|byte| *byte == b'\n').count() / 2 / LINES.len() * LINES.len();
    let hover = place(uri, (middle + LINES.len(), HOVER.1));
    let large_keystrokes = timed(repeats / 4, |number| {
        server.send(&typed(uri, number, middle))?;
        server.request("textDocument/hover", &hover)
    })?;
    let memory_large = server.memory();
    server.stop()?;
    Ok([
        to_initialize,
        memory_small,
        bytes_of_hover as f64,
        bytes_of_completion as f64,
        quantile(&hovers, 0.5),
        quantile(&hovers, 0.99),
        quantile(&keystrokes, 0.5),
        quantile(&completions, 0.5),
        to_open,
        quantile(&large_keystrokes, 0.5),
        memory_large,
    ])
}

fn opened(uri: &str, text: &str) -> String {
    let text = escaped(text);
    format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{{"textDocument":{{"uri":"{uri}","languageId":"javascript","version":1,"text":"{text}"}}}}}}"#
    )
}

/// A character at the start of a line, or its removal.
fn typed(uri: &str, number: usize, line: usize) -> String {
    let (end, text) = if number.is_multiple_of(2) { (0, "x") } else { (1, "") };
    let version = number + 2;
    format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{{"textDocument":{{"uri":"{uri}","version":{version}}},"contentChanges":[{{"range":{{"start":{{"line":{line},"character":0}},"end":{{"line":{line},"character":{end}}}}},"text":"{text}"}}]}}}}"#
    )
}

fn place(uri: &str, (line, column): (usize, usize)) -> String {
    format!(r#"{{"textDocument":{{"uri":"{uri}"}},"position":{{"line":{line},"character":{column}}}}}"#)
}

/// Text between the quotes of JSON; ours holds nothing that needs more.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// Microseconds, sorted.
fn timed(repeats: usize, mut work: impl FnMut(usize) -> io::Result<usize>) -> io::Result<Vec<f64>> {
    let mut times = Vec::with_capacity(repeats);
    for number in 0..repeats {
        let start = Instant::now();
        work(number)?;
        times.push(start.elapsed().as_secs_f64() * 1e6);
    }
    times.sort_by(f64::total_cmp);
    Ok(times)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = (sorted.len() as f64 * share) as usize;
    sorted.get(at.min(sorted.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}

/// A server's process and its pipes.
struct Server {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    last_id: u32,
    body: Vec<u8>,
}

impl Server {
    fn start(command: &[String]) -> io::Result<Self> {
        let (program, arguments) = command.split_first().ok_or(io::ErrorKind::InvalidInput)?;
        let mut process = Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = process.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let output = process.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(Self { process, input, output: BufReader::with_capacity(64 * 1024, output), last_id: 0, body: Vec::new() })
    }

    fn initialize(&mut self) -> io::Result<()> {
        let own = std::process::id();
        self.request("initialize", &format!(r#"{{"processId":{own},"rootUri":null,"capabilities":{{}}}}"#))?;
        self.send(r#"{"jsonrpc":"2.0","method":"initialized","params":{}}"#)
    }

    fn send(&mut self, message: &str) -> io::Result<()> {
        let message = format!("Content-Length: {}\r\n\r\n{message}", message.len());
        self.input.write_all(message.as_bytes())
    }

    /// Sends a request, waits for the answer to it, and tells how long that is in bytes. An error is an answer too.
    fn request(&mut self, method: &str, parameters: &str) -> io::Result<usize> {
        self.last_id += 1;
        let id = self.last_id;
        let parameters = if parameters.is_empty() { String::new() } else { format!(r#","params":{parameters}"#) };
        self.send(&format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}"{parameters}}}"#))?;
        let (first, last) = (format!("\"id\":{id},"), format!("\"id\":{id}}}"));
        loop {
            self.receive()?;
            let start = &self.body[..self.body.len().min(40)];
            let is_answer = |sign: &str, part: &[u8]| part.windows(sign.len()).any(|bytes| bytes == sign.as_bytes());
            if self.body.ends_with(last.as_bytes()) || is_answer(&first, start) {
                return Ok(self.body.len());
            }
        }
    }

    fn receive(&mut self) -> io::Result<()> {
        let mut length = 0;
        let mut line = String::new();
        loop {
            line.clear();
            if self.output.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            match line.trim_end().split_once(':') {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.trim().parse().map_err(io::Error::other)?;
                }
                Some(_) => {}
                None => break,
            }
        }
        self.body.resize(length, 0);
        self.output.read_exact(&mut self.body)
    }

    /// Resident memory in megabytes, where `/proc` tells it.
    fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes: Option<f64> = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        kilobytes.map_or(f64::NAN, |kilobytes| kilobytes * 1024.0 / 1e6)
    }

    fn stop(mut self) -> io::Result<()> {
        self.request("shutdown", "")?;
        self.send(r#"{"jsonrpc":"2.0","method":"exit"}"#)?;
        // Not every server ends at `exit` alone.
        drop(self.input);
        let end = Instant::now() + Duration::from_secs(2);
        while self.process.try_wait()?.is_none() {
            if Instant::now() > end {
                self.process.kill()?;
                self.process.wait()?;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }
}

fn print(servers: &[(String, Vec<String>)], measured: &[Vec<[f64; FIGURES.len()]>]) {
    let mut header = format!("{:<30}", "");
    for (name, _) in servers {
        let _ = write!(header, "{name:>24}");
    }
    println!("{header}");
    for (at, (figure, unit)) in FIGURES.iter().enumerate() {
        let mut line = format!("{:<30}", format!("{figure}, {unit}"));
        let mut floor = None;
        for rows in measured {
            let mut values: Vec<f64> = rows.iter().map(|row| row[at]).collect();
            values.sort_by(f64::total_cmp);
            let median = quantile(&values, 0.5);
            let floor = *floor.get_or_insert(median);
            let shown =
                if median.is_nan() { "–".to_owned() } else { format!("{median:.1} ({:.2}x)", median / floor) };
            let _ = write!(line, "{shown:>24}");
        }
        println!("{line}");
    }
}
