import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer as createHttpServer, request as ask } from "node:http";
import { createServer } from "node:net";
import { resolve } from "node:path";
import { Database, PROCESSES } from "./database.ts";

/** The program under test: the one the tests compile, unless the caller names another. */
export const BINARY = process.env.TEST_BINARY ?? resolve(import.meta.dirname, "../../target/debug/rolecall");

/** A running Rolecall and what it printed so far. */
export interface Server {
  url: string;
  folder: string;
  database: Database;
  output: () => string;
  /** Ends it as an operator would, and waits until its database is closed. */
  stop: () => Promise<void>;
}

/** Makes a synthetic practice of so many people in `folder`; `seed.owner` is its Owner. */
export function seed(folder: string, people: number): void {
  const env = { PATH: process.env.PATH, ROLECALL_DATABASE_URL: Database.in(folder).url };
  execFileSync(BINARY, ["seed", "--people", String(people), "--seed", "1"], { cwd: folder, env });
}

/** Starts Rolecall on a free port over the database of `folder`, and waits at most a minute until it is ready. */
export async function startServer(folder: string, ...flags: string[]): Promise<Server> {
  return startServerAt(`127.0.0.1:${await freePort()}`, folder, flags);
}

/** The same at an address that is known before (a port, another name of this machine), perhaps with settings of its own.
 * Several processes stand behind a proxy at that address, which gives every request to the next of them. */
export async function startServerAt(
  address: string,
  folder: string,
  flags: string[] = [],
  settings: Record<string, string> = {},
  count = PROCESSES,
): Promise<Server> {
  const port = Number(address.split(":")[1]);
  const ports = count > 1 ? await Promise.all(Array.from({ length: count }, freePort)) : [port];
  const shared = { ROLECALL_TRUSTED_PROXIES: "127.0.0.1/32", ...settings };
  const starting = ports.map((own) => startProcess(own, `http://${address}`, folder, flags, count > 1 ? shared : settings));
  const processes = await Promise.all(starting);
  const proxy = count > 1 ? await startProxy(port, ports) : undefined;
  return {
    url: `http://${address}`,
    folder,
    database: Database.in(folder),
    output: () => processes.map((one) => one.output()).join(""),
    stop: async () => {
      await proxy?.stop();
      await Promise.all(processes.map((one) => one.stop()));
    },
  };
}

interface Process {
  output: () => string;
  stop: () => Promise<void>;
}

async function startProcess(
  port: number,
  url: string,
  folder: string,
  flags: string[],
  settings: Record<string, string>,
): Promise<Process> {
  const child = spawn(BINARY, ["serve", ...flags], {
    // Its own folder, so that no rolecall.toml of the developer is read.
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      ROLECALL_DATABASE_URL: Database.in(folder).url,
      ROLECALL_LISTEN: `127.0.0.1:${port}`,
      ROLECALL_BASE_URL: url,
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (printed += chunk));
  child.on("error", (error) => (printed += error.message));
  const server = { output: () => printed, stop: () => stop(child) };
  await ready(port, server, child);
  return server;
}

/** A proxy as it stands before several processes: whatever two requests follow each other, different processes answer. */
async function startProxy(port: number, ports: number[]): Promise<{ stop: () => Promise<void> }> {
  let turn = 0;
  const proxy = createHttpServer((request, response) => {
    const headers = { ...request.headers, "x-forwarded-for": request.socket.remoteAddress };
    const target = { host: "127.0.0.1", port: ports[turn++ % ports.length], method: request.method, path: request.url, headers };
    const onward = ask(target, (answer) => {
      response.writeHead(answer.statusCode!, answer.rawHeaders);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  });
  proxy.listen(port, "127.0.0.1");
  await once(proxy, "listening");
  return {
    stop: () =>
      new Promise((stopped) => {
        proxy.close(() => stopped());
        proxy.closeAllConnections();
      }),
  };
}

async function ready(port: number, server: Process, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (child.exitCode === null && child.pid !== undefined && Date.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz/ready`).catch(() => undefined);
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
