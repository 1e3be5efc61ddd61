use axum::routing::get;
use axum::Router;
<<imports>>

// <<case>>
async fn handler<<id>>_<<code>>() -> axum::response::Response {
    <<line>>
}
// <<end>>

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut router = Router::new();
    // <<case>>
    router = router.route("<<path>>", get(handler<<id>>_<<code>>));
    // <<end>>
    let listener = tokio::net::TcpListener::bind("127.0.0.1:<<port>>").await.unwrap();
    axum::serve(listener, router).await.unwrap();
}
