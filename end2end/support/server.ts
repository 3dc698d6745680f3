import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { resolve } from "node:path";

/** The program under test: the one the tests compile, unless the caller names another. */
export const BINARY = process.env.TEST_BINARY ?? resolve(import.meta.dirname, "../../target/debug/rolecall");

/** A running Rolecall and what it printed so far. */
export interface Server {
  url: string;
  /** Where its database is. */
  folder: string;
  output: () => string;
  /** Ends it as an operator would, and waits until its database is closed. */
  stop: () => Promise<void>;
}

/** Makes a synthetic practice of so many people in `folder`; `seed.owner` is its Owner. */
export function seed(folder: string, people: number): void {
  const env = { PATH: process.env.PATH, ROLECALL_DATABASE_URL: `sqlite:${folder}/rolecall.db` };
  execFileSync(BINARY, ["seed", "--people", String(people), "--seed", "1"], { cwd: folder, env });
}

/** Starts Rolecall on a free port over the SQLite database in `folder`, and waits at most a minute until it is ready. */
export async function startServer(folder: string, ...flags: string[]): Promise<Server> {
  return startServerAt(`127.0.0.1:${await freePort()}`, folder, flags);
}

/** The same at an address that is known before (a port, another name of this machine), perhaps with settings of its own. */
export async function startServerAt(
  address: string,
  folder: string,
  flags: string[] = [],
  settings: Record<string, string> = {},
): Promise<Server> {
  const url = `http://${address}`;
  const port = address.split(":")[1];
  const child = spawn(BINARY, ["serve", ...flags], {
    // Its own folder, so that no rolecall.toml of the developer is read.
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      ROLECALL_DATABASE_URL: `sqlite:${folder}/rolecall.db`,
      ROLECALL_LISTEN: `127.0.0.1:${port}`,
      ROLECALL_BASE_URL: url,
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (printed += chunk));
  child.on("error", (error) => (printed += error.message));
  const server = { url, folder, output: () => printed, stop: () => stop(child) };
  await ready(server, child);
  return server;
}

async function ready(server: Server, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (child.exitCode === null && child.pid !== undefined && Date.now() < deadline) {
    const answer = await fetch(`${server.url}/healthz/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((wake) => setTimeout(wake, 20));
  }
  await server.stop();
  throw new Error(`${BINARY} did not become ready:\n${server.output()}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}

export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.on("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? found(address.port) : failed(new Error("no port"))));
    });
  });
}
