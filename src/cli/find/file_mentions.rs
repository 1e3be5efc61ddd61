//! The mentions of a file, with the roles and kinds by which they are chosen.

use std::path::Path;

use clap::ValueEnum;

use crate::detect::{Mention, MentionKind, MentionRole};
use crate::workspace::source_file::SourceFile;

/// The role of a status in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(super) enum Role {
    /// It makes a response, or an error that becomes one.
    Sends,
    /// It reads a status that came from elsewhere.
    Checks,
    /// The same in a test.
    Asserts,
    /// It describes a response.
    Documents,
    /// The place does not tell.
    Unknown,
}

impl Role {
    pub(super) fn of(role: MentionRole) -> Self {
        match role {
            MentionRole::Sends => Self::Sends,
            MentionRole::Checks => Self::Checks,
            MentionRole::Asserts => Self::Asserts,
            MentionRole::Documents => Self::Documents,
            MentionRole::Unknown => Self::Unknown,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sends => "sends",
            Self::Checks => "checks",
            Self::Asserts => "asserts",
            Self::Documents => "documents",
            Self::Unknown => "unknown",
        }
    }
}

/// How a mention is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    /// `404`
    Number,
    /// `StatusNotFound`
    Name,
    /// `Not Found`
    Phrase,
    /// `4xx`
    Class,
}

impl Kind {
    pub(super) fn of(kind: MentionKind) -> Self {
        match kind {
            MentionKind::Number => Self::Number,
            MentionKind::Name(_) => Self::Name,
            MentionKind::Phrase => Self::Phrase,
            MentionKind::Class => Self::Class,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Name => "name",
            Self::Phrase => "phrase",
            Self::Class => "class",
        }
    }
}

/// The mentions of a file that are asked for, with their roles where these are needed.
pub(super) struct FileMentions<'a> {
    pub(super) path: &'a Path,
    pub(super) language: &'static str,
    pub(super) file: &'a SourceFile,
    pub(super) found: Vec<(Mention, Role)>,
}
