import type { Page } from "@playwright/test";
import { type App, expect, test } from "../support/app.ts";

const PASSWORD = "seven quiet hills over a lake";

/** Opens the development mailbox and returns the address of the newest link to somebody. */
async function linkFor(app: App, address: string): Promise<string> {
  const { page } = app;
  // Playwright looks into every frame, and the letter's runs no script.
  app.excuse(/Blocked script execution in .*\/dev\/mail/);
  await expect(async () => {
    await page.goto("/dev/mail");
    await page.getByRole("link", { name: new RegExp(address) }).or(page.getByRole("row", { name: new RegExp(address) }).getByRole("link")).first().click();
  }).toPass();
  const link = page.getByRole("link", { name: /invite\// }).or(page.locator('a[href*="/invite/"]')).first();
  return (await link.getAttribute("href"))!;
}

async function invite(app: App, addresses: string): Promise<void> {
  await app.visit("/invitations/new");
  await app.page.getByRole("textbox", { name: "Email of new users" }).fill(addresses);
  await app.page.getByRole("combobox", { name: "Role" }).selectOption({ label: "Clerical User" });
}

async function register(page: Page, username: string): Promise<void> {
  await page.getByRole("textbox", { name: "First name" }).fill("Ana");
  await page.getByRole("textbox", { name: "Last name" }).fill("Núñez");
  await page.getByRole("textbox", { name: "Username" }).fill(username);
  await page.getByRole("textbox", { name: "Password", exact: true }).fill(PASSWORD);
  await page.getByRole("textbox", { name: "Repeat the password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create my account" }).click();
  await page.waitForURL(/\/sign-in\?welcome/);
}

test("S0-15, P-07: ten addresses, three of them bad, by keyboard", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await expect(page.getByRole("navigation").getByRole("link", { name: "Invitations" })).toBeVisible();
  const good = Array.from({ length: 7 }, (_, number) => `new${number}@story.example`);
  await app.visit("/invitations/new");
  await expect(page.getByRole("main"), "S0-9").toContainText(/personal link that leads straight to their own registration.*24 hours/);
  await invite(app, [...good, "nonsense", "ana@gmial.com", "paul.portal@cedarvalley.example"].join(", "));
  const chips = page.getByRole("list", { name: "Addresses" }).getByRole("listitem");
  await expect(chips).toHaveCount(10);
  await expect(chips.filter({ hasText: "Did you mean ana@gmail.com?" })).toHaveCount(1);
  await expect(chips.filter({ hasText: "This person has an account here already." })).toHaveCount(1);
  await expect(chips.filter({ hasText: "Enter a valid email address" })).toHaveCount(1);
  await app.axe();
  await page.getByRole("button", { name: "Generate Self Registration Link" }).press("Enter");
  await app.expectToast("7 links are on their way.");
  const results = page.getByRole("region", { name: "What became of each address" }).getByRole("listitem");
  await expect(results.filter({ hasText: "Link sent" })).toHaveCount(7);
  await expect(page.getByRole("textbox", { name: "Email of new users" })).toHaveValue(
    "nonsense, ana@gmial.com, paul.portal@cedarvalley.example",
  );
  await page.getByRole("button", { name: "Use ana@gmail.com" }).click();
  await expect(chips.filter({ hasText: /Ready/ })).toHaveCount(1);
});

test("P-01: a scanner opens the link twice, then a person registers", async ({ signedInAs, anotherWindow }) => {
  const app = await signedInAs("adam.admin");
  await invite(app, "ana@story.example");
  await app.page.getByRole("button", { name: "Generate Self Registration Link" }).click();
  await app.expectToast("1 link is on its way.");
  const link = await linkFor(app, "ana@story.example");
  for (const method of ["head", "get"] as const) expect((await app.page.request[method](link)).status()).toBe(200);

  const ana = await anotherWindow();
  await ana.visit(new URL(link).pathname);
  await expect(ana.page).toHaveURL(/\/invite$/);
  await expect(ana.page.getByText("Adam Whitfield has invited you")).toBeVisible();
  await ana.axe();
  await ana.page.getByRole("button", { name: "Create my account" }).click();
  await expect(ana.page.getByRole("alert").filter({ hasText: "fields need your attention" })).toBeFocused();
  await register(ana.page, "ana.story");
  await expect(ana.page.getByText("Your account is ready.")).toBeVisible();
  await ana.signIn("ana.story", PASSWORD);

  const again = await anotherWindow();
  again.excuse(/410/);
  await again.page.goto(new URL(link).pathname);
  await expect(again.page.getByRole("heading", { name: "This link was used" })).toBeVisible();
});

test("S1-20: Send again goes after pressing and is back after a refresh, but keeps its pace", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  app.excuse(/403/);
  const { page } = app;
  await app.visit("/invitations?status=expired");
  const row = page.getByRole("table").locator("tbody").getByRole("row").first();
  const address = (await row.getByRole("link").first().textContent())!;
  await row.getByRole("button", { name: /^Send again/ }).click();
  await app.expectToast(/A new link is on its way/);
  await expect(row.getByRole("button", { name: /^Send again/ })).toHaveCount(0);
  await app.visit(`/invitations?q=${encodeURIComponent(address)}`);
  const fresh = page.getByRole("table").locator("tbody").getByRole("row").filter({ hasText: "Open" });
  await fresh.getByRole("button", { name: /^Send again/ }).click();
  await expect(page.getByRole("alert").filter({ hasText: "A link was sent to this person a moment ago" })).toBeVisible();
});

