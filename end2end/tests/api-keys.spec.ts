import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "../support/app.ts";

test("T58 S3-6: an administrator makes an API key, sees it once, uses it and revokes it", async ({ signedInAs, request }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/settings/security");
  await page.getByRole("link", { name: "API keys" }).click();
  const table = page.getByRole("table", { name: "API keys" });
  await expect(table.getByRole("row").filter({ hasText: "Old payroll" })).toContainText("Revoked");
  await expect(table.getByRole("row").filter({ hasText: "Reports" })).toContainText("Ended");
  await app.axe();

  await page.getByRole("button", { name: "Make the key" }).click();
  await expect(page.locator(".error-summary.is-shown")).toContainText("Fill in this field");
  await page.getByRole("textbox", { name: "Name" }).fill("Story");
  await page.getByRole("checkbox", { name: /^people:read/ }).check();
  await page.getByRole("combobox", { name: "Ends after" }).selectOption("30");
  await page.getByRole("button", { name: "Make the key" }).click();
  const once = page.getByRole("status").filter({ hasText: "shown this once" });
  const key = await once.getByRole("code").innerText();
  expect(key).toMatch(/^rk_/);
  const row = table.getByRole("row").filter({ hasText: "Story" });
  await expect(row).toContainText("Works");
  await app.axe();

  const people = () => request.get(new URL("/api/v1/people", page.url()).href, { headers: { authorization: `Bearer ${key}` } });
  expect((await people()).status()).toBe(200);

  await app.visit("/settings/keys");
  await expect(row).toContainText(key.slice(0, 11));
  await expect(page.getByText(key)).toHaveCount(0);
  await row.getByRole("button", { name: "Revoke the key Story" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await app.expectToast("The key no longer works.");
  await expect(row).toContainText("Revoked");
  expect((await people()).status()).toBe(401);
});

test("S3-6: the document of the API is shown without anything from elsewhere", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  await app.visit("/settings/keys");
  await app.page.getByRole("link", { name: "How to use the API" }).click();
  await expect(app.page.getByText("/people/{id}/deactivate")).toBeVisible();
});

test("S3-6: a program that knows nothing but the document adds, pages, changes, deactivates and lets back in", async ({ signedInAs, server }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/settings/keys");
  await page.getByRole("textbox", { name: "Name" }).fill("Tour");
  for (const scope of ["people:read", "people:write", "practices:read"]) {
    await page.getByRole("checkbox", { name: new RegExp(`^${scope}`) }).check();
  }
  await page.getByRole("combobox", { name: "Ends after" }).selectOption("30");
  await page.getByRole("button", { name: "Make the key" }).click();
  const key = await page.getByRole("status").filter({ hasText: "shown this once" }).getByRole("code").innerText();
  const tour = resolve(import.meta.dirname, "../../scripts/api-tour.mjs");
  const env = { PATH: process.env.PATH, ROLECALL_URL: server.url, ROLECALL_KEY: key };
  // It ends with an error as soon as an answer is not what the document promises.
  await promisify(execFile)(process.execPath, [tour], { env });
  await app.visit("/history");
  await expect(page.getByText("Adam Whitfield (rk_").first()).toBeVisible();
});
