import type { Locator } from "@playwright/test";
import { type App, expect } from "./app.ts";

/** A person's page as a reader sees it. */
export class PersonPage {
  constructor(readonly app: App) {}

  /** Finds somebody of the demo practice by search and opens their page. */
  async find(search: string, lastName: string): Promise<this> {
    const { page } = this.app;
    await this.app.visit(`/people?q=${encodeURIComponent(search)}`);
    await page.getByRole("table", { name: "People" }).getByRole("link", { name: lastName, exact: true }).first().click();
    await expect(page.getByRole("heading", { level: 1, name: lastName })).toBeVisible();
    return this;
  }

  field(name: string): Locator {
    return this.app.page.getByRole("textbox", { name, exact: true });
  }

  choice(name: string): Locator {
    return this.app.page.getByRole("combobox", { name, exact: true });
  }

  get save(): Locator {
    return this.app.page.getByRole("button", { name: "Save changes" });
  }

  async tab(name: "Profile" | "Access" | "History"): Promise<void> {
    const tab = this.app.page.getByRole("navigation", { name: "Person" }).getByRole("link", { name });
    await tab.click();
    await expect(tab).toHaveAttribute("aria-current", "page");
  }
}
