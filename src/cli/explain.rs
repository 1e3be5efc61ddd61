//! `explain` and `list`: what people type, answered with cards or with a list of statuses.

use crate::catalog::{Catalog, Code, Header, StatusRef};
use crate::features::search::{Exact, Found, Search, codes_of, exact, nearest, nearest_header};
use crate::features::{Block, Card, Detail, Span, Subject};

use super::screen::Screen;
use super::shown::shown;

/// The most statuses that a search shows.
const LIST_LIMIT: usize = 10;

/// The cards or the list that answer the arguments.
enum Answer {
    Cards(Vec<Card>),
    List(String, Vec<Code>),
}

/// Answers each word by itself where all of them are codes, names or owners, and otherwise what they say together.
///
/// # Errors
/// Nothing is found.
pub(super) fn explain(words: &[String], detail: Detail, screen: &Screen, catalog: &Catalog) -> Result<String, String> {
    refuse_unreadable(words)?;
    let each: Option<Vec<Exact>> = words.iter().map(|word| exact(word).or_else(|| own(word, catalog))).collect();
    let whole = words.join(" ");
    if let Some(found) = own(&whole, catalog).or_else(|| exact(&whole)) {
        return Ok(answers(&[found], detail, screen, catalog));
    }
    if let Some(found) = each {
        return Ok(answers(&found, detail, screen, catalog));
    }
    if let Some(found) = named(words) {
        let named = answers_named(&found, detail, screen, catalog);
        // A name without a hyphen is an everyday word as well.
        let is_word = !whole.contains('-') && found.iter().all(|found| matches!(found, Named::Header(_)));
        let statuses = is_word.then(|| Search::of(catalog).find(&whole)).flatten();
        let statuses = statuses.map(|found| format!("\n{}", searched(&whole, &found, detail, screen, catalog)));
        return Ok(named + &statuses.unwrap_or_default());
    }
    if let Some((name, found)) = nearest(&whole) {
        return Ok(format!("Did you mean \"{name}\"?\n\n{}", answers(&[found], detail, screen, catalog)));
    }
    let found = Search::of(catalog).find(&whole);
    if (found.is_none() || whole.contains('-'))
        && let Some(header) = nearest_header(&whole)
    {
        let card = answers_named(&[Named::Header(header)], detail, screen, catalog);
        return Ok(format!("Did you mean \"{}\"?\n\n{card}", header.name));
    }
    let found = found.ok_or_else(|| nothing(&whole))?;
    Ok(searched(&whole, &found, detail, screen, catalog))
}

/// A status of the project by its name.
fn own(name: &str, catalog: &Catalog) -> Option<Exact> {
    match catalog.status_named(name)? {
        StatusRef::Own(status) => Some(Exact::Code(status.code)),
        StatusRef::Compiled(_) => None,
    }
}

