//! Request ids. JSON-RPC allows any number (2.0, section 4), but tower-lsp holds integers of 64 bits, and of 32 bits for cancellation.
//! Any other number is held as a string: a prefix and the number's JSON. The response repeats that JSON as the client wrote it.

use serde_json::Value;
use tower_lsp::jsonrpc::Id;

/// Stands before the JSON of an id that is held verbatim. A string of the client that starts with it is held verbatim too.
const VERBATIM_PREFIX: char = '\0';

/// The id that this JSON stands for; nothing if JSON-RPC does not allow it as an id.
pub(super) fn parse(json: &str) -> Option<Id> {
    // Objects and lists may be of any size, so they are not parsed.
    if json.starts_with(['{', '[', 't', 'f']) {
        return None;
    }
    match serde_json::from_str(json) {
        Ok(Value::Number(number)) => {
            Some(number.as_i64().map(Id::Number).filter(is_representable).unwrap_or_else(|| verbatim(json)))
        }
        Ok(Value::String(text)) => Some(Id::String(text)).filter(is_representable).or_else(|| Some(verbatim(json))),
        Ok(_) => Some(Id::Null),
        // A number out of the range of `f64` is still an id.
        Err(_) if is_number(json) => Some(verbatim(json)),
        Err(_) => None,
    }
}

/// The id under which tower-lsp registers a request. Numbers of one value have one id, however they are written.
pub(super) fn canonical(id: &Id) -> Id {
    let number = match id {
        Id::String(text) => verbatim_json(text).filter(|json| is_number(json)).and_then(canonical_number),
        Id::Number(_) | Id::Null => None,
    };
    number.unwrap_or_else(|| id.clone())
}

/// The canonical id as JSON: what `$/cancelRequest` must hold for tower-lsp to find the request.
pub(super) fn canonical_json(id: &Id) -> Value {
    match canonical(id) {
        Id::Number(number) => number.into(),
        Id::String(text) => text.into(),
        Id::Null => Value::Null,
    }
}

/// The id in a response to a request of this server, whose ids are integers; nothing for any other id.
pub(super) fn parse_own(json: &str) -> Option<Id> {
    let Some(Id::Number(number)) = parse(json).map(|id| canonical(&id)) else { return None };
    Some(Id::Number(number))
}

/// The JSON of an id that is held verbatim; nothing for other ids.
pub(super) fn verbatim_json(id: &str) -> Option<&str> {
    id.strip_prefix(VERBATIM_PREFIX)
}

fn verbatim(json: &str) -> Id {
    Id::String(format!("{VERBATIM_PREFIX}{json}"))
}

fn is_number(json: &str) -> bool {
    json.starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

/// The canonical id of a number: an integer of 32 bits where it is one, else its digits without zeros at either end and a power of
/// ten. Nothing if the exponent exceeds 64 bits.
fn canonical_number(json: &str) -> Option<Id> {
    let (sign, digits) = json.strip_prefix('-').map_or(("", json), |digits| ("-", digits));
    let (digits, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let digits = [whole, fraction].concat();
    let significant = digits.trim_start_matches('0').trim_end_matches('0');
    if significant.is_empty() {
        return Some(Id::Number(0));
    }
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    let shift = i64::try_from(zeros).ok()?.checked_sub(i64::try_from(fraction.len()).ok()?)?;
    let exponent = exponent.parse::<i64>().ok()?.checked_add(shift)?;
    // An integer of 32 bits has at most ten digits.
    let integer = usize::try_from(exponent).ok().filter(|exponent| *exponent <= 10).and_then(|exponent| {
        let number = format!("{sign}{significant}{}", "0".repeat(exponent));
        number.parse::<i32>().ok()
    });
    let scientific = || verbatim(&format!("{sign}{significant}e{exponent}"));
    Some(integer.map_or_else(scientific, |integer| Id::Number(integer.into())))
}

/// Whether tower-lsp can hold the id as it is and cancel its request.
fn is_representable(id: &Id) -> bool {
    match id {
        Id::Number(number) => i32::try_from(*number).is_ok(),
        Id::String(text) => !text.starts_with(VERBATIM_PREFIX),
        Id::Null => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_one_value_have_one_canonical_id() {
        let canonical_of = |json: &str| canonical(&parse(json).expect("an id"));
        for (all, number) in [
            (&["2", "2.0", "2e0", "20e-1", "0.2E+1", "2.000"][..], Some(2)),
            (&["-7", "-7.0", "-70e-1"], Some(-7)),
            (&["0", "-0", "0.0", "0e9", "-0.0e-9"], Some(0)),
            (&["2147483647", "2147483647.0"], Some(2_147_483_647)),
            (&["-2147483648", "-2.147483648e9"], Some(-2_147_483_648)),
            (&["2147483648", "2147483648.0", "2.147483648e9"], None),
            (&["10000000000000000000000000", "1e25", "10000000000000000000000000.0"], None),
            (&["9223372036854775807", "9223372036854775807.0"], None),
            (&["1.5", "15e-1", "1.50"], None),
            (&["1e999", "10e998"], None),
        ] {
            for json in all {
                assert_eq!(canonical_of(json), canonical_of(all[0]), "{json}");
                assert!(number.is_none_or(|number| canonical_of(json) == Id::Number(number)), "{json}");
            }
        }
        let different =
            ["2", "\"2\"", "2.5", "-2", "20", "9223372036854775807", "9223372036854775808", "1e25", "\"1e25\"", "null"];
        for (at, one) in different.iter().enumerate() {
            assert!(different[..at].iter().all(|other| canonical_of(one) != canonical_of(other)), "{one}");
        }
        let beyond = format!("1e{}", "9".repeat(30));
        assert_eq!(canonical_of(&beyond), parse(&beyond).expect("an id"));
    }

    #[test]
    fn our_ids_are_whole_numbers() {
        assert_eq!(["5", "5.0", "50e-1"].map(parse_own), [const { Some(Id::Number(5)) }; 3]);
        assert_eq!(["\"5\"", "5.5", "null", "[5]", "{}", "1e99"].map(parse_own), [const { None }; 6]);
    }
}
