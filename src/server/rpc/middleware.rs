//! Changes a message on its way to tower-lsp's service, and the response on its way back.
//!
//! - In: `exit` is noted, invalid members are normalized, and some methods get the names under which their handlers are registered.
//! - Back: a panic in a handler becomes an error, `initialize` and `shutdown` are noted, and unknown methods get the error that LSP
//!   has for them.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tower_lsp::jsonrpc::{ErrorCode, Request, Response};
use tower_service::Service;

use super::compat::{self, ClientUris, Normalized};
use super::exit::Lifecycle;
use super::{ids, logging, message, methods, panics};

/// The service with this behavior around it.
pub(super) struct Middleware<S> {
    service: S,
    lifecycle: Arc<Lifecycle>,
    client_uris: ClientUris,
}

impl<S> Middleware<S> {
    pub(super) fn new(service: S, lifecycle: Arc<Lifecycle>, client_uris: ClientUris) -> Self {
        Self { service, lifecycle, client_uris }
    }
}

/// A response; nothing for a notification.
type Outcome<E> = Result<Option<Response>, E>;

impl<S> Service<Request> for Middleware<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Outcome<S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if request.method() == "exit" {
            self.lifecycle.exit_received();
        }
        let received = logging::is_debug_enabled().then(|| request.clone());
        let request = match compat::normalize(request, &self.client_uris) {
            Normalized::Call(request) => request,
            Normalized::Respond(response) => {
                if let Some(received) = &received {
                    logging::log_unhandled(received.method(), response.as_ref());
                }
                return Box::pin(std::future::ready(Ok(response)));
            }
        };
        if let Some(received) = &received {
            logging::log_changed_members(received, &request);
        }
        let (id, method) = (request.id().cloned(), request.method().to_owned());
        let lifecycle = Arc::clone(&self.lifecycle);
        // The state when the request came decides, not the one when its handler ends.
        let unknown_method = lifecycle.error_for_unknown_method();
        let mut handler = Box::pin(self.service.call(routed(request)));
        Box::pin(async move {
            // All handlers run in the task of the message loop, which an uncaught panic would end.
            let caught = poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| handler.as_mut().poll(context))) {
                Ok(poll) => poll.map(Some),
                Err(_) => Poll::Ready(None),
            });
            let panicked = || Ok(id.clone().map(|id| Response::from_error(id, panics::handler_panicked())));
            let response = caught.await.unwrap_or_else(panicked)?;
            if response.as_ref().is_some_and(Response::is_ok) {
                lifecycle.succeeded(&method);
            }
            if let (Some(received), Some(response)) = (received, &response) {
                logging::log_error(received.method(), response);
            }
            // tower-lsp does not answer unknown methods that start with `$/`, but every request must have a response (LSP 3.17, "$
            // Notifications and Requests"). It also validates the parameters of a known LSP method before it finds that there is no
            // handler, so "invalid params" from a method without one means "method not found".
            let is_final = |response: &Response| match response.error().map(|error| error.code) {
                Some(ErrorCode::MethodNotFound) => unknown_method.code == ErrorCode::MethodNotFound,
                Some(ErrorCode::InvalidParams) => methods::is_served(&method),
                _ => true,
            };
            let Some(id) = id else { return Ok(response.filter(is_final)) };
            // tower-lsp got the canonical id; the client gets the one that it sent.
            let result = response.filter(is_final).map_or(Err(unknown_method), |response| response.into_parts().1);
            Ok(Some(Response::from_parts(id, result)))
        })
    }
}

/// The request under the name that its handler is registered with, and the id by which it can be canceled.
fn routed(request: Request) -> Request {
    let (method, id, params) = request.into_parts();
    let id = id.map(|id| ids::canonical(&id));
    match methods::find(&method).map(|method| method.route) {
        // Without parameters the handler would not be called, and the change would not be logged.
        Some(methods::DID_CHANGE) => message::request(methods::DID_CHANGE, id, Some(params.unwrap_or_default())),
        Some(route) => message::request(route, id, params),
        None => message::request(method, id, params),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn requests_are_routed_by_handler_name_and_canonical_id() {
        let request = |method: &'static str| Request::build(method).id(7).params(json!({ "a": 1 })).finish();
        for (method, name) in
            [("textDocument/documentLink", methods::DOCUMENT_LINK), ("textDocument/didChange", methods::DID_CHANGE)]
        {
            let (method, id, params) = routed(request(method)).into_parts();
            assert_eq!((&*method, id, params), (name, Some(7.into()), Some(json!({ "a": 1 }))));
        }
        assert_eq!(routed(Request::build("textDocument/didChange").finish()).params(), Some(&Value::Null));
        assert_eq!(routed(Request::build("x").finish()).method(), "x");
        let written = ids::parse("2.0").expect("an id");
        assert_eq!(routed(Request::build("x").id(written).finish()).id(), Some(&2.into()));
    }
}