/// The meaning of a single word.
enum Named {
    Status(Exact),
    Header(&'static Header),
}

/// The meanings of the words, if each is the name of a header or of something else. Several words in lower case without a hyphen are
/// searched for: `server timeout`.
fn named(words: &[String]) -> Option<Vec<Named>> {
    let is_word = |word: &str| !word.contains('-') && !word.contains(|c: char| c.is_ascii_uppercase());
    let header = |word: &str| {
        let name = word.trim_matches(['"', '\'', '`', ':', ' ']);
        Header::named(name).filter(|_| words.len() == 1 || !is_word(name)).map(Named::Header)
    };
    words.iter().map(|word| exact(word).map(Named::Status).or_else(|| header(word))).collect()
}

fn answers_named(found: &[Named], detail: Detail, screen: &Screen, catalog: &Catalog) -> String {
    let text = |found: &Named| match found {
        Named::Status(found) => answers(std::slice::from_ref(found), detail, screen, catalog),
        Named::Header(header) => screen.cards(&[Card::of(&Subject::header(header, catalog), detail)]),
    };
    let texts: Vec<String> = found.iter().map(text).collect();
    texts.join("\n")
}

/// Lists the statuses of each word where all of them are classes, codes or owners, and otherwise those that the words find together.
///
/// # Errors
/// Nothing is found.
pub(super) fn list(words: &[String], screen: &Screen, catalog: &Catalog) -> Result<String, String> {
    let whole = words.join(" ");
    refuse_unreadable(words)?;
    if whole.is_empty() {
        let all: Vec<Code> = catalog.statuses().map(|status| status.code()).collect();
        return Ok(screen.list(&all, catalog));
    }
    let mut codes: Vec<Code> = Vec::new();
    for word in words {
        match listed(word, catalog)? {
            Some(found) => codes.extend(found),
            None => {
                let named = own(&whole, catalog).or_else(|| exact(&whole));
                let found = named.map(|found| codes_named(found, catalog));
                let found = found.or_else(|| Search::of(catalog).find(&whole).map(|found| found.codes));
                return found.map(|codes| screen.list(&codes, catalog)).ok_or_else(|| nothing(&whole));
            }
        }
    }
    codes.sort_unstable();
    codes.dedup();
    Ok(screen.list(&codes, catalog))
}

/// Nothing is searched for by what has neither letters nor digits, such as a control character.
fn refuse_unreadable(words: &[String]) -> Result<(), String> {
    let is_readable = |word: &&String| {
        word.contains(char::is_alphanumeric) || word.bytes().all(|byte| byte.is_ascii_punctuation() || byte == b' ')
    };
    words.iter().find(|word| !is_readable(word)).map_or(Ok(()), |word| Err(nothing(word)))
}

/// The statuses of a class or an owner, or that of a code.
fn listed(word: &str, catalog: &Catalog) -> Result<Option<Vec<Code>>, String> {
    let digit = word.strip_suffix("xx").or_else(|| word.strip_suffix("XX")).unwrap_or(word);
    if let [digit @ b'0'..=b'9'] = digit.as_bytes() {
        let codes = codes_of_class(digit - b'0', catalog);
        return if codes.is_empty() { Err(format!("{word}: the classes are 1xx to 5xx")) } else { Ok(Some(codes)) };
    }
    match own(word, catalog).or_else(|| exact(word)) {
        Some(Exact::Code(code)) if !catalog.is_status(code) => {
            Err(format!("{code}: not a registered code; `explain {code}` shows its class"))
        }
        Some(found) => Ok(Some(codes_named(found, catalog))),
        None => Ok(codes_of_project(word, catalog)),
    }
}

fn codes_named(found: Exact, catalog: &Catalog) -> Vec<Code> {
    match found {
        Exact::Code(code) | Exact::Substatus(code, ..) => vec![code],
        Exact::Class(digit) => codes_of_class(digit, catalog),
        Exact::Spelling(codes) => codes,
        Exact::Owner(owner) => codes_of(owner),
    }
}

fn codes_of_class(digit: u8, catalog: &Catalog) -> Vec<Code> {
    catalog.of_class(digit).map(|status| status.code()).collect()
}

/// The statuses of the project, by its name.
fn codes_of_project(name: &str, catalog: &Catalog) -> Option<Vec<Code>> {
    let is_its = |status: &StatusRef<'_>| {
        matches!(status, StatusRef::Own(_)) && status.owner().to_lowercase() == name.to_lowercase()
    };
    let codes: Vec<Code> = catalog.statuses().filter(is_its).map(|status| status.code()).collect();
    (!codes.is_empty()).then_some(codes)
}

fn nothing(what: &str) -> String {
    format!("{}: no status has this code or name, and no card has these words; `list` shows all statuses", shown(what))
}

