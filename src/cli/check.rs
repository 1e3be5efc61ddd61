//! `check`: the findings of all rules in the files of trees, and their fixes.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::catalog::Language;
use crate::rules::{self, File, Finding, Level, Rule, Safety, Severity};
use crate::workspace::git::{ChangedLines, changed_since};
use crate::workspace::source_file::{self, SourceFile};
use crate::workspace::{replaced_file, walk};

use super::find::When;
use super::paths::Paths;
use super::project::{ProjectOfFile, Projects};
use super::screen::Screen;
use super::shown::{shown, shown_path};
use super::streams::{Ended, INTERRUPTED, Streams, TROUBLE};
use super::tree::{Read, Tree, TreeArguments};

mod baseline;
mod ci_formats;
mod diff;
mod levels;
mod mend;
mod reported;
mod sarif;
mod text_formats;

use baseline::Baseline;
use levels::levels;
use reported::Reported;

/// The examples at the end of `check --help`.
pub(super) const EXAMPLES: &str = "Examples:
  http-status-lsp check                                  the findings of all files
  http-status-lsp check --fix src                        apply the safe fixes
  http-status-lsp check --diff --unsafe-fixes | less     what all fixes would change
  http-status-lsp check --since origin/main              the findings of a branch
  http-status-lsp check --format sarif >findings.sarif   for code scanning

The exit code is 0 without findings, 1 with some, and 2 after an error.";

/// The arguments of `check`.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub struct CheckArguments {
    /// Files and folders; the current folder without any.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How findings are printed.
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    format: Format,
    /// Apply the fixes that keep the meaning of the text.
    #[arg(long)]
    fix: bool,
    /// Count fixes too that may change what the program does. With --fix or --diff they are applied.
    #[arg(long)]
    unsafe_fixes: bool,
    /// Print what --fix would change as a patch, and change nothing.
    #[arg(long, conflicts_with_all = ["fix", "baseline"])]
    diff: bool,
    /// Only these rules, also those that are off by default.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<String>,
    /// Not these rules.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<String>,
    /// The least severity that makes the exit code 1.
    #[arg(long, value_name = "SEVERITY", default_value = "hint")]
    fail_on: FailOn,
    /// A list of known findings, which are left out. Entries that are no longer needed make the exit code 1.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Remove such entries from the list. Where it does not exist, write it with all findings.
    #[arg(long, requires = "baseline", conflicts_with = "since")]
    update_baseline: bool,
    /// Only findings on lines that are new or changed since this revision of git.
    #[arg(long, value_name = "REVISION", conflicts_with_all = ["fix", "diff"])]
    since: Option<String>,
    /// Read standard input as the content of this file. With --fix, print it with its fixes.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["paths", "since", "baseline"])]
    stdin_filename: Option<PathBuf>,
    /// Leave out named files as well that a walk over their folder would leave out.
    #[arg(long)]
    force_exclude: bool,
    /// Print how many findings each rule has, in place of the findings.
    #[arg(long)]
    statistics: bool,
    /// When to use colors.
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: When,
    /// Which files are read.
    #[command(flatten)]
    tree: TreeArguments,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// With the line of source.
    Full,
    /// A line for each finding.
    Concise,
    /// A JSON object for each finding, and a summary.
    Json,
    /// SARIF 2.1.0, as code scanning reads it.
    Sarif,
    /// Workflow commands of GitHub.
    Github,
    /// A code quality report of GitLab.
    Gitlab,
    /// `JUnit` XML.
    Junit,
}

/// A severity, as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Surely a fault.
    Warning,
    /// Likely a fault, or worse.
    Information,
    /// Any finding.
    Hint,
}

/// The result for one file.
#[derive(Default)]
struct Checked {
    path: PathBuf,
    findings: Vec<Reported>,
    /// The bytes as they were read, and with the fixes.
    change: Option<(Vec<u8>, Vec<u8>)>,
    fixed: usize,
    problem: Option<String>,
}

/// The results for all files.
#[derive(Default)]
struct Total {
    findings: Vec<Reported>,
    /// Those that the baseline does not hold, as indexes.
    new: Vec<usize>,
    fixed: usize,
    changed: usize,
    problems: Vec<String>,
    read: Vec<String>,
}

