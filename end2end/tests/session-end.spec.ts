import { DEMO_PASSWORD, expect, test } from "../support/app.ts";
import { PersonPage } from "../support/person.ts";

test("T28: a minute before the automatic end the page warns; staying goes on", async ({ app }) => {
  const { page } = app;
  await app.signIn("adam.admin");
  await page.clock.install();
  await app.visit("/people");
  const warning = page.getByRole("alertdialog", { name: "Are you still there?" });
  let left = 50;
  await page.route("**/rpc/session/remaining", (route) => route.fulfill({ json: { seconds: left } }));
  await page.clock.fastForward("13:50");
  await expect(warning).toBeHidden();
  await page.clock.fastForward("00:20");
  await expect(warning).toBeVisible();
  await expect(warning).toContainText("you will be signed out in 50 seconds");
  await app.axe();
  await page.clock.runFor(5_000);
  // The page counts on by itself, too, however long axe has looked at it.
  await expect(warning).toContainText(/in [1-4]?\d seconds/);
  await warning.getByRole("button", { name: "Stay signed in" }).click();
  await expect(warning).toBeHidden();

  await test.step("who works in another tab is not disturbed", async () => {
    left = 800;
    await page.clock.fastForward("14:05");
    await page.clock.runFor(2_000);
    await expect(warning).toBeHidden();
  });
});

test("T28: at the end the page is covered by itself", async ({ app }) => {
  const { page } = app;
  app.excuse(/401/);
  await app.signIn("adam.admin");
  await page.clock.install();
  await app.visit("/people");
  await page.context().clearCookies();
  await page.clock.fastForward("15:05");
  await expect(page.getByRole("alertdialog", { name: "Sign in again" })).toBeVisible();
  await expect(page.getByRole("table", { name: "People" }), "nothing for who walks by").toBeHidden();
});

test("T28: what was typed outlives the session: sign in over the page, save again", async ({ signedInAs }) => {
  const person = await new PersonPage(await signedInAs("adam.admin")).find("paul.portal", "Lindqvist");
  const { page } = person.app;
  person.app.excuse(/401/);
  await person.field("Title or position").fill("Head nurse");
  await person.field("Mobile phone").fill("(319) 555-0177");
  await page.context().clearCookies();
  await person.save.click();

  const dialog = page.getByRole("alertdialog", { name: "Sign in again" });
  await expect(dialog).toBeVisible();
  await expect(page.getByText("Lindqvist").first(), "hidden, but kept").toBeHidden();
  await person.app.axe();
  const name = dialog.getByRole("textbox", { name: "Username or email" });
  await expect(name, "nobody else goes on here").toHaveValue("adam.admin");
  await expect(name).not.toBeEditable();
  await dialog.getByRole("textbox", { name: "Password", exact: true }).fill("not the passphrase");
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("do not go together");
  await dialog.getByRole("textbox", { name: "Password", exact: true }).fill(DEMO_PASSWORD);
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(dialog).toBeHidden();

  await expect(person.field("Title or position")).toHaveValue("Head nurse");
  await expect(person.field("Mobile phone")).toHaveValue("(319) 555-0177");
  await person.save.click();
  await person.app.expectToast("Changes saved");
  await page.reload();
  await person.app.hydrated();
  await expect(person.field("Title or position")).toHaveValue("Head nurse");
});
