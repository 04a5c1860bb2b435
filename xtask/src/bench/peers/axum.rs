//! A bare axum: one route, one answer.

use axum::{Router, http::header, routing::get};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let (Some(path), Some(file)) = (words.next(), words.next()) else {
        return Err("say the path, and the file with the answer".into());
    };
    let body: &'static str = std::fs::read_to_string(file)?.leak();
    let answer = move || async move { ([(header::CONTENT_TYPE, "application/json")], body) };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("bare axum at http://{}", listener.local_addr()?);
    axum::serve(listener, Router::new().route(&path, get(answer))).await?;
    Ok(())
}
