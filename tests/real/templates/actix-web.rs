use actix_web::{web, App, HttpServer};
<<imports>>

// <<case>>
async fn handler<<id>>_<<code>>() -> HttpResponse {
    <<line>>
}
// <<end>>

fn routes(config: &mut web::ServiceConfig) {
    // <<case>>
    config.route("<<path>>", web::get().to(handler<<id>>_<<code>>));
    // <<end>>
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    HttpServer::new(|| App::new().configure(routes)).workers(1).bind(("127.0.0.1", <<port>>))?.run().await
}