/// Checks, prints and returns the exit code: 0 without findings, 1 with some, 2 after an error.
pub(super) fn check(arguments: &CheckArguments, screen: &Screen, streams: &mut Streams<'_>) -> u8 {
    let prepared = Check::new(arguments, screen);
    let ran = prepared.map(|check| match &arguments.stdin_filename {
        Some(path) => check.standard_input(path, streams),
        None => check.tree(streams),
    });
    match ran {
        Ok(Ok(code)) => code,
        Ok(Err(Trouble::Ended(ended))) => streams.ended(&ended),
        Ok(Err(Trouble::Said(problem))) | Err(problem) => {
            streams.say(&problem);
            TROUBLE
        }
    }
}

/// Why a check ends before its files were read.
enum Trouble {
    Ended(Ended),
    Said(String),
}

impl<T: Into<Ended>> From<T> for Trouble {
    fn from(ended: T) -> Self {
        Self::Ended(ended.into())
    }
}

struct Check<'a> {
    arguments: &'a CheckArguments,
    levels: Vec<(Rule, Level)>,
    is_colored: bool,
    baseline: Option<Baseline>,
    since: Option<ChangedLines>,
    paths: Paths,
    projects: Projects,
}

impl<'a> Check<'a> {
    fn new(arguments: &'a CheckArguments, screen: &Screen) -> Result<Self, String> {
        let baseline = match &arguments.baseline {
            Some(path) => Some(Baseline::read(path).map_err(|problem| format!("{}: {problem}", shown_path(path)))?),
            None => None,
        };
        if let (Some(path), Some(false), false) =
            (&arguments.baseline, baseline.as_ref().map(Baseline::exists), arguments.update_baseline)
        {
            return Err(format!("{}: no such file; --update-baseline writes it", shown_path(path)));
        }
        let since = arguments.since.as_ref().map(|revision| changed_since(revision).map_err(|problem| shown(&problem)));
        Ok(Self {
            arguments,
            levels: levels(&arguments.select, &arguments.ignore)?,
            is_colored: arguments.color.is_colored(screen),
            baseline,
            since: since.transpose()?,
            paths: Paths::of_process(),
            projects: Projects::default(),
        })
    }

    fn tree(&self, streams: &mut Streams<'_>) -> Result<u8, Trouble> {
        let arguments = self.arguments;
        let tree = Tree::new(&arguments.paths, &arguments.tree, arguments.force_exclude).map_err(Trouble::Said)?;
        let mut total = Total::default();
        let through = tree.each(
            streams,
            |_| true,
            |read| self.checked(&read),
            |checked: Checked, streams| {
                self.take(checked, &mut total, streams)?;
                Ok(ControlFlow::Continue(()))
            },
        )?;
        total.problems.extend(through.problems);
        self.report_project_files(&mut total, streams);
        if streams.is_stopped() {
            streams.out.flush()?;
            return Ok(INTERRUPTED);
        }
        let mended = self.mended(&total);
        self.print_all(&total, through.files, streams)?;
        through.skipped.iter().chain(&total.problems).for_each(|line| streams.say(line));
        let is_stale = !mended.is_empty() && !arguments.update_baseline;
        if is_stale {
            streams.say(&format!(
                "{} entries of the baseline are no longer needed; --update-baseline removes them",
                mended.len()
            ));
        }
        if let (Some(path), Some(baseline), true) = (&arguments.baseline, &self.baseline, arguments.update_baseline) {
            let is_first = !baseline.exists();
            std::fs::write(path, baseline.updated(&total.findings, &mended))
                .map_err(|error| Trouble::Said(format!("{}: {error}", shown_path(path))))?;
            if is_first {
                total.new.clear();
            }
        }
        Ok(self.exit_code(&total, is_stale))
    }

    fn exit_code(&self, total: &Total, is_stale: bool) -> u8 {
        let least = match self.arguments.fail_on {
            FailOn::Warning => Severity::Warning,
            FailOn::Information => Severity::Information,
            FailOn::Hint => Severity::Hint,
        };
        let fails = |index: &usize| total.findings[*index].finding.severity >= least;
        let has_findings = if self.arguments.diff { total.changed > 0 } else { total.new.iter().any(fails) };
        match (total.problems.is_empty(), has_findings || is_stale) {
            (false, _) => TROUBLE,
            (true, true) => 1,
            (true, false) => 0,
        }
    }

