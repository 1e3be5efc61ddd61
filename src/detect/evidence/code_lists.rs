//! Lists of numbers that are codes.

use crate::catalog::Code;

/// The codes, if there are any and all are in the catalog.
pub(crate) fn known_codes(codes: &[Option<Code>]) -> Option<Vec<Code>> {
    let known: Vec<Code> = codes.iter().flatten().copied().filter(|code| code.status().is_some()).collect();
    (!known.is_empty() && known.len() == codes.len()).then_some(known)
}

/// Whether the codes differ as those of a list of statuses do: 301, 302, 307 and 200, 400, 500, but not the even steps 100, 200, 300.
pub(crate) fn is_distinct_list(codes: &[Code], code: Code) -> bool {
    let mut all: Vec<u16> = codes.iter().chain([&code]).map(|code| code.number()).collect();
    all.sort_unstable();
    all.dedup();
    let round = all.iter().filter(|number| number.is_multiple_of(50)).count();
    let hundreds = all.iter().filter(|number| number.is_multiple_of(100)).count();
    // `100, 200, 300, 404`
    if hundreds >= 3 && all.contains(&100) && all.contains(&300) {
        return false;
    }
    let is_even = all.windows(3).all(|three| three[1] - three[0] == three[2] - three[1]);
    round * 2 <= all.len() || all.len() >= 3 && !is_even
}
