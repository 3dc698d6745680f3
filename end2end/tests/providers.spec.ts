import { type App, expect, test } from "../support/app.ts";

/** Opens the page of the first provider whose agent is in that state, and returns the provider's name. */
async function openProvider(app: App, agent: string): Promise<string> {
  await app.visit(`/providers?agent=${agent}`);
  const link = app.page.getByRole("table").locator("tbody").getByRole("link").first();
  const name = (await link.textContent())!;
  await link.click();
  await expect(app.page.getByRole("heading", { level: 1, name })).toBeVisible();
  return name;
}

test("S2-4, S2-6: an address is all that an invitation needs", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  const name = await openProvider(app, "no_address");
  await expect(page.getByRole("button", { name: /^Send Portal/ })).toHaveCount(0);
  await page.getByRole("textbox", { name: "Email" }).fill("not an address");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "needs your attention" })).toBeFocused();
  await page.getByRole("textbox", { name: "Email" }).fill("kofi@story.example");
  await page.getByRole("textbox", { name: "First name" }).fill("Kofi");
  await page.getByRole("button", { name: "Save changes" }).click();
  await app.expectToast("Changes saved");
  await app.axe();
  await page.getByRole("button", { name: `Send Portal Invitation: ${name}` }).press("Enter");
  await app.expectToast("A new invitation will be emailed to the agent at kofi@story.example.");
  await expect(page.getByText("Invited", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: `Send Portal Re-Invitation: ${name}` })).toBeVisible();
  await page.getByRole("link", { name: "History" }).last().click();
  await expect(page.getByText("Agent of a provider invited")).toBeVisible();
  await expect(page.getByText("Agent of a provider changed")).toBeVisible();
});

test("S2-1: a coordinator sends again to a local provider", async ({ signedInAs }) => {
  const app = await signedInAs("sam.coordinator");
  const { page } = app;
  await page.getByRole("navigation", { name: "Main menu" }).getByRole("link", { name: "Providers" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Providers" })).toBeVisible();
  await app.axe();
  const name = await openProvider(app, "waiting");
  await expect(page.getByRole("link", { name: "People of this provider" })).toHaveCount(0);
  await page.getByRole("button", { name: `Send Portal Re-Invitation: ${name}` }).click();
  await app.expectToast(/A new invitation will be emailed to the agent at/);
  await openProvider(app, "not_invited");
  await expect(page.getByRole("button", { name: /^Send Portal Invitation/ })).toBeDisabled();
  await expect(page.getByText("Your role does not let you invite people.")).toBeVisible();
  await app.visit("/providers?kind=certified");
  await page.getByRole("table").locator("tbody").getByRole("link").first().click();
  await expect(page.getByText("Coordinators look after local providers.").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Save changes" })).toBeDisabled();
});

test("S2-2: certifying says whom it invites, and does", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await openProvider(app, "not_invited");
  await page.getByRole("button", { name: "Certify" }).click();
  await expect(page.getByRole("dialog")).toContainText("an invitation goes to");
  await app.axe();
  await page.getByRole("dialog").getByRole("button", { name: "Certify" }).click();
  await app.expectToast("Changes saved");
  await expect(page.getByText("Certified", { exact: true })).toBeVisible();
  await expect(page.getByText("Invited", { exact: true })).toBeVisible();
});

test("a provider is added by keyboard, and its errors stand beside its fields", async ({ signedInAs }) => {
  const app = await signedInAs("olivia.owner");
  const { page } = app;
  await app.visit("/providers");
  await page.getByRole("link", { name: "Add a provider" }).press("Enter");
  await page.getByRole("textbox", { name: "Name of the provider" }).fill("Dr. Story");
  await page.getByRole("textbox", { name: "NPI" }).fill("1003000127");
  await page.getByRole("button", { name: "Add a provider" }).press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "needs your attention" })).toBeFocused();
  await page.getByRole("textbox", { name: "NPI" }).fill("1003000126");
  await page.getByRole("button", { name: "Add a provider" }).press("Enter");
  await app.expectToast("Dr. Story is one of your providers now.");
  await expect(page.getByRole("heading", { level: 1, name: "Dr. Story" })).toBeVisible();
});

test("the list is sorted, filtered and taken along as on the people list", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/providers");
  const table = page.getByRole("table", { name: "Providers" });
  const names = () => table.locator("tbody").getByRole("row").locator("td:first-child").allInnerTexts();
  const first = await names();
  await table.getByRole("columnheader", { name: "Name" }).getByRole("button").click();
  await page.waitForURL(/dir=desc/);
  await expect.poll(names).toEqual([...first].reverse());
  await page.goBack();
  await expect.poll(names).toEqual(first);
  await expect(page.getByRole("navigation", { name: "Pages" }).getByRole("status")).toContainText(`of ${first.length}`);
  await page.locator("summary", { hasText: "Export" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: /CSV/ }).click();
  expect((await download).suggestedFilename()).toMatch(/^providers-\d{4}-\d\d-\d\d\.csv$/);
});
