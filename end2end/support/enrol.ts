import type { Page } from "@playwright/test";
import { type App, expect } from "./app.ts";
import { code } from "./totp.ts";

/** The key that stands below the picture. */
export async function shownKey(page: Page): Promise<string> {
  await expect(page.getByRole("img", { name: "QR code for your authenticator app" })).toBeVisible();
  return (await page.locator("code.app-key").textContent())!;
}

/** Sets an app up where signing in asks for one, as far as the recovery codes. */
export async function enrol(app: App): Promise<void> {
  const { page } = app;
  await page.waitForURL("**/sign-in/enrol*");
  await app.hydrated();
  await page.getByRole("button", { name: "Use an authenticator app" }).click();
  await page.getByRole("textbox", { name: "Code" }).fill(code(await shownKey(page)));
  await page.getByRole("button", { name: "Turn on" }).click();
  await expect(page.getByRole("list", { name: "Your recovery codes" }).getByRole("listitem")).toHaveCount(10);
}
