import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";

/** How many processes serve each story, in turns. Several need PostgreSQL. */
export const PROCESSES = Number(process.env.STORY_PROCESSES ?? 1);

const POSTGRES = PROCESSES > 1 ? process.env.TEST_POSTGRES_URL : undefined;
if (PROCESSES > 1 && !POSTGRES) throw new Error("several processes need TEST_POSTGRES_URL: scripts/two-processes.sh");

/** A story's own database: a file in its folder, or a PostgreSQL database called like the folder. */
export class Database {
  private constructor(
    private readonly folder: string,
    private readonly name: string,
  ) {}

  /** An empty one; the processes make its tables. */
  static empty(folder: string): Database {
    const database = Database.in(folder);
    if (POSTGRES) psql(POSTGRES, `create database ${database.name}`);
    return database;
  }

  /** A copy of another, which nobody may be using. */
  static async copyOf(other: string, folder: string): Promise<Database> {
    const database = Database.in(folder);
    // What lies beside a database comes along: the key that its letters are sealed with.
    await cp(other, folder, { recursive: true });
    if (POSTGRES) psql(POSTGRES, `create database ${database.name} template ${Database.in(other).name}`);
    return database;
  }

  static in(folder: string): Database {
    return new Database(folder, folder.replaceAll(/[^A-Za-z0-9]+/g, "_").toLowerCase().slice(-60));
  }

  get url(): string {
    return POSTGRES ? POSTGRES.replace(/[^/]+$/, this.name) : `sqlite:${this.file}`;
  }

  /** Changes it behind the program's back. */
  run(sql: string): void {
    if (POSTGRES) psql(this.url, sql);
    else execFileSync("sqlite3", ["-cmd", ".timeout 5000", this.file, sql]);
  }

  /** Everything that it holds, as text. */
  contents(): string {
    if (POSTGRES) return execFileSync("pg_dump", [this.url], { encoding: "latin1", maxBuffer: 1 << 30 });
    return [this.file, `${this.file}-wal`].filter(existsSync).map((file) => readFileSync(file, "latin1")).join("");
  }

  /** PostgreSQL keeps it until then; a file goes with its folder. */
  drop(): void {
    if (POSTGRES) psql(POSTGRES, `drop database if exists ${this.name} with (force)`);
  }

  private get file(): string {
    return join(this.folder, "rolecall.db");
  }
}

function psql(url: string, sql: string): void {
  execFileSync("psql", ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--command", sql, url]);
}
