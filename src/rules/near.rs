//! "Did you mean": the one name that is near enough to what stands there.

/// The name that is meant: equal but for case and signs, at most a third of the letters away, or the same words in another order.
/// Nothing where two are as near, or where digits differ.
pub(super) fn nearest<'n>(written: &str, names: impl Iterator<Item = &'n str> + Clone) -> Option<&'n str> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let own_digits = digits(written);
    let names = names.filter(|name| digits(name) == own_digits);
    let plain = fold(written);
    if let Some(name) = single(names.clone().filter(|name| fold(name) == plain)) {
        return Some(name);
    }
    // `HTTP_204_OK`: the number says which is meant.
    if own_digits.len() == 3
        && let Some(name) = single(names.clone())
    {
        return Some(name);
    }
    let most = plain.chars().count() / 3;
    let distances = names.clone().map(|name| (strsim::osa_distance(&plain, &fold(name)), name));
    let least = distances.clone().map(|(distance, _)| distance).min()?;
    if least <= most {
        return single(distances.filter(|(distance, _)| *distance == least).map(|(_, name)| name));
    }
    let words = |text: &str| {
        let mut words: Vec<String> = text.split('_').map(str::to_lowercase).collect();
        words.sort_unstable();
        words
    };
    let wanted = words(written);
    single(names.filter(|name| words(name) == wanted))
}

/// The name, if all are the same.
fn single<'n>(mut names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let first = names.next()?;
    names.all(|name| name == first).then_some(first)
}

/// Letters and digits in lower case.
fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn one_near_name_is_meant() {
        let names = ["not_found", "no_content", "not_acceptable", "unprocessable_content", "found"];
        let near = |written: &str| nearest(written, names.iter().copied());
        assert_eq!(near("no_conent"), Some("no_content"));
        assert_eq!(near("NotFound"), Some("not_found"));
        assert_eq!(near("found_not"), Some("not_found"));
        assert_eq!(near("unprocessible_content"), Some("unprocessable_content"));
        assert_eq!(near("whatever"), None);
        assert_eq!(
            nearest("HTTP_204_OK", ["HTTP_200_OK", "HTTP_204_NO_CONTENT"].into_iter()),
            Some("HTTP_204_NO_CONTENT")
        );
        assert_eq!(nearest("HTTP_299_OK", ["HTTP_200_OK"].into_iter()), None);
    }
}
