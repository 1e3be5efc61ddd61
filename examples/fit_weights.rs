//! Fits the weights of `data/evidence.toml` and `data/evidence/` to places that people have judged.
//!
//! ```text
//! cargo run --release --example fit_weights -- [--write] [--rate R] [--hold H] [LABELS.tsv FILES]...
//! ```
//!
//! The places are the marks and the lines of `tests/cases/` and, where given, tables of labeled positions in real files:
//! tab-separated, with the columns `package path language line col len label code` (lines from 1, columns from 0 in UTF-16
//! units, label `yes`, `bound` or `no`), each file at `FILES/package/path`.
//!
//! The sum of a candidate's evidence is read as the logarithm of its odds, and the weights that make the labels most
//! probable are searched by gradient descent. `--hold` (default 3) is how strongly each weight is held to where it stands:
//! a weight moves only as far as many places ask for it, and none changes its sign. Every fifth package or case file is
//! left out of the fit; what is printed for those says whether the result holds elsewhere. `--write` puts the weights,
//! rounded to tenths, into the files.
//!
//! Two weights are set by hand afterwards: `bias` so that a number with nothing around it stays below "likely" even in a file
//! full of HTTP, and `still-typing` so that completion keeps quiet as often as hover does.

#![expect(clippy::print_stdout, reason = "a program of the command line, whose report is its output")]

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use http_status_lsp::catalog::Language;
use http_status_lsp::detect::{
    EXCERPT_BYTES, Mention, MentionKind, PREAMBLE_BYTES, Preamble, Reading, candidates, judge_at,
};
use http_status_lsp::text::{Document, Encoding, Position};

/// One judged place: what the evidence says, as (weight, strength), and what people say.
struct Sample {
    evidence: Vec<(usize, f64)>,
    /// What the evidence adds that is no piece and no shape.
    fixed: f64,
    is_status: bool,
    /// How much the place counts.
    share: f64,
    is_held_out: bool,
}

/// The weights by their names.
struct Weights {
    names: Vec<String>,
    values: Vec<f64>,
    index: HashMap<String, usize>,
}

fn main() -> Result<(), String> {
    let options = Options::read(std::env::args().skip(1))?;
    let files = read_evidence()?;
    let mut weights = Weights::read(&files);
    let mut samples = from_cases(&weights)?;
    samples.extend(from_lines(&weights)?);
    for (table, files) in &options.tables {
        samples.extend(from_table(table, files, &weights)?);
    }
    report("before", &samples, &weights.values);
    let start = weights.values.clone();
    let names = weights.names.clone();
    fit(&samples, &start, &mut weights.values, &names, &options);
    report("after ", &samples, &weights.values);
    for (name, (from, to)) in weights.names.iter().zip(start.iter().zip(&weights.values)) {
        if (from - to).abs() >= 0.25 {
            println!("{name:32} {from:5.1} -> {to:5.1}");
        }
    }
    if options.write {
        for (path, data) in &files {
            fs::write(path, weights.written_into(data)).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    Ok(())
}

/// The files that hold weights, with their text.
fn read_evidence() -> Result<Vec<(PathBuf, String)>, String> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let mut paths = sorted(&data.join("evidence"), "toml")?;
    paths.push(data.join("evidence.toml"));
    let read = |path: PathBuf| match fs::read_to_string(&path) {
        Ok(text) => Ok((path, text)),
        Err(error) => Err(format!("{}: {error}", path.display())),
    };
    paths.into_iter().map(read).collect()
}

/// The files of a folder with that extension.
fn sorted(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|known| known == extension));
    paths.sort();
    Ok(paths)
}

struct Options {
    write: bool,
    rate: f64,
    hold: f64,
    tables: Vec<(PathBuf, PathBuf)>,
}

impl Options {
    fn read(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self { write: false, rate: 0.5, hold: 3.0, tables: Vec::new() };
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--write" => options.write = true,
                "--rate" => options.rate = value()?.parse().map_err(|_| "--rate takes a number")?,
                "--hold" => options.hold = value()?.parse().map_err(|_| "--hold takes a number")?,
                table => options.tables.push((table.into(), value()?.into())),
            }
        }
        Ok(options)
    }
}

impl Weights {
    /// The `weight` of each `[piece.…]` and `[[shape]]` under its name, and the lines of `[prior]`.
    fn read(files: &[(PathBuf, String)]) -> Self {
        let mut weights = Self { names: Vec::new(), values: Vec::new(), index: HashMap::new() };
        for (_, data) in files {
            for_each_weight(data, |name, value, _| {
                weights.index.insert(name.to_owned(), weights.names.len());
                weights.names.push(name.to_owned());
                weights.values.push(value);
            });
        }
        weights
    }

    fn written_into(&self, data: &str) -> String {
        let mut new: BTreeMap<usize, String> = BTreeMap::new();
        for_each_weight(data, |name, _, line| {
            let key = name.strip_prefix("prior ").unwrap_or("weight");
            new.insert(line, format!("{key} = {:.1}", self.values[self.index[name]]));
        });
        let lines = data.lines().enumerate();
        lines.map(|(number, line)| new.get(&number).map_or(line, String::as_str).to_owned() + "\n").collect()
    }

