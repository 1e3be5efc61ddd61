//! `build.gradle`, `build.gradle.kts`, `libs.versions.toml`, `gradle.properties` and `gradle.lockfile`.

use std::collections::HashMap;

use super::maven::replaced;
use super::packages::{Place, Wanted};
use super::tree::{Node, from_toml};
use super::words::{SLASHES, Token, statements, text_of, tokens, word_of};
use super::{Broken, Dependency, Ecosystem, Packages, Version};

/// Ends of the names of configurations, in lower case: `testImplementation`, `kapt`.
const CONFIGURATIONS: [&str; 14] = [
    "implementation",
    "api",
    "compileonly",
    "compileonlyapi",
    "runtimeonly",
    "classpath",
    "kapt",
    "ksp",
    "annotationprocessor",
    "developmentonly",
    "compile",
    "runtime",
    "provided",
    "providedcompile",
];

pub(super) fn build(text: &str) -> Result<Packages, Broken> {
    let tokens = tokens(text, &SLASHES);
    let mut found = Packages::default();
    let statements = statements(&tokens);
    for statement in &statements {
        assignment(statement, &mut found);
    }
    for statement in &statements {
        // Kotlin also writes `"kapt"("g:a:1")`.
        let first = match statement {
            [Token::Text(name), Token::Sign('('), ..] => Some(*name),
            _ => word_of(statement.first()),
        };
        match first {
            Some("id" | "kotlin" | "alias") => found.dependencies.extend(plugin(statement)),
            Some(word) if is_configuration(word) => {
                found.dependencies.extend(dependencies(statement, word, &found));
            }
            _ => {}
        }
    }
    Ok(found)
}

fn is_configuration(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    CONFIGURATIONS.iter().any(|end| word.ends_with(end))
}

