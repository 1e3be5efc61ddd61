//! Requirements: the versions that a manifest allows, as the range from the lowest to the highest.

use std::fmt::{self, Display};

use super::{Ecosystem, Version};

/// An end of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The version at the end.
    pub version: Version,
    /// Whether the version itself is in the range.
    pub is_inclusive: bool,
}

/// The versions between two ends. Gaps (`!=`, alternatives) are left out: a range says what may be there, not what must.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The lowest version, if there is a limit.
    pub lowest: Option<Bound>,
    /// The highest version, if there is a limit.
    pub highest: Option<Bound>,
}

impl Range {
    /// That version alone.
    pub fn exact(version: Version) -> Self {
        let bound = Bound { version, is_inclusive: true };
        Self { lowest: Some(bound.clone()), highest: Some(bound) }
    }

    /// That version and all later ones.
    pub fn from(version: Version) -> Self {
        Self { lowest: Some(Bound { version, is_inclusive: true }), highest: None }
    }

    /// All versions that begin with these numbers: `3.11` allows `3.11.4`.
    pub fn series(text: &str) -> Option<Self> {
        let version = Version::parse(text)?;
        match numbers(text).len() {
            0..=2 => Some(between(&version, next(text, numbers(text).len().max(1) - 1))),
            _ => Some(Self::exact(version)),
        }
    }

    /// The versions that a requirement allows in the notation of its ecosystem; `None` for an address or a variable.
    pub fn parse(ecosystem: Ecosystem, text: &str) -> Option<Self> {
        let text = text.split(['#', ';']).next().unwrap_or_default().trim();
        if text.is_empty() || matches!(text, "*" | "x" | "latest" | "any" | "next") {
            return Some(Self::default());
        }
        if text.starts_with(['[', '(']) && matches!(ecosystem, Ecosystem::Maven | Ecosystem::Nuget) {
            return interval(text);
        }
        let mut whole: Option<Self> = None;
        for alternative in text.split("||").flat_map(|part| part.split(" or ")).flat_map(|part| {
            let is_composer = ecosystem == Ecosystem::Composer;
            part.split(move |c| is_composer && c == '|').filter(|part| !part.trim().is_empty())
        }) {
            let range = conjunction(ecosystem, alternative)?;
            whole = Some(whole.map_or(range.clone(), |whole| whole.or(range)));
        }
        whole
    }

    /// The one version that is allowed, if it is one.
    pub fn single(&self) -> Option<&Version> {
        match (&self.lowest, &self.highest) {
            (Some(low), Some(high)) if low.is_inclusive && high.is_inclusive && low.version == high.version => {
                Some(&low.version)
            }
            _ => None,
        }
    }

    /// Whether the version is between the ends.
    pub fn contains(&self, version: &Version) -> bool {
        let is_above = |low: &Bound| if low.is_inclusive { *version >= low.version } else { *version > low.version };
        let is_below =
            |high: &Bound| if high.is_inclusive { *version <= high.version } else { *version < high.version };
        self.lowest.as_ref().is_none_or(is_above) && self.highest.as_ref().is_none_or(is_below)
    }

    /// The versions that are in both.
    fn and(self, other: Self) -> Self {
        let lowest =
            pick(self.lowest, other.lowest, |a, b| (&a.version, !a.is_inclusive) > (&b.version, !b.is_inclusive));
        let highest =
            pick(self.highest, other.highest, |a, b| (&a.version, a.is_inclusive) < (&b.version, b.is_inclusive));
        Self { lowest, highest }
    }

    /// The versions between the ends of both.
    pub(super) fn or(self, other: Self) -> Self {
        let lowest = self
            .lowest
            .zip(other.lowest)
            .map(|(a, b)| if (&a.version, !a.is_inclusive) < (&b.version, !b.is_inclusive) { a } else { b });
        let highest = self
            .highest
            .zip(other.highest)
            .map(|(a, b)| if (&a.version, a.is_inclusive) > (&b.version, b.is_inclusive) { a } else { b });
        Self { lowest, highest }
    }
}

impl Display for Range {
    /// `1.2.3`, `>=1.2 <2`, or `*`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(version) = self.single() {
            return write!(f, "{version}");
        }
        let end = |bound: &Option<Bound>, sign: char| {
            let bound = bound.as_ref()?;
            Some(format!("{sign}{}{}", if bound.is_inclusive { "=" } else { "" }, bound.version))
        };
        let ends: Vec<String> = end(&self.lowest, '>').into_iter().chain(end(&self.highest, '<')).collect();
        f.write_str(&if ends.is_empty() { "*".to_owned() } else { ends.join(" ") })
    }
}

