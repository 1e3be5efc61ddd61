//! `data/names/*.toml`: how libraries spell statuses. A spelling is a rule, the codes it holds for, and its exceptions.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use super::ecosystem::Ecosystem;
use super::send::{Check, Retry, Send};
use super::{Data, OneFile, Problem};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Library {
    pub library: String,
    /// The version whose sources were read.
    #[serde(default)]
    pub version: String,
    /// The oldest version that is still maintained.
    pub supported: Option<String>,
    pub languages: Vec<String>,
    /// The common name of libraries that are versions of one.
    pub family: Option<String>,
    #[serde(default)]
    pub common: bool,
    /// Whether it comes with the language.
    #[serde(default)]
    pub standard: bool,
    /// The product in whose versions names are changed, where that is not the library: `Python`.
    pub product: Option<String>,
    /// The packages that it comes in, by ecosystem.
    #[serde(default)]
    pub packages: Packages,
    /// Packages that depend on it.
    #[serde(default)]
    pub brought_by: Packages,
    /// The packages that have its version where `packages` do not tell it.
    #[serde(default)]
    pub versioned_by: Packages,
    /// SDKs that import it into all files of a project that has their implicit usings on.
    #[serde(default)]
    pub implicit: Packages,
    /// Which series of the library the versions of other packages come with.
    pub follows: Option<Follows>,
    pub imports: Vec<String>,
    pub usage: String,
    #[serde(default)]
    pub spelling: Vec<Spelling>,
    /// How one sends a status with it.
    #[serde(default)]
    pub send: Vec<Send>,
    /// How one checks a response with it.
    #[serde(default)]
    pub check: Vec<Check>,
    /// How one repeats a request with it.
    pub retry: Option<Retry>,
    #[serde(skip)]
    pub stem: String,
}

/// Packages whose versions decide the library's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Follows {
    pub packages: Packages,
    /// The series of the library, by the first version of the packages that comes with it.
    pub versions: BTreeMap<String, String>,
}

/// Names of packages by the name of their ecosystem.
pub type Packages = BTreeMap<String, Vec<String>>;

impl Library {
    /// The oldest version that is maintained: without a word of the data, the first of the series that was read.
    pub fn oldest_supported(&self) -> Option<String> {
        let major = self.version.split('.').next().filter(|major| !major.is_empty());
        let is_number = |major: &&str| major.bytes().all(|byte| byte.is_ascii_digit());
        self.supported.clone().or_else(|| major.filter(is_number).map(|major| format!("{major}.0")))
    }
}

impl OneFile for Library {
    fn set_stem(&mut self, stem: String) {
        self.stem = stem;
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spelling {
    pub form: String,
    pub proof: Proof,
    #[serde(default)]
    pub value: Value,
    pub style: Option<Style>,
    pub era: Option<Era>,
    #[serde(default)]
    pub codes: String,
    #[serde(default)]
    pub irregular: BTreeMap<String, Vec<String>>,
    /// The statements that each bring its names in, the usual one first; `{name}` stands for the identifier. Without the key it is the
    /// library's `usage`, unless the names need a place alone. Empty where nothing is to be imported.
    pub import: Option<Vec<String>>,
    /// Other statements that bring them in too.
    #[serde(default)]
    pub import_given_by: Vec<String>,
    /// The expressions that make the code of a constant, by language; `*` stands for all others. Empty where none makes it.
    #[serde(default)]
    pub number: BTreeMap<String, String>,
    /// Whole identifiers that came after the first release, by version.
    #[serde(default)]
    pub since: BTreeMap<String, Vec<String>>,
    /// Whole identifiers that the library advises against, by the version that began to, each with the identifier to write instead, which
    /// may be empty. `*` stands for all.
    #[serde(default)]
    pub deprecated: BTreeMap<String, BTreeMap<String, String>>,
    /// Whole identifiers that are gone, by version.
    #[serde(default)]
    pub removed: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Proof {
    Name,
    Qualifier,
    Import,
    Position,
}

/// The kind of value that a name has in the program.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Value {
    /// A value that the library takes as a status: a number, a symbol, an exception.
    #[default]
    Status,
    /// The reason phrase, a string.
    Phrase,
    /// An object with a status: an exception, a response, a function that makes one.
    Carrier,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub enum Style {
    #[serde(rename = "PascalCase")]
    Pascal,
    #[serde(rename = "PascalCase, acronyms folded")]
    PascalFolded,
    #[serde(rename = "camelCase")]
    Camel,
    #[serde(rename = "camelCase, acronyms folded")]
    CamelFolded,
    #[serde(rename = "snake_case")]
    Snake,
    #[serde(rename = "SCREAMING_SNAKE_CASE")]
    ScreamingSnake,
    #[serde(rename = "kebab-case")]
    Kebab,
    #[serde(rename = "Title_Snake_Case")]
    TitleSnake,
    #[serde(rename = "First_snake_case")]
    FirstSnake,
}

/// Which generation of names a library was written in: four of them changed.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub enum Era {
    #[serde(rename = "RFC 2616")]
    Rfc2616,
    #[serde(rename = "RFC 7231")]
    Rfc7231,
    #[serde(rename = "RFC 9110")]
    Rfc9110,
}

/// One way to write one status.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// The identifier that stands for the status, without what qualifies it.
    pub name: String,
    /// The text before the identifier, with its separator: `http.`, `StatusCode::`, `:`.
    pub qualifier: String,
    /// The text that follows it: `()` or nothing.
    pub suffix: String,
    pub code: u16,
    pub change: Change,
    pub spelling: usize,
}

/// In which versions of its library a name exists.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    pub since: Option<String>,
    pub deprecated_since: Option<String>,
    pub removed_in: Option<String>,
    /// The identifier to write instead.
    pub instead: Option<String>,
}

