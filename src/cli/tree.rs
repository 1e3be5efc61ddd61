//! Work on the files of trees: which files, by how many threads, with progress and with the problems named at the end.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;

use crate::catalog::Language;
use crate::text::DOCUMENT_LIMIT;
use crate::workspace::in_order::in_order;
use crate::workspace::source_file::{Refusal, SourceFile};
use crate::workspace::walk::{FoundFile, Step, Walk, Walked};

use super::shown::{shown, shown_path};
use super::streams::{Ended, Streams};

/// Which files are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
pub(super) struct TreeArguments {
    /// Only files that match this glob; with `!` in front, only others. May be given several times, the last that matches decides.
    #[arg(short = 'g', long = "glob", value_name = "GLOB")]
    pub globs: Vec<String>,
    /// Only files of this language, by the id of VS Code: go, python, typescript. May be given several times.
    #[arg(long = "lang", value_name = "LANGUAGE")]
    pub languages: Vec<String>,
    /// Files and folders too whose names begin with a dot.
    #[arg(short = '.', long)]
    pub hidden: bool,
    /// Files too that .gitignore, .ignore and the like leave out.
    #[arg(long)]
    pub no_ignore: bool,
    /// The number of threads; one for each core without it.
    #[arg(short = 'j', long, value_name = "NUMBER")]
    pub threads: Option<NonZeroUsize>,
}

/// A file as it was read.
pub(super) struct Read<'a> {
    pub(super) path: &'a Path,
    pub(super) language: &'static Language,
    pub(super) file: SourceFile,
}

/// The files of trees.
pub(super) struct Tree {
    walk: Walk,
    languages: Vec<&'static str>,
    threads: usize,
}

/// The result of the walk.
#[derive(Debug, Default)]
pub(super) struct Walkthrough {
    /// How many files were read.
    pub(super) files: usize,
    /// The paths that could not be read, with the reasons.
    pub(super) problems: Vec<String>,
    /// Files that were skipped although nothing is wrong with them.
    pub(super) skipped: Vec<String>,
}

/// The result of one step of the walk.
enum Outcome<R> {
    Read(R, u64),
    Passed,
    Skipped(String),
    Problem(String),
}

impl Tree {
    /// The files below `paths`.
    ///
    /// # Errors
    /// A glob or a language is wrong.
    pub(super) fn new(paths: &[PathBuf], arguments: &TreeArguments, leaves_out_named: bool) -> Result<Self, String> {
        let walk = Walk::new(&Walked {
            paths: paths.to_vec(),
            globs: arguments.globs.clone(),
            has_hidden: arguments.hidden,
            has_ignored: arguments.no_ignore,
            leaves_out_named,
        })
        .map_err(|error| shown(&error))?;
        let known = |id: &String| {
            let language = Language::by_id(id);
            language.map(|language| language.id).ok_or_else(|| format!("{}: not a language id", shown(id)))
        };
        let languages = arguments.languages.iter().map(known).collect::<Result<_, _>>()?;
        let threads = arguments.threads.or_else(|| thread::available_parallelism().ok());
        Ok(Self { walk, languages, threads: threads.map_or(1, NonZeroUsize::get) })
    }

