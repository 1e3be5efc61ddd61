//! The statics that the build script writes.

use super::ecosystem::Ecosystem;
use super::evidence::{Call, MentionRole, Namesake, Relation, Shape, Strength};
use super::headers::{Header, HeaderKind};
use super::languages::{CodeBlocks, Escape, Language, LanguageKind, StringForm, Syntax};
use super::phrases::Phrase;
use super::spellings::{Change, Form, Library, Package, Proof, Row, Value};
use super::statuses::*;
use super::word_table::WordTable;

include!(concat!(env!("OUT_DIR"), "/tables.rs"));
