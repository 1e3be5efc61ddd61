//! Evidence: each function looks at one kind of surroundings and adds the pieces that hold to a verdict.
//!
//! | File | Looks at |
//! |---|---|
//! | `structure` | what the value is assigned to, compared with, passed to, listed with, matched against |
//! | `calls` | the function that is called with the value |
//! | `line`, `surroundings`, `wording` | words on the line, on the lines around, right beside |
//! | `phrases` | the reason phrase beside a number, the number beside a phrase |
//! | `patterns` | shapes of lines: a status line, an access log (`data/evidence/shapes.toml`) |
//! | `tables`, `code_lists`, `ranges` | columns of tables, lists of codes, edges of ranges |
//! | `recurrence` | other numbers in the same position of the file |
//! | `qualifier` | what stands before a name |
//! | `naming` | what a function named for a status is given, what a name belongs to, codes of errors in quotes |
//! | `parameters` | functions of the document whose parameters are named for a status |
//! | `prior` | the code and the language alone |
//! | `role` | whether the source sends, checks or documents the status |
//! | `against` | units, versions, dates, pages: the number is something else |
//! | `verdict` | the sum, the pieces that made it, and whether it may still become likely |
//!
//! A piece of evidence is a table in `data/evidence/`; the build script makes `Piece::<Name>` of it. The function that adds it stands in
//! the file of the table above. The data states in which phase of a judge that is and how strong the piece can be: see `judges`.
//! These files use the view and everything before it, never a judge.

pub(crate) mod against;
pub(crate) mod calls;
pub(crate) mod code_lists;
pub(crate) mod line;
pub(crate) mod naming;
pub(crate) mod parameters;
pub(crate) mod patterns;
pub(crate) mod phrases;
pub(crate) mod prior;
pub(crate) mod qualifier;
pub(crate) mod ranges;
pub(crate) mod recurrence;
pub(crate) mod role;
pub(crate) mod structure;
pub(crate) mod surroundings;
pub(crate) mod tables;
pub(crate) mod verdict;
pub(crate) mod wording;