    /// Calls `work` with each file on one of several threads, and `take` with what it gives, in the order of the paths. A file whose bytes
    /// `is_wanted` refuses is not decoded, and counts as read.
    pub(super) fn each<R: Send>(
        self,
        streams: &mut Streams<'_>,
        is_wanted: impl Fn(&[u8]) -> bool + Sync,
        work: impl Fn(Read<'_>) -> R + Sync,
        mut take: impl FnMut(R, &mut Streams<'_>) -> Result<ControlFlow<()>, Ended>,
    ) -> Result<Walkthrough, Ended> {
        let mut through = Walkthrough::default();
        let mut ended = None;
        let mut progress = Progress::new();
        let languages = self.languages;
        let act = |step: Step| match step {
            Step::Problem(problem) => Outcome::Problem(shown(&problem)),
            Step::File(found) => {
                let path = found.path.clone();
                let acted = catch_unwind(AssertUnwindSafe(|| read(found, &languages, &is_wanted, &work)));
                acted.unwrap_or_else(|_| Outcome::Problem(format!("{}: an error of this program", shown_path(&path))))
            }
        };
        in_order(self.walk, self.threads, act, |outcome| {
            match outcome {
                Outcome::Read(result, bytes) => {
                    through.files += 1;
                    progress.add(bytes);
                    if let Some(result) = result {
                        progress.clear(streams);
                        match take(result, streams) {
                            Ok(ControlFlow::Continue(())) => {}
                            Ok(ControlFlow::Break(())) => return ControlFlow::Break(()),
                            Err(why) => {
                                ended = Some(why);
                                return ControlFlow::Break(());
                            }
                        }
                    }
                }
                Outcome::Passed => {}
                Outcome::Skipped(what) => through.skipped.push(what),
                Outcome::Problem(what) => through.problems.push(what),
            }
            progress.show(streams);
            if streams.is_stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        progress.clear(streams);
        ended.map_or(Ok(through), Err)
    }
}

/// The result of `work` for a file; none where its bytes are not wanted.
fn read<R>(
    found: FoundFile,
    languages: &[&'static str],
    is_wanted: impl Fn(&[u8]) -> bool,
    work: impl Fn(Read<'_>) -> R,
) -> Outcome<Option<R>> {
    let path = &found.path;
    let language = Language::of_document("", &path.to_string_lossy());
    if !languages.is_empty() && !languages.contains(&language.id) {
        return Outcome::Passed;
    }
    let read = crate::workspace::source_file::read(path).and_then(|bytes| {
        let length = bytes.len() as u64;
        let is_utf_16 = matches!(bytes[..], [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
        if !is_utf_16 && !is_wanted(&bytes) {
            return Ok((None, length));
        }
        Ok((Some(SourceFile::of_bytes(bytes)?), length))
    });
    match read {
        Ok((file, bytes)) => Outcome::Read(file.map(|file| work(Read { path, language, file })), bytes),
        Err(Refusal::Binary) => Outcome::Passed,
        Err(Refusal::TooLarge) => {
            Outcome::Skipped(format!("{}: skipped, larger than {} MiB", shown_path(path), DOCUMENT_LIMIT >> 20))
        }
        Err(Refusal::NotAFile) => Outcome::Problem(format!("{}: not a regular file", shown_path(path))),
        // Files that vanish after their folder was read are not in the tree any more.
        Err(Refusal::Unreadable(error)) if !found.is_named && error.kind() == std::io::ErrorKind::NotFound => {
            Outcome::Passed
        }
        Err(Refusal::Unreadable(error)) => Outcome::Problem(format!("{}: {error}", shown_path(path))),
    }
}

/// How far the work is, on a terminal and once it has taken a while.
struct Progress {
    started: Instant,
    shown: Option<Instant>,
    is_on_screen: bool,
    files: u64,
    bytes: u64,
}

impl Progress {
    const AFTER: Duration = Duration::from_secs(1);
    const EACH: Duration = Duration::from_millis(100);

    fn new() -> Self {
        Self { started: Instant::now(), shown: None, is_on_screen: false, files: 0, bytes: 0 }
    }

    fn add(&mut self, bytes: u64) {
        self.files += 1;
        self.bytes += bytes;
    }

    fn show(&mut self, streams: &mut Streams<'_>) {
        if !streams.has_progress || self.started.elapsed() < Self::AFTER {
            return;
        }
        if self.shown.is_some_and(|last| last.elapsed() < Self::EACH) {
            return;
        }
        self.shown = Some(Instant::now());
        let _ = write!(streams.err, "\r{} files, {} MB", self.files, self.bytes / 1_000_000);
        let _ = streams.err.flush();
        self.is_on_screen = true;
    }

    /// Takes the line away, so that others can be written.
    fn clear(&mut self, streams: &mut Streams<'_>) {
        if self.is_on_screen {
            let _ = write!(streams.err, "\r\u{1b}[K");
            self.is_on_screen = false;
        }
    }
}
