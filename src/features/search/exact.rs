//! Words that name exactly one thing of the catalog: a code, a class, a name, a library's name for a status, an owner.

use crate::catalog::statuses::fold;
use crate::catalog::{ClassText, Code, Header, Library, Owner, Spelling, Status, search};

use super::words::words;

/// A thing of the catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exact {
    /// `404`, `HTTP 404`, `404 Not Found`, `Not Found`. The code may have no status.
    Code(Code),
    /// `4xx`, by its digit.
    Class(u8),
    /// `404.3`, a finer number of IIS, with its line where it is known.
    Substatus(Code, String, Option<&'static str>),
    /// `StatusNotFound`. Libraries may use one name for several codes.
    Spelling(Vec<Code>),
    /// `nginx`: whose codes are meant.
    Owner(&'static Owner),
}

/// The one thing that `what` stands for.
pub fn exact(what: &str) -> Option<Exact> {
    let what = what.trim().trim_matches(['"', '\'', '`']).trim();
    let bare = without_labels(what);
    class(&bare)
        .or_else(|| code(&bare))
        .or_else(|| substatus(&bare))
        .or_else(|| Status::by_name(what).filter(|_| !fold(what).is_empty()).map(|status| Exact::Code(status.code)))
        .or_else(|| spelling(what))
        .or_else(|| owner(what).map(Exact::Owner))
}

/// The name that a misspelled one is nearest to, with what it stands for.
pub fn nearest(what: &str) -> Option<(&'static str, Exact)> {
    let folded = fold(what);
    let most = most_slips(&folded, 5)?;
    let names = Status::all().iter().flat_map(|status| status.names().map(|name| (name, Exact::Code(status.code))));
    let owners = Owner::all().iter().map(|owner| (owner.title, Exact::Owner(owner)));
    // A name of one word is an everyday word in many libraries.
    let is_compound = |spelling: &Spelling| words(spelling.name()).nth(1).is_some();
    let spellings = Library::all().iter().flat_map(Library::spellings).filter(is_compound);
    let spellings = spellings.filter(|_| !what.contains(char::is_whitespace));
    let spellings = spellings.map(|spelling| (spelling.name(), Exact::Spelling(vec![spelling.code()])));
    let (_, name, found) = names
        .chain(owners)
        .chain(spellings)
        .filter(|(name, _)| name.len().abs_diff(what.len()) <= most + 4)
        .filter_map(|(name, found)| {
            let distance = strsim::osa_distance(&fold(name), &folded);
            (distance <= most).then_some((distance, name, found))
        })
        .min_by_key(|(distance, ..)| *distance)?;
    // A name of several codes has all of them.
    Some((name, if matches!(found, Exact::Spelling(_)) { exact(name)? } else { found }))
}

/// The header that a misspelled name is nearest to.
pub fn nearest_header(what: &str) -> Option<&'static Header> {
    let what = what.to_ascii_lowercase();
    let most = most_slips(&what, 4)?;
    let distance = |header: &&Header| strsim::osa_distance(&header.name.to_ascii_lowercase(), &what);
    Header::all().iter().filter(|header| distance(header) <= most).min_by_key(distance)
}

/// How many letters of a name may be wrong; names with fewer than `least` must be right.
fn most_slips(name: &str, least: usize) -> Option<usize> {
    let length = name.chars().count();
    (length >= least).then_some(match length {
        ..=9 => 1,
        10..=15 => 2,
        _ => 3,
    })
}

/// The digit of a class: of `4xx` and `4XX`.
fn class(what: &str) -> Option<Exact> {
    let digit: u8 = what.strip_suffix("xx").or_else(|| what.strip_suffix("XX"))?.parse().ok()?;
    ClassText::all().any(|(known, _)| known == digit).then_some(Exact::Class(digit))
}

/// The words without those that stand beside a code: `HTTP/1.1`, `status`.
fn without_labels(what: &str) -> String {
    let is_label = |word: &&str| {
        let word = word.to_ascii_lowercase();
        search::is_label(word.split('/').next().unwrap_or_default())
    };
    let words: Vec<&str> = what.split_whitespace().map(|word| word.trim_matches([':', ',', ';'])).collect();
    let start = words.iter().take_while(|word| is_label(word)).count();
    let end = words[start..].iter().rev().take_while(|word| is_label(word)).count();
    words[start..words.len() - end].join(" ")
}

/// A code, alone or with its name.
fn code(what: &str) -> Option<Exact> {
    let (first, name) = what.split_once(' ').unwrap_or((what, ""));
    let code = Code::parse(first)?;
    // `404 - Not Found` has its name behind a dash.
    let is_alone = name.bytes().all(|byte| byte.is_ascii_punctuation() || byte == b' ');
    let name = fold(name);
    let is_its_name = is_alone || code.status().is_some_and(|status| status.folded_names.contains(&&*name));
    is_its_name.then_some(Exact::Code(code))
}

fn substatus(what: &str) -> Option<Exact> {
    let (code, finer) = what.split_once('.')?;
    let status = Code::parse(code)?.status().filter(|status| !status.substatuses.is_empty())?;
    if finer.is_empty() || finer.len() > 3 || !finer.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let line = status.substatuses.iter().find(|(number, _)| *number == what).map(|(_, line)| *line);
    Some(Exact::Substatus(status.code, what.to_owned(), line))
}

