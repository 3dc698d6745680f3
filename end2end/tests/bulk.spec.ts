import { expect, test } from "../support/app.ts";
import { PeopleList } from "../support/people.ts";

const locked = "/people?locked=yes";

test("P-31: those who are ticked are unlocked at once", async ({ signedInAs }) => {
  const app = await signedInAs("maya.manager");
  const { page } = app;
  await app.visit(locked);
  await page.getByRole("checkbox", { name: "Select everyone on this page" }).check();
  const bar = page.getByRole("group", { name: "For the people selected" });
  await expect(bar.getByRole("button", { name: "Change role" })).toHaveCount(0);
  await app.axe();
  await bar.getByRole("button", { name: "Unlock", exact: true }).click();
  await expect(page.getByRole("heading", { name: "What will happen" })).toBeVisible();
  await app.hydrated();
  await app.axe();
  await page.getByRole("button", { name: /^Do it for \d+ people$/ }).click();
  await expect(page.getByRole("heading", { name: "Done", exact: true })).toBeVisible({ timeout: 60_000 });
  await app.axe();
  await app.visit(locked);
  await expect(page.getByText("Nobody matches", { exact: true })).toBeVisible();
});

test("P-18: everyone who matches, what would happen to whom, and why not", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const list = await new PeopleList(app).open();
  const { page } = app;
  await list.rows.nth(0).getByRole("checkbox").check();
  await page.getByRole("button", { name: /^Select all \d+ people who match$/ }).click();
  await expect(page.getByRole("status").filter({ hasText: /\d\d+ people selected/ })).toBeVisible();
  await page.getByRole("button", { name: "Change role" }).click();
  await page.getByRole("combobox", { name: "New role" }).selectOption({ label: "Clerical User" });
  await page.getByRole("button", { name: "See what would happen" }).click();
  await expect(page).toHaveURL(/choice=clerical_user/);
  const own = page.getByRole("group").filter({ hasText: "Nobody takes away their own access" });
  await own.getByText("Nobody takes away their own access").click();
  await expect(own.getByRole("link", { name: "Adam Whitfield" })).toBeVisible();
  await expect(page.getByText("No mail goes out.")).toBeVisible();
  await app.axe();
});

test("N-09: an order is called off within 30 seconds, and nothing has happened", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/people?q=paul.portal");
  await page.getByRole("checkbox", { name: /^Select Paul/ }).check();
  await page.getByRole("button", { name: "Change role" }).click();
  await page.getByRole("combobox", { name: "New role" }).selectOption({ label: "Delegate" });
  await page.getByRole("button", { name: "See what would happen" }).click();
  await app.hydrated();
  await page.getByRole("button", { name: "Do it for 1 person" }).click();
  await expect(page.getByText(/^Begins in \d+ seconds\. Nothing has been done yet\.$/)).toBeVisible();
  await app.axe();
  await page.getByRole("button", { name: "Call it off" }).click();
  await expect(page.getByRole("heading", { name: "Called off" })).toBeVisible();
  await app.visit("/people?q=paul.portal&role=delegate");
  await expect(page.getByText("Nobody matches", { exact: true })).toBeVisible();
});

test.describe("5,000 people at once", () => {
  test.use({ database: "crowd" });

  test("N-09, P-18: an order for all of them is called off, given again, and carried out", async ({ signedInAs }) => {
    const app = await signedInAs("seed.owner");
    const { page } = app;
    const list = await new PeopleList(app).open();
    const order = async () => {
      await app.visit("/people");
      await list.rows.nth(0).getByRole("checkbox").check();
      await page.getByRole("button", { name: /^Select all [45],\d{3} people who match$/ }).click();
      await page.getByRole("button", { name: "Change role" }).click();
      await page.getByRole("combobox", { name: "New role" }).selectOption({ label: "Clerical User" });
      await page.getByRole("button", { name: "See what would happen" }).click();
      await app.hydrated();
      await page.getByRole("button", { name: /^Do it for [34],\d{3} people$/ }).click();
      await expect(page.getByText(/^Begins in \d+ seconds\. Nothing has been done yet\.$/)).toBeVisible();
    };
    const clerks = async () => {
      await app.visit("/people?role=clerical_user");
      return page.getByText(/^[\d,]+ people$/).first().innerText();
    };
    const before = await clerks();
    await order();
    await page.getByRole("button", { name: "Call it off" }).click();
    await expect(page.getByRole("heading", { name: "Called off" })).toBeVisible();
    expect(await clerks(), "nothing has happened").toBe(before);

    await order();
    await expect(page.getByRole("heading", { name: "Done", exact: true })).toBeVisible({ timeout: 150_000 });
    await app.axe();
    const after = await clerks();
    expect(Number(after.replace(/\D/g, ""))).toBeGreaterThan(3000);
  });
});

test("N-03: a person's page explains a right, and who could give it", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/people?q=paul.portal");
  await page.getByRole("table").getByRole("link").first().click();
  await page.getByRole("link", { name: "Access", exact: true }).click();
  await page.getByRole("link", { name: /^What .* can and can't do$/ }).click();
  await page.getByRole("combobox", { name: "What about?" }).selectOption({ label: "unlock accounts" });
  await page.getByRole("button", { name: "Explain" }).click();
  const why = page.getByRole("region", { name: "Why, or why not: unlock accounts" });
  await expect(why).toContainText("The role User Manager would.");
  await expect(why).toContainText("These people can do it:");
  await app.axe();
});

test("N-23: a refusal leads to the administrators", async ({ signedInAs }) => {
  const app = await signedInAs("paul.portal");
  app.excuse(/403/);
  await app.visit("/people");
  await app.page.getByRole("link", { name: "Who is my administrator?" }).last().click();
  await expect(app.page.getByRole("cell", { name: "Adam Whitfield" })).toBeVisible();
  await app.axe();
});

test("N-14: the portal as a Clerical User sees it, and back", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  app.excuse(/403/);
  const { page } = app;
  const people = page.getByRole("navigation").getByRole("link", { name: "People", exact: true });
  await expect(people).toBeVisible();
  await app.visit("/look-as");
  await app.axe();
  await page.getByRole("button", { name: "Clerical User" }).click();
  await expect(page.getByText("You see the portal as Clerical User.")).toBeVisible();
  await expect(people).toHaveCount(0);
  await app.hydrated();
  await app.axe();
  await page.getByRole("button", { name: "Back to my own view" }).click();
  await expect(people).toBeVisible();
});