impl Row {
    /// As one writes it: `http.StatusNotFound`.
    pub fn text(&self) -> String {
        [self.qualifier.as_str(), &self.name, &self.suffix].concat()
    }

    /// Whether both have the same qualifier and suffix.
    pub fn is_of_form(&self, other: &Row) -> bool {
        self.qualifier == other.qualifier && self.suffix == other.suffix
    }
}

impl Spelling {
    fn change(&self, name: &str) -> Change {
        let version_of = |versions: &BTreeMap<String, Vec<String>>| {
            versions.iter().find(|(_, names)| names.iter().any(|one| one == name)).map(|(version, _)| version.clone())
        };
        let deprecated = self
            .deprecated
            .iter()
            .find_map(|(version, names)| Some((version, names.get(name).or_else(|| names.get("*"))?)));
        Change {
            since: version_of(&self.since),
            deprecated_since: deprecated.map(|(version, _)| version.clone()),
            removed_in: version_of(&self.removed),
            instead: deprecated.map(|(_, instead)| instead.clone()).filter(|instead| !instead.is_empty()),
        }
    }

    /// The identifiers that `since`, `deprecated` and `removed` name, with the key.
    fn changed_names(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let since = self.since.values().flatten().map(|name| ("since", name));
        let deprecated = self.deprecated.values().flat_map(BTreeMap::keys).filter(|name| *name != "*");
        let removed = self.removed.values().flatten().map(|name| ("removed", name));
        since.chain(deprecated.map(|name| ("deprecated", name))).chain(removed)
    }
}

impl Library {
    /// The statements that bring the names of a spelling in.
    pub fn imports_of<'a>(&'a self, spelling: &'a Spelling) -> Vec<&'a str> {
        match &spelling.import {
            Some(lines) => lines.iter().map(String::as_str).collect(),
            None if spelling.proof == Proof::Position || self.usage.is_empty() => Vec::new(),
            None => vec![&self.usage],
        }
    }

