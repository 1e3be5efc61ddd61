//! Ids of requests. JSON-RPC allows any number (2.0, section 4). The library holds integers of 64 bits, and of 32 bits for cancellation.
//! Any other number is held as text: its JSON behind a mark. The answer repeats that JSON.

use serde_json::Value;
use tower_lsp::jsonrpc::Id;

/// Stands before the JSON of an id. A text of the client's that starts with it is held as JSON too.
const MARK: char = '\0';

/// The id that is written as this JSON; nothing for values that cannot be one.
pub(super) fn of_json(json: &str) -> Option<Id> {
    // Values that cannot be one may be of any size.
    if json.starts_with(['{', '[', 't', 'f']) {
        return None;
    }
    match serde_json::from_str(json) {
        Ok(Value::Number(number)) => {
            Some(number.as_i64().map(Id::Number).filter(is_plain).unwrap_or_else(|| verbatim(json)))
        }
        Ok(Value::String(text)) => Some(Id::String(text)).filter(is_plain).or_else(|| Some(verbatim(json))),
        Ok(_) => Some(Id::Null),
        // A number that is too large to be read is still an id.
        Err(_) if is_number(json) => Some(verbatim(json)),
        Err(_) => None,
    }
}

/// The id by which the library finds a request. Numbers of one value are one id, however they are written.
pub(super) fn key(id: &Id) -> Id {
    let number = match id {
        Id::String(text) => json(text).filter(|json| is_number(json)).and_then(number),
        Id::Number(_) | Id::Null => None,
    };
    number.unwrap_or_else(|| id.clone())
}

/// The id in the parameters of `$/cancelRequest`, as the library reads it.
pub(super) fn value(id: &Id) -> Value {
    match key(id) {
        Id::Number(number) => number.into(),
        Id::String(text) => text.into(),
        Id::Null => Value::Null,
    }
}

/// The id of a request of ours, which has a whole number.
pub(super) fn of_ours(json: &str) -> Option<Id> {
    let Some(Id::Number(number)) = of_json(json).map(|id| key(&id)) else { return None };
    Some(Id::Number(number))
}

fn is_number(json: &str) -> bool {
    json.starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

/// The id of a number: its digits without zeros at either end, and the power of ten behind them. Nothing if that power is beyond counting.
fn number(json: &str) -> Option<Id> {
    let (sign, digits) = json.strip_prefix('-').map_or(("", json), |digits| ("-", digits));
    let (digits, power) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let digits = [whole, fraction].concat();
    let significant = digits.trim_start_matches('0').trim_end_matches('0');
    if significant.is_empty() {
        return Some(Id::Number(0));
    }
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    let shift = i64::try_from(zeros).ok()?.checked_sub(i64::try_from(fraction.len()).ok()?)?;
    let power = power.parse::<i64>().ok()?.checked_add(shift)?;
    // The library takes numbers of 32 bits, which have ten digits.
    let plain = usize::try_from(power).ok().filter(|power| *power <= 10).and_then(|power| {
        let number = format!("{sign}{significant}{}", "0".repeat(power));
        number.parse::<i32>().ok()
    });
    Some(plain.map_or_else(|| verbatim(&format!("{sign}{significant}e{power}")), |number| Id::Number(number.into())))
}

/// Whether the library can hold the id as it is, and cancel its request.
fn is_plain(id: &Id) -> bool {
    match id {
        Id::Number(number) => i32::try_from(*number).is_ok(),
        Id::String(text) => !text.starts_with(MARK),
        Id::Null => true,
    }
}

/// The JSON of an id that is held as such.
pub(super) fn json(id: &str) -> Option<&str> {
    id.strip_prefix(MARK)
}

fn verbatim(json: &str) -> Id {
    Id::String(format!("{MARK}{json}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_one_value_have_one_key() {
        let key = |json: &str| key(&of_json(json).expect("an id"));
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
                assert_eq!(key(json), key(all[0]), "{json}");
                assert!(number.is_none_or(|number| key(json) == Id::Number(number)), "{json}");
            }
        }
        let different =
            ["2", "\"2\"", "2.5", "-2", "20", "9223372036854775807", "9223372036854775808", "1e25", "\"1e25\"", "null"];
        for (at, one) in different.iter().enumerate() {
            assert!(different[..at].iter().all(|other| key(one) != key(other)), "{one}");
        }
        let beyond = format!("1e{}", "9".repeat(30));
        assert_eq!(key(&beyond), of_json(&beyond).expect("an id"));
    }

    #[test]
    fn our_ids_are_whole_numbers() {
        assert_eq!(["5", "5.0", "50e-1"].map(of_ours), [const { Some(Id::Number(5)) }; 3]);
        assert_eq!(["\"5\"", "5.5", "null", "[5]", "{}", "1e99"].map(of_ours), [const { None }; 6]);
    }
}
