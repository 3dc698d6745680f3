import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { test as base } from "./app.ts";
import { Database } from "./database.ts";
import { type Server, freePort, startServerAt } from "./server.ts";

export { expect } from "./app.ts";

/** A mail as the mail server took it over. */
export interface Mail {
  to: string[];
  subject: string;
  text: string;
}

/** What `mail-server.mjs` understands. */
type Order = { rule: { to: string; code: number; words: string; times?: number } } | { clear: true };

/** A real mail server of the story's own. */
export interface Post {
  obey: (order: Order) => Promise<void>;
  /** Everything that was taken over for an address, oldest first. */
  to: (address: string) => Mail[];
}

interface Fixtures {
  post: Post;
  /** Lets time pass for the links that are out and for those who leave, as if the program's clock had been moved: stops it,
   * and starts it again. */
  later: (hours: number) => Promise<void>;
}

interface Desk extends Post {
  settings: Record<string, string>;
  stop: () => Promise<void>;
}

async function open(folder: string): Promise<Desk> {
  const file = join(folder, "taken.jsonl");
  writeFileSync(file, "");
  const child = spawn(process.execPath, [resolve(import.meta.dirname, "mail-server.mjs"), file], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value!) as { port?: number };
  const { port } = await next();
  // What follows the last line end is a mail that is still being written.
  const mails = () =>
    readFileSync(file, "utf8")
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Mail);
  return {
    settings: { ROLECALL_SMTP_URL: `smtp://127.0.0.1:${port}`, ROLECALL_MAIL_FROM: "Rolecall <rolecall@story.example>" },
    obey: async (order) => {
      child.stdin.write(`${JSON.stringify(order)}\n`);
      await next();
    },
    to: (address) => mails().filter((mail) => mail.to.includes(address)),
    stop: async () => {
      const ended = once(child, "exit");
      child.stdin.end();
      await ended;
    },
  };
}

/** Stories whose mails leave over real SMTP. */
export const test = base.extend<Fixtures & { desk: Desk; place: { folder: string; port: number } }>({
  place: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "rolecall-post-"));
    const database = await Database.copyOf(process.env.DEMO_DATABASE!, folder);
    await use({ folder, port: await freePort() });
    database.drop();
    await rm(folder, { recursive: true });
  },

  desk: async ({ place }, use) => {
    const desk = await open(place.folder);
    await use(desk);
    await desk.stop();
  },

  post: async ({ desk }, use) => use(desk),

  server: async ({ place, desk }, use, testInfo) => {
    let running = await startServerAt(`127.0.0.1:${place.port}`, place.folder, [], desk.settings);
    let printed = "";
    const server: Server & { again: (between: () => void) => Promise<void> } = {
      url: running.url,
      folder: place.folder,
      database: Database.in(place.folder),
      output: () => printed + running.output(),
      stop: () => running.stop(),
      again: async (between) => {
        await running.stop();
        printed += running.output();
        between();
        running = await startServerAt(`127.0.0.1:${place.port}`, place.folder, [], desk.settings);
      },
    };
    await use(server);
    await running.stop();
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach("server output", { body: server.output(), contentType: "text/plain" });
    }
  },

  later: async ({ server }, use) =>
    use(async (hours) => {
      const { again } = server as Server & { again: (between: () => void) => Promise<void> };
      const by = hours * 3_600_000;
      const sql = `update invitations set sent_at = sent_at - ${by}, expires_at = expires_at - ${by} where state = 0;
        update departures set ends_at = ends_at - ${by}, planned_at = planned_at - ${by};
        update people set deactivates_at = deactivates_at - ${by} where deactivates_at > 0;
        update people set badge_changes_at = badge_changes_at - ${by} where badge_changes_at > 0 and deactivates_at > 0`;
      await again(() => server.database.run(sql));
    }),
});
