//! `find`: the mentions of statuses in the files of trees.

use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::catalog::Catalog;
use crate::detect::{Mention, MentionRole, mentions};
use crate::features::find::Query;
use crate::features::search::nearest;

use super::roles::Roles;
use super::screen::Screen;
use super::shown::shown;
use super::streams::{Ended, INTERRUPTED, Streams, TROUBLE};
use super::tree::{Read, Tree, TreeArguments};

mod file_mentions;
mod json;
mod lines;
mod stats;

use file_mentions::{FileMentions, Kind, Role};
pub(super) use lines::{LineCounter, cut};
use lines::{Lines, Style};
use stats::Stats;

/// The examples at the end of `find --help`.
pub(super) const EXAMPLES: &str = "Examples:
  http-status-lsp find 404                               404, Not Found, StatusNotFound, ...
  http-status-lsp find -e 401 -e 403 --role sends src    where these are sent
  http-status-lsp find cloudflare --json                 for programs
  http-status-lsp find --all --stats                     which codes a repository has

The exit code is 0 where something is found, 1 where nothing is, and 2 after an error.";

/// The arguments of `find`.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub struct FindArguments {
    /// A code (404), a class (4xx), an owner of codes (cloudflare) or a name (not found, `StatusNotFound`). Each finds all spellings.
    #[arg(value_name = "QUERY", required_unless_present_any = ["queries", "all"])]
    query: Option<PathBuf>,
    /// Files and folders; the current folder without any.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// A further query. With this option, all other arguments are paths.
    #[arg(short = 'e', long = "query", value_name = "QUERY")]
    queries: Vec<String>,
    /// Find every mention of a status. All other arguments are paths.
    #[arg(long, conflicts_with = "queries")]
    all: bool,
    /// Only mentions with this role. May be given several times.
    #[arg(long = "role", value_name = "ROLE")]
    roles: Vec<Role>,
    /// Only mentions that are written so. May be given several times.
    #[arg(long = "kind", value_name = "KIND")]
    kinds: Vec<Kind>,
    /// How the mentions are printed.
    #[command(flatten)]
    output: Output,
    /// Which files are read.
    #[command(flatten)]
    tree: TreeArguments,
}

/// How mentions are printed; the last of several options decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Args)]
struct Output {
    /// Print one line for each mention: path, line, column in bytes, text.
    #[arg(long, overrides_with_all = ["json", "count", "files_with_matches", "stats"])]
    vimgrep: bool,
    /// Print one JSON object for each mention, and a summary at the end.
    #[arg(long, overrides_with_all = ["vimgrep", "count", "files_with_matches", "stats"])]
    json: bool,
    /// Print how many lines of each file have mentions.
    #[arg(short = 'c', long, overrides_with_all = ["vimgrep", "json", "files_with_matches", "stats"])]
    count: bool,
    /// Print the paths of files with mentions.
    #[arg(short = 'l', long, overrides_with_all = ["vimgrep", "json", "count", "stats"])]
    files_with_matches: bool,
    /// Print tables of the codes by role, language and folder.
    #[arg(long, overrides_with_all = ["vimgrep", "json", "count", "files_with_matches"])]
    stats: bool,
    /// When to use colors.
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: When,
}

/// When output is colored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl When {
    /// Whether output on that screen is colored.
    pub(super) fn is_colored(self, screen: &Screen) -> bool {
        match self {
            Self::Auto => screen.is_styled(),
            Self::Always => true,
            Self::Never => false,
        }
    }
}

/// The output of the files.
#[derive(Debug, Default)]
struct Found {
    mentions: usize,
    /// The output for the file.
    text: Vec<u8>,
    stats: Stats,
}

/// Searches, prints and returns the exit code: 0 for something found, 1 for nothing, 2 for an error.
pub(super) fn find(arguments: &FindArguments, screen: &Screen, streams: &mut Streams<'_>) -> u8 {
    let searched = Searched::new(arguments, screen);
    let tree =
        searched.as_ref().map_err(Clone::clone).and_then(|searched| Tree::new(&searched.paths, &arguments.tree, false));
    let (searched, tree) = match (searched, tree) {
        (Ok(searched), Ok(tree)) => (searched, tree),
        (Err(problem), _) | (_, Err(problem)) => {
            streams.say(&problem);
            return TROUBLE;
        }
    };
    match searched.run(tree, streams) {
        Ok(code) => code,
        Err(ended) => streams.ended(&ended),
    }
}

/// The query, and the form of the output.
struct Searched<'a> {
    arguments: &'a FindArguments,
    query: Query,
    paths: Vec<PathBuf>,
    style: Style,
}