fn answers(found: &[Exact], detail: Detail, screen: &Screen, catalog: &Catalog) -> String {
    let mut cards: Vec<Card> = Vec::new();
    let mut lists = String::new();
    for found in found {
        match answer(found, detail, catalog) {
            Answer::Cards(more) => more.into_iter().for_each(|card| push_new(card, &mut cards)),
            Answer::List(heading, codes) => {
                let parts = [screen.paragraph(&heading), screen.list(&codes, catalog), screen.paragraph(HOW_TO_GO_ON)];
                lists.push_str(&parts.join("\n"));
            }
        }
    }
    let cards = screen.cards(&cards);
    [lists, cards].into_iter().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

const HOW_TO_GO_ON: &str = "`http-status-lsp explain CODE` shows a card.";

fn push_new(card: Card, cards: &mut Vec<Card>) {
    if !cards.contains(&card) {
        cards.push(card);
    }
}

fn answer(found: &Exact, detail: Detail, catalog: &Catalog) -> Answer {
    let card = |code: &Code| Card::of(&Subject::code(*code, catalog), detail);
    match found {
        Exact::Code(code) => Answer::Cards(vec![card(code)]),
        Exact::Class(digit) => Answer::Cards(vec![Card::of(&Subject::class(*digit, catalog), detail)]),
        Exact::Substatus(code, number, line) => Answer::Cards(vec![with_substatus(card(code), number, *line)]),
        Exact::Spelling(codes) => match codes.as_slice() {
            [code] => Answer::Cards(vec![card(code)]),
            _ => Answer::List("Libraries use this name for several statuses:".to_owned(), codes.clone()),
        },
        Exact::Owner(owner) => {
            let codes = codes_of(owner);
            match codes.as_slice() {
                [code] => Answer::Cards(vec![card(code)]),
                _ => Answer::List(format!("Codes of {}, or with a meaning there:", owner.title), codes),
            }
        }
    }
}

/// The card with the line of a finer number below its title.
fn with_substatus(mut card: Card, number: &str, line: Option<&'static str>) -> Card {
    let line = line.unwrap_or("Not among the numbers that IIS documents.");
    let spans = vec![Span::Code(number.to_owned().into()), Span::Text(format!(" in IIS: {line}").into())];
    card.blocks.insert(1, Block::Paragraph(spans));
    card
}

/// One status is shown with its card, several in a list with the best first.
fn searched(what: &str, found: &Found, detail: Detail, screen: &Screen, catalog: &Catalog) -> String {
    let corrected: String = found
        .corrected
        .iter()
        .map(|(word, known)| screen.paragraph(&format!("\"{}\" is in no card; this is for \"{known}\".", shown(word))))
        .collect();
    let corrected = if corrected.is_empty() { corrected } else { corrected + "\n" };
    if let [code] = found.codes.as_slice() {
        return corrected + &screen.cards(&[Card::of(&Subject::code(*code, catalog), detail)]);
    }
    let shown_codes = &found.codes[..found.codes.len().min(LIST_LIMIT)];
    let more = match found.codes.len() - shown_codes.len() {
        0 => String::new(),
        more => format!(" `list` with the same words shows {more} more."),
    };
    let heading = screen.paragraph(&format!("Statuses for \"{}\", the best match first:", shown(what)));
    format!(
        "{corrected}{heading}\n{}\n{}",
        screen.list(shown_codes, catalog),
        screen.paragraph(&(HOW_TO_GO_ON.to_owned() + &more))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(words: &[&str]) -> Result<String, String> {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        explain(&words, Detail::Full, &Screen::new(None, false), Catalog::compiled())
    }

    fn listed(words: &[&str]) -> Result<String, String> {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        list(&words, &Screen::new(None, false), Catalog::compiled())
    }

    #[track_caller]
    fn starts(words: &[&str], start: &str) {
        let text = explained(words);
        assert!(text.as_ref().is_ok_and(|text| text.starts_with(start)), "{words:?}: {text:?}");
    }

    #[test]
    fn explain_takes_codes_names_and_spellings() {
        for what in ["401", "unauthorized", "http.StatusUnauthorized", "HTTP_401_UNAUTHORIZED", "HTTP/1.1 401"] {
            starts(&[what], "401 Unauthorized\n");
        }
        starts(&["404", "Not", "Found"], "404 Not Found\n");
        starts(&["432"], "432 (unregistered)\n");
        starts(&["4xx"], "4xx Client Error\n");
        for what in ["12345", "", "xyzzy", "no such", "404 xyzzy", "a b"] {
            assert!(explained(&[what]).is_err(), "{what}");
        }
    }

    #[test]
    fn explain_takes_several() {
        let text = explained(&["401", "Forbidden", "401"]).expect("cards");
        assert!(text.starts_with("401 Unauthorized\n") && text.contains("\n403 Forbidden\n4xx "), "{text}");
        assert_eq!(text.matches("\n4xx Client Error ·").count(), 2, "{text}");
    }

    #[test]
    fn a_finer_number_is_shown_first() {
        starts(&["404.3"], "404 Not Found\n`404.3` in IIS: No MIME type ");
        starts(&["404.77"], "404 Not Found\n`404.77` in IIS: Not among ");
    }

    #[test]
    fn owners_and_words_have_lists() {
        let text = explained(&["nginx"]).expect("a list");
        assert!(text.starts_with("Codes of nginx, or with a meaning there:\n\n") && text.contains("\n499 "), "{text}");
        let text = explained(&["rate limit"]).expect("a list");
        assert!(
            text.starts_with("Statuses for \"rate limit\", the best match first:\n\n429 Too Many Requests: "),
            "{text}"
        );
        assert!(text.lines().count() <= LIST_LIMIT + 4 && text.contains("explain CODE"), "{text}");
        assert_eq!(explained(&["rate", "limit"]), Ok(text));
    }

    #[test]
    fn misspelled_names_are_mended() {
        starts(&["forbiden"], "Did you mean \"Forbidden\"?\n\n403 Forbidden\n");
        starts(&["too", "many", "request"], "Did you mean \"Too Many Requests\"?\n\n429 ");
    }

    #[test]
    fn headers_are_explained_beside_statuses() {
        for what in ["Retry-After", "retry-after", "RETRY-AFTER:", "`Retry-After`"] {
            starts(&[what], "Retry-After\nresponse header");
        }
        let text = explained(&["Allow", "404", "ETag"]).expect("cards");
        let places = ["Allow\n", "\n404 Not Found\n", "\nETag\n"].map(|title| text.find(title));
        assert!(places.is_sorted() && places[0] == Some(0), "{text}");
        starts(&["Retry-Aftr"], "Did you mean \"Retry-After\"?\n\nRetry-After\n");
        // An everyday word is searched for as well, and several are searched for together.
        let text = explained(&["location"]).expect("a card and a list");
        assert!(text.starts_with("Location\n") && text.contains("\nStatuses for \"location\""), "{text}");
        assert!(explained(&["server", "timeout"]).is_ok_and(|text| text.starts_with("Statuses for ")));
        assert!(listed(&["Retry-After"]).is_ok_and(|text| !text.contains("response header")));
    }

    #[test]
    fn list_takes_classes_owners_codes_and_words() {
        let text = listed(&["4xx"]).expect("a class");
        assert!(text.starts_with("400 ") && text.contains("\n451 ") && !text.contains("500 Internal"), "{text}");
        assert_eq!(listed(&["4"]), Ok(text));
        // 110 is a number of the header `Warning`.
        assert!(listed(&["1xx"]).is_ok_and(|text| !text.contains("\n110 ")));
        assert!(listed(&[]).is_ok_and(|text| text.lines().count() == crate::catalog::Status::all().len()));
        assert!(listed(&["9xx"]).is_ok_and(|text| text.starts_with("999 ")));
        assert_eq!(listed(&["6xx"]), Err("6xx: the classes are 1xx to 5xx".to_owned()));
        assert!(
            listed(&["1xx", "nginx", "404"])
                .is_ok_and(|text| text.starts_with("100 ") && text.contains("\n404 ") && text.contains("\n499 "))
        );
        assert!(listed(&["rate", "limit"]).is_ok_and(|text| text.starts_with("429 ")));
        assert!(listed(&["xyzzy"]).is_err() && listed(&["432"]).is_err());
    }
}
