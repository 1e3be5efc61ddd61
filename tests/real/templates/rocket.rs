// <<case>>
mod case<<id>>_<<code>> {
    <<imports>>

    #[rocket::get("<<path>>")]
    pub fn handler() -> impl for<'r> rocket::response::Responder<'r, 'static> {
        <<line>>
    }
}
// <<end>>

#[rocket::main]
async fn main() -> Result<(), rocket::Error> {
    let mut server = rocket::build();
    // <<case>>
    server = server.mount("/", rocket::routes![case<<id>>_<<code>>::handler]);
    // <<end>>
    let settings = rocket::Config { port: <<port>>, log_level: rocket::config::LogLevel::Off, ..Default::default() };
    server.configure(settings).launch().await.map(drop)
}