    /// The entries of the baseline that are no longer needed. Files that were not read say nothing of theirs, unless they are gone.
    fn mended(&self, total: &Total) -> Vec<String> {
        let Some(baseline) = self.baseline.as_ref().filter(|_| self.since.is_none()) else { return Vec::new() };
        let is_read = |path: &str| total.read.iter().any(|read| read == path) || !Path::new(path).exists();
        baseline.mended(&total.findings, is_read)
    }

    /// Standard input as the content of a file.
    fn standard_input(&self, path: &Path, streams: &mut Streams<'_>) -> Result<u8, Trouble> {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map_err(|error| Trouble::Said(format!("standard input: {error}")))?;
        let is_left_out = self.arguments.force_exclude
            && walk::is_left_out(path, &self.arguments.tree.globs).map_err(Trouble::Said)?;
        let file = SourceFile::of_bytes(bytes.clone()).ok().filter(|_| !is_left_out);
        let Some(file) = file else {
            if self.arguments.fix {
                streams.out.write_all(&bytes)?;
                streams.out.flush()?;
            }
            return Ok(0);
        };
        let language = Language::of_document("", &path.to_string_lossy());
        let mut checked = self.checked_bytes(&Read { path, language, file }, || Ok(bytes.clone()));
        let mut total = Total::default();
        if self.arguments.fix {
            let fixed = checked.change.take().map_or(bytes, |(_, fixed)| fixed);
            streams.out.write_all(&fixed)?;
            streams.out.flush()?;
            total.new = (0..checked.findings.len()).collect();
            total.findings = checked.findings;
            total.problems.extend(checked.problem);
        } else {
            self.take(checked, &mut total, streams)?;
            self.print_all(&total, 1, streams)?;
        }
        self.report_project_files(&mut total, streams);
        total.problems.iter().for_each(|line| streams.say(line));
        Ok(self.exit_code(&total, false))
    }

    /// A project file of which nothing can be read is trouble. Wrong keys are named, and the rest of the file holds.
    fn report_project_files(&self, total: &mut Total, streams: &mut Streams<'_>) {
        for (line, is_broken) in self.projects.problems() {
            if is_broken {
                total.problems.push(line);
            } else {
                streams.say(&line);
            }
        }
    }

    fn checked(&self, read: &Read<'_>) -> Checked {
        self.checked_bytes(read, || {
            source_file::read(read.path)
                .map_err(|_| format!("{}: it has changed since it was read", shown_path(read.path)))
        })
    }

    /// The findings of a file, without those that its fixes mend. `bytes` are those of the file.
    fn checked_bytes(&self, read: &Read<'_>, bytes: impl Fn() -> Result<Vec<u8>, String>) -> Checked {
        let path = self.paths.relative(read.path);
        let mut checked = Checked { path: read.path.to_owned(), ..Checked::default() };
        let lines = match &self.since {
            Some(changed) => match changed.get(Path::new(&path)) {
                Some(lines) => Some(lines),
                None => return checked,
            },
            None => None,
        };
        let project = self.projects.of(read.path, &self.paths);
        if project.is_excluded() {
            return checked;
        }
        let settings = project.settings(&self.levels);
        let (catalog, libraries) = (&project.catalog, &project.libraries);
        let file = File { path: &path, language: read.language, catalog, project: libraries };
        let find =
            |source: &SourceFile| rules::findings(source.text.as_str(), &file, &settings, &|| true).unwrap_or_default();
        let safety = if self.arguments.unsafe_fixes { Safety::Unsafe } else { Safety::Safe };
        let is_wanted =
            |finding: &Finding| finding.fixes.first().is_some_and(|fix| mend::is_allowed(fix.safety, safety));
        let mut findings = find(&read.file);
        let mends = (self.arguments.fix || self.arguments.diff) && findings.iter().any(is_wanted);
        let mut source = &read.file;
        let mended;
        if mends {
            match bytes().and_then(|bytes| Ok((mend::mended(bytes.clone(), is_wanted, safety, find)?, bytes))) {
                Ok((Some(found), bytes)) => {
                    mended = found;
                    source = &mended.file;
                    findings = mended.findings.clone();
                    checked.fixed = mended.count;
                    checked.change = (bytes != mended.bytes).then(|| (bytes, mended.bytes.clone()));
                }
                Ok((None, _)) => {}
                Err(problem) => checked.problem = Some(problem),
            }
        }
        checked.findings = reported::reported(&path, source, findings);
        if let Some(lines) = lines {
            let is_changed = |one: &Reported| {
                lines.iter().any(|lines| *lines.start() <= one.region.end.0 && one.region.start.0 <= *lines.end())
            };
            checked.findings.retain(is_changed);
        }
        if self.arguments.format == Format::Sarif && !checked.findings.is_empty() {
            let hashes = reported::line_hashes(&source.text);
            checked.findings.iter_mut().for_each(|one| one.line_hash = hashes.get(one.region.start.0 - 1).cloned());
        }
        checked
    }

