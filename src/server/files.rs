//! Files in and out.
use axum::response::{IntoResponse, Response};
pub const LARGEST_FILE: usize = 6 * 1024 * 1024;
pub async fn export() -> Response {
    ().into_response()
}
pub async fn upload() -> Response {
    ().into_response()
}