fn pick(a: Option<Bound>, b: Option<Bound>, is_better: impl Fn(&Bound, &Bound) -> bool) -> Option<Bound> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if is_better(&b, &a) { b } else { a }),
        (a, b) => a.or(b),
    }
}

/// `[1.0,2.0)`, `[1.5]`, `(,1.0]`, and several of them.
fn interval(text: &str) -> Option<Range> {
    let mut whole: Option<Range> = None;
    for part in text.split_inclusive([']', ')']) {
        let part = part.trim_start_matches([',', ' ']);
        let inner = part.strip_prefix(['[', '('])?.strip_suffix([']', ')'])?;
        let range = match inner.split_once(',') {
            None => Range::exact(Version::parse(inner)?),
            Some((low, high)) => {
                let bound = |text: &str, is_inclusive| match text.trim() {
                    "" => Some(None),
                    text => Version::parse(text).map(|version| Some(Bound { version, is_inclusive })),
                };
                Range { lowest: bound(low, part.starts_with('['))?, highest: bound(high, part.ends_with(']'))? }
            }
        };
        whole = Some(whole.map_or(range.clone(), |whole| whole.or(range)));
    }
    whole
}

/// Requirements that all hold: `>=1.2 <2`, `>=1,<2`, `1.2 - 2`, `>= 1 && < 2`.
fn conjunction(ecosystem: Ecosystem, text: &str) -> Option<Range> {
    if let Some((low, high)) = text.split_once(" - ") {
        let low = operand(ecosystem, ">=", low.trim())?;
        return Some(low.and(operand(ecosystem, "<=", high.trim())?));
    }
    let mut whole = Range::default();
    let mut operator = "";
    let mut has_any = false;
    for word in text.split([',', ' ', '&', '\t', '(', ')']).filter(|word| !word.is_empty() && *word != "and") {
        let length = word.find(|c| !"<>=!~^".contains(c)).unwrap_or(word.len());
        let (sign, version) = word.split_at(length);
        if !sign.is_empty() {
            operator = sign;
        }
        if version.is_empty() {
            continue;
        }
        whole = whole.and(operand(ecosystem, operator, version)?);
        (operator, has_any) = ("", true);
    }
    has_any.then_some(whole)
}

fn operand(ecosystem: Ecosystem, operator: &str, text: &str) -> Option<Range> {
    // Stability flags of Composer.
    let text = if ecosystem == Ecosystem::Composer { text.split('@').next().unwrap_or_default() } else { text };
    if matches!(text, "*" | "x" | "X" | "+") {
        return Some(Range::default());
    }
    let wildcard = [".*", ".x", ".X", ".+"].iter().filter_map(|end| text.find(end)).min();
    let text = &text[..wildcard.unwrap_or(text.len())];
    let version = Version::parse(text)?;
    let parts = numbers(text);
    let last = parts.len().max(1) - 1;
    let bound = |is_inclusive| Some(Bound { version: version.clone(), is_inclusive });
    Some(match operator {
        ">" => Range { lowest: bound(false), highest: None },
        ">=" => Range { lowest: bound(true), highest: None },
        "<" => Range { lowest: None, highest: bound(false) },
        "<=" => Range { lowest: None, highest: bound(true) },
        "!=" | "!==" => Range::default(),
        "^" => caret(&version, text),
        // Cabal: the first two numbers are the major version.
        "^>=" => between(&version, next(text, last.min(1))),
        "~>" | "~=" => between(&version, next(text, last.saturating_sub(1))),
        "~" if ecosystem == Ecosystem::Composer => between(&version, next(text, last.saturating_sub(1))),
        "~" => between(&version, next(text, last.min(1))),
        _ if wildcard.is_some() => between(&version, next(text, last)),
        "" => match ecosystem {
            Ecosystem::Cargo => caret(&version, text),
            // NuGet and Go take the lowest version that all agree on.
            Ecosystem::Nuget | Ecosystem::Go | Ecosystem::Cpan => Range::from(version),
            Ecosystem::Npm | Ecosystem::Swift if last < 2 => between(&version, next(text, last)),
            _ => Range::exact(version),
        },
        "==" | "===" | "=" if ecosystem == Ecosystem::Cargo && last < 2 => between(&version, next(text, last)),
        "==" | "===" | "=" => Range::exact(version),
        _ => return None,
    })
}

/// Up to the next change of the first number that is not zero.
fn caret(version: &Version, text: &str) -> Range {
    let parts = numbers(text);
    let first = parts.iter().position(|part| *part != "0").unwrap_or(parts.len().max(1) - 1);
    between(version, next(text, first))
}

fn between(lowest: &Version, end: Option<Version>) -> Range {
    Range {
        lowest: Some(Bound { version: lowest.clone(), is_inclusive: true }),
        highest: end.map(|version| Bound { version, is_inclusive: false }),
    }
}

