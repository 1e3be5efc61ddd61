//! Codes, classes and the catalog's record of each status.

use std::borrow::Cow;
use std::fmt::{self, Display};

use super::headers::Header;
use super::tables::{CHOICES, CLASSES, OWNERS, STATUSES};

/// A status code: the number, 100–999 (RFC 9110, section 15, allows no others).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub(crate) u16);

impl Code {
    /// The code of that number, if it has three digits and does not begin with 0.
    pub fn new(number: u16) -> Option<Self> {
        (100..=999).contains(&number).then_some(Self(number))
    }

    /// Reads exactly three ASCII digits.
    pub fn parse(text: &str) -> Option<Self> {
        match *text.as_bytes() {
            [a @ b'1'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9'] => {
                let [a, b, c] = [a, b, c].map(|digit| u16::from(digit - b'0'));
                Some(Self(a * 100 + b * 10 + c))
            }
            _ => None,
        }
    }

    /// The number itself.
    pub fn number(self) -> u16 {
        self.0
    }

    /// The first digit: 1 to 5 for the classes of HTTP, up to 9 for codes that no class covers.
    pub fn class_digit(self) -> u8 {
        (self.0 / 100) as u8
    }

    /// The text of the class, for codes below 600.
    pub fn class(self) -> Option<&'static ClassText> {
        CLASSES.get(usize::from(self.class_digit()) - 1)
    }

    /// The catalog's record of this code.
    pub fn status(self) -> Option<&'static Status> {
        STATUSES.get(usize::from(PLACES[usize::from(self.0)]))
    }
}

/// The index of each number's status in `STATUSES`; that of none is out of bounds.
static PLACES: [u8; 1000] = {
    let mut places = [u8::MAX; 1000];
    let mut at = 0;
    while at < STATUSES.len() {
        places[STATUSES[at].code.0 as usize] = at as u8;
        at += 1;
    }
    assert!(at < u8::MAX as usize, "statuses are numbered by u8");
    places
};

impl Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The catalog's record of a code. Texts are Markdown without links, lists or headings.
#[derive(Debug)]
pub struct Status {
    /// The number.
    pub code: Code,
    /// The name in the newest specification.
    pub name: &'static str,
    /// Who defined it.
    pub owner: &'static Owner,
    /// How it stands in the registry.
    pub standing: Standing,
    /// Other names in wide use.
    pub aliases: &'static [&'static str],
    /// Names of earlier specifications, newest first.
    pub former_names: &'static [&'static str],
    /// The name, the former ones and the others in use, in lower-case letters and digits alone.
    pub(crate) folded_names: &'static [&'static str],
    /// One sentence of at most 120 characters.
    pub summary: &'static str,
    /// One paragraph that settles what people confuse.
    pub explanation: &'static str,
    /// Why it occurs.
    pub causes: &'static [Advice],
    /// The advice, in the order to try it.
    pub fixes: &'static [Advice],
    /// Header fields that the specification demands in this response.
    pub required_headers: &'static [&'static Header],
    /// Header fields usually seen with it.
    pub customary_headers: &'static [&'static Header],
    /// Those of `customary_headers` that this response must have if a 200 response to the same request would have them.
    pub repeated_headers: &'static [&'static Header],
    /// An example with LF line ends: by default a whole response as on the wire.
    pub example: &'static str,
    /// The form of the example.
    pub example_form: ExampleForm,
    /// A command that shows the status or its cause.
    pub curl: Option<Curl>,
    /// Where it is specified.
    pub spec: Spec,
    /// Where the facts of the card come from besides.
    pub sources: &'static [&'static Source],
    /// The slug of MDN's page, where there is one.
    pub mdn: Option<&'static str>,
    /// Its rules for retries, caches and bodies. Warn codes have none, since no response has them as its status.
    pub glance: Option<Glance>,
    /// How it maps to statuses of gRPC, where that is documented.
    pub grpc: Option<Grpc>,
    /// Neighbors, each with the reason.
    pub related: &'static [Related],
    /// The meanings of the number for other owners.
    pub meanings: &'static [Meaning],
    /// Finer numbers such as IIS's 401.1, each with a line.
    pub substatuses: &'static [(&'static str, &'static str)],
}