test("N-18: a bounce leads to the address, and saving it sends a new link", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/");
  await page.getByRole("link", { name: "Invitations that could not be delivered" }).click();
  await page.getByRole("table").locator("tbody").getByRole("row").first().getByRole("link").first().click();
  await expect(page.getByText("550 5.1.1 The mailbox does not exist")).toBeVisible();
  await page.getByRole("textbox", { name: "Email" }).fill("right@story.example");
  await page.getByRole("button", { name: "Save and send a new link" }).click();
  await app.expectToast("A new link is on its way to right@story.example.");
  await expect(page.getByRole("heading", { level: 1, name: "right@story.example" })).toBeVisible();
  await app.axe();
});

test("S1-23: a User Manager corrects the phones of somebody invited, and no mail goes out", async ({ signedInAs }) => {
  const app = await signedInAs("maya.manager");
  const { page } = app;
  app.excuse(/422/);
  await app.visit("/invitations?status=open");
  await page.getByRole("table").locator("tbody").getByRole("row").filter({ hasText: "Clerical User" }).first().getByRole("link").first().click();
  const phone = page.getByRole("textbox", { name: "Primary phone" });
  await phone.fill("12");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(phone).toHaveAccessibleDescription(/Enter a phone number with area code/);
  await phone.fill("512 555 0123");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await app.expectToast("Phones saved. No mail was sent.");
  await expect(phone).toHaveValue("(512) 555-0123");
  await app.axe();
});

test("P-08: a link opened by somebody who is signed in joins nobody", async ({ signedInAs, anotherWindow }) => {
  const app = await signedInAs("adam.admin");
  await invite(app, "bea@story.example");
  await app.page.getByRole("button", { name: "Generate Self Registration Link" }).click();
  await app.expectToast("1 link is on its way.");
  const link = await linkFor(app, "bea@story.example");
  const paul = await anotherWindow();
  await paul.signIn("paul.portal");
  await paul.visit(new URL(link).pathname);
  await expect(paul.page.getByRole("heading", { name: /You are signed in as Paul/ })).toBeVisible();
  await paul.page.getByRole("button", { name: "Sign out and continue" }).click();
  await expect(paul.page.getByRole("button", { name: "Create my account" })).toBeVisible();
});

test("the link's form works without script and keeps what was typed", async ({ signedInAs, anotherWindow }) => {
  const app = await signedInAs("adam.admin");
  await invite(app, "cy@story.example");
  await app.page.getByRole("button", { name: "Generate Self Registration Link" }).click();
  await app.expectToast("1 link is on its way.");
  const link = await linkFor(app, "cy@story.example");
  const plain = await anotherWindow({ javaScriptEnabled: false });
  plain.excuse(/422/);
  await plain.page.goto(new URL(link).pathname);
  await plain.page.getByRole("textbox", { name: "First name" }).fill("Cy");
  await plain.page.getByRole("button", { name: "Create my account" }).click();
  await expect(plain.page.getByText("Fill in this field.").first()).toBeVisible();
  await expect(plain.page.getByRole("textbox", { name: "First name" })).toHaveValue("Cy");
  await register(plain.page, "cy.story");
});
