//! How much each piece of evidence and each shape adds, as a value: the table that is compiled from `data/evidence/`, or one of other
//! weights that is judged by instead.
//!
//! A judge may stop where the evidence that is left cannot make a candidate likely. It collects evidence in phases, and each piece states
//! in the data in which of them it is added and within which strengths. The most that a phase can add follows from that.

use std::ops::BitOr;

use super::tables::{
    EXCLUSIVE_PHASES, PHASE_COUNT, PIECE_NAMES, PIECE_PHASES, PIECE_STRENGTHS, PIECE_WEIGHTS, Phase, Piece, SHAPES,
};

/// A set of phases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Phases(u16);

impl Phases {
    pub(crate) const ALL: Self = Self(u16::MAX);

    pub(crate) const NONE: Self = Self(0);

    const fn of_piece(piece: usize) -> Self {
        Self(PIECE_PHASES[piece])
    }

    pub(crate) fn hold_any(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }
}

impl From<Phase> for Phases {
    fn from(phase: Phase) -> Self {
        Self(1 << phase as u16)
    }
}

impl<T: Into<Phases>> BitOr<T> for Phases {
    type Output = Self;

    fn bitor(self, other: T) -> Self {
        Self(self.0 | other.into().0)
    }
}

impl<T: Into<Phases>> BitOr<T> for Phase {
    type Output = Phases;

    fn bitor(self, other: T) -> Phases {
        Phases::from(self) | other
    }
}

/// The weights of all pieces and shapes.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    pieces: [f32; PIECE_WEIGHTS.len()],
    shapes: [f32; SHAPES.len()],
    /// The most that each phase can add.
    most: [f32; PHASE_COUNT],
}

static COMPILED: Weights = Weights::of(PIECE_WEIGHTS, compiled_shapes());

impl Weights {
    /// The weights of `data/evidence/`.
    pub fn compiled() -> &'static Self {
        &COMPILED
    }

    /// The same but for the piece or shape of that name; `None` for an unknown name.
    pub fn with(&self, name: &str, weight: f32) -> Option<Self> {
        let (mut pieces, mut shapes) = (self.pieces, self.shapes);
        let piece = PIECE_NAMES.iter().position(|known| *known == name);
        let shape = SHAPES.iter().position(|shape| shape.name == name);
        match (piece, shape) {
            (Some(piece), _) => pieces[piece] = weight,
            (None, Some(shape)) => shapes[shape] = weight,
            (None, None) => return None,
        }
        Some(Self::of(pieces, shapes))
    }

    const fn of(pieces: [f32; PIECE_WEIGHTS.len()], shapes: [f32; SHAPES.len()]) -> Self {
        let mut most = [0.0; PHASE_COUNT];
        let mut phase = 0;
        while phase < PHASE_COUNT {
            let mut piece = 0;
            while piece < pieces.len() {
                if Phases::of_piece(piece).0 & 1 << phase != 0 {
                    let most_of_piece = most_of(pieces[piece], PIECE_STRENGTHS[piece]);
                    most[phase] = match EXCLUSIVE_PHASES & 1 << phase {
                        0 => most[phase] + most_of_piece,
                        _ => most_of_piece.max(most[phase]),
                    };
                }
                piece += 1;
            }
            phase += 1;
        }
        Self { pieces, shapes, most }
    }

    /// The weight that a piece adds with that strength, within the bounds of the data.
    pub(crate) fn of_piece(&self, piece: Piece, strength: f32) -> f32 {
        let (least, most) = PIECE_STRENGTHS[piece as usize];
        debug_assert!(least < most || strength == most, "{piece:?} has no strength in the data");
        self.pieces[piece as usize] * strength.clamp(least, most)
    }

    /// The most that a piece can add.
    pub(crate) fn most_of_piece(&self, piece: Piece) -> f32 {
        most_of(self.pieces[piece as usize], PIECE_STRENGTHS[piece as usize])
    }

    /// The most that all pieces of these phases can add.
    pub(crate) fn most_of(&self, phases: Phases) -> f32 {
        let (mut left, mut sum) = (phases.0 & (u16::MAX >> (u16::BITS as usize - PHASE_COUNT)), 0.0);
        while left != 0 {
            sum += self.most[left.trailing_zeros() as usize];
            left &= left - 1;
        }
        sum
    }

    /// The weight of a shape by its index among all.
    pub(crate) fn of_shape(&self, index: usize) -> f32 {
        self.shapes[index]
    }
}

/// The strengths within which the data lets a piece count.
pub(crate) fn clamped(piece: Piece, strength: f32) -> f32 {
    let (least, most) = PIECE_STRENGTHS[piece as usize];
    strength.clamp(least, most)
}

/// The phases in which a piece may be added.
pub(crate) fn phases_of(piece: Piece) -> Phases {
    Phases::of_piece(piece as usize)
}

/// A piece that does not hold adds nothing.
const fn most_of(weight: f32, (least, most): (f32, f32)) -> f32 {
    (weight * least).max(weight * most).max(0.0)
}

const fn compiled_shapes() -> [f32; SHAPES.len()] {
    let mut weights = [0.0; SHAPES.len()];
    let mut index = 0;
    while index < weights.len() {
        weights[index] = SHAPES[index].weight;
        index += 1;
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_phase_adds_at_most_follows_from_its_pieces() {
        let compiled = Weights::compiled();
        let most = |weights: &Weights, phase: Phase| weights.most_of(Phases::NONE | phase);
        let with = |name, weight| compiled.with(name, weight).expect("a piece");
        // All of a phase may hold, but for those of which only one does.
        let heavier = with("phrase-tied-to-message", 10.0);
        let difference = most(&heavier, Phase::PhraseTied) - most(compiled, Phase::PhraseTied);
        assert!((difference + compiled.most_of_piece(Piece::PhraseTiedToMessage) - 10.0).abs() < 0.001);
        assert_eq!(most(&with("name-near-its-code", 30.0), Phase::NameCode), 30.0);
        // The strength counts; pieces with a negative weight count 0.
        assert_eq!(most(&with("name-in-place", 2.0), Phase::NamePlace), 10.0);
        assert_eq!(most(&with("name-in-place", -2.0), Phase::NamePlace), 2.0);
        assert_eq!(most(&with("same-slot-has-codes", -2.0), Phase::NumberRecurrence), 0.0);
    }

    #[test]
    fn a_weight_is_replaced_by_its_name() {
        let compiled = Weights::compiled();
        assert_eq!(compiled.with("no-such-piece", 0.0), None);
        assert_eq!(compiled.with("bias", compiled.of_piece(Piece::Bias, 1.0)).as_ref(), Some(compiled));
        assert_eq!(compiled.with("bias", 0.5).expect("a piece").of_piece(Piece::Bias, 1.0), 0.5);
        let shape = SHAPES.iter().position(|shape| shape.name == "status-line").expect("a shape");
        assert_eq!(compiled.with("status-line", 0.5).expect("a shape").of_shape(shape), 0.5);
    }
}
