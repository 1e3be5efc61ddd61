//! `data/evidence.toml`: thresholds, priors and the tables that the pieces of evidence read.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

use super::emit::line;
use super::pieces::Role;
use super::{Data, Problem, limits};

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The codes in the order in which completions are offered.
    pub common: Vec<u16>,
    /// Words that begin the definition of a function.
    pub defining_words: Vec<String>,
    /// Literals that are written as words.
    pub literal_words: Vec<String>,
    /// Names of types that stand where a value might stand.
    pub type_words: Vec<String>,
    /// The sums from which a mention is possible, likely and certain.
    pub confidence: BTreeMap<String, f32>,
    /// How often a number of that code is a status, before anything around it is read.
    pub prior: BTreeMap<String, f32>,
    /// A code with at least this prior is seldom anything but a status.
    pub distinctive: f32,
    /// A code with a lower prior is mostly something else.
    pub doubtful: f32,
    /// The same of the numbers that begin with a digit, the first five; each with a code that stands for its class.
    pub class: Vec<Class>,
    /// How surely the words of a status's name refer to HTTP and nothing else.
    pub telling: BTreeMap<String, f32>,
    #[serde(default)]
    pub call: Vec<Call>,
    #[serde(default)]
    pub namesake: Vec<Namesake>,
    /// The bounds of strengths, the least first.
    pub operand_strength: BTreeMap<String, (f32, f32)>,
    /// How much of a weight counts.
    pub share: BTreeMap<String, f32>,
    /// The same for the first, the second and so on of several.
    pub shares: BTreeMap<String, Vec<f32>>,
    /// From which sum on something is taken to hold.
    pub threshold: BTreeMap<String, f32>,
}

/// The keys of a table of numbers, each with what the number is for, as `data/README.md` has it. `some-key` is compiled as `SOME_KEY`.
pub type Keys = [(&'static str, &'static str)];

pub const OPERAND_STRENGTH: &Keys = &[
    ("words", "the words beside an argument or an element, together"),
    ("argument-key", "the key of an argument in which a call stands"),
    ("receiver", "the object whose method is called, and what an assertion is about"),
    ("command-receiver", "the same for a call without brackets"),
];

pub const SHARE: &Keys = &[
    ("modifier", "a word of an identifier before its last"),
    ("next-word", "the second strongest word beside an argument or an element"),
    ("one-word-reason", "a reason phrase of one word, without its code beside it"),
    ("phrase-within-text", "the code on the next line, of a phrase with other words in its string"),
];

pub const SHARES: &Keys = &[
    ("operand", "the words of an operand, the nearest first: `res.status().value` gives value, status, res"),
    ("enclosure", "the brackets around a place, the innermost first"),
    ("parent", "the keys above a line, the nearest first"),
];

pub const THRESHOLD: &Keys = &[
    ("governed-by-status", "from this sum on, what a value is given to, compared with or passed to means a status"),
    ("governed-by-other", "below this sum, it means something else"),
    ("path-segment", "above this weight, a segment of a path is evidence for a status"),
    ("place-of-name", "from this sum on, what a name is given to or compared with takes a status"),
    ("place-of-text", "the same for a text, for a number that is not as long as a code, and for a name in data"),
    ("place-of-argument", "from this sum on, a function takes a status where a name is passed"),
    ("compared-name", "from this weight on, a name beside a comparison is the status that is compared"),
    ("key-of-status", "from this weight on, a key means a status by itself"),
    ("value-of-status", "from this weight on, a name was given a status before"),
    ("operand-speaks", "from this weight on, an operand tells by itself whether it means a status"),
    ("operand-denies", "below this weight, an operand means something else"),
    ("structure-speaks", "above this sum, the position of a value speaks for a status"),
    ("holder-speaks", "above this sum, the name of what holds a constant speaks for a status"),
    ("ordered-name", "below this weight, a name that a value is ordered against means no status"),
    (
        "other-word",
        "up to this weight, the last word of an identifier means something that goes with a status: `NOT_FOUND_DELAY`",
    ),
    ("second-of-triplet", "from this weight on, the second value of a triplet is that of a response"),
    ("callee-of-triplet", "above this weight, a triplet may stand in the arguments of a call"),
    ("plain-owner", "up to this weight, a word of an owner means no response"),
    ("asked-response", "from this weight on, what a name with `?` asks is a response"),
    ("telling-qualifier", "above this weight, a qualifier makes an everyday word a name near a phrase"),
    ("word-of-place", "below this weight, a word before `:` names a file or function, and the number a line of it"),
    ("phrase-denied", "below this sum, another number stands where the code of a phrase would"),
    ("key-of-argument", "above this weight, the key of an argument is read as what governs a value in a call"),
];

