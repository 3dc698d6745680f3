//! Files sent as an upload page's form sends them.

use axum::http::{Request, header};

use super::{Caller, Reply};

pub async fn upload(caller: &Caller, path: &str, name: &str, file: impl AsRef<[u8]>) -> Reply {
    let mut body =
        format!("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").into_bytes();
    body.extend_from_slice(file.as_ref());
    body.extend_from_slice(b"\r\n--b--\r\n");
    let request = Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
    let request = request.header(header::CONTENT_LENGTH, body.len()).header(header::ACCEPT, "text/html");
    caller.send(request.body(body.into()).expect("a request")).await
}
