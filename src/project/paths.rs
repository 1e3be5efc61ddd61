//! Paths below the workspace folder, with `/` between names. The workspace folder itself is the empty path.

/// The folder and those above it, nearest first.
pub(super) fn upwards(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| if folder.is_empty() { None } else { Some(parent(folder)) })
}

/// The folder that a file or folder lies in.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The path of a folder as seen from one above it; `None` where it does not lie below.
pub(super) fn relative<'p>(folder: &'p str, above: &str) -> Option<&'p str> {
    if above.is_empty() {
        return Some(folder);
    }
    let rest = folder.strip_prefix(above)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// `a/b` with `../c` is `a/c`; `None` where the path leaves the workspace folder.
pub(super) fn joined(folder: &str, path: &str) -> Option<String> {
    let mut names: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    for name in path.split(['/', '\\']) {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()?),
            name => names.push(name),
        }
    }
    Some(names.join("/"))
}

/// Whether a folder is meant by a pattern: `*` stands for any part of a name, `**` for any number of names.
pub(super) fn matches(pattern: &str, folder: &str) -> bool {
    let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
    let mut patterns = pattern.split('/').peekable();
    let mut names = folder.split('/').peekable();
    // Where to go on when the rest does not fit: behind the last `**`, one name later.
    let mut retry = None;
    // Both are short, but they come from files; each step back costs one.
    for _ in 0..10_000 {
        match (patterns.peek().copied(), names.peek().copied()) {
            (None, None) => return true,
            (Some("**"), _) => {
                patterns.next();
                retry = Some((patterns.clone(), names.clone()));
                continue;
            }
            (Some(pattern), Some(name)) if name_matches(pattern, name) => {
                patterns.next();
                names.next();
                continue;
            }
            _ => {}
        }
        let Some((behind, mut from)) = retry.take() else { return false };
        if from.next().is_none() {
            return false;
        }
        (patterns, names) = (behind.clone(), from.clone());
        retry = Some((behind, from));
    }
    false
}

/// Whether a name is meant by a pattern with `*`.
fn name_matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = name.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(before) = last.replace(part) {
            match rest.find(before) {
                Some(at) => rest = &rest[at + before.len()..],
                None => return false,
            }
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_folders() {
        let check = |pattern, folder, expected| assert_eq!(matches(pattern, folder), expected, "{pattern} {folder}");
        check("packages/*", "packages/a", true);
        check("packages/*", "packages/a/b", false);
        check("./packages/a/", "packages/a", true);
        check("packages/**", "packages/a/b", true);
        check("**/example", "a/b/example", true);
        check("**/example", "a/b/examples", false);
        check("**", "a", true);
        check("crates/http-*", "crates/http-types", true);
        check("crates/*-types", "crates/http-types", true);
        check("a/**/b/**/c", "a/x/b/y/b/c", true);
        check("a/**/b/**/c", "a/x/b/y/b/d", false);
    }

    #[test]
    fn paths_are_joined() {
        assert_eq!(joined("a/b", "../pom.xml").as_deref(), Some("a/pom.xml"));
        assert_eq!(joined("a", "../../x"), None);
        assert_eq!(relative("a/b", "a"), Some("b"));
        assert_eq!(relative("ab", "a"), None);
        assert_eq!(upwards("a/b").collect::<Vec<_>>(), ["a/b", "a", ""]);
    }
}