impl Status {
    /// All statuses, in the order of their codes.
    pub fn all() -> &'static [Status] {
        &STATUSES
    }

    /// The name and everything else it is or was called.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.former_names.iter().copied()).chain(self.aliases.iter().copied())
    }

    /// The status of that name, whatever the case and the characters between the words:
    /// `Not Found`, `not_found` and `NOTFOUND` are one.
    pub fn by_name(name: &str) -> Option<&'static Status> {
        let wanted = fold(name);
        STATUSES.iter().find(|status| status.folded_names.contains(&wanted.as_str()))
    }

    /// Whether it is a number of the `Warning` header, which belongs to no class.
    pub fn is_warn_code(&self) -> bool {
        self.standing == Standing::WarnCode
    }

    /// The groups of statuses that this one is often weighed against.
    pub fn choices(&self) -> impl Iterator<Item = &'static Choice> {
        let code = self.code;
        CHOICES.iter().filter(move |choice| choice.lines.iter().any(|line| line.code == code))
    }
}

/// Letters and digits alone, in lower case.
pub fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How a code stands in the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Registered with IANA.
    Registered,
    /// Registered with IANA until a date.
    Temporary,
    /// Kept from use by the registry.
    Reserved,
    /// Registered and advised against.
    Deprecated,
    /// Registered and given up.
    Obsolete,
    /// A vendor's own.
    Unofficial,
    /// A number of the `Warning` header (RFC 7234, section 5.5), not a status.
    WarnCode,
}

/// The forms of the example on a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExampleForm {
    /// A response as on the wire.
    Response,
    /// Lines of a log, for codes that no response has.
    Log,
    /// Commands with their output.
    Terminal,
}

/// A command that shows a status or its cause.
#[derive(Debug)]
pub struct Curl {
    /// `curl -sI https://api.example.com/orders/7`
    pub command: &'static str,
    /// The part of the output to look at, in one sentence.
    pub shows: &'static str,
}

/// The rules of a status for retries, caches and bodies.
#[derive(Debug)]
pub struct Glance {
    /// Whether a client may repeat the request as it is.
    pub retry: &'static str,
    /// The same as a fragment for the brief card.
    pub retry_short: &'static str,
    /// Whether a cache may store the response.
    pub cache: Cache,
    /// Whether the response may have a body.
    pub body: Body,
    /// Redirects: the method of the next request.
    pub method: Option<&'static str>,
    /// The status that clients are sent in its place, where the code stays within the server.
    pub sent_as: Option<Code>,
}

/// Whether a cache may store a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    /// Also without explicit freshness (RFC 9110, section 15.1).
    ByDefault,
    /// Only with explicit freshness, such as `max-age`.
    Explicit,
    /// The specification of the status forbids it, or the response is not final (RFC 9111, section 3).
    Never,
}

/// How a status maps to statuses of gRPC. The two directions may differ.
#[derive(Debug)]
pub struct Grpc {
    /// The statuses of gRPC that map to it.
    pub sent_for: &'static [&'static str],
    /// The gRPC status that a client reports for a response with it that lacks `grpc-status`.
    pub read_as: &'static str,
}

/// A cause or a fix.
#[derive(Debug)]
pub struct Advice {
    /// The side that it concerns, where it concerns one.
    pub side: Option<Side>,
    /// For the brief card: of a cause a fragment, of a fix a sentence.
    pub short: &'static str,
    /// A sentence.
    pub text: &'static str,
}

/// One end of the exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Who sent the request.
    Client,
    /// Who answers it.
    Server,
}

/// Whether a response may have a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// It may.
    Allowed,
    /// It must not.
    Forbidden,
}

/// A neighbor.
#[derive(Debug)]
pub struct Related {
    /// The neighbor's code.
    pub code: Code,
    /// How it differs, as a fragment for the brief card.
    pub short: &'static str,
    /// How it differs, in a sentence.
    pub reason: &'static str,
}

/// Where a status is specified.
#[derive(Debug)]
pub struct Spec {
    /// `RFC 9110`, or the title of a vendor's page.
    pub document: &'static str,
    /// The section of an RFC.
    pub section: Option<&'static str>,
    /// The address, where it is no RFC.
    pub url: Option<&'static str>,
}

