import { expect, test } from "../support/app.ts";

test("S0-43: a practice puts its reasons for denials in order and adds one of its own", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/requests");
  await page.getByRole("link", { name: "Reasons for denials" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Reasons for denials" })).toBeVisible();
  await app.axe();
  await page.getByRole("textbox", { name: "Reason, in English" }).fill("Has left us");
  await page.getByRole("button", { name: "Add to the list" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "needs your attention" })).toBeFocused();
  await page.getByRole("textbox", { name: "Reason, in Spanish" }).fill("Ya no trabaja aquí");
  await page.getByRole("button", { name: "Add to the list" }).click();
  const up = page.getByRole("button", { name: "Move up: Has left us" });
  for (let moved = 0; await up.isEnabled(); moved++) {
    await up.press("Enter");
    expect(moved, "the list has an end").toBeLessThan(30);
  }
  await page.getByRole("checkbox", { name: "Offered: Another reason" }).uncheck();
  await app.axe();
  await page.getByRole("button", { name: "Save" }).click();
  await app.expectToast("Settings saved");
  await page.reload();
  await app.hydrated();
  await expect(page.getByRole("listitem").filter({ hasText: "Has left us" })).toContainText("Your words");

  await app.visit("/requests");
  await page.getByRole("table").locator("tbody").getByRole("link").first().click();
  await page.getByRole("button", { name: "Deny" }).click();
  const reasons = page.getByRole("combobox", { name: "Reason" }).getByRole("option");
  await expect(reasons.nth(1)).toHaveText("Has left us");
  await expect(reasons.filter({ hasText: "Another reason" })).toHaveCount(0);
});
