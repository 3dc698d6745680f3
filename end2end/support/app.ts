import AxeBuilder from "@axe-core/playwright";
import { type BrowserContextOptions, type Page, test as base, expect } from "@playwright/test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database } from "./database.ts";
import { type Server, freePort, seed, startServerAt } from "./server.ts";
import { type Stripe, startStripe } from "./stripe.ts";

export { expect };

/** The password of every person of the demo practice. */
export const DEMO_PASSWORD = "rolecall demo passphrase";

/** Links and keys that open something: no log may hold one (ASVS 14.2.1). */
const SECRETS = /\/(?:invite|reset|unlock)\/[\w-]{20,}|\brk_[\w-]{20,}/g;

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What a story sees and does in one browser window. */
export class App {
  readonly #excused: RegExp[] = [];
  readonly #complaints: string[] = [];

  constructor(
    readonly page: Page,
    readonly server: Server,
  ) {
    page.on("pageerror", (error) => this.#complaints.push(`uncaught: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") this.#complaints.push(`${message.text()} (${message.location().url})`);
    });
  }

  /** Opens an address and waits until the page answers to clicks. */
  async visit(path: string): Promise<void> {
    await this.page.goto(path);
    await this.hydrated();
  }

  async hydrated(): Promise<void> {
    await expect(this.page.locator("html[data-hydrated]")).toBeAttached();
  }

  /** Signs in on the sign-in page and waits for the page after it. */
  async signIn(username: string, password = DEMO_PASSWORD): Promise<void> {
    await this.visit("/sign-in");
    await this.page.getByRole("textbox", { name: "Username or email" }).fill(username);
    await this.page.getByRole("textbox", { name: "Password", exact: true }).fill(password);
    await this.page.getByRole("button", { name: "Sign in", exact: true }).click();
    await this.page.waitForURL((url) => url.pathname !== "/sign-in");
    await this.hydrated();
  }

  async expectToast(text: string | RegExp): Promise<void> {
    await expect(this.page.getByRole("status").filter({ hasText: text }).first()).toBeVisible();
  }

  /** Fails on anything on the page that WCAG 2.2 AA forbids. */
  async axe(): Promise<void> {
    // Rows that are being replaced are dim for as long as that takes.
    await expect(this.page.locator("[aria-busy=true]")).toHaveCount(0);
    // Those that follow a scroll position never end.
    await this.page.evaluate(() => {
      const timed = document.getAnimations().filter(({ timeline }) => timeline === document.timeline);
      return Promise.allSettled(timed.map((animation) => animation.finished));
    });
    // "Legacy": not by way of a second page for frames of other origins, of which there are none.
    const axe = new AxeBuilder({ page: this.page }).setLegacyMode().options({ resultTypes: ["violations"] });
    const { violations } = await axe.withTags(WCAG).analyze();
    const found = violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => html) }));
    expect.soft(found, `axe on ${this.page.url()}`).toEqual([]);
  }

  /** Excuses console errors that the story provokes, such as Chromium's note about an answer with status 409. */
  excuse(pattern: RegExp): void {
    this.#excused.push(pattern);
  }

  /** Console errors and uncaught exceptions that no story excused. */
  complaints(): string[] {
    return this.#complaints.filter((text) => !this.#excused.some((pattern) => pattern.test(text)));
  }
}

interface Options {
  /** Where a story starts: in the demo practice, in one of 5,000 people, or before the first set-up. */
  database: "demo" | "crowd" | "empty";
  /** By which name browsers reach the server. */
  host: "127.0.0.1" | "localhost";
  /** Whether practices pay by card. */
  cards: boolean;
}

interface Fixtures {
  /** The payment provider of a story in which cards are charged. */
  stripe: Stripe;
  /** A server of the story's own, over a fresh database. */
  server: Server;
  /** One browser window on it, signed out. */
  app: App;
  /** The same window, signed in as one of the demo people. */
  signedInAs: (username: string) => Promise<App>;
  /** Another window with its own cookies: a second person, another device. */
  anotherWindow: (options?: BrowserContextOptions) => Promise<App>;
}

export const test = base.extend<Options & Fixtures>({
  database: ["demo", { option: true }],
  host: ["127.0.0.1", { option: true }],

  cards: [false, { option: true }],

  stripe: async ({ cards }, use) => {
    const stripe = cards ? await startStripe() : { settings: {}, stop: () => Promise.resolve() };
    await use(stripe);
    await stripe.stop();
  },

  server: async ({ database, host, stripe }, use, testInfo) => {
    const folder = await mkdtemp(join(tmpdir(), "rolecall-story-"));
    const own = database === "demo" ? await Database.copyOf(process.env.DEMO_DATABASE!, folder) : Database.empty(folder);
    if (database === "crowd") seed(folder, 5000);
    const server = await startServerAt(`${host}:${await freePort()}`, folder, [], stripe.settings);
    await use(server);
    await server.stop();
    expect(server.output().match(SECRETS), "secrets in the log").toBeNull();
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach("server output", { body: server.output(), contentType: "text/plain" });
    }
    own.drop();
    await rm(folder, { recursive: true });
  },

  baseURL: async ({ server }, use) => use(server.url),

  app: async ({ page, server }, use) => {
    const app = new App(page, server);
    await use(app);
    expect(app.complaints(), "console errors").toEqual([]);
  },

  signedInAs: async ({ app }, use) =>
    use(async (username) => {
      await app.signIn(username);
      return app;
    }),

  anotherWindow: async ({ browser, server }, use) => {
    const opened: App[] = [];
    await use(async (options) => {
      const context = await browser.newContext({ locale: "en-US", ...options, baseURL: server.url });
      const app = new App(await context.newPage(), server);
      opened.push(app);
      return app;
    });
    for (const app of opened) {
      await app.page.context().close();
      expect(app.complaints(), "console errors of another window").toEqual([]);
    }
  },
});
