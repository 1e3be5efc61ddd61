//! The keys of the file, and which of several words a misspelled one is nearest to.

use strsim::osa_distance;

/// The keys of the file.
pub(super) const KEYS: [&str; 6] = ["root", "exclude", "prefer", "allowed-codes", "rules", "status"];

/// The keys of a table below `status`.
pub(super) const STATUS_KEYS: [&str; 7] = ["name", "summary", "explanation", "causes", "fixes", "note", "runbook"];

/// The word that is meant by `word`: the same but for capitals and hyphens, or the only nearest one that differs in at most a third of its
/// letters, or the same parts in another order.
pub(super) fn nearest<'w>(word: &str, known: impl Iterator<Item = &'w str> + Clone) -> Option<&'w str> {
    let folded = |word: &str| word.to_lowercase().replace(['_', ' '], "-");
    let parts = |word: &str| {
        let mut parts: Vec<String> = folded(word).split('-').map(str::to_owned).collect();
        parts.sort_unstable();
        parts
    };
    let wanted = folded(word);
    let most = wanted.chars().count().max(3) / 3;
    let mut found: Vec<(usize, &str)> = known.clone().map(|known| (osa_distance(&wanted, known), known)).collect();
    found.sort_unstable();
    let is_alone = |found: &[(usize, &str)]| found.get(1).is_none_or(|(second, _)| *second > found[0].0);
    let nearest = found.first().filter(|(distance, _)| *distance == 0 || *distance <= most && is_alone(&found));
    let nearest = nearest.map(|(_, known)| *known);
    let begun = || {
        let mut longer = known.clone().filter(|known| wanted.len() >= 3 && known.starts_with(&wanted));
        longer.next().filter(|_| longer.next().is_none())
    };
    nearest.or_else(begun).or_else(|| known.clone().find(|known| parts(known) == parts(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_key_is_meant() {
        let of = |word| nearest(word, KEYS.into_iter());
        for (word, expected) in [
            ("exlude", Some("exclude")),
            ("Root", Some("root")),
            ("allowed_codes", Some("allowed-codes")),
            ("codes-allowed", Some("allowed-codes")),
            ("allowed", Some("allowed-codes")),
            ("rule", Some("rules")),
            ("statuses", Some("status")),
            ("color", None),
            ("", None),
        ] {
            assert_eq!(of(word), expected, "{word}");
        }
        assert_eq!(nearest("ab", ["aa", "bb"].into_iter()), None, "both are as near");
        assert_eq!(nearest("info", ["information", "off"].into_iter()), Some("information"));
    }
}