    /// Adds what came of a file, writes its fixes, and prints its findings where they are printed one after the other.
    fn take(&self, checked: Checked, total: &mut Total, streams: &mut Streams<'_>) -> Result<(), Ended> {
        total.problems.extend(checked.problem);
        if self.baseline.is_some() {
            total.read.push(self.paths.relative(&checked.path));
        }
        if let Some((old, new)) = checked.change {
            total.changed += 1;
            if self.arguments.diff {
                streams.out.write_all(&diff::patch(&self.paths.relative(&checked.path), &old, &new))?;
            } else {
                match replaced_file::replace(&checked.path, &old, &new) {
                    Ok(()) => total.fixed += checked.fixed,
                    Err(problem) => total.problems.push(format!("{}: not fixed: {problem}", shown_path(&checked.path))),
                }
            }
        }
        for one in checked.findings {
            let is_known = self.baseline.as_ref().is_some_and(|baseline| baseline.holds(&one));
            if !is_known {
                total.new.push(total.findings.len());
                let text = match self.arguments.format {
                    _ if self.arguments.diff || self.arguments.statistics => String::new(),
                    Format::Full => text_formats::full(&one, self.is_colored),
                    Format::Concise => text_formats::concise(&one, self.is_colored),
                    _ => String::new(),
                };
                streams.out.write_all(text.as_bytes())?;
            }
            total.findings.push(one);
        }
        Ok(())
    }

    /// Prints the reports that need all findings.
    fn print_all(&self, total: &Total, files: usize, streams: &mut Streams<'_>) -> Result<(), Trouble> {
        let found: Vec<Reported> = total.new.iter().map(|index| total.findings[*index].clone()).collect();
        let from_root = |path: &str| self.paths.below_root(path);
        let text = match self.arguments.format {
            _ if self.arguments.diff => String::new(),
            _ if self.arguments.statistics => statistics(&found),
            Format::Full => summary(&found, total.fixed),
            Format::Concise => String::new(),
            Format::Json => ci_formats::json_lines(&found, files, total.fixed, total.problems.len()),
            Format::Sarif => {
                if found.len() > sarif::MOST_RESULTS {
                    streams.say(&format!("code scanning shows {} of {} findings", sarif::MOST_RESULTS, found.len()));
                }
                sarif::sarif(
                    &found,
                    &ProjectOfFile::default().settings(&self.levels),
                    from_root,
                    total.problems.is_empty(),
                )
            }
            Format::Github => ci_formats::github(&found, from_root),
            Format::Gitlab => ci_formats::gitlab(&found, from_root),
            Format::Junit => ci_formats::junit(&found),
        };
        streams.out.write_all(text.as_bytes())?;
        streams.out.flush()?;
        Ok(())
    }
}

fn summary(found: &[Reported], fixed: usize) -> String {
    let count = |safety: Safety| found.iter().filter(|one| one.safety() == Some(safety)).count();
    let (safe, unsafe_ones) = (count(Safety::Safe), count(Safety::Unsafe));
    let mut out = match found.len() {
        0 => "No findings".to_owned(),
        1 => "1 finding".to_owned(),
        more => format!("{more} findings"),
    };
    if safe > 0 {
        out += &format!(", {safe} fixable with --fix");
    }
    if unsafe_ones > 0 {
        out += &format!(", {unsafe_ones} fixable with --fix --unsafe-fixes");
    }
    if fixed > 0 {
        out += &format!(", {fixed} fixed");
    }
    out + ".\n"
}

fn statistics(found: &[Reported]) -> String {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for one in found {
        let (count, fixable) = counts.entry(one.finding.rule.name()).or_default();
        *count += 1;
        *fixable += usize::from(one.safety() == Some(Safety::Safe));
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_unstable_by_key(|(name, (count, _))| (std::cmp::Reverse(*count), *name));
    rows.into_iter().map(|(name, (count, fixable))| format!("{count:>6}  {fixable:>6} fixable  {name}\n")).collect()
}
