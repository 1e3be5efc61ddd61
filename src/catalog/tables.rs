//! The statics that the build script writes.

use super::ecosystem::Ecosystem;
use super::evidence::{Call, MentionRole, Namesake, Relation, Shape, Strength};
use super::headers::{Header, HeaderKind};
use super::languages::{CodeBlocks, Escape, ImportGrammar, ImportStyle, Language, LanguageKind, StringForm, Syntax};
use super::phrases::Phrase;
use super::rules::{RuleExample, RuleText, Safety, Severity};
use super::sending::{LanguageSending, RetryCode, SentHeader, Template, Variant};
use super::spellings::{Change, Follows, Form, Library, Package, Proof, Row, Value};
use super::statuses::*;
use super::word_table::WordTable;

include!(concat!(env!("OUT_DIR"), "/tables.rs"));
