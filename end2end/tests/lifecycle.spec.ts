import { type App, DEMO_PASSWORD, expect, test } from "../support/app.ts";

/** The page of somebody of the demo practice. */
async function person(app: App, search: string, filter = ""): Promise<void> {
  await app.visit(`/people?q=${search}${filter}`);
  await app.page.getByRole("table", { name: "People" }).locator("tbody").getByRole("link").first().click();
  await expect(app.page.getByRole("navigation", { name: "Person" })).toBeVisible();
}

test("S0-64…66, T31: archived while signed in elsewhere, restored, reactivated", async ({ signedInAs, anotherWindow }) => {
  const paul = await anotherWindow();
  await paul.signIn("paul.portal", DEMO_PASSWORD);
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await person(app, "paul.portal");
  await page.getByRole("link", { name: "Archive" }).click();
  await expect(page.getByRole("region", { name: "The record" })).toContainText("paul.portal");
  await expect(page.getByRole("region", { name: "What will happen" })).toContainText("1 session ends");
  await app.axe();
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Reason" })).toBeVisible();
  await page.getByRole("textbox", { name: "Reason" }).fill("left the practice");
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(page.getByRole("status").filter({ hasText: "is archived." })).toBeVisible();
  await paul.page.goto("/");
  await expect(paul.page).toHaveURL(/\/sign-in/);

  await app.visit("/people?q=paul.portal");
  await expect(page.getByRole("heading", { name: "Nobody matches" })).toBeVisible();
  await person(app, "paul.portal", "&status=archived");
  await page.getByRole("link", { name: "Restore" }).click();
  await page.getByRole("button", { name: "Restore" }).click();
  await page.getByRole("link", { name: "Reactivate" }).click();
  await expect(page.getByRole("group", { name: "Access to give back" }).getByRole("checkbox")).toBeChecked();
  await app.axe();
  await page.getByRole("button", { name: "Reactivate" }).click();
  await expect(page.getByRole("status").filter({ hasText: "is reactivated." })).toBeVisible();
  await paul.signIn("paul.portal", DEMO_PASSWORD);
});

test("P-20: nobody archives the owner or themselves, and the page says who may", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  await person(app, "olivia.owner");
  await expect(app.page.getByRole("link", { name: "Archive" })).toHaveCount(0);
  await app.visit(`${new URL(app.page.url()).pathname}/archive`);
  await expect(app.page.getByRole("note").filter({ hasText: "above your own role" })).toBeVisible();
  await expect(app.page.getByRole("button", { name: "Archive" })).toHaveCount(0);
});

test("S0-51…59, N-16: an employee, an account, a sheet to hand over, the first sign-in", async ({ signedInAs, anotherWindow }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/people");
  await page.getByRole("link", { name: "Add user" }).click();
  await page.getByRole("textbox", { name: "Last name" }).fill("Zweig");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("link", { name: "Add employee" }).last().click();
  await expect(page.getByRole("textbox", { name: "Last name" })).toHaveValue("Zweig");
  await page.getByRole("textbox", { name: "First name" }).fill("Zoe");
  await page.getByRole("textbox", { name: "Email" }).fill("zoe.zweig@cedarvalley.example");
  await app.axe();
  await page.getByRole("button", { name: "Save the employee" }).click();
  await page.getByRole("link", { name: "Select Zweig, Zoe" }).click();
  await expect(page).toHaveURL(/step=account/);
  await app.hydrated();
  await page.getByRole("radio", { name: /Create it now/ }).check();
  await page.getByRole("textbox", { name: "Username" }).fill("zoe.zweig");
  await app.axe();
  await page.getByRole("button", { name: "Create the account" }).click();
  const sheet = page.getByRole("region", { name: /^Your access to/ });
  const temporary = (await sheet.locator(".sheet__secret").textContent())!;
  await sheet.getByRole("button", { name: /^Cop/ }).click();
  await app.axe();

  const zoe = await anotherWindow();
  await zoe.signIn("zoe.zweig", temporary);
  await expect(zoe.page).toHaveURL(/\/profile\/password/);
});

test("P-14: whoever was here is offered back", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/people?status=deactivated&cols=last,email");
  const name = (await page.getByRole("table", { name: "People" }).locator("tbody").getByRole("link").first().textContent())!;
  await app.visit(`/people/new?q=${encodeURIComponent(name)}`);
  await page.getByRole("link", { name: /^Reactivate\?/ }).first().click();
  await expect(page.getByRole("button", { name: "Reactivate" })).toBeVisible();
});

test("C-14: a caller's answer matches or it does not", async ({ signedInAs, anotherWindow }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/settings/caller-check");
  await page.getByRole("checkbox", { name: "Ask callers a question" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Saved" })).toBeVisible();
  const paul = await anotherWindow();
  await paul.signIn("paul.portal", DEMO_PASSWORD);
  await paul.visit("/profile");
  await paul.page.getByRole("textbox", { name: "Question 1" }).fill("First pet?");
  await paul.page.getByRole("textbox", { name: "Answer 1" }).fill("Señor Fluff");
  await paul.axe();
  await paul.page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(paul.page.getByText("An answer is stored.")).toBeVisible();
  await person(app, "paul.portal");
  await page.getByRole("navigation", { name: "Person" }).getByRole("link", { name: "Security" }).click();
  for (const [answer, told] of [["rex", "It does not match."], ["senor  fluff", "It matches."]] as const) {
    await page.getByRole("textbox", { name: "Answer" }).fill(answer);
    await page.getByRole("button", { name: "Compare" }).click();
    await expect(page.getByRole("status").filter({ hasText: told })).toBeVisible();
  }
  await app.axe();
});
