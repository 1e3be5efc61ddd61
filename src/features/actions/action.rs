//! An action, and the sorts of them.

use crate::edits::Edit;
use crate::rules::Finding;

/// Something that can be done at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// As a menu shows it: `Write 404 as http.StatusNotFound`.
    pub title: String,
    /// The sort of the action.
    pub kind: ActionKind,
    /// The edits of the document, which do not overlap.
    pub edits: Vec<Edit>,
    /// Whether it mends its finding safely, so that an editor may take it without a question.
    pub is_preferred: bool,
    /// The finding that it is for.
    pub finding: Option<Finding>,
}

/// The sorts of actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// It mends or silences a finding.
    QuickFix,
    /// It writes a status in another way.
    Rewrite,
    /// It applies all safe fixes of the document.
    FixAll,
}

impl ActionKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::QuickFix, Self::Rewrite, Self::FixAll];

    /// Its name in the protocol, where a dot begins a narrower kind.
    pub fn name(self) -> &'static str {
        match self {
            Self::QuickFix => "quickfix",
            Self::Rewrite => "refactor.rewrite.httpStatus",
            Self::FixAll => "source.fixAll.httpStatus",
        }
    }

    /// Whether it is of that kind or a narrower one: `source.fixAll` has `source.fixAll.httpStatus`, and the empty kind has all.
    pub fn is_within(self, kind: &str) -> bool {
        let rest = self.name().strip_prefix(kind);
        rest.is_some_and(|rest| kind.is_empty() || rest.is_empty() || rest.starts_with('.'))
    }
}