/// A library's name for a status. The text before the name decides where it makes a difference: `METHOD_FAILURE` is 424 in one library
/// and 420 in others.
fn spelling(what: &str) -> Option<Exact> {
    let what = what.trim_end_matches("()");
    let name = what.rsplit(['.', ':', '/', '\\']).next()?;
    let is_written_so = |spelling: &Spelling| {
        let qualifier = what[..what.len() - name.len()].trim_start_matches(':');
        !qualifier.is_empty() && spelling.qualifier().ends_with(qualifier)
    };
    let all: Vec<Spelling> = Spelling::named(name).collect();
    let qualified: Vec<Spelling> = all.iter().copied().filter(is_written_so).collect();
    let spellings = if qualified.is_empty() { all } else { qualified };
    let mut codes: Vec<Code> = spellings.into_iter().map(Spelling::code).collect();
    codes.sort_unstable();
    codes.dedup();
    // An everyday word that libraries use for several codes (`redirect`) is rather a subject than a name.
    let is_word = codes.len() > 1 && what == name && name.bytes().all(|byte| byte.is_ascii_lowercase());
    (!codes.is_empty() && !is_word).then_some(Exact::Spelling(codes))
}

/// The owner of that id or title.
fn owner(what: &str) -> Option<&'static Owner> {
    let folded = fold(what);
    Owner::all().iter().find(|owner| [owner.id, owner.title].iter().any(|name| fold(name) == folded))
}

/// The codes that an owner defines, and those to which it gives a meaning.
pub fn codes_of(owner: &Owner) -> Vec<Code> {
    let is_theirs = |status: &&Status| {
        status.owner.id == owner.id || status.meanings.iter().any(|meaning| meaning.owner.id == owner.id)
    };
    Status::all().iter().filter(is_theirs).map(|status| status.code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(number: u16) -> Code {
        Code::new(number).expect("a code")
    }

    #[test]
    fn codes_are_found_as_people_type_them() {
        let not_found = [
            "404",
            " 404",
            "404:",
            "HTTP 404",
            "HTTP/1.1 404 Not Found",
            "404 Not Found",
            "\"404 Not Found\"",
            "status code 404",
            "error 404",
            "404 - Not Found",
            "404 error",
            "http status: 404",
            "Not Found",
            "notFound",
            "Page not found",
        ];
        for what in not_found {
            assert_eq!(exact(what), Some(Exact::Code(of(404))), "{what}");
        }
        assert_eq!(exact("432"), Some(Exact::Code(of(432))));
        assert_eq!(exact("999"), Some(Exact::Code(of(999))));
        for what in ["", "HTTP", "error", "1000", "99", "404 Forbidden", "432 Not Found", "no such thing", "...", "''"]
        {
            assert_eq!(exact(what), None, "{what}");
        }
    }

    #[test]
    fn classes_and_finer_numbers_are_found() {
        assert_eq!(exact("4xx"), Some(Exact::Class(4)));
        assert_eq!(exact("5XX"), Some(Exact::Class(5)));
        assert_eq!(exact("6xx"), None);
        let known = exact("404.3");
        assert!(matches!(known, Some(Exact::Substatus(code, _, Some(_))) if code == of(404)), "{known:?}");
        assert_eq!(exact("HTTP 404.3"), known);
        assert_eq!(exact("404.99"), Some(Exact::Substatus(of(404), "404.99".to_owned(), None)));
        assert_eq!(exact("404.x"), None);
        assert_eq!(exact("418.1"), None, "IIS has no such numbers");
    }

    #[test]
    fn spellings_are_found_with_and_without_what_stands_before_them() {
        for what in
            ["StatusNotFound", "http.StatusNotFound", "HttpStatus.NOT_FOUND", ":not_found", "HTTP_404_NOT_FOUND"]
        {
            let found = exact(what);
            let is_found = matches!(&found, Some(Exact::Code(code)) if *code == of(404));
            assert!(is_found || found == Some(Exact::Spelling(vec![of(404)])), "{what}: {found:?}");
        }
        assert_eq!(exact("HttpStatus.METHOD_FAILURE"), Some(Exact::Spelling(vec![of(420)])));
    }

    #[test]
    fn owners_have_their_codes() {
        let Some(Exact::Owner(nginx)) = exact("nginx") else { panic!("an owner") };
        let codes = codes_of(nginx);
        assert!(codes.contains(&of(444)) && codes.contains(&of(499)) && !codes.contains(&of(404)), "{codes:?}");
        assert!(matches!(exact("Cloudflare"), Some(Exact::Owner(_))));
    }

    #[test]
    fn misspelled_names_have_a_nearest_one() {
        let near = |what: &str| nearest(what).map(|(name, _)| name);
        assert_eq!(near("forbiden"), Some("Forbidden"));
        assert_eq!(near("not foudn"), Some("Not Found"));
        assert_eq!(near("cloudfare"), Some("Cloudflare"));
        assert_eq!(near("StatusNotFoundd"), Some("StatusNotFound"));
        assert_eq!(near("unprocessible_entity"), Some("Unprocessable Entity"));
        for what in ["", "ok", "xyzzy", "rate limit", "timeout", "redirect"] {
            assert_eq!(near(what), None, "{what}");
        }
    }
}
