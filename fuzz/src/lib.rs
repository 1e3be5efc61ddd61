//! What must hold for any input, one module a target. Each `check` takes the bytes of one input and panics where a rule is broken.
//!
//! The modules need nothing of the fuzzing engine: `tests/fuzz_regressions.rs` of the server runs them over the checked-in inputs
//! in the normal test run. Inputs are read by hand and not by `arbitrary`, so that a found case can be read, and a seed written, in
//! an editor; and so that the normal test run needs no further dependency.

pub mod edits;
pub mod framing;
pub mod manifests;
pub mod mentions;
pub mod settings;

/// Parts the steps of an input: the record separator of ASCII, which sources do not hold.
pub const SEPARATOR: u8 = 0x1e;

/// Reads an input byte by byte; behind its end there is nothing but `0` digits.
pub struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    /// Of a whole input or of a step of it.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        self.0.split_off_first().copied().unwrap_or(b'0')
    }

    /// A small number, as a digit or another character behind `0`; the last few bytes stand for the largest ones.
    pub fn number(&mut self) -> u32 {
        let byte = self.byte();
        match byte.wrapping_sub(b'0') {
            small @ 0..=199 => u32::from(small),
            200 => u32::MAX,
            201 => u32::MAX - 1,
            202 => i32::MAX as u32,
            203 => 1 << 31,
            204 => 1 << 16,
            205 => 65_535,
            large => u32::from(large) * 37,
        }
    }

    /// One of several, by the byte itself where it is among the `keys` and by its value else.
    pub fn key(&mut self, keys: &[u8]) -> u8 {
        let byte = self.byte();
        if keys.contains(&byte) { byte } else { keys[usize::from(byte) % keys.len()] }
    }

    /// All that is left.
    pub fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// All that is left, as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(self.0).into_owned()
    }
}