    /// Expands the rules into rows, in the order of the codes.
    pub fn rows(&self, names: &HashMap<u16, String>) -> Result<Vec<Row>, Problem> {
        let file = format!("names/{}.toml", self.stem);
        let mut rows = Vec::new();
        for (index, spelling) in self.spelling.iter().enumerate() {
            let refuse = |key: &str, reason: String| Problem::new(&file, key, reason);
            let Some((qualifier, rest)) = split_form(&spelling.form) else {
                return Err(refuse("form", format!("`{}` holds neither {{name}} nor {{code}}", spelling.form)));
            };
            let (affixed, suffix) = match rest.strip_suffix("()") {
                Some(call) => (call, "()"),
                None => (rest, ""),
            };
            let mut push = |code: u16, core: &str| {
                let name = affixed.replace("{name}", core).replace("{code}", &code.to_string());
                let change = spelling.change(&name);
                rows.push(Row {
                    name,
                    qualifier: qualifier.into(),
                    suffix: suffix.into(),
                    code,
                    change,
                    spelling: index,
                });
            };
            for code in codes(&spelling.codes).map_err(|reason| refuse("codes", reason))? {
                let core = match (affixed.contains("{name}"), spelling.style) {
                    (false, _) => String::new(),
                    (true, None) => return Err(refuse("style", "is missing: `codes` makes names by rule".into())),
                    (true, Some(style)) => match phrase(code, spelling.era, names) {
                        Some(phrase) => styled(&phrase, style),
                        None => {
                            return Err(refuse("codes", format!("{code} has no registered name to make a rule from")));
                        }
                    },
                };
                push(code, &core);
            }
            for (code, cores) in &spelling.irregular {
                let code = code.parse::<u16>().map_err(|_| refuse("irregular", format!("`{code}` is not a code")))?;
                for core in cores {
                    push(code, core);
                }
            }
            let written: HashSet<&str> =
                rows.iter().filter(|row| row.spelling == index).map(|row| row.name.as_str()).collect();
            let mut named = HashSet::new();
            for (key, name) in spelling.changed_names() {
                if !written.contains(name.as_str()) {
                    return Err(refuse(key, format!("`{name}` is not a name of this spelling")));
                }
                if !named.insert((key, name)) {
                    return Err(refuse(key, format!("`{name}` stands there twice")));
                }
            }
            let versions = spelling.since.keys().chain(spelling.deprecated.keys()).chain(spelling.removed.keys());
            if let Some(version) = versions.filter(|v| *v != "?").find(|v| !v.contains(|c: char| c.is_ascii_digit())) {
                return Err(refuse("since", format!("`{version}` is not a version; `?` stands for an unknown one")));
            }
        }
        rows.sort_by_key(|row| (row.spelling, row.code));
        Ok(rows)
    }
}

/// Splits `http.Status{name}` into `http.` and `Status{name}`.
fn split_form(form: &str) -> Option<(&str, &str)> {
    let hole = form.find("{name}").into_iter().chain(form.find("{code}")).min()?;
    let head = &form[..hole];
    let separators = ["::", "->", ".", "/", "\\", ":", "`"];
    let start = separators.iter().filter_map(|s| head.rfind(s).map(|at| at + s.len())).max().unwrap_or(0);
    Some(form.split_at(start))
}

/// Reads `100-103 200 404` into codes.
pub(super) fn codes(text: &str) -> Result<Vec<u16>, String> {
    let mut codes = Vec::new();
    for part in text.split_whitespace() {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        match (first.parse::<u16>(), last.parse::<u16>()) {
            (Ok(first), Ok(last)) if (100..=last).contains(&first) && last <= 999 => codes.extend(first..=last),
            _ => return Err(format!("`{part}` is not a code or range of codes")),
        }
    }
    Ok(codes)
}

/// The name of `code` as a specification of that era has it.
fn phrase(code: u16, era: Option<Era>, names: &HashMap<u16, String>) -> Option<String> {
    let former = match (era.unwrap_or(Era::Rfc9110), code) {
        (Era::Rfc7231, 413) => Some("Payload Too Large"),
        (Era::Rfc2616, 413) => Some("Request Entity Too Large"),
        (Era::Rfc2616, 414) => Some("Request-URI Too Long"),
        (Era::Rfc2616, 416) => Some("Requested Range Not Satisfiable"),
        (Era::Rfc7231 | Era::Rfc2616, 422) => Some("Unprocessable Entity"),
        // The registry leaves 306 unnamed; libraries use the name of the draft that reserved it.
        (_, 306) => Some("Switch Proxy"),
        _ => None,
    };
    former.map(str::to_owned).or_else(|| names.get(&code).cloned())
}