/// Names of other protocols and libraries that read like statuses.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Namesake {
    pub owners: Vec<String>,
    pub signs: Vec<String>,
}

/// A class while its code is being typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    pub typical: u16,
    pub prior: f32,
}

/// Functions that take a status at a known place.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    pub names: Vec<String>,
    /// 1-based; empty: any place.
    pub arguments: Vec<u8>,
    pub weight: f32,
    #[serde(default)]
    pub languages: Vec<String>,
    /// The role of a status that the function takes, where that is always the same.
    pub role: Option<Role>,
}

pub(super) fn check(data: &Data, problems: &mut Vec<Problem>) {
    if !data.is_read("evidence.toml") {
        return;
    }
    let evidence = &data.evidence;
    let mut refuse = |key: &str, reason: String| problems.push(Problem::new("evidence.toml", key, reason));
    for level in ["possible", "likely", "certain"] {
        if !evidence.confidence.contains_key(level) {
            refuse("confidence", format!("`{level}` is missing"));
        }
    }
    if evidence.confidence.len() != 3 {
        refuse("confidence", "has more levels than possible, likely and certain".into());
    }
    // Round numbers are never distinctive.
    let mut not_round = evidence.prior.iter().filter(|(code, _)| !code.ends_with("00"));
    if not_round.all(|(_, prior)| *prior < evidence.distinctive) {
        refuse("distinctive", "no code but round ones has this prior, so `same-slot-has-codes` never fires".into());
    }
    if evidence.doubtful >= evidence.distinctive {
        refuse("doubtful", "is not below `distinctive`".into());
    }
    for name in evidence.call.iter().flat_map(|call| &call.names) {
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
            refuse("call", format!("`{name}` is not written in lower-case letters and digits alone"));
        }
    }
    for (key, words) in [
        ("defining_words", &evidence.defining_words),
        ("literal_words", &evidence.literal_words),
        ("type_words", &evidence.type_words),
    ] {
        if !words.is_sorted_by(|a, b| a < b) || words.is_empty() {
            refuse(key, "is empty or not in alphabetical order without repetition".into());
        }
    }
    let codes = data.codes();
    let mut common = HashSet::new();
    for code in evidence.common.iter().filter(|code| !codes.contains(code) || !common.insert(**code)) {
        refuse("common", format!("{code} is not a status, or is listed twice"));
    }
    let digits: Vec<u16> = evidence.class.iter().map(|class| class.typical / 100).collect();
    if digits != [1, 2, 3, 4, 5] {
        refuse("class", "there must be five, for 1xx to 5xx".into());
    }
    let ids = data.language_ids();
    let used = evidence.call.iter().flat_map(|call| &call.languages);
    for id in used.filter(|id| !ids.contains(id.as_str())) {
        refuse("languages", format!("`{id}` is not in languages/"));
    }
    for (key, (least, most)) in &evidence.operand_strength {
        if !(limits::WEIGHTS.contains(least) && limits::WEIGHTS.contains(most) && least < most) {
            refuse("operand_strength", format!("`{key}` is not a range within -12 and 12, the least first"));
        }
    }
    let tables = [&evidence.confidence, &evidence.prior, &evidence.telling, &evidence.threshold];
    for (table, numbers) in ["confidence", "prior", "telling", "threshold"].into_iter().zip(tables) {
        for (key, number) in numbers {
            if let Some(fault) = limits::fault_of_weight(*number) {
                refuse(table, format!("`{key}` is {fault}"));
            }
        }
    }
    for (key, sum) in evidence.threshold.iter().filter(|(key, sum)| key.starts_with("place-") && **sum <= 0.0) {
        refuse("threshold", format!("`{key}` is {sum}, which is not above 0"));
    }
    let priors = evidence.class.iter().map(|class| ("class", class.typical.to_string(), class.prior));
    let calls = evidence.call.iter().map(|call| ("call", call.names.first().cloned().unwrap_or_default(), call.weight));
    for (table, key, weight) in priors.chain(calls) {
        if let Some(fault) = limits::fault_of_weight(weight) {
            refuse(table, format!("`{key}` weighs {fault}"));
        }
    }
    let is_share = |share: &f32| *share > 0.0 && *share <= 1.0;
    for (key, share) in evidence.share.iter().filter(|(_, share)| !is_share(share)) {
        refuse("share", format!("`{key}` is {share}, which is not above 0 and at most 1"));
    }
    for (key, shares) in &evidence.shares {
        if shares.is_empty() || !shares.iter().all(is_share) || !shares.is_sorted_by(|a, b| a >= b) {
            refuse(
                "shares",
                format!("`{key}` is not a list of shares above 0 and at most 1, none larger than the one before"),
            );
        }
    }
    check_keys("operand_strength", OPERAND_STRENGTH, evidence.operand_strength.keys(), &mut refuse);
    check_keys("share", SHARE, evidence.share.keys(), &mut refuse);
    check_keys("shares", SHARES, evidence.shares.keys(), &mut refuse);
    check_keys("threshold", THRESHOLD, evidence.threshold.keys(), &mut refuse);
    for (key, table) in [("prior", &evidence.prior), ("telling", &evidence.telling)] {
        for code in table.keys().filter(|code| code.parse::<u16>().is_err()) {
            refuse(key, format!("`{code}` is not a code"));
        }
    }
}