impl<'a> Searched<'a> {
    fn new(arguments: &'a FindArguments, screen: &Screen) -> Result<Self, String> {
        let mut paths: Vec<PathBuf> = Vec::new();
        let mut query = if arguments.all { Query::all() } else { Query::default() };
        for what in &arguments.queries {
            add(&mut query, what)?;
        }
        match &arguments.query {
            Some(path) if arguments.all || !arguments.queries.is_empty() => paths.push(path.clone()),
            Some(what) => add(&mut query, &what.to_string_lossy())?,
            None => {}
        }
        paths.extend(arguments.paths.iter().cloned());
        let is_colored = arguments.output.color.is_colored(screen);
        let style = Style { is_colored, is_terminal: screen.is_terminal() };
        Ok(Self { arguments, query, paths, style })
    }

    fn run(&self, tree: Tree, streams: &mut Streams<'_>) -> Result<u8, Ended> {
        let prefilter = self.query.prefilter(Catalog::compiled());
        let is_wanted = |bytes: &[u8]| prefilter.as_ref().is_none_or(|prefilter| prefilter.may_hold(bytes));
        let (mut mentions, mut files) = (0, 0);
        let mut stats = Stats::default();
        let through = tree.each(
            streams,
            is_wanted,
            |read| self.found(&read),
            |found: Found, streams| {
                if found.mentions > 0 {
                    // Files stand apart on a terminal.
                    if files > 0 && self.has_headings() {
                        streams.out.write_all(b"\n")?;
                    }
                    files += 1;
                    mentions += found.mentions;
                    streams.out.write_all(&found.text)?;
                    stats.merge(found.stats);
                }
                Ok(ControlFlow::Continue(()))
            },
        )?;
        if streams.is_stopped() {
            return Ok(INTERRUPTED);
        }
        if self.arguments.output.stats {
            streams.out.write_all(stats.tables(through.files, files).as_bytes())?;
        }
        if self.arguments.output.json {
            let summary = json::summary(through.files, files, mentions, through.skipped.len(), through.problems.len());
            streams.out.write_all(&summary)?;
        }
        streams.out.flush()?;
        through.skipped.iter().chain(&through.problems).for_each(|line| streams.say(line));
        Ok(match (through.problems.is_empty(), mentions) {
            (false, _) => TROUBLE,
            (true, 0) => 1,
            (true, _) => 0,
        })
    }

    /// Whether the path of a file stands above its lines.
    fn has_headings(&self) -> bool {
        let Output { vimgrep, json, count, files_with_matches, stats, .. } = self.arguments.output;
        self.style.is_terminal && !(vimgrep || json || count || files_with_matches || stats)
    }

    fn found(&self, read: &Read<'_>) -> Found {
        let FindArguments { roles, kinds, output, .. } = self.arguments;
        let text = &read.file.text;
        let is_wanted = |mention: &Mention| {
            self.query.holds(mention) && (kinds.is_empty() || kinds.contains(&Kind::of(mention.kind)))
        };
        let found: Vec<Mention> = mentions(text.as_str(), read.language).into_iter().filter(is_wanted).collect();
        let needs_roles = !roles.is_empty() || output.json || output.stats;
        let mut judge = (needs_roles && !found.is_empty()).then(|| Roles::new(text, read.language));
        let with_role = |mention: Mention| {
            let role = judge.as_mut().map_or(MentionRole::Unknown, |judge| judge.role(&mention));
            (mention, Role::of(role))
        };
        let mut found: Vec<(Mention, Role)> = found.into_iter().map(with_role).collect();
        found.retain(|(_, role)| roles.is_empty() || roles.contains(role));
        let stats = if output.stats { Stats::of(read.path, read.language.id, &found) } else { Stats::default() };
        let file = FileMentions { path: read.path, language: read.language.id, file: &read.file, found };
        Found { mentions: file.found.len(), text: self.printed(&file), stats }
    }

    /// The output for a file with mentions.
    fn printed(&self, file: &FileMentions<'_>) -> Vec<u8> {
        let mut out = Vec::new();
        if file.found.is_empty() {
            return out;
        }
        let Output { vimgrep, json, count, files_with_matches, stats, .. } = self.arguments.output;
        if json {
            json::write(file, &mut out);
        } else if files_with_matches {
            self.style.write_path(file.path, &mut out);
            out.push(b'\n');
        } else if !stats {
            let lines = Lines::of(&file.file.text, &file.found);
            match (count, vimgrep) {
                (true, _) => lines.write_count(file.path, self.style, &mut out),
                (_, true) => lines.write_each(file.path, self.style, &mut out),
                _ if self.has_headings() => lines.write_below_heading(file.path, self.style, &mut out),
                _ => lines.write(file.path, self.style, &mut out),
            }
        }
        out
    }
}

/// Adds a query.
fn add(query: &mut Query, what: &str) -> Result<(), String> {
    if query.add(what) {
        return Ok(());
    }
    let near = nearest(what).map(|(name, _)| format!("; did you mean \"{name}\"?")).unwrap_or_default();
    Err(format!("{}: not a code, a class, an owner or a name of a status{near}", shown(what)))
}
