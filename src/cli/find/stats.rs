//! `find --stats`: how often each code stands in which role, language and folder.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

use crate::catalog::Code;
use crate::detect::{Mention, MentionKind};

use super::file_mentions::Role;
use crate::cli::shown::shown_path;

/// How often each code or class is there.
type Counts = BTreeMap<Named, usize>;

/// Counts of mentions.
#[derive(Debug, Default)]
pub(super) struct Stats {
    roles: BTreeMap<Named, BTreeMap<Role, usize>>,
    languages: BTreeMap<&'static str, Counts>,
    folders: BTreeMap<PathBuf, Counts>,
}

/// A class, or a code: in this order, so that `4xx` stands before 400.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Named {
    code: Code,
    is_code: bool,
}

impl std::fmt::Display for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_code { write!(f, "{}", self.code) } else { write!(f, "{}xx", self.code.class_digit()) }
    }
}

/// So many parts of a path name its folder.
const FOLDER_PARTS: usize = 2;
const ROLES: [Role; 5] = [Role::Sends, Role::Checks, Role::Asserts, Role::Documents, Role::Unknown];

impl Stats {
    /// The counts of one file.
    pub(super) fn of(path: &Path, language: &'static str, found: &[(Mention, Role)]) -> Self {
        let mut stats = Self::default();
        let folder = folder(path);
        for (mention, role) in found {
            let named = Named { code: mention.code, is_code: mention.kind != MentionKind::Class };
            *stats.roles.entry(named).or_default().entry(*role).or_default() += 1;
            *stats.languages.entry(language).or_default().entry(named).or_default() += 1;
            *stats.folders.entry(folder.clone()).or_default().entry(named).or_default() += 1;
        }
        stats
    }

    /// Adds those of another file.
    pub(super) fn merge(&mut self, other: Self) {
        for (named, roles) in other.roles {
            let known = self.roles.entry(named).or_default();
            roles.into_iter().for_each(|(role, count)| *known.entry(role).or_default() += count);
        }
        for (language, counts) in other.languages {
            add(self.languages.entry(language).or_default(), counts);
        }
        for (folder, counts) in other.folders {
            add(self.folders.entry(folder).or_default(), counts);
        }
    }

    /// Three tables, with how many files were read and how many of them have mentions.
    pub(super) fn tables(&self, files: usize, with_mentions: usize) -> String {
        let total: usize = self.languages.values().flat_map(BTreeMap::values).sum();
        let mut out = format!("{total} mentions in {with_mentions} of {files} files\n");
        if total == 0 {
            return out;
        }
        let mut rows =
            vec![["code"].into_iter().chain(ROLES.map(Role::name)).chain(["all"]).map(str::to_owned).collect()];
        for (named, roles) in &self.roles {
            let counts = ROLES.map(|role| roles.get(&role).copied().unwrap_or(0));
            let all: usize = counts.iter().sum();
            rows.push(
                [named.to_string()]
                    .into_iter()
                    .chain(counts.into_iter().chain([all]).map(|count| count.to_string()))
                    .collect(),
            );
        }
        push_table(&rows, &mut out);
        let mut languages = self.languages.iter().map(|(language, counts)| ((*language).to_owned(), counts));
        push_table(&counted("language", &mut languages), &mut out);
        let mut folders = self.folders.iter().map(|(folder, counts)| (shown_path(folder), counts));
        push_table(&counted("folder", &mut folders), &mut out);
        out
    }
}

fn add(known: &mut Counts, counts: Counts) {
    counts.into_iter().for_each(|(named, count)| *known.entry(named).or_default() += count);
}

/// The first parts of the path's folder.
fn folder(path: &Path) -> PathBuf {
    let parent = path.parent().unwrap_or(Path::new(""));
    let is_outer = |part: &Component<'_>| !matches!(part, Component::Normal(_));
    let outer = parent.components().take_while(is_outer).count();
    let folder: PathBuf = parent.components().take(outer + FOLDER_PARTS).collect();
    if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder }
}

/// Rows with the sum and the codes of each name, most mentions first.
fn counted(head: &str, named: &mut dyn Iterator<Item = (String, &Counts)>) -> Vec<Vec<String>> {
    let mut rows: Vec<(usize, Vec<String>)> = named
        .map(|(name, counts)| {
            let all: usize = counts.values().sum();
            let mut codes: Vec<_> = counts.iter().collect();
            codes.sort_unstable_by_key(|(named, count)| (std::cmp::Reverse(**count), **named));
            let codes: Vec<String> = codes.iter().map(|(named, count)| format!("{named}×{count}")).collect();
            (all, vec![name, all.to_string(), codes.join(" ")])
        })
        .collect();
    rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let head = vec![head.to_owned(), "all".to_owned(), "codes".to_owned()];
    std::iter::once(head).chain(rows.into_iter().map(|(_, row)| row)).collect()
}

/// Columns of equal width; all but the first and the column of codes are numbers.
fn push_table(rows: &[Vec<String>], out: &mut String) {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let is_text = |column: usize| column == 0 || rows[0][column] == "codes";
    out.push('\n');
    for row in rows {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            let width = widths[column];
            if is_text(column) { format!("{cell:width$}") } else { format!("{cell:>width$}") }
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}", line.trim_end());
    }
}
