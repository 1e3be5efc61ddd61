//! Sources of a few lines that the test of the layers must refuse, and others that it must allow.

use super::paths::{Sources, references};
use super::{circles, faults, references_in};

/// The faults of a crate with `text` in `file` and little else.
fn faults_with(file: &str, text: &str) -> Vec<String> {
    let mut sources: Sources = [
        ("lib.rs", "pub mod catalog; pub mod cli; pub mod config; pub mod detect; pub mod features; pub mod server; pub mod text;"),
        ("main.rs", "mod log;"),
        ("log.rs", ""),
        ("catalog.rs", "pub mod statuses; pub use statuses::Status;"),
        ("catalog/statuses.rs", "pub struct Status;"),
        ("cli.rs", ""),
        ("config.rs", "pub const SETTINGS: [u8; 0] = [];"),
        ("detect.rs", "pub const REACH: usize = 12; mod evidence; mod mention; mod tokens; mod view; pub use view::View; pub use tokens::lexed::Lexed;"),
        ("detect/evidence.rs", "pub mod sum;"),
        ("detect/evidence/sum.rs", "pub struct Sum;"),
        ("detect/mention.rs", "pub struct Mention;"),("detect/tokens.rs", "pub mod lexed; pub mod lexer; pub struct Token;"),
        ("detect/tokens/lexed.rs", "pub struct Lexed;"),
        ("detect/tokens/lexer.rs", "pub fn run() {}"),
        ("detect/view.rs", "mod site; pub struct View;"),("detect/view/site.rs", ""),
        ("features.rs", ""),
        ("server.rs", ""),
        ("text.rs", ""),
    ]
    .map(|(file, text)| (file.to_owned(), text.to_owned()))
    .into();
    assert!(sources.contains_key(file), "{file}");
    assert_eq!(faults(&sources), [""; 0], "without the example");
    sources.entry(file.to_owned()).or_default().push_str(&format!("\n{text}"));
    faults(&sources)
}

#[test]
fn references_to_later_layers_are_refused_in_any_form() {
    let cases = [
        // A layer further on, in a body, a type, an attribute and a macro.
        (
            "catalog/statuses.rs",
            "pub fn far() -> usize { crate::detect::REACH }",
            "detect does not stand before catalog",
        ),
        ("catalog/statuses.rs", "use crate::detect::REACH;", "detect does not stand before catalog"),
        (
            "catalog/statuses.rs",
            "use crate::{config as c, detect::{REACH as R}};",
            "detect does not stand before catalog",
        ),
        (
            "catalog/statuses.rs",
            "use super::super::detect; fn far() -> usize { detect::REACH }",
            "detect does not stand before catalog",
        ),
        (
            "catalog/statuses.rs",
            "fn far() { assert!(1 > crate::detect::REACH, \"far\"); }",
            "detect does not stand before catalog",
        ),
        (
            "catalog/statuses.rs",
            "fn far() { use crate::detect as d; d::REACH; }",
            "detect does not stand before catalog",
        ),
        ("catalog/statuses.rs", "struct A(Vec<crate::detect::View>);", "detect does not stand before catalog"),
        (
            "catalog/statuses.rs",
            "impl From<u8> for A { fn from(_: u8) -> Self { crate::detect::View; A } }",
            "detect does not stand before catalog",
        ),
        ("catalog/statuses.rs", "#[derive(crate::detect::View)] struct A;", "detect does not stand before catalog"),
        (
            "catalog/statuses.rs",
            "mod inner { use super::super::super::detect::*; }",
            "detect does not stand before catalog",
        ),
        ("catalog.rs", "pub use crate::server as it;", "server does not stand before catalog"),
        (
            "detect/tokens/lexed.rs",
            "use crate::catalog::Status; use crate::features;",
            "features does not stand before detect",
        ),
        ("server.rs", "use crate::cli;", "cli does not stand before server"),
        ("cli.rs", "use crate::server;", "server does not stand before cli"),
        ("log.rs", "use http_status_lsp::server;", "log uses no layer, and server is one"),
        ("text.rs", "use crate::catalog::Status;", "text uses no layer, and catalog is one"),
        ("features.rs", "use crate::text;", "text is for workspace, server, cli alone"),
        ("lib.rs", "use catalog::Status;", "lib.rs declares the layers and uses none"),
        // Below a helper that is compiled for tests alone.
        (
            "catalog/statuses.rs",
            "fn far<T>() { <T as crate::detect::Far>::far(); <crate::detect::View>::new(); }",
            "detect does not stand before catalog",
        ),
        (
            "detect/tokens/lexed.rs",
            "#[cfg(test)]\nfn helper() {}\nfn after() { crate::config::SETTINGS; }",
            "config is for server, cli alone",
        ),
        (
            "detect/tokens/lexed.rs",
            "impl Lexed { #[cfg(test)]\nfn helper() {}\nfn after() { crate::config::SETTINGS; } }",
            "config is for server, cli alone",
        ),
        (
            "detect/tokens/lexed.rs",
            "#[cfg(test)]\nmod tests {}\nfn after() { crate::config::SETTINGS; }",
            "config is for server, cli alone",
        ),
        // A part of detect that stands behind, by itself and by way of a re-export.
        ("detect/mention.rs", "use super::tokens::Token;", "detect/tokens.rs does not stand before detect/mention.rs"),
        (
            "detect/view.rs",
            "use super::evidence::sum::Sum;",
            "detect/evidence/sum.rs does not stand before detect/view.rs",
        ),
        ("detect/tokens.rs", "use super::View;", "detect/view.rs does not stand before detect/tokens.rs"),
        (
            "detect/tokens/lexer.rs",
            "use crate::detect::*; fn far() { let _ = View; }",
            "detect/view.rs does not stand before detect/tokens/lexer.rs",
        ),
        ("detect/evidence.rs", "use super::REACH;", "detect.rs does not stand before detect/evidence.rs"),
        // Other crates.
        ("cli.rs", "use tower_lsp::ls_types::Hover;", "tower_lsp is for server alone"),
        ("cli.rs", "fn shown(_: &::tower_lsp::ls_types::Hover) {}", "tower_lsp is for server alone"),
        ("cli.rs", "fn shown() { tokio::spawn(async {}); }", "tokio is for server, main alone"),
        ("server.rs", "use ropey::Rope;", "ropey is for text alone"),
        ("features.rs", "use left_pad::pad;", "left_pad is no crate of this test's list"),
        ("detect/tokens/lexed.rs", "use std::{fs, mem};", "std::fs is for workspace, server, cli, main, log alone"),
        ("detect/tokens/lexed.rs", "use std::{self as s}; fn now() { s::time::Instant::now(); }", "std::time is for"),
        ("features.rs", "fn go() { std::thread::spawn(|| ()); }", "std::thread is for"),
        ("catalog.rs", "fn path() { vec![std::env::var(\"PATH\")]; }", "std::env is for"),
    ];
    for (file, text, expected) in cases {
        let faults = faults_with(file, text);
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{file}: {text}: {faults:?}");
    }
}

