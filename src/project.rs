//! What a workspace says of itself: the libraries that it has, and in which versions.
//!
//! Pure functions from the text of manifests and lock files to values: nothing is read, run or fetched here. [`Kind`] knows the files by
//! name and reads one of them into [`Packages`]; [`Project`] joins those of a workspace and answers for the folder of a file whether a
//! package or a library is there. What a file does not tell is unknown, and a file that cannot be read makes unknown what it might say.
//!
//! Files may be hostile. Each is read in time linear in its length, without recursion on what it nests.

mod cargo;
mod clojure;
mod dart;
mod dotnet;
mod elixir;
mod files;
mod go;
mod gradle;
mod haskell;
mod join;
mod known;
mod libraries;
mod maven;
mod npm;
mod packages;
mod paths;
mod perl;
mod php;
mod presence;
mod python;
mod python_locks;
mod range;
mod read;
mod resolve;
mod ruby;
mod scala;
mod swift;
mod tree;
mod version;
mod words;
mod xml;

pub use crate::catalog::Ecosystem;
pub use join::Project;
pub use packages::{Broken, Dependency, Members, Packages, Place, Reach, Wanted};
pub use presence::{Installed, Presence, Versions};
pub use range::{Bound, Range};
pub use read::{Kind, Role};
pub use version::Version;
