//! Versions of all ecosystems in one order.

use std::cmp::Ordering;
use std::fmt::{self, Display};
use std::hash::{Hash, Hasher};

/// A version as its file writes it, without a leading `v`. The order is that of releases: numbers first, then what marks a version before
/// or after its release. It agrees with semantic versioning, PEP 440, Maven, `NuGet` and `RubyGems` on the versions that these share.
#[derive(Clone, Debug)]
pub struct Version(Box<str>);

impl Version {
    /// A version, if the text begins like one: with a digit, behind `v`, `=` or `go` where they stand.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.trim_start_matches(['=', ' ']);
        let text = text.strip_prefix("go").unwrap_or(text);
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let is_version = text.starts_with(|c: char| c.is_ascii_digit())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-+!~:@/".contains(c));
        is_version.then(|| Self(text.into()))
    }

    /// As it is written, without `v`.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether this is a version before a release, and of that release: `5.0.0-SNAPSHOT` of `5.0`.
    pub fn is_before_release_of(&self, release: &Self) -> bool {
        self.release() == release.release() && self < release
    }

    /// The epoch of PEP 440, and the numbers of the release without zeros at the end, each without zeros in front.
    fn release(&self) -> (&str, Vec<&str>) {
        let (epoch, rest) = self.0.split_once('!').unwrap_or(("", &self.0));
        let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let mut numbers: Vec<&str> = rest[..length].split('.').map(|n| n.trim_start_matches('0')).collect();
        while numbers.last().is_some_and(|number| number.is_empty()) {
            numbers.pop();
        }
        (epoch.trim_start_matches('0'), numbers)
    }

    /// The parts behind the numbers of the release, without the metadata of a build.
    fn tail(&self) -> Vec<Part<'_>> {
        let rest = self.0.split_once('!').map_or(&*self.0, |(_, rest)| rest);
        let rest = rest.split('+').next().unwrap_or_default();
        let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let mut parts = Vec::new();
        for piece in rest[length..].split(['.', '-', '_', '~', ':', '@', '/']).filter(|piece| !piece.is_empty()) {
            let mut rest = piece;
            while let Some(first) = rest.chars().next() {
                let is_digit = first.is_ascii_digit();
                let end = rest.find(|c: char| c.is_ascii_digit() != is_digit).unwrap_or(rest.len());
                let (part, after) = rest.split_at(end);
                rest = after;
                match part.to_ascii_lowercase().as_str() {
                    "final" | "ga" | "release" | "jre" | "android" | "jdk" => {}
                    _ if is_digit => parts.push(Part::Number(part.trim_start_matches('0'))),
                    word => parts.push(Part::Word(rank(word), part)),
                }
            }
        }
        parts
    }
}