/// `name = "1.0"`, `val name = "1.0"`, `ext.name = "1.0"`, `set("name", "1.0")`, `extra["name"] = "1.0"`, `val name by extra("1.0")`.
fn assignment(statement: &[Token<'_>], found: &mut Packages) {
    let list = statement.iter().position(|token| *token == Token::Sign('['));
    for (at, token) in statement.iter().enumerate() {
        let Token::Text(value) = token else { continue };
        if Version::parse(value).is_none() && !value.contains('$') {
            continue;
        }
        let before = &statement[..at];
        let name = match before {
            [.., Token::Word(name), Token::Sign('=')]
            | [.., Token::Word(name), Token::Word("by"), Token::Word("extra"), Token::Sign('(')] => name,
            [.., Token::Word(name), Token::Sign(':')] if list.is_some_and(|list| list < at) => name,
            [.., Token::Text(name), Token::Sign(']'), Token::Sign('=')] => name,
            [Token::Word("set"), Token::Sign('('), Token::Text(name), Token::Sign(',')] => name,
            _ => continue,
        };
        // `ext.versions = [spring: "6.0"]` is read as `versions.spring` too.
        if let [Token::Word("ext"), Token::Sign('.'), Token::Word(map), Token::Sign('='), ..]
        | [Token::Word(map), Token::Sign('='), Token::Sign('['), ..] = statement
        {
            found.properties.insert(format!("{map}.{name}"), (*value).to_owned());
        }
        found.properties.insert((*name).to_owned(), (*value).to_owned());
    }
}

/// `id("org.springframework.boot") version "3.2.0"`, under the coordinates of the plugin's marker.
fn plugin(statement: &[Token<'_>]) -> Option<Dependency> {
    if let (Some("alias"), Some(alias)) = (word_of(statement.first()), alias(statement)) {
        return Some(Dependency::new(Ecosystem::Maven, &alias, "").wanting(Wanted::Alias));
    }
    let id = statement.iter().find_map(|token| text_of(Some(token)))?;
    let version = statement.iter().position(|token| *token == Token::Word("version"))?;
    let rest = &statement[version..];
    let written = rest.iter().find_map(|token| text_of(Some(token)));
    let version = written.map(str::to_owned).or_else(|| Some(format!("${{libs.{}}}", alias(rest)?)))?;
    let id =
        if word_of(statement.first()) == Some("kotlin") { format!("org.jetbrains.kotlin.{id}") } else { id.to_owned() };
    Some(Dependency::new(Ecosystem::Maven, &format!("{id}:{id}.gradle.plugin"), &version))
}

fn dependencies(statement: &[Token<'_>], configuration: &str, so_far: &Packages) -> Vec<Dependency> {
    let is_test = configuration.to_ascii_lowercase().contains("test");
    let mut found = Vec::new();
    let opens = |name: &str| statement.windows(2).any(|two| two == [Token::Word(name), Token::Sign('(')]);
    let is_project = opens("project") || opens("files") || opens("fileTree");
    if let Some(named) = named(statement) {
        found.push(named);
    } else if let Some(alias) = alias(statement) {
        found.push(Dependency::new(Ecosystem::Maven, &alias, "").wanting(Wanted::Alias));
    } else if !is_project {
        let texts = statement.iter().skip(1).filter_map(|token| text_of(Some(token)));
        for text in texts {
            let text = replaced(text, &so_far.properties);
            if statement.get(1) == Some(&Token::Sign('(')) && statement.get(2) == Some(&Token::Word("kotlin")) {
                found.push(versioned(Dependency::new(
                    Ecosystem::Maven,
                    &format!("org.jetbrains.kotlin:kotlin-{text}"),
                    "",
                )));
                break;
            }
            found.extend(coordinates(&text));
        }
        // The version beside `("g:a") { version { … } }` is a separate statement.
    }
    found.into_iter().map(|dependency| dependency.dev(is_test)).collect()
}

fn versioned(dependency: Dependency) -> Dependency {
    if dependency.text.is_empty() { dependency.wanting(Wanted::Managed) } else { dependency }
}

/// `group:artifact:version:classifier@ext`.
fn coordinates(text: &str) -> Option<Dependency> {
    let mut parts = text.split(':');
    let (group, artifact) = (parts.next()?, parts.next()?);
    let is_name = |part: &str| !part.is_empty() && !part.contains(char::is_whitespace) && !part.contains('/');
    if !is_name(group) || !is_name(artifact) {
        return None;
    }
    // The suffix of Scala's version may be a variable.
    let artifact = artifact.split("_$").next().unwrap_or(artifact);
    let version = parts.next().unwrap_or_default().split('@').next().unwrap_or_default().trim_end_matches("!!");
    let dependency = Dependency::new(Ecosystem::Maven, &format!("{group}:{artifact}"), version);
    Some(versioned(dependency))
}

/// `group: "g", name: "a", version: "1"`, and the same with `=`.
fn named(statement: &[Token<'_>]) -> Option<Dependency> {
    let value = |key: &str| {
        let mut places = statement.windows(3).filter(|three| three[0] == Token::Word(key));
        places.find_map(|three| match three {
            [_, Token::Sign(':' | '='), Token::Text(text)] => Some(*text),
            _ => None,
        })
    };
    let (group, name) = (value("group")?, value("name")?);
    let dependency =
        Dependency::new(Ecosystem::Maven, &format!("{group}:{name}"), value("version").unwrap_or_default());
    Some(versioned(dependency))
}

/// `spring.web` of `libs.spring.web`.
fn alias(statement: &[Token<'_>]) -> Option<String> {
    let start = statement.iter().position(|token| *token == Token::Word("libs"))?;
    let mut path = Vec::new();
    let mut rest = &statement[start + 1..];
    while let [Token::Sign('.'), Token::Word(word), after @ ..] = rest {
        if *word != "get" {
            path.push(*word);
        }
        rest = after;
    }
    (!path.is_empty()).then(|| path.join("."))
}

pub(super) fn catalog(text: &str) -> Result<Packages, Broken> {
    let tree = from_toml(text)?;
    let mut found = Packages::default();
    let versions: HashMap<&str, &Node<'_>> =
        tree.get("versions").entries().iter().map(|(name, version)| (&**name, version)).collect();
    let version_of = |entry: &Node<'_>| -> String {
        let version = entry.get("version");
        let reference = version.get("ref").text();
        let written = reference.map_or(version, |name| versions.get(name).unwrap_or(&version));
        // Rich versions: the required one, else the preferred one.
        let rich = ["strictly", "require", "prefer"].iter().find_map(|key| written.get(key).text());
        written.text().or(rich).unwrap_or_default().to_owned()
    };
    for (alias, entry) in tree.get("libraries").entries() {
        let dependency = match entry.text() {
            Some(text) => coordinates(text),
            None => {
                let parts = [entry.text_of("group"), entry.text_of("name")].join(":");
                let module = entry.get("module").text().unwrap_or(&parts);
                Some(versioned(Dependency::new(Ecosystem::Maven, module, &version_of(entry))))
            }
        };
        found.shared.extend(dependency.map(|dependency| dependency.at(Place::Catalog(dotted(alias)))));
    }
    let place_of = |shared: &Dependency| match &shared.place {
        Place::Catalog(alias) => alias.clone(),
        _ => String::new(),
    };
    let by_alias: HashMap<String, &Dependency> = found.shared.iter().map(|shared| (place_of(shared), shared)).collect();
    let bundles = tree.get("bundles").entries().iter();
    let in_bundles: Vec<Dependency> = bundles
        .flat_map(|(bundle, aliases)| aliases.texts().map(move |alias| (bundle, alias)))
        .filter_map(|(bundle, alias)| {
            let place = Place::Catalog(format!("bundles.{}", dotted(bundle)));
            Some((*by_alias.get(&dotted(alias))?).clone().at(place))
        })
        .collect();
    for (alias, entry) in tree.get("plugins").entries() {
        let (id, version) = match entry.text() {
            Some(text) => text.split_once(':').map(|(id, version)| (id, version.to_owned())).unwrap_or_default(),
            None => (entry.text_of("id"), version_of(entry)),
        };
        let marker = Dependency::new(Ecosystem::Maven, &format!("{id}:{id}.gradle.plugin"), &version);
        found.shared.push(marker.at(Place::Catalog(format!("plugins.{}", dotted(alias)))));
    }
    found.shared.extend(in_bundles);
    let texts = versions
        .iter()
        .filter_map(|(name, version)| Some((format!("libs.versions.{}", dotted(name)), version.text()?)));
    found.properties = texts.map(|(name, version)| (name, version.to_owned())).collect();
    Ok(found)
}

/// Gradle reads `-` and `_` of an alias as `.`.
fn dotted(alias: &str) -> String {
    alias.replace(['-', '_'], ".")
}

pub(super) fn properties(text: &str) -> Result<Packages, Broken> {
    let entries = text.lines().filter(|line| !line.trim_start().starts_with(['#', '!']));
    let pairs = entries.filter_map(|line| line.split_once('='));
    let properties = pairs.map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned())).collect();
    Ok(Packages { properties, ..Packages::default() })
}

/// `group:artifact:version=configurations`. Configurations may be without locks, so the list need not be whole.
pub(super) fn lockfile(text: &str) -> Result<Packages, Broken> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let entries = lines.filter_map(|line| {
        let (coordinates, configurations) = line.split_once('=')?;
        let (name, version) = coordinates.rsplit_once(':')?;
        let is_dev = configurations.split(',').all(|configuration| configuration.starts_with("test"));
        Some(Dependency::locked(Ecosystem::Maven, name, version).dev(is_dev))
    });
    Ok(Packages { dependencies: entries.collect(), ..Packages::default() })
}
