//! The inputs that `fuzz/merge.sh` packs into the lines of a file.

/// The bytes of an input that `fuzz/merge.sh` has packed into a line.
pub(crate) fn unpacked(line: &str) -> Vec<u8> {
    let mut bytes = line.bytes();
    let mut data = Vec::new();
    while let Some(byte) = bytes.next() {
        data.push(match byte {
            b'\\' => match bytes.next() {
                Some(b'n') => b'\n',
                Some(b'r') => b'\r',
                Some(b't') => b'\t',
                Some(b'\\') => b'\\',
                Some(b'x') => {
                    let mut digit = || bytes.next().and_then(|digit| char::from(digit).to_digit(16)).expect("a digit");
                    u8::try_from(digit() * 16 + digit()).expect("a byte")
                }
                other => panic!("{other:?} behind a backslash in {line}"),
            },
            byte => byte,
        });
    }
    data
}