    /// Takes a mention's evidence apart. What the words and priors add is a strength of their pieces.
    fn sample(&self, mention: &Mention, is_status: bool, is_case: bool, is_held_out: bool) -> Sample {
        // The case files have the numbers of statuses where they are none, so they tell nothing of how common that is.
        let share = if is_case { SHARE_OF_CASES } else { 1.0 };
        let mut sample = Sample { evidence: Vec::new(), fixed: 0.0, is_status, share, is_held_out };
        for (name, weight) in &mention.why {
            match self.index.get(*name).filter(|index| self.values[**index] != 0.0) {
                Some(index) => sample.evidence.push((*index, f64::from(*weight) / self.values[*index])),
                None if *name == "prior" && !is_case => {}
                None => sample.fixed += f64::from(*weight),
            }
        }
        if mention.kind == MentionKind::Number && !is_case {
            let prior = self.index.get(&format!("prior {}", mention.code));
            sample.evidence.extend(prior.map(|index| (*index, 1.0)));
        }
        sample
    }
}

/// Calls back with name, weight and line (from 0) of everything that has a weight.
fn for_each_weight(data: &str, mut found: impl FnMut(&str, f64, usize)) {
    let mut section = "";
    let mut name = "";
    let mut is_in_text = false;
    for (number, line) in data.lines().enumerate() {
        let was_in_text = is_in_text;
        is_in_text ^= line.matches("'''").count() % 2 == 1;
        if was_in_text {
            continue;
        }
        if line.starts_with('[') {
            section = line;
            name = line.strip_prefix("[piece.").and_then(|rest| rest.strip_suffix(']')).unwrap_or("");
        }
        let Some((key, value)) = line.split_once(" = ") else { continue };
        match (section, key, value.parse()) {
            ("[prior]", code, Ok(weight)) => found(&format!("prior {code}"), weight, number),
            ("[[shape]]", "name", _) => name = value.trim_matches('"'),
            (_, "weight", Ok(weight)) if !name.is_empty() => found(name, weight, number),
            _ => {}
        }
    }
}

fn from_cases(weights: &Weights) -> Result<Vec<Sample>, String> {
    let paths = sorted(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases"), "txt")?;
    let mut samples = Vec::new();
    for (number, path) in paths.iter().enumerate() {
        let raw = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let id = path.file_stem().unwrap_or_default().to_string_lossy();
        let language = Language::by_id(&id).or_else(|| Language::by_id(id.split('-').next()?));
        let language = language.ok_or(format!("{}: no such language", path.display()))?;
        let (text, marks) = read_case(&raw);
        for mention in candidates(&text, language) {
            let is_status = marks.iter().any(|mark| mention.range.start < mark.1 && mark.0 < mention.range.end);
            samples.push(weights.sample(&mention, is_status, true, number % 5 == 0));
        }
    }
    Ok(samples)
}

/// The lines of `tests/cases/lines.tsv`, each a file of its own.
fn from_lines(weights: &Weights) -> Result<Vec<Sample>, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/lines.tsv");
    let lines = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut samples = Vec::new();
    for line in lines.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.splitn(3, '\t').collect();
        let [language, expected, text] = fields[..] else { continue };
        let language = Language::by_id(language).ok_or(format!("`{line}`: no such language"))?;
        let text = text.replace("\\n", "\n");
        for mention in candidates(&text, language) {
            let shown = format!("{} {}", mention.code, &text[mention.range.clone()]);
            let is_status = expected.split("; ").any(|expected| expected == shown);
            samples.push(weights.sample(&mention, is_status, true, false));
        }
    }
    Ok(samples)
}

/// The text of a case file, and the bytes that its marks cover.
fn read_case(raw: &str) -> (String, Vec<(usize, usize)>) {
    let mut text = String::new();
    let mut marks = Vec::new();
    let mut last = (0, "");
    for line in raw.lines() {
        let Some(rest) = line.strip_prefix("#^") else {
            last = (text.len(), line);
            text.push_str(line);
            text.push('\n');
            continue;
        };
        let end = rest.rfind('^').map_or(0, |at| at + 1);
        let byte = |column: usize| last.0 + last.1.char_indices().nth(column).map_or(last.1.len(), |(at, _)| at);
        let carets: Vec<bool> = rest[..end].chars().map(|c| c == '^').chain([false]).collect();
        let mut from = None;
        for (column, is_caret) in carets.into_iter().enumerate() {
            match (is_caret, from) {
                (true, None) => from = Some(column),
                (false, Some(first)) => {
                    marks.push((byte(first + 2), byte(column + 2)));
                    from = None;
                }
                _ => {}
            }
        }
    }
    (text, marks)
}