impl Spec {
    /// The document with its section: `RFC 9110, section 15.5.2`.
    pub fn title(&self) -> Cow<'static, str> {
        match self.section {
            Some(section) => [self.document, ", section ", section].concat().into(),
            None => self.document.into(),
        }
    }

    /// The same in short: `RFC 9110 §15.5.2`.
    pub fn short_title(&self) -> Cow<'static, str> {
        match self.section {
            Some(section) => [self.document, " §", section].concat().into(),
            None => self.document.into(),
        }
    }

    /// The address to read it at.
    pub fn address(&self) -> Cow<'static, str> {
        if let Some(url) = self.url {
            return url.into();
        }
        let rfc = self.document.to_lowercase().replace(' ', "");
        match self.section {
            Some(section) => ["https://www.rfc-editor.org/rfc/", &rfc, ".html#section-", section].concat().into(),
            None => ["https://www.rfc-editor.org/rfc/", &rfc, ".html"].concat().into(),
        }
    }
}

/// A page that facts of a card come from.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// `nginx: ngx_http_core_module`
    pub title: &'static str,
    /// Where it is on the web.
    pub url: &'static str,
    /// The day on which it was read, `2026-11-30`. RFCs do not change and have none.
    pub read: Option<&'static str>,
}

/// The meaning of the same number for another owner.
#[derive(Debug)]
pub struct Meaning {
    /// Whose meaning it is.
    pub owner: &'static Owner,
    /// That owner's name for it.
    pub name: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// One paragraph.
    pub explanation: &'static str,
    /// Where the owner documents it.
    pub spec: Spec,
}

/// Who defines statuses: the registry or a vendor.
#[derive(Debug, PartialEq, Eq)]
pub struct Owner {
    /// Short and stable: `iana`, `nginx`.
    pub id: &'static str,
    /// For people.
    pub title: &'static str,
    /// Languages whose files are evidence for this owner.
    pub languages: &'static [&'static str],
    /// Words that show that a file is about this owner.
    pub signs: &'static [&'static str],
}

impl Owner {
    /// All owners; the registry is the first.
    pub fn all() -> &'static [Owner] {
        &OWNERS
    }
}

/// A group of statuses that are often weighed against each other.
#[derive(Debug)]
pub struct Choice {
    /// The question: `401, 403 or 404?`
    pub title: &'static str,
    /// When each is the right one.
    pub lines: &'static [ChoiceLine],
}

/// A status of a group.
#[derive(Debug)]
pub struct ChoiceLine {
    /// Its code.
    pub code: Code,
    /// When it is the right one, as a fragment for the brief card.
    pub short: &'static str,
    /// When it is the right one, in a sentence.
    pub when: &'static str,
}

/// The text for all codes with the same first digit.
#[derive(Debug)]
pub struct ClassText {
    /// `Client Error`
    pub name: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// One paragraph, with what a client does with a code that it does not know.
    pub explanation: &'static str,
    /// Fixes for a code of the class that has no status.
    pub fixes: &'static [Advice],
    /// The section of RFC 9110.
    pub section: &'static str,
}

impl ClassText {
    /// The classes 1xx to 5xx with their digits.
    pub fn all() -> impl Iterator<Item = (u8, &'static ClassText)> {
        (1..).zip(CLASSES.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_three_digits() {
        assert_eq!(Code::new(99), None);
        assert_eq!(Code::new(1000), None);
        assert_eq!(Code::parse("404"), Code::new(404));
        for text in ["", "40", "4040", "040", "4o4", "+40", "٤٠٤"] {
            assert_eq!(Code::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_status_answers_to_all_its_names() {
        let code = |name: &str| Status::by_name(name).map(|status| status.code.number());
        assert_eq!(code("unauthorized"), Some(401));
        assert_eq!(code("NO_CONTENT"), Some(204));
        assert_eq!(code("Authorization Required"), Some(401));
        assert_eq!(code("nothing of the kind"), None);
    }

    #[test]
    fn a_code_beyond_the_classes_has_none() {
        assert!(Code(999).class().is_none());
        assert_eq!(Code(599).class().map(|class| class.section), Some("15.6"));
    }
}
