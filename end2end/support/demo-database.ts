import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database } from "./database.ts";
import { freePort, startServerAt } from "./server.ts";

/** Makes the demo practice once; every story then starts from a copy of its database (`DEMO_DATABASE`). */
export default async function prepareDemoDatabase(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "rolecall-demo-"));
  const database = Database.empty(folder);
  // Only one process can fill it.
  const server = await startServerAt(`127.0.0.1:${await freePort()}`, folder, ["--demo"], {}, 1);
  await server.stop();
  process.env.DEMO_DATABASE = folder;
  return async () => {
    database.drop();
    await rm(folder, { recursive: true });
  };
}
