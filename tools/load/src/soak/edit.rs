//! One person as a client edits them.

use serde_json::{Value, json};

use crate::client::{Client, Error, Reply};

/// The ids of people who can be edited, at most 100 of the given status.
pub async fn people(client: &mut Client, status: &str, sort: &str) -> Result<Vec<String>, Error> {
    let mut query = crate::client::list("", sort, false, &Value::Null);
    query["query"]["filters"]["statuses"] = json!([status]);
    query["query"]["size"] = json!("P100");
    let list = client.call("/rpc/people/list", &query).await?.json()?;
    let rows = list["rows"].as_array().ok_or("a list without rows")?;
    Ok(rows.iter().filter_map(|row| row["id"].as_str().map(Into::into)).collect())
}

pub async fn get(client: &mut Client, id: &str) -> Result<Value, Error> {
    Ok(client.call("/rpc/people/get", &json!({ "id": id })).await?.json()?["person"].take())
}

/// Gives the person, as they were last seen, another title. The answer is the person as stored.
pub async fn title(client: &mut Client, person: &Value, title: &str) -> Result<Reply, Error> {
    change(client, person, "title", title).await
}

/// Gives one field of the person's form another value.
pub async fn change(client: &mut Client, person: &Value, field: &str, value: &str) -> Result<Reply, Error> {
    let base = form(person)?;
    let mut form = base.clone();
    form[field] = json!(value);
    let (id, version) = (&person["row"]["id"], &person["version"]);
    let ask = json!({ "id": id, "version": version, "base": base, "form": form });
    client.call("/rpc/people/edit", &ask).await
}

fn form(person: &Value) -> Result<Value, Error> {
    let (row, place) = (&person["row"], &person["place"]);
    let notices = person["notices"].as_array().ok_or("a person without notices")?;
    let notices: Vec<_> = notices.iter().filter_map(Value::as_str).collect();
    let place = if place["provider"].is_null() { &place["office"] } else { &place["provider"] };
    Ok(json!({
        "first_name": row["first_name"], "last_name": row["last_name"], "email": row["email"], "role": row["role"],
        "place": place, "middle_name": person["middle_name"], "title": person["title"],
        "employee_no": person["employee_no"], "phone": person["phone"], "mobile": person["mobile"],
        "mobile_carrier": person["mobile_carrier"], "language": person["language"], "notices": notices.join(","),
    }))
}
