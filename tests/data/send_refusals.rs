//! Faults that the build refuses in the code with which libraries send and check statuses.

use super::refusals::refusals;

#[test]
fn wrong_code_is_refused_with_file_key_and_reason() {
    let gin = "names/go-gin.toml";
    for (file, old, new, reason) in [
        (gin, "c.Status({code})", "c.Status({status})", "go-gin.toml: send 6: `{status}` is none of code, constant, "),
        (gin, "variant = \"body\"", "variant = \"text\"", "go-gin.toml: line 10: unknown variant `text`"),
        (gin, "constants = \"go-net-http\"", "constants = \"go-net\"", "send 1: constants: `go-net` is not in names/"),
        (gin, "codes = \"400 402-404", "codes = \"204 400 402-404", "go-gin.toml: send 1: codes: 204 has no body"),
        (gin, "codes = \"400 402-404", "codes = \"40 402-404", "send 1: codes: `40` is not a code or range of codes"),
        (gin, "codes = \"301-303", "codes = \"301-304", "send 10: codes: 304 is no redirect with `Location`"),
        (
            gin,
            "codes = \"201 206\"",
            "codes = \"200 206\"",
            "go-gin.toml: send 9: codes: 200 has no header in send.toml",
        ),
        (gin, "codes = \"210-218 299\"", "codes = \"\"", "go-gin.toml: send 4: codes: is empty"),
        (gin, "doc = \"https://", "doc = \"", "go-gin.toml: send 1: doc: is not an https address"),
        (gin, "read = \"2026-11-30\"", "read = \"today\"", "send 1: read: `today` is not a date such as 2026-07-01"),
        (gin, "doc = \"https://", "page = \"https://", "unknown field `page`"),
        (
            gin,
            "c.Status({code})",
            "c.Status({code}) // a comment that is long enough to make this line of code a good bit wider than a card is",
            " columns for 210; 100 are allowed",
        ),
        (
            gin,
            "codes = \"419-420",
            "constants = \"go-net-http\"\nlanguages = [\"rust\"]\ncodes = \"419-420",
            "go-gin.toml: send 2: languages: `rust` is not a language of the library",
        ),
        (
            "names/rust-reqwest.toml",
            "codes = \"200-208",
            "codes = \"200-209",
            "rust-reqwest.toml: check 1: codes: 209 has no spelling in names/rust-http.toml",
        ),
        (
            "names/python-requests.toml",
            "[retry]\nline = \"response",
            "[retry]\nline = \" \\n\\nresponse",
            "python-requests.toml: retry: line: has white space at the end of a line",
        ),
        ("send.toml", "429 503", "429 505", "send.toml: header: `Retry-After` is not a header on the card of 505"),
        ("send.toml", "\"Bearer\"", "\"Bearer realm=\\\"a\\\"\"", "`WWW-Authenticate` has a value that strings escape"),
        (
            "send.toml",
            "418 = \"Teapot\"",
            "418 = \"I'm a Teapot\"",
            "send.toml: message: `I'm a Teapot` has more than ",
        ),
        ("send.toml", "418 = \"Teapot\"", "432 = \"Teapot\"", "send.toml: message: `432` is not a status"),
        ("send.toml", "ids = [\"go\"]", "ids = [\"golang\"]", "language `golang`: is not in languages/"),
        ("send.toml", "\"js-koa\",", "", "send.toml: senders: no language of send.toml lists `js-koa`"),
        ("send.toml", "\"js-koa\",", "\"js-koala\",", "language `javascript`: senders: `js-koala` is not in names/"),
        ("send.toml", "\"js-koa\",", "\"go-gin\",", "language `javascript`: senders: `go-gin` has no line for it"),
        (
            "send.toml",
            "usual_sender = \"js-express\"",
            "usual_sender = \"go-gin\"",
            "language `javascript`: usual_sender: `go-gin` is not in `senders`",
        ),
        ("send.toml", "indent = \"  \"", "indent = \"--\"", "language `javascript`: indent: is not white space"),
    ] {
        let found = refusals(file, old, new);
        assert!(found.contains(reason), "{old} → {new}: {found}");
    }
}