fn from_table(table: &Path, files: &Path, weights: &Weights) -> Result<Vec<Sample>, String> {
    let text = fs::read_to_string(table).map_err(|error| format!("{}: {error}", table.display()))?;
    let mut lines = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let header = lines.next().ok_or("the table is empty")?;
    let column = |name: &str| header.iter().position(|column| *column == name).ok_or(format!("no column `{name}`"));
    let (package, path, language) = (column("package")?, column("path")?, column("language")?);
    let (line, col, len, label) = (column("line")?, column("col")?, column("len")?, column("label")?);
    let mut packages: Vec<String> = Vec::new();
    let mut documents: HashMap<PathBuf, Document> = HashMap::new();
    let mut samples = Vec::new();
    for row in lines.filter(|row| row.len() == header.len() && matches!(row[label], "yes" | "bound" | "no")) {
        let file = files.join(row[package]).join(row[path]);
        let Ok(bytes) = fs::read(&file) else { continue };
        let document = documents.entry(file).or_insert_with(|| Document::new(&String::from_utf8_lossy(&bytes)));
        let number = packages.iter().position(|known| known == row[package]).unwrap_or_else(|| {
            packages.push(row[package].to_owned());
            packages.len() - 1
        });
        let parse = |column: usize| row[column].parse::<u32>().map_err(|_| format!("`{}` is no number", row[column]));
        let position = Position { line: parse(line)? - 1, column: parse(col)? + parse(len)? / 2 };
        let offset = document.offset(position, Encoding::Utf16);
        let around = document.lines_around(offset, EXCERPT_BYTES.0, EXCERPT_BYTES.1);
        let (text, head) =
            (document.slice(around.clone()).into_owned(), Preamble::of(&document.slice(0..PREAMBLE_BYTES)));
        let Some(language) = Language::by_id(row[language]) else { continue };
        if let Some(mention) = judge_at(&Reading::new(head, text, around.start, language).excerpt(), offset) {
            samples.push(weights.sample(&mention, row[label] != "no", false, number % 5 == 0));
        }
    }
    Ok(samples)
}

/// The case files are full of traps that real files have few of: a place there counts for so much of one in a real file.
const SHARE_OF_CASES: f64 = 0.2;

fn sum(sample: &Sample, weights: &[f64]) -> f64 {
    sample.fixed + sample.evidence.iter().map(|(index, strength)| weights[*index] * strength).sum::<f64>()
}

/// The priors start from how often each number was a status and how often not, and are held more firmly.
const HOLD_OF_PRIORS: f64 = 12.0;

/// What is lacking at least to a number that nothing but its file speaks for.
const LACK: f64 = 0.3;

/// What a card that is not wanted costs, when one that is missed costs 1.
const COST_OF_NOISE: f64 = 1.3;

fn fit(samples: &[Sample], start: &[f64], weights: &mut [f64], names: &[String], options: &Options) {
    let is_prior: Vec<bool> = names.iter().map(|name| name.starts_with("prior ")).collect();
    let learned: Vec<&Sample> = samples.iter().filter(|sample| !sample.is_held_out).collect();
    // Each weight has a step of its own that shrinks as it is moved (AdaGrad): frequent evidence does not drown the rare.
    let mut moved = vec![1e-6; weights.len()];
    for _ in 0..3000 {
        let mut slope: Vec<f64> = weights
            .iter()
            .zip(start)
            .zip(&is_prior)
            .map(|((weight, start), is_prior)| {
                let hold = if *is_prior { options.hold * HOLD_OF_PRIORS } else { options.hold };
                2.0 * hold * (weight - start)
            })
            .collect();
        for sample in &learned {
            let probability = 1.0 / (1.0 + (-sum(sample, weights)).exp());
            let error = sample.share * if sample.is_status { probability - 1.0 } else { probability * COST_OF_NOISE };
            for (index, strength) in &sample.evidence {
                slope[*index] += error * strength;
            }
        }
        // A number that nothing speaks for is no status, a round one not even in a file that speaks of HTTP.
        let alone = |name: &str| names.iter().position(|known| known == name).map_or(0.0, |index| weights[index]);
        let most = -alone("bias") - LACK;
        let most_of_round = most - alone("file-speaks-http");
        for index in 0..weights.len() {
            moved[index] += slope[index] * slope[index];
            let to = weights[index] - options.rate * slope[index] / f64::sqrt(moved[index]);
            weights[index] = match start[index] {
                _ if is_prior[index] && names[index].ends_with("00") => to.min(most_of_round),
                _ if is_prior[index] => to.min(most),
                from if from > 0.0 => to.max(0.1),
                _ => to.min(-0.1),
            };
        }
    }
}

fn report(when: &str, samples: &[Sample], weights: &[f64]) {
    for (what, is_held_out) in [("fitted", false), ("left out", true)] {
        let (mut right, mut wrong, mut missed) = (0, 0, 0);
        for sample in samples.iter().filter(|sample| sample.is_held_out == is_held_out) {
            match (sum(sample, weights) >= 0.0, sample.is_status) {
                (true, true) => right += 1,
                (true, false) => wrong += 1,
                (false, true) => missed += 1,
                (false, false) => {}
            }
        }
        let share = |part: i32, rest: i32| f64::from(part) / f64::from((part + rest).max(1));
        println!(
            "{when} {what:8}  precision {:.4}  recall {:.4}  ({right} right, {wrong} wrong, {missed} missed)",
            share(right, wrong),
            share(right, missed)
        );
    }
}
