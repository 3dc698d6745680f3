//! How the browser asks the server: one way for all server functions.
//!
//! Everything that doesn't depend on the question stands outside of the generic code, and JSON is read by one reader for answers
//! and for what came with the page: both would else be compiled once for each server function (docs/adr/0033-one-way-to-ask.md).

use std::pin::Pin;

use leptos::{
    prelude::FromServerFnError,
    server_fn::{
        Bytes, ContentType, Decodes, Encodes, Format, FormatType, Http, Protocol, client::Client, codec::Post,
        request::ClientReq, response::ClientRes, server::Server,
    },
};
use serde::{
    Serialize,
    de::{DeserializeOwned, Error as _},
};

use crate::error::AppError;

/// JSON that is read as text.
pub struct Text;

impl ContentType for Text {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for Text {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for Text {
    type Error = serde_json::Error;

    fn encode(output: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_string(output).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Text {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        let text = str::from_utf8(&bytes).map_err(serde_json::Error::custom)?;
        serde_json::from_str(text)
    }
}

/// A question and its answer in JSON, in the bodies of a `POST`.
pub struct Json;

type AsHttp = Http<Post<Text>, Post<Text>>;

impl<Question, Answer, C, S> Protocol<Question, Answer, C, S, AppError> for Json
where
    Question: Serialize + DeserializeOwned + Send,
    Answer: Serialize + DeserializeOwned + Send,
    C: Client<AppError>,
    S: Server<AppError>,
{
    const METHOD: http::Method = http::Method::POST;

    fn run_server<F, Fut>(
        request: S::Request,
        server_fn: F,
    ) -> impl Future<Output = Result<S::Response, AppError>> + Send
    where
        F: Fn(Question) -> Fut + Send,
        Fut: Future<Output = Result<Answer, AppError>> + Send,
    {
        <AsHttp as Protocol<Question, Answer, C, S, AppError>>::run_server(request, server_fn)
    }

    async fn run_client(path: &str, question: Question) -> Result<Answer, AppError> {
        let question = serde_json::to_string(&question).map_err(|_| AppError::Network)?;
        let answer = ask::<C>(path, question).await?;
        serde_json::from_str(&answer).map_err(|_| AppError::Network)
    }
}

/// Sends a question, waits for the answer.
fn ask<'a, C: Client<AppError>>(
    path: &'a str,
    question: String,
) -> Pin<Box<dyn Future<Output = Result<String, AppError>> + Send + 'a>> {
    Box::pin(async move {
        let request = C::Request::try_new_post(path, Text::CONTENT_TYPE, Text::CONTENT_TYPE, question)?;
        let response = C::send(request).await?;
        if (400..=599).contains(&response.status()) {
            return Err(AppError::de(response.try_into_bytes().await?));
        }
        response.try_into_string().await
    })
}
