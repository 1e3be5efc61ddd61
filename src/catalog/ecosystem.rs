//! The registries that packages come from, and how each spells their names.

use std::borrow::Cow;

/// Where packages come from. A name means something only together with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ecosystem {
    /// JavaScript and TypeScript.
    Npm,
    /// Modules of Go, by module path.
    Go,
    /// Crates of Rust.
    Cargo,
    /// Gems of Ruby.
    Gem,
    /// Distributions of Python.
    Pypi,
    /// Packages of PHP, `vendor/name`.
    Composer,
    /// The JVM's artifacts, `group:artifact`, without the suffix of Scala's versions.
    Maven,
    /// Packages and SDKs of .NET.
    Nuget,
    /// Packages of Erlang and Elixir.
    Hex,
    /// Packages of Dart and Flutter.
    Pub,
    /// Packages of Swift, by identity: the last part of the address.
    Swift,
    /// Packages of Haskell.
    Hackage,
    /// Modules of Perl.
    Cpan,
    /// Languages and platforms themselves: `python`, `ruby`, `go`, `node`, `dotnet`.
    Runtime,
}

impl Ecosystem {
    /// All of them with their names in `data/names/`.
    pub const ALL: [(&str, Ecosystem); 14] = [
        ("npm", Ecosystem::Npm),
        ("go", Ecosystem::Go),
        ("cargo", Ecosystem::Cargo),
        ("gem", Ecosystem::Gem),
        ("pypi", Ecosystem::Pypi),
        ("composer", Ecosystem::Composer),
        ("maven", Ecosystem::Maven),
        ("nuget", Ecosystem::Nuget),
        ("hex", Ecosystem::Hex),
        ("pub", Ecosystem::Pub),
        ("swift", Ecosystem::Swift),
        ("hackage", Ecosystem::Hackage),
        ("cpan", Ecosystem::Cpan),
        ("runtime", Ecosystem::Runtime),
    ];

    /// The ecosystem with that name in the data.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, ecosystem)| *ecosystem)
    }

    /// Its name in the data.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, ecosystem)| *ecosystem == self).map_or("", |(name, _)| name)
    }

    /// The one spelling of a name: registries that ignore case or separators get lower case and one separator.
    pub fn normalized(self, name: &str) -> Cow<'_, str> {
        match self {
            // PEP 503: runs of `-`, `_` and `.` are one `-`.
            Self::Pypi => {
                let mut text = String::with_capacity(name.len());
                for c in name.chars() {
                    match c {
                        '-' | '_' | '.' if text.ends_with('-') => {}
                        '-' | '_' | '.' => text.push('-'),
                        _ => text.push(c.to_ascii_lowercase()),
                    }
                }
                text.into()
            }
            Self::Nuget | Self::Composer | Self::Swift => name.to_ascii_lowercase().into(),
            // Cargo accepts no two crates that differ in these alone.
            Self::Cargo => name.replace('_', "-").into(),
            Self::Maven => without_scala_version(name).to_owned().into(),
            _ => name.to_owned().into(),
        }
    }
}

/// `org.http4s:http4s-core` of `org.http4s:http4s-core_2.13`.
fn without_scala_version(name: &str) -> &str {
    match name.rsplit_once('_') {
        Some((stem, "3")) => stem,
        Some((stem, version)) if version.starts_with("2.1") && !version.contains(':') => stem,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_one_spelling() {
        let check = |ecosystem: Ecosystem, name: &str, expected: &str| assert_eq!(ecosystem.normalized(name), expected);
        check(Ecosystem::Pypi, "Flask_SQL..Alchemy", "flask-sql-alchemy");
        check(Ecosystem::Nuget, "Microsoft.NET.Sdk.Web", "microsoft.net.sdk.web");
        check(Ecosystem::Cargo, "http_types", "http-types");
        check(Ecosystem::Maven, "org.http4s:http4s-core_2.13", "org.http4s:http4s-core");
        check(Ecosystem::Maven, "org.http4s:http4s-core_3", "org.http4s:http4s-core");
        check(Ecosystem::Maven, "a:b_c", "a:b_c");
        check(Ecosystem::Npm, "JSONStream", "JSONStream");
        check(Ecosystem::Cpan, "HTTP::Message", "HTTP::Message");
    }

    #[test]
    fn each_has_a_name() {
        for (name, ecosystem) in Ecosystem::ALL {
            assert_eq!(Ecosystem::named(name), Some(ecosystem));
            assert_eq!(ecosystem.name(), name);
        }
    }
}
