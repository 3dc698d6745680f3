import { DEMO_PASSWORD, expect, test, type App } from "../support/app.ts";
import { PeopleList } from "../support/people.ts";

const REFUSED = "That username and password do not go together.";

/** Tries to sign in on the page that is open. */
async function tryToSignIn(app: App, name: string, password: string): Promise<void> {
  await app.page.getByRole("textbox", { name: "Username or email" }).fill(name);
  await app.page.getByRole("textbox", { name: "Password", exact: true }).fill(password);
  await app.page.getByRole("button", { name: "Sign in", exact: true }).click();
}

test("a stranger is asked to sign in, and gets where they wanted to go", async ({ app }) => {
  await app.visit("/history");
  await expect(app.page).toHaveURL(/\/sign-in\?next=%2Fhistory|\/sign-in\?next=\/history/);
  await tryToSignIn(app, "adam.admin@cedarvalley.example", DEMO_PASSWORD);
  await app.page.waitForURL("**/history");
  await expect(app.page.getByRole("heading", { name: "History" })).toBeVisible();
});

test("T10: a wrong password and an unknown name get the same answer", async ({ app }) => {
  app.excuse(/401/);
  await app.visit("/sign-in");
  for (const name of ["paul.portal", "nobody.at.all"]) {
    await tryToSignIn(app, name, "not the passphrase");
    const answer = app.page.getByRole("alert").filter({ hasText: REFUSED });
    await expect(answer).toBeFocused();
    await expect(app.page.getByRole("textbox", { name: "Username or email" })).toHaveValue(name);
    await expect(app.page.getByRole("textbox", { name: "Password", exact: true })).toHaveValue("");
    await app.axe();
  }
});

test("the password can be looked at while it is typed", async ({ app }) => {
  await app.visit("/sign-in");
  const field = app.page.getByRole("textbox", { name: "Password", exact: true });
  await field.fill("secret words");
  await expect(field).toHaveAttribute("type", "password");
  await app.page.getByRole("button", { name: "Show password" }).click();
  await expect(field).toHaveAttribute("type", "text");
  await app.page.getByRole("button", { name: "Hide password" }).click();
  await expect(field).toHaveAttribute("type", "password");
  await expect(field).toHaveValue("secret words");
});

test("S1-40 S1-42 T12: the 7th wrong password locks the account; an administrator unlocks it from the list", async ({ app, anotherWindow }) => {
  app.excuse(/401/);
  await app.visit("/sign-in");
  for (let number = 1; number <= 7; number++) {
    await tryToSignIn(app, "paul.portal", `wrong password number ${number}`);
    await expect(app.page.getByRole("alert").filter({ hasText: REFUSED })).toBeFocused();
    await expect(app.page.getByRole("button", { name: "Sign in", exact: true })).toBeEnabled();
  }
  await tryToSignIn(app, "paul.portal", DEMO_PASSWORD);
  await expect(app.page.getByRole("alert").filter({ hasText: REFUSED }), "the right password is of no use now").toBeVisible();
  await expect(app.page).toHaveURL(/\/sign-in/);

  const admin = await anotherWindow();
  await admin.signIn("adam.admin");
  const list = await new PeopleList(admin).open("q=lindqvist");
  const row = list.row("Lindqvist");
  await expect(row).toContainText("Locked");
  const unlock = row.getByRole("button", { name: "Unlock: Paul Lindqvist" });
  await admin.axe();
  await unlock.click();
  await admin.expectToast("Paul Lindqvist can sign in again.");
  await expect(unlock).toHaveCount(0);
  await expect(row).toContainText("Active");
  await expect(row).not.toContainText("Locked");

  await app.signIn("paul.portal");
  await expect(app.page.getByRole("heading", { name: "Hello, Paul" })).toBeVisible();
});

test("S1-42: the lock is also taken off on the person's page, and the history says who did", async ({ signedInAs }) => {
  const list = await new PeopleList(await signedInAs("maya.manager")).open("locked=yes");
  const { page } = list.app;
  const name = await list.rows.first().getByRole("link").first().innerText();
  await list.rows.first().getByRole("link", { name }).click();
  await expect(page.getByRole("note").filter({ hasText: /Locked (since|by)/ })).toBeVisible();
  await page.getByRole("button", { name: /^Unlock: / }).click();
  await list.app.expectToast("can sign in again.");
  await expect(page.getByRole("button", { name: /^Unlock: / })).toHaveCount(0);
  await expect(page.getByText(/Locked (since|by)/)).toHaveCount(0);
});

test("T29: signing out everywhere ends a session on another device", async ({ signedInAs, anotherWindow }) => {
  const app = await signedInAs("clara.clerk");
  const other = await anotherWindow();
  await other.signIn("clara.clerk");
  await expect(other.page.getByRole("heading", { name: "Hello, Clara" })).toBeVisible();
  await app.page.locator("summary", { hasText: /Account of Clara Núñez|^[A-Z]{2}$/ }).click();
  await app.page.getByRole("button", { name: "Sign out everywhere" }).click();
  await app.page.waitForURL("**/sign-in");
  await other.visit("/profile/password");
  await expect(other.page).toHaveURL(/\/sign-in/);
  await app.visit("/");
  await expect(app.page, "and here").toHaveURL(/\/sign-in/);
});

test("T29: signing out leaves nothing behind that Back would show", async ({ signedInAs }) => {
  const list = await new PeopleList(await signedInAs("adam.admin")).open();
  const { page } = list.app;
  await page.locator("summary", { hasText: /Account of Adam Whitfield|^[A-Z]{2}$/ }).click();
  await list.app.axe();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForURL("**/sign-in");
  await page.goBack();
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByText("Whitfield")).toHaveCount(0);
  const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length]);
  expect(kept, "nothing is kept in the browser").toEqual([0, 0]);
});

test("T03 T30: changing the own password signs out, and only the new one works", async ({ signedInAs }) => {
  const app = await signedInAs("sam.coordinator");
  app.excuse(/4(01|22)/);
  const { page } = app;
  const field = (name: string) => page.getByRole("textbox", { name, exact: true });
  await app.visit("/profile/password");
  await app.axe();
  const change = async (current: string, next: string, repeat = next) => {
    await field("Current password").fill(current);
    await field("New password").fill(next);
    await field("Repeat the new password").fill(repeat);
    await page.getByRole("button", { name: "Save the new password" }).click();
  };
  await change(DEMO_PASSWORD, "nine green kettles sing", "nine green kettles");
  await expect(field("Repeat the new password")).toHaveAccessibleDescription(/not the same/);
  await change("not my password", "nine green kettles sing");
  await expect(field("Current password")).toHaveAccessibleDescription(/The current password is not right/);
  await change(DEMO_PASSWORD, "too short");
  await expect(field("New password")).toHaveAccessibleDescription(/at least 15 characters/);
  await change(DEMO_PASSWORD, "nine green kettles sing");
  await page.waitForURL("**/sign-in?changed=1");
  await expect(page.getByText("Password changed.")).toBeVisible();
  await tryToSignIn(app, "sam.coordinator", DEMO_PASSWORD);
  await expect(page.getByRole("alert").filter({ hasText: REFUSED })).toBeFocused();
  await app.signIn("sam.coordinator", "nine green kettles sing");
});
