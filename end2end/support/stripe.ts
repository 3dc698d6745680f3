import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Cards as somebody types them on the provider's page; `declined` can be kept, and is declined whenever it is charged. */
const CARDS = { good: "4242424242424242", declined: "4000000000000341" };

interface Session {
  customer: string;
  back: string;
  intent?: string;
}

/** Stripe for one story: localstripe (`TEST_STRIPE_URL`), and in front of it the hosted page that it has not. */
export interface Stripe {
  /** What makes a server charge cards here. */
  settings: Record<string, string>;
  stop: () => Promise<void>;
}

const KEY = "sk_test_of_the_stories";

async function localstripe(method: string, path: string, form?: string): Promise<{ status: number; text: string }> {
  const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/x-www-form-urlencoded" };
  const double = process.env.TEST_STRIPE_URL;
  if (!double) throw new Error("TEST_STRIPE_URL names no double of Stripe: run the stories with scripts/with-stripe.sh");
  const answer = await fetch(`${double}${path}`, { method, headers, body: form });
  return { status: answer.status, text: await answer.text() };
}

async function made(path: string, fields: Record<string, string>): Promise<Record<string, string>> {
  const { status, text } = await localstripe("POST", path, new URLSearchParams(fields).toString());
  if (status !== 200) throw new Error(`${path}: ${text}`);
  return JSON.parse(text) as Record<string, string>;
}

/** The card is typed: localstripe keeps it. */
async function typed(session: Session, number: string, month: string, year: string): Promise<void> {
  const intent = await made("/v1/setup_intents", { customer: session.customer });
  const card = { number, exp_month: month, exp_year: year, cvc: "123" };
  const data = Object.entries(card).map(([name, value]) => [`payment_method_data[card][${name}]`, value]);
  const done = await made(`/v1/setup_intents/${intent.id}/confirm`, {
    "payment_method_data[type]": "card",
    ...(Object.fromEntries(data) as Record<string, string>),
  });
  await made(`/v1/payment_methods/${done.payment_method}/attach`, { customer: session.customer });
  session.intent = intent.id;
}

const page = (id: string): string => {
  const now = new Date();
  const soon = `${now.getMonth() + 1}-${now.getFullYear()}`;
  const button = (name: string, value: string): string => `<button name="card" value="${value}">${name}</button>`;
  return `<!doctype html><html lang="en"><title>Hosted page</title><link rel="icon" href="data:,"><main><h1>Type a card</h1>
    <form method="post" action="/c/${id}">${button("Good card", "good-12-2040")}${button("Declined card", "declined-12-2040")}
    ${button("Card of this month", `good-${soon}`)}</form></main></html>`;
};

async function body(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

export async function startStripe(): Promise<Stripe> {
  const sessions = new Map<string, Session>();
  let base = "";
  const json = (response: ServerResponse, value: unknown): void => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(value));
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? "/";
    const form = await body(request);
    const id = path.split("/").at(-1) ?? "";
    const session = sessions.get(id);
    if (path === "/v1/checkout/sessions") {
      const fields = new URLSearchParams(form);
      const made = `cs_${sessions.size}`;
      sessions.set(made, { customer: fields.get("customer")!, back: fields.get("success_url")! });
      json(response, { id: made, url: `${base}/c/${made}` });
    } else if (session && path.startsWith("/v1/checkout/sessions/")) {
      json(response, { id, status: session.intent ? "complete" : "open", setup_intent: session.intent ?? null });
    } else if (session && path.startsWith("/c/") && request.method === "POST") {
      const [card, month, year] = new URLSearchParams(form).get("card")!.split("-");
      await typed(session, CARDS[card as keyof typeof CARDS], month!, year!);
      response.writeHead(303, { location: session.back }).end();
    } else if (session && path.startsWith("/c/")) {
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(page(id));
    } else {
      // localstripe knows no payments that their payer is away from.
      const asked = request.method === "POST" ? form.replace("off_session=true", "") : undefined;
      const { status, text } = await localstripe(request.method ?? "GET", path, asked);
      response.writeHead(status, { "content-type": "application/json" }).end(text);
    }
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    settings: {
      ROLECALL_PAYMENTS: "stripe",
      ROLECALL_STRIPE_SECRET_KEY: KEY,
      ROLECALL_STRIPE_WEBHOOK_SECRET: "whsec_of_the_stories_0123",
      ROLECALL_STRIPE_API_BASE: base,
    },
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