/// Refuses keys that are not those of the table.
fn check_keys<'a>(
    table: &str,
    known: &Keys,
    keys: impl Iterator<Item = &'a String> + Clone,
    refuse: &mut impl FnMut(&str, String),
) {
    for key in keys.clone().filter(|key| known.iter().all(|(known, _)| known != key)) {
        refuse(table, format!("`{key}` is not one of its keys"));
    }
    for (key, _) in known.iter().filter(|(known, _)| keys.clone().all(|key| key != known)) {
        refuse(table, format!("`{key}` is missing"));
    }
}

/// The tables of numbers, each as a module of constants.
pub(super) fn emit_strengths(evidence: &Evidence, out: &mut String) {
    let Evidence { operand_strength, share, shares, threshold, .. } = evidence;
    let strength = operand_strength.iter().map(|(key, (least, most))| {
        (key, format!("super::Strength = super::Strength {{ least: {least:?}, most: {most:?} }}"))
    });
    let shares = shares.iter().map(|(key, shares)| (key, format!("[f32; {}] = {shares:?}", shares.len())));
    emit_module("operand_strength", OPERAND_STRENGTH, strength, out);
    emit_module("share", SHARE, numbers(share), out);
    emit_module("shares", SHARES, shares, out);
    emit_module("threshold", THRESHOLD, numbers(threshold), out);
}

fn numbers(table: &BTreeMap<String, f32>) -> impl Iterator<Item = (&String, String)> {
    table.iter().map(|(key, number)| (key, format!("f32 = {number:?}")))
}

fn emit_module<'a>(table: &str, keys: &Keys, constants: impl Iterator<Item = (&'a String, String)>, out: &mut String) {
    line(out, format_args!("/// `[{table}]` of `data/evidence.toml`.\npub(crate) mod {table} {{"));
    for (key, value) in constants {
        let what = keys.iter().find(|(known, _)| known == key).map_or("", |(_, what)| what);
        let name = key.replace('-', "_").to_uppercase();
        line(out, format_args!("/// `{key}`: {what}.\npub(crate) const {name}: {value};"));
    }
    line(out, format_args!("}}"));
}
