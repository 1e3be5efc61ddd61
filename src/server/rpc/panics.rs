//! Panics in handlers, each of which costs one response.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tower_lsp::jsonrpc::{Error, Result};

/// Runs code that may panic.
///
/// # Errors
/// [`handler_panicked`], if it does.
pub(crate) fn catch_panic<T>(work: impl FnOnce() -> T) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| handler_panicked())
}

/// The error for a request whose handler panicked. The panic hook logs the message and the place.
pub(crate) fn handler_panicked() -> Error {
    let mut error = Error::internal_error();
    error.message = "http-status-lsp failed on this request; its log on stderr says where".into();
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error() {
        assert!(catch_panic(|| panic!("on purpose")).is_err_and(|error: Error| error.message.contains("stderr")));
        assert_eq!(catch_panic(|| 1).ok(), Some(1));
    }
}
