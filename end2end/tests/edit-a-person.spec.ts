import { expect, test } from "../support/app.ts";
import { PeopleList } from "../support/people.ts";
import { PersonPage } from "../support/person.ts";

test("S0-71: a person has a profile, their access with who gave it, and a history, each at its address", async ({ signedInAs }) => {
  const person = await new PersonPage(await signedInAs("adam.admin")).find("marisol.alvarez", "Álvarez");
  const { page } = person.app;
  await expect(page).toHaveTitle("Marisol Álvarez · Rolecall");
  await expect(person.field("First name")).toHaveValue("Marisol");
  await expect(page.getByText("marisol.alvarez", { exact: true })).toBeVisible();
  await expect(page.getByText("A username can never be changed.")).toBeVisible();
  await expect(page.locator('input[name="username"]'), "S0-68: not even a disabled field").toHaveCount(0);

  await person.tab("Access");
  await expect(page).toHaveURL(/tab=access$/);
  const grant = page.getByRole("table", { name: "Access" }).locator("tbody").getByRole("row");
  await expect(grant).toHaveCount(1);
  await expect(grant).toContainText("Portal User");
  await expect(grant).toContainText("All of Cedar Valley Family Clinic");
  await expect(grant).toContainText("Olivia Marsh");
  await expect(grant).toContainText(/\d{1,2} \w{3} 20\d\d, \d\d:\d\d/);
  await expect(grant).toContainText("No end");

  await person.tab("History");
  await expect(page.getByRole("listitem").filter({ hasText: "Person added" })).toBeVisible();
  await page.reload();
  await person.app.hydrated();
  await expect(page.getByRole("listitem").filter({ hasText: "Person added" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("table", { name: "Access" })).toBeVisible();
  await page.getByRole("link", { name: "Back to people" }).click();
  await expect(page).toHaveURL(/\/people/);
});

test("S0-67: wrong values are named beside their fields, and nothing typed is lost", async ({ signedInAs }) => {
  const person = await new PersonPage(await signedInAs("adam.admin")).find("paul.portal", "Lindqvist");
  const { page } = person.app;
  await person.field("First name").fill("");
  await person.field("Primary phone").fill("12345");
  await person.field("Title or position").fill("Charge nurse");
  await person.field("Last name").press("Enter");
  const summary = page.getByRole("alert").filter({ hasText: "2 fields need your attention" });
  await expect(summary).toBeFocused();
  await expect(person.field("First name")).toHaveAccessibleDescription(/Fill in this field/);
  await expect(person.field("First name")).toHaveAttribute("aria-invalid", "true");
  await expect(person.field("Primary phone")).toHaveAccessibleDescription(/Enter a phone number with area code/);
  await person.app.axe();
  await summary.getByRole("link", { name: /Primary phone/ }).click();
  await expect(person.field("Primary phone")).toBeFocused();
  await expect(person.field("Primary phone")).toHaveValue("12345");
  await expect(person.field("Title or position")).toHaveValue("Charge nurse");

  await person.field("Primary phone").fill("(319) 555-0123");
  await expect(person.field("Primary phone"), "what is typed anew is not wrong yet").not.toHaveAttribute("aria-invalid");
  await person.field("First name").fill("Pål");
  await person.save.click();
  await person.app.expectToast("Changes saved");
  await expect(summary).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1, name: "Pål Lindqvist" })).toBeVisible();
  await page.reload();
  await person.app.hydrated();
  await expect(person.field("First name")).toHaveValue("Pål");
  await expect(person.field("Title or position")).toHaveValue("Charge nurse");
  await expect(person.field("Primary phone")).toHaveValue("(319) 555-0123");
});

test("P-15: the history shows who changed what, old → new, and only that", async ({ signedInAs }) => {
  const person = await new PersonPage(await signedInAs("adam.admin")).find("clara.clerk", "Núñez");
  const { page } = person.app;
  await person.field("Title or position").fill("Reception lead");
  await person.choice("Role").selectOption({ label: "Portal User" });
  await person.choice("Language of messages").selectOption({ label: "Español" });
  await person.save.click();
  await person.app.expectToast("Changes saved");
  await person.tab("History");
  const entry = page.getByRole("listitem").filter({ hasText: "Details changed" }).first();
  await expect(entry).toContainText("Adam Whitfield");
  const changes = entry.getByRole("listitem");
  await expect(changes).toHaveText([
    "Role Clerical User → Portal User",
    "Title or position Front desk → Reception lead",
    "Language English → Español",
  ]);
  await person.tab("Access");
  const grant = page.getByRole("table", { name: "Access" }).locator("tbody").getByRole("row");
  await expect(grant).toHaveCount(1);
  await expect(grant).toContainText("Portal User");
  await expect(grant).toContainText("Adam Whitfield");

  await person.app.visit("/history");
  const newest = page.getByRole("main").getByRole("listitem").first();
  await expect(newest).toContainText("Details changed");
  await expect(newest.getByRole("link", { name: "Clara Núñez" })).toBeVisible();
});