/// Writes a name such as `URI Too Long` in the style of an identifier.
fn styled(phrase: &str, style: Style) -> String {
    let plain = phrase.replace('\'', "");
    let words: Vec<&str> = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    let folded = |word: &str| word[..1].to_uppercase() + &word[1..].to_lowercase();
    let lower_first = |rest: fn(&str) -> String| -> String {
        words.iter().enumerate().map(|(i, w)| if i == 0 { w.to_lowercase() } else { rest(w) }).collect()
    };
    match style {
        Style::Pascal => words.iter().map(|w| capital(w)).collect(),
        Style::PascalFolded => words.iter().map(|w| folded(w)).collect(),
        Style::Camel => lower_first(|w| w[..1].to_uppercase() + &w[1..]),
        Style::CamelFolded => lower_first(|w| w[..1].to_uppercase() + &w[1..].to_lowercase()),
        Style::Snake => words.join("_").to_lowercase(),
        Style::ScreamingSnake => words.join("_").to_uppercase(),
        Style::Kebab => words.join("-").to_lowercase(),
        Style::TitleSnake => words.iter().map(|w| capital(w)).collect::<Vec<_>>().join("_"),
        Style::FirstSnake => {
            let later: String = words.iter().skip(1).map(|w| format!("_{}", w.to_lowercase())).collect();
            words.first().map_or(String::new(), |first| capital(first)) + &later
        }
    }
}

/// Gives each name the deprecation of any version of its library: a source file does not show which version is installed.
pub fn deprecate_with_kin(libraries: &[Library], rows: &mut [(usize, Row)]) {
    let family = |index: usize| libraries[index].family.as_deref();
    let text = |row: &Row| [row.qualifier.as_str(), row.name.as_str()].concat();
    let deprecated: HashMap<(&str, String), Change> = rows
        .iter()
        .filter(|(_, row)| row.change.deprecated_since.is_some())
        .filter_map(|(library, row)| Some(((family(*library)?, text(row)), row.change.clone())))
        .collect();
    for (library, row) in rows.iter_mut() {
        let of_kin = family(*library).and_then(|family| deprecated.get(&(family, text(row))));
        if let Some(of_kin) = of_kin.filter(|_| row.change.deprecated_since.is_none()) {
            row.change.deprecated_since.clone_from(&of_kin.deprecated_since);
            row.change.instead.clone_from(&of_kin.instead);
        }
    }
}

/// The names that rules expand: those of registered statuses.
pub fn registered_names(data: &Data) -> HashMap<u16, String> {
    data.statuses.iter().filter(|s| s.origin == "iana").map(|s| (s.code, s.name.clone())).collect()
}

/// The packages of a list with their normalized names; an ecosystem that is not known has none.
pub fn normalized(packages: &Packages) -> Vec<(Ecosystem, String)> {
    let lists = packages.iter().filter_map(|(ecosystem, names)| Some((Ecosystem::named(ecosystem)?, names)));
    lists.flat_map(|(of, names)| names.iter().map(move |name| (of, of.normalized(name).into_owned()))).collect()
}

/// The faults of the statements that bring the names of a spelling in, with the key.
fn faults_of_imports(library: &Library, spelling: &Spelling) -> Vec<(&'static str, String)> {
    let mut faults = Vec::new();
    let keys =
        [("import", spelling.import.as_deref().unwrap_or_default()), ("import_given_by", &spelling.import_given_by)];
    for (key, lines) in keys {
        for line in lines {
            if line.trim() != line || !line.contains(' ') || line.contains('\n') {
                faults.push((key, format!("`{line}` is not one statement")));
            }
        }
    }
    if spelling.import.as_ref().is_some_and(|lines| *lines == [library.usage.as_str()]) {
        faults.push(("import", "is the library's `usage`, which holds without the key".into()));
    }
    if !spelling.import_given_by.is_empty() && library.imports_of(spelling).is_empty() {
        faults.push(("import_given_by", "stands without an import".into()));
    }
    faults
}

