import type { Locator } from "@playwright/test";
import { type App, expect } from "./app.ts";

/** Every column, with the name that it has in an address. */
export const COLUMNS = {
  "Last name": "last",
  "First name": "first",
  Username: "username",
  Email: "email",
  Role: "role",
  Office: "office",
  Status: "status",
  "Created or invited": "created",
  "Last activity": "activity",
  Registered: "registered",
  Tier: "tier",
  Locked: "locked",
} as const;

export type Column = keyof typeof COLUMNS;

/** The people list of the demo practice: 120 people, of whom 5 are archived and hidden until asked for. */
export const EVERYBODY = 120;
export const SHOWN = 115;

/** The people list as a reader sees it. */
export class PeopleList {
  readonly table: Locator;
  /** The rows of people, without the header. */
  readonly rows: Locator;
  readonly range: Locator;

  constructor(readonly app: App) {
    this.table = app.page.getByRole("table", { name: "People" });
    this.rows = this.table.locator("tbody").getByRole("row");
    this.range = app.page.getByRole("navigation", { name: "Pages" }).getByRole("status");
  }

  /** Opens the list in the state of `query`, such as `sort=email&size=50`. */
  async open(query = ""): Promise<this> {
    await this.app.visit(query ? `/people?${query}` : "/people");
    return this;
  }

  header(column: Column): Locator {
    return this.table.getByRole("columnheader", { name: column, exact: true });
  }

  sortButton(column: Column): Locator {
    return this.header(column).getByRole("button");
  }

  /** What the cells of a column say, from the top. */
  async cells(column: Column): Promise<string[]> {
    return this.rows.locator(`td[data-label="${column}"]`).allInnerTexts();
  }

  /** The row of the person whose last name, e-mail or other cell holds `text`. */
  row(text: string | RegExp): Locator {
    return this.rows.filter({ hasText: text });
  }

  /** Opens the list of boxes of a filter, or of the column chooser, and returns it. */
  async filter(label: string | RegExp): Promise<Locator> {
    const chip = this.app.page.locator("details.filter").filter({ has: this.app.page.locator("summary", { hasText: label }) });
    if (!(await chip.evaluate((details: HTMLDetailsElement) => details.open))) await chip.locator("summary").click();
    return chip.getByRole("group");
  }

  async expectRange(text: string): Promise<void> {
    await expect(this.range).toHaveText(text);
  }
}