/// A part of what follows the numbers.
#[derive(Clone, Copy)]
enum Part<'v> {
    Number(&'v str),
    Word(i8, &'v str),
}

/// Where a word stands: below zero before the release, above zero behind it.
fn rank(word: &str) -> i8 {
    match word {
        "dev" => DEV,
        "a" | "alpha" => -6,
        "b" | "beta" => -5,
        "m" | "milestone" => UNKNOWN,
        "pre" | "preview" => -3,
        "c" | "rc" | "cr" => -2,
        "snapshot" => -1,
        "post" | "sp" | "patch" | "p" | "r" | "rev" => 1,
        _ => UNKNOWN,
    }
}

const DEV: i8 = -7;
const UNKNOWN: i8 = -4;

fn compare_numbers(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// The order of two parts in the same place; `None` is the end. In the first place a number or a word is a version before the release,
/// as `1.0-1` of semantic versioning; behind others, more is later.
fn compare_parts(a: Option<&Part<'_>>, b: Option<&Part<'_>>, is_first: bool) -> Ordering {
    let place = |part: Option<&Part<'_>>| match part {
        Some(Part::Number(_)) if is_first => DEV - 1,
        Some(Part::Number(_)) => 1,
        Some(Part::Word(rank, _)) if is_first || *rank == DEV => *rank,
        Some(Part::Word(_, _)) => 2,
        None => 0,
    };
    place(a).cmp(&place(b)).then_with(|| match (a, b) {
        (Some(Part::Number(a)), Some(Part::Number(b))) => compare_numbers(a, b),
        (Some(Part::Word(a, x)), Some(Part::Word(b, y))) => a.cmp(b).then_with(|| match is_known(x) && is_known(y) {
            true => Ordering::Equal,
            false => x.to_ascii_lowercase().cmp(&y.to_ascii_lowercase()),
        }),
        _ => Ordering::Equal,
    })
}

/// Whether words of the same rank as this are one word.
fn is_known(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    rank(&word) != UNKNOWN || matches!(word.as_str(), "m" | "milestone")
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let ((epoch, numbers), (other_epoch, other_numbers)) = (self.release(), other.release());
        let by_epoch = compare_numbers(epoch, other_epoch);
        let mut pairs = numbers.iter().zip(&other_numbers).map(|(a, b)| compare_numbers(a, b));
        let by_numbers = pairs.find(|order| order.is_ne()).unwrap_or_else(|| numbers.len().cmp(&other_numbers.len()));
        if by_epoch.then(by_numbers).is_ne() {
            return by_epoch.then(by_numbers);
        }
        let (tail, other_tail) = (self.tail(), other.tail());
        (0..tail.len().max(other_tail.len()))
            .map(|place| compare_parts(tail.get(place), other_tail.get(place), place == 0))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Version {}

impl Hash for Version {
    /// Equal versions have equal numbers.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.release().hash(state);
    }
}

impl Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap_or_else(|| panic!("{text} is a version"))
    }

    /// Each is before the next.
    fn rising(texts: &[&str]) {
        for (index, a) in texts.iter().enumerate() {
            for (other, b) in texts.iter().enumerate() {
                assert_eq!(version(a).cmp(&version(b)), index.cmp(&other), "{a} and {b}");
            }
        }
    }

    #[test]
    fn semver() {
        rising(&["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11"]);
        rising(&["1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0", "10.0.0"]);
        rising(&["1.0.0-1", "1.0.0-x", "1.0.0"]);
        assert_eq!(version("1.0.0+build.7"), version("1.0.0"));
        assert_eq!(version("v4.1"), version("4.1.0"));
    }

    #[test]
    fn pep_440() {
        rising(&["1.0.dev4", "1.0a1.dev2", "1.0a1", "1.0b2", "1.0rc1", "1.0", "1.0.post1", "1.1", "1!0.5"]);
        assert_eq!(version("1.0rc1"), version("1.0c1"));
        assert_eq!(version("2024.01.03"), version("2024.1.3"));
    }

    #[test]
    fn go() {
        rising(&["v0.0.0-20190308221718-c2843e01d9a2", "v0.0.0-20230101000000-aaaaaaaaaaaa", "v0.0.0", "v0.0.1"]);
        assert_eq!(version("go1.21.3").text(), "1.21.3");
        assert_eq!(version("v2.0.0+incompatible"), version("2.0.0"));
    }

    #[test]
    fn maven_nuget_and_gem() {
        rising(&["5.3.0-M1", "5.3.0-RC1", "5.3.0-SNAPSHOT", "5.3.0.RELEASE", "5.3.1"]);
        assert_eq!(version("4.1.100.Final"), version("4.1.100"));
        assert_eq!(version("33.0.0-jre"), version("33.0.0"));
        rising(&["8.0.0-preview.7.23375.6", "8.0.0-rc.2.23479.6", "8.0.0", "8.0.0.1"]);
        rising(&["7.1.0.beta1", "7.1.0.rc1", "7.1.0", "7.1.0.1"]);
    }

    #[test]
    fn what_is_no_version() {
        for text in ["", "latest", "main", "^1.0", "workspace:*", "file:../x", "${x}", "1.0 || 2.0"] {
            assert!(Version::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn numbers_may_be_long() {
        let long = "9".repeat(100_000);
        assert!(version(&format!("1.{long}")) > version("1.99999999999999999999999999"));
    }
}
