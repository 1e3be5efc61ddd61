//! All statuses in short, for the look-up commands of editors.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;

use crate::catalog::{Catalog, Code, Header, Library, OwnStatus, Standing, Status, StatusRef};
use crate::detect::rank;

/// A status as a line of a list that people choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The number.
    pub code: Code,
    /// The name in the newest specification.
    pub name: Cow<'static, str>,
    /// Who defined it: `IANA registry`, `nginx`.
    pub owner: Cow<'static, str>,
    /// Whether it stands in IANA's registry.
    pub is_registered: bool,
    /// One sentence of plain text.
    pub summary: String,
    /// Other and former names.
    pub aliases: Vec<&'static str>,
    /// The identifiers that libraries have for it, each once, those of common libraries first: `StatusNotFound`, `NOT_FOUND`.
    pub spellings: Vec<Cow<'static, str>>,
    /// The names of the header fields on its card.
    pub headers: Vec<&'static str>,
    /// Its causes and fixes, as plain text.
    pub text: String,
    /// How common it is: 0 is the commonest, and those of which nothing is known share the last rank.
    pub rank: usize,
}

/// All statuses, in the order of their codes.
pub fn entries(catalog: &Catalog) -> Vec<Entry> {
    let mut compiled = spellings();
    let entry = |status: StatusRef<'_>| {
        let own = catalog.all_names().iter().filter(|own| own.code == status.code());
        let own = own.map(|own| Cow::Owned(own.name.clone()));
        let compiled = compiled.remove(&status.code()).unwrap_or_default().into_iter().map(Cow::Borrowed);
        match status {
            StatusRef::Compiled(status) => entry(status, own.chain(compiled).collect()),
            // What libraries have for the number means its other status.
            StatusRef::Own(status) => own_entry(status, own.collect()),
        }
    };
    catalog.statuses().map(entry).collect()
}

fn entry(status: &'static Status, spellings: Vec<Cow<'static, str>>) -> Entry {
    let headers = status.required_headers.iter().chain(status.customary_headers);
    let advice: Vec<&str> = status.causes.iter().chain(status.fixes).map(|advice| advice.text).collect();
    Entry {
        code: status.code,
        name: status.name.into(),
        owner: status.owner.title.into(),
        is_registered: !matches!(status.standing, Standing::Unofficial | Standing::WarnCode),
        summary: status.summary.replace('`', ""),
        aliases: status.names().skip(1).collect(),
        spellings,
        headers: headers.map(|header: &&Header| header.name).collect(),
        text: advice.join(" ").replace('`', ""),
        rank: rank(status.code),
    }
}

fn own_entry(status: &OwnStatus, spellings: Vec<Cow<'static, str>>) -> Entry {
    let advice: Vec<&str> = status.causes.iter().chain(&status.fixes).map(String::as_str).collect();
    Entry {
        code: status.code,
        name: status.name.clone().into(),
        owner: status.owner.clone().into(),
        is_registered: false,
        summary: status.summary.replace('`', ""),
        aliases: Vec::new(),
        spellings,
        headers: Vec::new(),
        text: advice.join(" ").replace('`', ""),
        rank: rank(status.code),
    }
}

/// The identifiers of each code: those of common libraries first, then those that most libraries share.
fn spellings() -> HashMap<Code, Vec<&'static str>> {
    let mut found: HashMap<Code, Vec<Identifier>> = HashMap::new();
    for library in Library::all() {
        for spelling in library.spellings() {
            let identifiers = found.entry(spelling.code()).or_default();
            match identifiers.iter_mut().find(|known| known.name == spelling.name()) {
                Some(known) => {
                    known.is_common |= library.is_common;
                    known.uses += 1;
                }
                None => {
                    identifiers.push(Identifier { name: spelling.name(), is_common: library.is_common, uses: 1 });
                }
            }
        }
    }
    let sorted = |mut identifiers: Vec<Identifier>| {
        identifiers.sort_by_key(|known| (!known.is_common, Reverse(known.uses)));
        identifiers.into_iter().map(|known| known.name).collect()
    };
    found.into_iter().map(|(code, identifiers)| (code, sorted(identifiers))).collect()
}

struct Identifier {
    name: &'static str,
    /// Whether a common library has it.
    is_common: bool,
    /// How many spellings of libraries are it.
    uses: usize,
}