test("changes can be discarded, and leaving with some is asked about", async ({ signedInAs }) => {
  const person = await new PersonPage(await signedInAs("adam.admin")).find("paul.portal", "Lindqvist");
  const { page } = person.app;
  const discard = page.getByRole("button", { name: "Discard changes" });
  await expect(discard).toBeDisabled();
  await person.field("Middle name").fill("Erik");
  await discard.click();
  await expect(person.field("Middle name")).toHaveValue("");
  await expect(discard).toBeDisabled();

  await person.field("Middle name").fill("Erik");
  let asked = 0;
  page.on("dialog", async (dialog) => {
    asked++;
    await dialog.dismiss();
  });
  await page.getByRole("link", { name: "Back to people" }).click();
  await expect(person.field("Middle name"), "still here").toHaveValue("Erik");
  expect(asked).toBe(1);

  const here = page.url();
  await page.evaluate(() => history.back());
  await expect.poll(() => asked, "Back asks as well").toBe(2);
  await expect(person.field("Middle name"), "still here").toHaveValue("Erik");
  await expect(page).toHaveURL(here);
  await discard.click();
  await page.goBack();
  await expect(page, "without changes nothing is asked").not.toHaveURL(here);
  expect(asked).toBe(2);
});

test("P-22: what two editors changed in different fields is brought together", async ({ signedInAs, anotherWindow }) => {
  const mine = await new PersonPage(await signedInAs("adam.admin")).find("paul.portal", "Lindqvist");
  const other = await anotherWindow();
  await other.signIn("olivia.owner");
  const theirs = await new PersonPage(other).find("paul.portal", "Lindqvist");

  await theirs.field("Employee number").fill("E-4711");
  await theirs.save.click();
  await other.expectToast("Changes saved");
  await mine.field("Title or position").fill("Head nurse");
  await mine.save.click();
  await mine.app.expectToast("Changes saved");
  await expect(mine.field("Employee number")).toHaveValue("E-4711");
  await expect(mine.field("Title or position")).toHaveValue("Head nurse");
});

test("P-22: what both changed is asked about, field by field", async ({ signedInAs, anotherWindow }) => {
  const mine = await new PersonPage(await signedInAs("adam.admin")).find("paul.portal", "Lindqvist");
  mine.app.excuse(/409/);
  const other = await anotherWindow();
  await other.signIn("olivia.owner");
  const theirs = await new PersonPage(other).find("paul.portal", "Lindqvist");

  await theirs.field("Title or position").fill("Ward nurse");
  await theirs.field("Employee number").fill("E-1");
  await theirs.choice("Office").selectOption({ label: "Lakeside" });
  await theirs.save.click();
  await other.expectToast("Changes saved");

  await mine.field("Title or position").fill("Head nurse");
  await mine.field("Employee number").fill("E-2");
  await mine.choice("Office").selectOption({ label: "Northgate" });
  await mine.field("Middle name").fill("Erik");
  await mine.save.click();
  const notice = mine.app.page.getByRole("alert").filter({ hasText: "Someone else changed this person" });
  await expect(notice).toBeFocused();
  await expect(notice).toContainText("Olivia Marsh saved other values");
  await mine.app.axe();
  await expect(notice.getByRole("button")).toHaveText([
    "Keep mine: Northgate",
    "Keep the saved one: Lakeside",
    "Keep mine: Head nurse",
    "Keep the saved one: Ward nurse",
    "Keep mine: E-2",
    "Keep the saved one: E-1",
  ]);
  await notice.getByRole("button", { name: "Keep mine: Head nurse" }).click();
  await notice.getByRole("button", { name: "Keep the saved one: E-1" }).click();
  await notice.getByRole("button", { name: "Keep mine: Northgate" }).click();
  await expect(notice).toHaveCount(0);
  await expect(mine.field("Employee number")).toHaveValue("E-1");
  await expect(mine.field("Middle name"), "untouched by all that").toHaveValue("Erik");
  await mine.save.click();
  await mine.app.expectToast("Changes saved");
  await mine.app.page.reload();
  await mine.app.hydrated();
  await expect(mine.field("Title or position")).toHaveValue("Head nurse");
  await expect(mine.field("Employee number")).toHaveValue("E-1");
  await expect(mine.field("Middle name")).toHaveValue("Erik");
  await expect(mine.choice("Office").locator("option:checked")).toHaveText("Northgate");
});

test("an address that belongs to somebody else is refused beside its field", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  app.excuse(/422/);
  const list = await new PeopleList(app).open("status=invited");
  await list.rows.first().getByRole("link").first().click();
  const person = new PersonPage(app);
  await person.field("Email").fill("paul.portal@cedarvalley.example");
  await person.save.click();
  await expect(app.page.getByRole("alert").filter({ hasText: "1 field needs your attention" })).toBeFocused();
  await expect(person.field("Email")).toHaveAccessibleDescription(/Another account uses this already/);
});
