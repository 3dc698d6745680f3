// Gets along with the API by its document alone: adds three people, pages through the list, changes them, deactivates
// somebody who has an account and lets them back in. ROLECALL_URL says where, ROLECALL_KEY with what; the key needs people:read, people:write and practices:read.
//
//     ROLECALL_URL=http://127.0.0.1:3000 ROLECALL_KEY=rk_… node scripts/api-tour.mjs
import assert from "node:assert/strict";

const base = process.env.ROLECALL_URL;
const key = process.env.ROLECALL_KEY;
const document = await (await fetch(`${base}/api/v1/openapi.json`)).json();
const server = document.servers[0].url;

const resolve = (schema) => {
  if (schema?.$ref) return resolve(schema.$ref.slice(2).split("/").reduce((at, name) => at[name], document));
  return schema;
};

// The operation of that name: how it is called and what it answers.
const operation = (name) => {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, found] of Object.entries(item)) {
      if (found.operationId === name) return { path, method: method.toUpperCase(), ...found };
    }
  }
  throw new Error(`the document has no ${name}`);
};

const send = async (method, address, headers, body) => {
  const answer = await fetch(`${base}${address}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body && { "content-type": "application/json" }), ...headers },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : null };
};

// Calls an operation with what its document asks for, and checks the answer against what it promises.
const call = async (name, { path = {}, query = {}, headers = {}, body } = {}) => {
  const { method, path: template, responses, requestBody, parameters = [] } = operation(name);
  const known = (place) => new Set(parameters.filter((one) => one.in === place).map((one) => one.name.toLowerCase()));
  for (const one of Object.keys(headers)) assert(known("header").has(one.toLowerCase()), `${name} knows no ${one}`);
  for (const one of Object.keys(query)) assert(known("query").has(one), `${name} knows no ${one}`);
  if (body) {
    const schema = resolve(requestBody.content["application/json"].schema);
    for (const field of schema.required ?? []) assert(field in body, `${name} needs ${field}`);
    for (const field of Object.keys(body)) assert(field in schema.properties, `${name} knows no ${field}`);
  }
  const address = server + template.replace(/\{(\w+)\}/g, (_, part) => encodeURIComponent(path[part]));
  const search = new URLSearchParams(query).toString();
  const answer = await send(method, search ? `${address}?${search}` : address, headers, body);
  const promised = responses[answer.status];
  assert(promised, `${name} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  const kind = (answer.headers.get("content-type") ?? "").split(";")[0];
  if (answer.body) assert(promised.content[kind], `${name} answered ${kind}`);
  assert(answer.status < 400, `${name}: ${JSON.stringify(answer.body)}`);
  return answer;
};

const { body: practices } = await call("list_practices");
const place = practices.data[0].offices[0].id;
const added = [];
for (const first of ["Tom", "Tina", "Toni"]) {
  const email = `${first.toLowerCase()}.tour@tour.example`;
  const body = { email, first_name: first, last_name: "Tour", role: "portal_user", place };
  const headers = { "Idempotency-Key": `tour-${email}` };
  const { body: person } = await call("add_person", { body, headers });
  const { body: again } = await call("add_person", { body, headers });
  assert.deepEqual(again, person, "the same request is carried out once");
  added.push(person.id);
}
console.log(`added ${added.length}`);

const found = [];
let page = await call("list_people", { query: { q: "tour", sort: "email", dir: "asc", limit: "2" } });
for (;;) {
  found.push(...page.body.data.map((person) => person.id));
  if (!page.body.next) break;
  page = await send("GET", page.body.next, {});
}
assert.deepEqual(new Set(found), new Set(added));
console.log(`paged through ${found.length}`);

for (const id of added) {
  const read = await call("get_person", { path: { id } });
  const etag = read.headers.get("etag");
  const changed = await call("edit_person", { path: { id }, headers: { "If-Match": etag }, body: { title: "Guide" } });
  assert.equal(changed.body.title, "Guide");
}
console.log("changed them");

// Who is only invited has no account yet.
const { body: active } = await call("list_people", { query: { status: "active", role: "portal_user", limit: "1" } });
const path = { id: active.data[0].id };
const off = await call("deactivate_person", { path, body: { reason: "the tour tries it" } });
assert.equal(off.body.state, "deactivated");
const on = await call("reactivate_person", { path, body: { reason: "the tour is over" } });
assert.equal(on.body.state, "active");
console.log("deactivated and reactivated somebody");
console.log("done");
