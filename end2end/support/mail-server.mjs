// A mail server for tests: takes mail over real SMTP, and does what it is told.
//
//   node mail-server.mjs FILE [--port N] [--tls]
//
// It listens on 127.0.0.1 and prints `{"port":N}`. Every mail it takes over becomes one line of JSON in FILE, written
// before the sender hears "250": { to, from, id, subject, date, autoSubmitted, text, html, raw }.
// With --tls it speaks TLS from the first byte, with a certificate that nobody has signed.
//
// Each line on standard input is an order, answered by `{"ok":true}`:
//   {"rule":{"to":"a@b.example","code":450,"words":"later","times":2}}  answers that to RCPT TO; "*" is everybody,
//                                                                       without "times" until "clear"
//   {"rule":{"to":"*","drop":true,"times":1}}    takes the mail over and hangs up without saying so
//   {"delay":500}                                waits so many milliseconds before it takes a mail over
//   {"listen":false} {"listen":true}             is down, and back on the same port
//   {"clear":true}                               forgets rules and delay
//
// It ends when its standard input does.
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { port: { type: "string", default: "0" }, tls: { type: "boolean", default: false } },
});
const [file] = positionals;
if (!file) throw new Error("usage: node mail-server.mjs FILE [--port N] [--tls]");

let rules = [];
let delay = 0;
let server;
let port = Number(values.port);

/** The rule for a recipient that `wanted` accepts, used up by one. */
function rule(address, wanted) {
  const found = rules.find((rule) => wanted(rule) && (rule.to === "*" || rule.to === address));
  if (found?.times !== undefined && --found.times === 0) rules = rules.filter((other) => other !== found);
  return found;
}

async function taken(raw, session) {
  const mail = await PostalMime.parse(raw);
  const header = (name) => mail.headers.find((header) => header.key === name)?.value;
  const line = {
    to: session.envelope.rcptTo.map(({ address }) => address),
    from: session.envelope.mailFrom.address,
    id: mail.messageId,
    subject: mail.subject,
    date: header("date"),
    autoSubmitted: header("auto-submitted"),
    text: mail.text,
    html: mail.html,
    raw: raw.toString("latin1"),
  };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}

function hangUp(session) {
  for (const connection of server.connections) {
    if (connection.session === session || connection.id === session.id) connection._socket.destroy();
  }
}

function make() {
  return new SMTPServer({
    secure: values.tls,
    authOptional: true,
    disableReverseLookup: true,
    hideSTARTTLS: true,
    closeTimeout: 1,
    onRcptTo({ address }, _session, answer) {
      const found = rule(address, (rule) => rule.code);
      if (!found) return answer();
      answer(Object.assign(new Error(found.words ?? "no"), { responseCode: found.code }));
    },
    async onData(stream, session, answer) {
      const pieces = [];
      for await (const piece of stream) pieces.push(piece);
      await new Promise((wake) => setTimeout(wake, delay));
      await taken(Buffer.concat(pieces), session);
      const [{ address }] = session.envelope.rcptTo;
      if (rule(address, (rule) => rule.drop)) return hangUp(session);
      answer(null, "taken over");
    },
  });
}

async function listen() {
  server = make();
  // A sender that gives up, or does not trust the certificate, is no trouble of this server.
  server.on("error", () => {});
  await new Promise((ready, failed) => {
    server.server.once("error", failed);
    server.listen(port, "127.0.0.1", ready);
  });
  port = server.server.address().port;
}

async function obey(order) {
  if (order.rule) rules.push(order.rule);
  if (order.delay !== undefined) delay = order.delay;
  if (order.clear) [rules, delay] = [[], 0];
  if (order.listen === true) await listen();
  if (order.listen === false) await new Promise((closed) => server.close(closed));
}

await listen();
console.log(JSON.stringify({ port }));
for await (const line of createInterface({ input: process.stdin })) {
  await obey(JSON.parse(line));
  console.log(JSON.stringify({ ok: true }));
}
process.exit(0);
