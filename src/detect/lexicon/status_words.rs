//! Words of statuses' names, and how distinctive they are.

use crate::catalog::tables::{NAME_PREFIXES, TELLING};
use crate::catalog::{Code, Spelling, Status};

use crate::detect::lexicon::words::Folded;

/// How surely `text` refers to HTTP because it contains the whole name of that status, as a weight. `Range Not Satisfiable` is used for
/// nothing else; `Not Found` is, and so is `NotAllowed`, which is only an alias of 405.
pub(crate) fn distinctiveness(code: Code, text: &str) -> f32 {
    let known = TELLING.binary_search_by_key(&code.number(), |(known, _)| *known).map(|index| TELLING[index].1);
    let (Ok(weight), Some(status)) = (known, code.status()) else { return 0.0 };
    let Some(text) = Folded::of(text) else { return 0.0 };
    let names = &status.folded_names[..=status.former_names.len()];
    if names.iter().any(|name| text.as_str().contains(name)) { weight } else { 0.0 }
}

/// `found`, `Gone`, `Timeout`: a name that is one word is a variable's as often as a status's, unless it is written large.
pub(crate) fn is_everyday_word(name: &str) -> bool {
    name.bytes().skip(1).all(|byte| byte.is_ascii_lowercase())
}

/// Whether an identifier is a library's name for a status.
pub(crate) fn is_known(identifier: &str) -> bool {
    Spelling::is_name(plain(identifier))
}

/// `ok?` and `not_found!` are a question and a command with the name.
pub(crate) fn plain(identifier: &str) -> &str {
    let asks = identifier.ends_with(['?', '!']) && !Spelling::is_name(identifier);
    if asks { identifier.trim_end_matches(['?', '!']) } else { identifier }
}

/// Whether the identifier contains a name of that status, alone or with other words.
pub(crate) fn contains_name(identifier: &str, status: &Status) -> bool {
    if status.folded_names.iter().all(|name| name.len() > identifier.len()) {
        return false;
    }
    let Some(folded) = Folded::of(identifier) else { return false };
    let folded = folded.as_str();
    status.folded_names.iter().any(|name| {
        // A short name (`ok`, `found`, `gone`) must be the whole identifier, or its end behind a usual prefix.
        if name.len() < 6 {
            let prefix = folded.strip_suffix(name);
            prefix.is_some_and(|prefix| prefix.is_empty() || NAME_PREFIXES.contains(&prefix))
        } else {
            folded.contains(name)
        }
    })
}
