//! Which members of a JSON value are parsed. No other member can make the server refuse a message or take memory.

/// The used part of a JSON value.
#[derive(Debug)]
pub(super) enum Projection {
    /// All of it.
    Whole,
    /// A string, a number or a Boolean. A list or an object counts as `null`.
    Scalar,
    /// A request id, in its canonical form.
    Id,
    /// These members of an object, each with its used part.
    Members(&'static [(&'static str, Self)]),
    /// The same part of each element of a list.
    Each(&'static Self),
}

/// The used part of the error in a response.
pub(super) static ERROR: Projection =
    Projection::Members(&[("code", Projection::Scalar), ("message", Projection::Scalar)]);