#[test]
fn references_to_earlier_layers_and_from_tests_are_allowed() {
    let cases = [
        ("detect/tokens/lexed.rs", "use crate::catalog::{self, Status}; pub(in crate::detect) fn a(_: Status) {}"),
        ("detect/view/site.rs", "use super::super::{mention, tokens::{Token, lexer::run as read}}; use super::View;"),
        (
            "detect/tokens/lexer.rs",
            "use super::Token; /// See [`crate::server`].\nfn view() { let server = 1; server.detect::<u8>(); }",
        ),
        ("detect/tokens/lexed.rs", "#[cfg(test)]\nmod tests { use crate::server; use std::fs; }"),
        ("detect/tokens/lexed.rs", "#[cfg(test)]\nuse crate::config::SETTINGS;"),
        ("server.rs", "use std::fs; use tower_lsp::ls_types; use tokio::sync; use crate::text;"),
        ("main.rs", "use http_status_lsp::{cli, server}; fn main() { log::start(); }"),
        (
            "catalog.rs",
            "macro_rules! m { ($t:ty) => { <$t>::default() } } fn server<T>() { <&u8>::default(); Vec::<T>::new(); Self::detect(); }",
        ),
    ];
    for (file, text) in cases {
        assert_eq!(faults_with(file, text), [""; 0], "{file}: {text}");
    }
}

#[test]
fn a_circle_between_files_is_found() {
    let sources: Sources = [
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "pub use crate::b::B; pub struct A;"),
        ("b.rs", "use crate::c; pub struct B(c::C);"),
        ("c.rs", "pub struct C(Box<crate::a::A>);"),
    ]
    .map(|(file, text)| (file.to_owned(), text.to_owned()))
    .into();
    let references = references_in(&sources);
    assert_eq!(circles(&references), [["a.rs", "b.rs", "c.rs"]]);
    // A re-export leads to the file that defines the item.
    let by_way_of_a = Sources::from([("c.rs".to_owned(), "pub struct C(Box<crate::a::B>);".to_owned())]);
    let sources: Sources = sources.into_iter().chain(by_way_of_a).collect();
    assert_eq!(circles(&references_in(&sources)), [["b.rs", "c.rs"]]);
}

#[test]
fn a_file_outside_of_modules_is_refused() {
    let sources = Sources::from([("lib.rs".to_owned(), String::new()), ("lost.rs".to_owned(), String::new())]);
    assert_eq!(references(&sources, "it", &[]), Err("lost.rs belongs to no module".to_owned()));
}
