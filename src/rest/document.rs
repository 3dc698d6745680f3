//! The document of the API, OpenAPI 3.1: made from the handlers and their types, completed by what holds everywhere.

use std::sync::LazyLock;

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use super::{
    lists::{COMMON, MOST, filters},
    problem::CONTENT_TYPE,
};
use crate::{
    departures::query::LeaverFilters, invitations::query::InvitationFilters, paths, people::query::PeopleFilters,
    registrations::query::RequestFilters,
};

static DOCUMENT: LazyLock<String> = LazyLock::new(|| document().to_string());

/// `/api/v1/openapi.json`.
pub async fn show() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.as_str()).into_response()
}

fn document() -> Value {
    let mut document = serde_json::to_value(super::described().into_openapi()).unwrap_or_default();
    document["info"] = json!({
        "title": "Rolecall",
        "version": "1",
        "description": "What a practice's other software does with Rolecall. Every request carries a key: \
                        `Authorization: Bearer rk_…`. Keys are made under Settings, API keys.",
        "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
    });
    document["servers"] = json!([{ "url": paths::API }]);
    document["components"]["securitySchemes"] = json!({ "key": {
        "type": "http", "scheme": "bearer",
        "description": "A key with the scopes that the operation names. Its owner's rights of the moment are its limit.",
    } });
    let Some(paths) = document["paths"].as_object_mut() else { return document };
    for (path, item) in paths {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            complete(path, method, operation);
        }
    }
    document
}

/// The answers and parameters that follow from what an operation is.
fn complete(path: &str, method: &str, operation: &mut Value) {
    let reads_list = method == "get" && !path.contains('{');
    let has_body = operation.get("requestBody").is_some();
    let mut answers = vec![
        ("401", "No key that works"),
        ("403", "The key lacks the scope, or a rule says no"),
        ("429", "More than 600 requests in a minute; see Retry-After"),
        ("default", "A fault of ours, or too busy"),
    ];
    if path.contains('{') {
        answers.push(("404", "There is no such thing, or it is not the key's to see"));
    }
    if reads_list || has_body || method == "post" {
        answers.push(("400", "The request can't be read"));
    }
    if has_body {
        answers.push(("413", "The body is larger than 64 KB"));
        answers.push(("415", "The body is no JSON"));
    }
    if has_body || method == "post" {
        answers.push(("422", "Fields are wrong, or the Idempotency-Key came with another request"));
    }
    if method == "post" {
        answers.push(("409", "The request with this Idempotency-Key has begun and has no answer yet"));
        parameter(operation, &header("Idempotency-Key", "Sent again with the same one, it is done once"));
    }
    if reads_list {
        for one in list_parameters(path) {
            parameter(operation, &one);
        }
    }
    if operation["responses"].get("304").is_some() {
        parameter(operation, &header("If-None-Match", "The ETag that the caller has"));
    }
    for (status, description) in answers {
        let problem = json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
        let answer = json!({ "description": description, "content": { CONTENT_TYPE: problem } });
        let answers = operation["responses"].as_object_mut();
        answers.map(|answers| answers.entry(status).or_insert(answer));
    }
}

fn parameter(operation: &mut Value, parameter: &Value) {
    let Some(operation) = operation.as_object_mut() else { return };
    let all = operation.entry("parameters").or_insert_with(|| json!([]));
    if let Some(all) = all.as_array_mut() {
        all.push(parameter.clone());
    }
}

fn header(name: &str, description: &str) -> Value {
    json!({ "name": name, "in": "header", "required": false, "description": description, "schema": { "type": "string" } })
}

fn list_parameters(path: &str) -> Vec<Value> {
    let filters = match path {
        "/people" => filters::<PeopleFilters>(),
        "/invitations" => filters::<InvitationFilters>(),
        "/requests" => filters::<RequestFilters>(),
        "/leavers" => filters::<LeaverFilters>(),
        "/events" => return vec![query("limit"), query("cursor")],
        _ => return Vec::new(),
    };
    COMMON.into_iter().chain(filters).map(query).collect()
}

fn query(name: &str) -> Value {
    let (description, schema) = match name {
        "q" => ("What is searched for", json!({ "type": "string", "maxLength": 100 })),
        "sort" => ("The column, as in the address of the page", json!({ "type": "string" })),
        "dir" => ("The direction", json!({ "type": "string", "enum": ["asc", "desc"] })),
        "limit" => ("Rows of one page", json!({ "type": "integer", "minimum": 1, "maximum": MOST, "default": 25 })),
        "cursor" => ("From `next` of the page before", json!({ "type": "string" })),
        _ => ("As in the address of the page; several values with commas", json!({ "type": "string" })),
    };
    let mut parameter = Map::new();
    parameter.insert("name".into(), name.into());
    parameter.insert("in".into(), "query".into());
    parameter.insert("required".into(), false.into());
    parameter.insert("description".into(), description.into());
    parameter.insert("schema".into(), schema);
    Value::Object(parameter)
}
