//! Integers in JSON.

use serde_json::Value;

/// All integers up to here are exact as `f64`: 2^53.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The integer that the value stands for. Clients in languages with one number type write `3` as `3.0`.
pub(super) fn from_json(value: &Value) -> Option<i64> {
    let is_integer = |number: &f64| number.fract() == 0.0 && number.abs() <= EXACT;
    #[expect(clippy::cast_possible_truncation, reason = "it is an integer in the range of i64")]
    value.as_i64().or_else(|| value.as_f64().filter(is_integer).map(|number| number as i64))
}
