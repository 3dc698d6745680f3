import { expect, test } from "../support/app.ts";
import { PeopleList } from "../support/people.ts";
import { PersonPage } from "../support/person.ts";

test("S1-4 T51: an administrator hands out no role above their own, nor User Manager; an owner does", async ({ signedInAs, anotherWindow }) => {
  const admins = await new PersonPage(await signedInAs("adam.admin")).find("clara.clerk", "Núñez");
  const offered = () => admins.choice("Role").getByRole("option").allInnerTexts();
  expect(await offered()).toEqual([
    "Practice Administrator",
    "Auditor",
    "Delegate",
    "Portal User",
    "Clerical User",
    "Referring Coordinator",
  ]);
  await expect(admins.choice("Role")).toHaveAccessibleDescription(/Only roles that you may give/);

  const other = await anotherWindow();
  await other.signIn("olivia.owner");
  const owners = await new PersonPage(other).find("clara.clerk", "Núñez");
  const more = await owners.choice("Role").getByRole("option").allInnerTexts();
  expect(more).toContain("Practice Owner");
  expect(more).toContain("User Manager");
  expect(more).not.toContain("Portal Operator");
});

test("T51: nobody edits somebody above their own role, and the page says why", async ({ signedInAs }) => {
  const person = await new PersonPage(await signedInAs("adam.admin")).find("olivia.owner", "Marsh");
  const { page } = person.app;
  await expect(page.getByRole("note").filter({ hasText: "This person is Practice Owner, which is above your own role." })).toBeVisible();
  for (const name of ["First name", "Last name", "Primary phone"]) await expect(person.field(name)).toBeDisabled();
  await expect(person.save).toBeDisabled();
  await person.app.axe();
});

test("T51: whoever may only look, or only unlock, sees who may do more", async ({ signedInAs }) => {
  const person = await new PersonPage(await signedInAs("maya.manager")).find("paul.portal", "Lindqvist");
  const { page } = person.app;
  await expect(page.getByRole("note").filter({ hasText: "Your role does not let you edit people." })).toContainText("Practice Administrator");
  await expect(person.save).toBeDisabled();
  await expect(page.getByRole("link", { name: "History" }), "no history for user managers").toHaveCount(0);
  await expect(page.getByRole("link", { name: "Import a roster" })).toHaveCount(0);
});

test("T48: a portal user finds no people, neither in the menu nor at the address", async ({ signedInAs }) => {
  const app = await signedInAs("paul.portal");
  await expect(app.page.getByRole("navigation", { name: "Main menu" }).getByRole("link")).toHaveText(["Home"]);
  await expect(app.page.getByText("Your administrators manage the people of this practice.")).toBeVisible();
  await app.axe();
  app.excuse(/403/);
  await app.visit("/people");
  await expect(app.page.getByText("Your role does not let you see people.")).toBeVisible();
  await expect(app.page.getByRole("table")).toHaveCount(0);
  await app.visit("/history");
  await expect(app.page.getByText("Your role does not let you see the history.")).toBeVisible();
});

test("P-20: nobody takes away their own access", async ({ signedInAs }) => {
  const person = await new PersonPage(await signedInAs("adam.admin")).find("adam.admin", "Whitfield");
  expect(await person.choice("Role").getByRole("option").allInnerTexts()).toEqual(["Practice Administrator"]);
  await expect(person.choice("Role")).toHaveAccessibleDescription(/Nobody takes away their own access/);
});

test("who works for several practices chooses the one they work in", async ({ signedInAs }) => {
  const app = await signedInAs("vera.vendor");
  const { page } = app;
  await page.locator("summary", { hasText: /Account of Vera Sokolova|^[A-Z]{2}$/ }).click();
  const group = page.getByRole("group", { name: "Switch practice" });
  // Her own organisation, and the practices that let her in.
  await expect(group.getByRole("button")).toHaveCount(6);
  await app.axe();
  await group.getByRole("button", { name: "Prairie Physical Therapy" }).click();
  await page.waitForURL("**/people");
  await app.hydrated();
  await expect(page.getByText("Prairie Physical Therapy").first()).toBeVisible();
  const list = new PeopleList(app);
  await expect(list.row("Tran")).not.toHaveCount(0);
  await list.expectRange("1–5 of 5");
});