/// The faults of the expressions that make the code of a constant.
fn faults_of_numbers(library: &Library, spelling: &Spelling) -> Vec<(&'static str, String)> {
    let mut faults = Vec::new();
    for (language, expression) in &spelling.number {
        if language != "*" && !library.languages.contains(language) {
            faults.push(("number", format!("`{language}` is no language of the library")));
        }
        if !expression.is_empty() && expression.matches("{constant}").count() != 1 {
            faults.push(("number", format!("`{expression}` does not have `{{constant}}` once")));
        }
    }
    if !spelling.number.is_empty() && (spelling.value != Value::Status || spelling.form.ends_with("()")) {
        faults.push(("number", "stands with a spelling that is no constant for a status".into()));
    }
    faults
}

/// The faults of the packages of a library, with the key.
fn faults_of_packages(library: &Library) -> Vec<(&'static str, String)> {
    let mut faults = Vec::new();
    let mut named = HashSet::new();
    let keys =
        [("packages", &library.packages), ("brought_by", &library.brought_by), ("versioned_by", &library.versioned_by)];
    for (key, packages) in keys {
        for (ecosystem, names) in packages {
            if Ecosystem::named(ecosystem).is_none() {
                let known = Ecosystem::ALL.map(|(name, _)| name).join(", ");
                faults.push((key, format!("`{ecosystem}` is not an ecosystem; they are {known}")));
            }
            if names.is_empty() {
                faults.push((key, format!("`{ecosystem}` has no names")));
            }
            for name in names.iter().filter(|name| name.is_empty() || name.contains(char::is_whitespace)) {
                faults.push((key, format!("`{name}` is not the name of a package")));
            }
        }
        for (ecosystem, name) in normalized(packages) {
            if ecosystem == Ecosystem::Maven && name.split(':').count() != 2 {
                faults.push((key, format!("`{name}` is not `group:artifact`")));
            }
            if !named.insert((ecosystem, name.clone())) {
                faults.push((key, format!("`{name}` stands there twice")));
            }
        }
    }
    if let Some(follows) = &library.follows {
        let is_series =
            |text: &String| text.split('.').count() == 2 && text.split('.').all(|part| part.parse::<u32>().is_ok());
        for series in follows.versions.iter().flat_map(|(from, to)| [from, to]).filter(|text| !is_series(text)) {
            faults.push(("follows", format!("`{series}` is not two numbers with a dot")));
        }
        if normalized(&follows.packages).is_empty() || follows.versions.is_empty() {
            faults.push(("follows", "has no packages or no versions".into()));
        }
    }
    for (ecosystem, name) in normalized(&library.implicit) {
        if !named.contains(&(ecosystem, name.clone())) {
            faults.push(("implicit", format!("`{name}` is not among its packages, nor among those that bring it")));
        }
    }
    faults
}

pub(super) fn check(data: &Data, problems: &mut Vec<Problem>) {
    let names = registered_names(data);
    let ids = data.language_ids();
    for library in &data.libraries {
        let file = format!("names/{}.toml", library.stem);
        let mut refuse = |key: &str, reason: String| problems.push(Problem::new(&file, key, reason));
        if library.library.is_empty()
            || library.spelling.is_empty() && library.send.is_empty() && library.check.is_empty()
        {
            refuse("library", "needs a name, and a spelling or a line of code".into());
        }
        for id in library.languages.iter().filter(|id| !ids.contains(id.as_str())) {
            refuse("languages", format!("`{id}` is not in languages/"));
        }
        if library.imports.is_empty() && library.spelling.iter().any(|s| s.proof == Proof::Import) {
            refuse("imports", "is empty, and a spelling has the proof `import`".into());
        }
        for spelling in &library.spelling {
            for (key, reason) in
                faults_of_imports(library, spelling).into_iter().chain(faults_of_numbers(library, spelling))
            {
                refuse(key, reason);
            }
        }
        let is_version = |text: &String| text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(' ');
        if let Some(supported) = library.supported.as_ref().filter(|supported| !is_version(supported)) {
            refuse("supported", format!("`{supported}` is not a version"));
        }
        for (key, reason) in faults_of_packages(library) {
            refuse(key, reason);
        }
        // Rules expand the names of the statuses, all of which must have been read.
        if !data.is_read("codes") {
            continue;
        }
        match library.rows(&names) {
            Ok(rows) => {
                for row in rows.iter().filter(|row| row.name.is_empty() || row.name.contains(char::is_whitespace)) {
                    refuse("irregular", format!("{} has a name that is not an identifier", row.code));
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
}
