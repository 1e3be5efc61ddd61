//! Writes sets of words and the facts about each as Rust statics.

use std::collections::BTreeMap;

use super::Data;
use super::emit::line;
use super::phrases::phrases;
use super::word_hash::hash;
use super::words::{ROLES, Words};

/// A set of words (`src/catalog/word_table.rs`), numbered in their order.
pub(super) fn emit_table<'a>(name: &str, words: impl ExactSizeIterator<Item = &'a str> + Clone, out: &mut String) {
    let text: String = words.clone().collect();
    let mut ends = vec![0u32];
    let mut lengths = [0u32; 128];
    for word in words.clone() {
        ends.push(ends.last().copied().unwrap_or(0) + word.len() as u32);
        let first = word.bytes().next().unwrap_or(0).to_ascii_lowercase() & 0x7f;
        lengths[usize::from(first)] |= 1 << word.len().min(31);
    }
    let slots = slots(words);
    line(
        out,
        format_args!(
            "pub(crate) static {name}: WordTable = WordTable {{ text: {text:?}, ends: &{ends:?}, slots: &{slots:?}, lengths: {lengths:?} }};"
        ),
    );
}

/// An open hash table of the words' indexes, each with the high half of its hash.
fn slots<'a>(words: impl ExactSizeIterator<Item = &'a str>) -> Vec<u32> {
    let size = (words.len() * 2).next_power_of_two();
    assert!(words.len() < usize::from(u16::MAX), "words are numbered by u16");
    let mut slots = vec![u32::MAX; size];
    for (index, word) in words.enumerate() {
        let hash = hash(word.as_bytes());
        let mut slot = hash as usize & (size - 1);
        while slots[slot] != u32::MAX {
            slot = (slot + 1) & (size - 1);
        }
        slots[slot] = hash & 0xffff_0000 | index as u32;
    }
    slots
}

pub(super) fn emit_words(data: &Data, out: &mut String) {
    line(out, format_args!("/// The role that a word plays beside a candidate (`data/words.toml`)."));
    line(out, format_args!("#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]\npub enum Role {{"));
    for (_, variant, what) in ROLES {
        line(out, format_args!("/// {what}\n{variant},"));
    }
    line(out, format_args!("}}"));
    let Words(roles) = &data.words;
    let mut rows: BTreeMap<&str, [i8; ROLES.len()]> = BTreeMap::new();
    for (index, (role, ..)) in ROLES.iter().enumerate() {
        for (word, weight) in roles.get(*role).into_iter().flatten() {
            rows.entry(word).or_insert([i8::MIN; ROLES.len()])[index] = (weight * 10.0).round() as i8;
        }
    }
    let weights: Vec<[i8; ROLES.len()]> = rows.values().copied().collect();
    emit_table("WORDS", rows.keys().copied(), out);
    line(
        out,
        format_args!("pub(crate) static WORD_WEIGHTS: [[i8; {}]; {}] = {weights:?};", ROLES.len(), weights.len()),
    );
}

/// The phrases by the index of their first word among all words of phrases. The list of a word that begins no phrase is empty.
pub(super) fn emit_phrases(data: &Data, out: &mut String) {
    let phrases = phrases(&data.statuses);
    let mut words: Vec<&str> = phrases.values().flatten().flat_map(|p| &p.words).map(String::as_str).collect();
    words.sort_unstable();
    words.dedup();
    assert!(words.len() < 1 << 9, "`detect::tokens::word_facts` has nine bits for the words of phrases");
    emit_table("PHRASE_WORDS", words.iter().copied(), out);
    let mut ends = vec![0u16];
    let (mut rows, mut row_words, mut row_codes) = (String::new(), Vec::new(), Vec::new());
    for first in &words {
        let list = phrases.get(*first).map_or(&[][..], Vec::as_slice);
        ends.push(ends.last().copied().unwrap_or(0) + list.len() as u16);
        for phrase in list {
            let (word, code) = (row_words.len(), row_codes.len());
            row_words.extend(phrase.words.iter().map(|word| words.partition_point(|known| *known < word.as_str())));
            row_codes.extend(phrase.codes.iter().map(|code| format!("Code({code})")));
            let (word_end, code_end, is_alias) = (row_words.len(), row_codes.len(), phrase.is_alias);
            line(
                &mut rows,
                format_args!(
                    "Phrase {{ words: ({word}, {word_end}), codes: ({code}, {code_end}), is_alias: {is_alias} }},"
                ),
            );
        }
    }
    const ALONE: u8 = 1;
    const FIRST: u8 = 1 << 1;
    const LATER: u8 = 1 << 2;
    let mut places = vec![0u8; words.len()];
    let mut add = |word: &String, place| places[words.partition_point(|known| *known < word.as_str())] |= place;
    for phrase in phrases.values().flatten() {
        add(&phrase.words[0], if phrase.words.len() == 1 { ALONE | FIRST } else { FIRST });
        phrase.words[1..].iter().for_each(|word| add(word, LATER));
    }
    line(
        out,
        format_args!("/// Where each word stands in phrases: in one that it is alone, as the first, behind another."),
    );
    line(out, format_args!("pub(crate) static PLACES_IN_PHRASES: [u8; {}] = {places:?};", places.len()));
    for (name, place) in [("ALONE", ALONE), ("FIRST", FIRST), ("LATER", LATER)] {
        line(out, format_args!("pub(crate) const {name}_IN_PHRASE: u8 = {place};"));
    }
    let count = phrases.values().map(Vec::len).sum::<usize>();
    line(out, format_args!("pub(crate) static PHRASE_ENDS: [u16; {}] = {ends:?};", ends.len()));
    line(out, format_args!("pub(crate) static PHRASES: [Phrase; {count}] = [{rows}];"));
    line(out, format_args!("pub(crate) static WORDS_OF_PHRASES: [u16; {}] = {row_words:?};", row_words.len()));
    line(
        out,
        format_args!("pub(crate) static CODES_OF_PHRASES: [Code; {}] = [{}];", row_codes.len(), row_codes.join(", ")),
    );
}

/// Flags for each word that may be a part of an identifier, plurals included.
pub(super) fn emit_parts(data: &Data, out: &mut String) {
    const BEGINS: u8 = 1;
    const WEIGHS: u8 = 1 << 1;
    let mut parts: BTreeMap<String, u8> = BTreeMap::new();
    let mut add = |word: &str, flag| *parts.entry(word.to_owned()).or_default() |= flag;
    phrases(&data.statuses).keys().for_each(|word| add(word, BEGINS));
    let Words(roles) = &data.words;
    for word in roles.values().flat_map(BTreeMap::keys) {
        add(word, WEIGHS);
        add(&format!("{word}s"), WEIGHS);
        if word.ends_with('s') {
            add(&format!("{word}es"), WEIGHS);
        }
    }
    for (name, flag) in [("BEGINS_PHRASE", BEGINS), ("WEIGHS", WEIGHS)] {
        line(out, format_args!("pub(crate) const {name}: u8 = {flag};"));
    }
    emit_table("PARTS", parts.keys().map(String::as_str), out);
    let flags: Vec<u8> = parts.values().copied().collect();
    line(out, format_args!("pub(crate) static PART_FLAGS: [u8; {}] = {flags:?};", flags.len()));
}
