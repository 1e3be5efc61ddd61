use reqwest::StatusCode;
<<imports>>
use std::sync::Mutex;

static WAITS: Mutex<Vec<f64>> = Mutex::new(Vec::new());

async fn record(wait: Duration) {
    WAITS.lock().unwrap().push(wait.as_secs_f64());
}

<<code>>

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), reqwest::Error> {
    let client = Client::new();
    for url in &std::env::args().skip(1).collect::<Vec<_>>() {
        WAITS.lock().unwrap().clear();
        let mut is_404 = false;
        <<call>>
        <<check>>
        let status = response.status().as_u16();
        println!("{{\"status\": {status}, \"waits\": {:?}, \"is_404\": {is_404}}}", WAITS.lock().unwrap());
    }
    Ok(())
}