/// The numbers of a version's release.
fn numbers(text: &str) -> Vec<&str> {
    let text = text.trim_start_matches(['=', 'v', 'V']);
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    text[..end].split('.').filter(|part| !part.is_empty()).collect()
}

/// The version with the number in that place one higher and nothing behind it.
fn next(text: &str, place: usize) -> Option<Version> {
    let parts = numbers(text);
    let raised = parts.get(place)?.parse::<u64>().ok()?.checked_add(1)?.to_string();
    let kept = parts[..place].iter().copied().chain([raised.as_str()]);
    Version::parse(&kept.collect::<Vec<_>>().join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ecosystem: Ecosystem, text: &str, expected: &str) {
        let range = Range::parse(ecosystem, text).map_or("-".to_owned(), |range| range.to_string());
        assert_eq!(range, expected, "{ecosystem:?} {text}");
    }

    #[test]
    fn npm() {
        let check = |text, expected| check(Ecosystem::Npm, text, expected);
        check("^1.2.3", ">=1.2.3 <2");
        check("^0.2.3", ">=0.2.3 <0.3");
        check("^0.0.3", ">=0.0.3 <0.0.4");
        check("~1.2.3", ">=1.2.3 <1.3");
        check("~1", ">=1 <2");
        check("1.2.3", "1.2.3");
        check("1.x", ">=1 <2");
        check("1", ">=1 <2");
        check("*", "*");
        check("", "*");
        check(">=1.2 <3", ">=1.2 <3");
        check(">= 1.2 < 3", ">=1.2 <3");
        check("^16.8 || ^17.0 || ^18.0", ">=16.8 <19");
        check("1.2 - 2.3", ">=1.2 <=2.3");
        check("git+https://example.com/x.git", "-");
        check("file:../x", "-");
    }

    #[test]
    fn others() {
        check(Ecosystem::Cargo, "1", ">=1 <2");
        check(Ecosystem::Cargo, "0.8.1", ">=0.8.1 <0.9");
        check(Ecosystem::Cargo, "=1.2.3", "1.2.3");
        check(Ecosystem::Cargo, ">=1, <3", ">=1 <3");
        check(Ecosystem::Gem, "~> 2.2", ">=2.2 <3");
        check(Ecosystem::Gem, "~> 2.2.1", ">=2.2.1 <2.3");
        check(Ecosystem::Gem, "~> 2", ">=2 <3");
        check(Ecosystem::Gem, "3.0.1", "3.0.1");
        check(Ecosystem::Pypi, ">=2.0,<3,!=2.5", ">=2.0 <3");
        check(Ecosystem::Pypi, "~=2.2.1", ">=2.2.1 <2.3");
        check(Ecosystem::Pypi, "==2.*", ">=2 <3");
        check(Ecosystem::Pypi, "==2.0.1", "2.0.1");
        check(Ecosystem::Composer, "^8.1|^9.0", ">=8.1 <10");
        check(Ecosystem::Composer, "~5.4", ">=5.4 <6");
        check(Ecosystem::Composer, "5.4.*", ">=5.4 <5.5");
        check(Ecosystem::Maven, "6.1.2", "6.1.2");
        check(Ecosystem::Maven, "[1.0,2.0)", ">=1.0 <2.0");
        check(Ecosystem::Maven, "[1.5]", "1.5");
        check(Ecosystem::Maven, "1.+", ">=1 <2");
        check(Ecosystem::Maven, "${spring.version}", "-");
        check(Ecosystem::Nuget, "8.0.1", ">=8.0.1");
        check(Ecosystem::Nuget, "8.*", ">=8 <9");
        check(Ecosystem::Hex, "~> 1.14 or ~> 2.0", ">=1.14 <3");
        check(Ecosystem::Hackage, ">=0.12 && <0.13", ">=0.12 <0.13");
        check(Ecosystem::Pub, "'^1.2.3'", "-");
        check(Ecosystem::Pub, ">=2.12.0 <4.0.0", ">=2.12.0 <4.0.0");
        check(Ecosystem::Cpan, "6.0", ">=6.0");
    }

    #[test]
    fn a_version_is_in_its_range() {
        let range = Range::parse(Ecosystem::Npm, "^1.2.3").expect("a range");
        let version = |text| Version::parse(text).expect("a version");
        assert!(range.contains(&version("1.2.3")) && range.contains(&version("1.99.0")));
        assert!(!range.contains(&version("1.2.2")) && !range.contains(&version("2.0.0")));
    }

    #[test]
    fn series_are_open_behind_their_numbers() {
        let check = |text, expected: &str| assert_eq!(Range::series(text).expect("a range").to_string(), expected);
        check("3.11", ">=3.11 <3.12");
        check("8", ">=8 <9");
        check("3.11.4", "3.11.4");
    }
}
