import { type App, DEMO_PASSWORD, expect, test } from "../support/app.ts";

const NEW = "seven quiet hills over a lake";

/** Opens the development mailbox and returns the path of the newest link of a kind to somebody. */
async function linkFor(app: App, address: string, kind: "reset" | "unlock" | "confirm-email"): Promise<string> {
  const { page } = app;
  // Playwright looks into every frame, and the letter's runs no script.
  app.excuse(/Blocked script execution in .*\/dev\/mail/);
  const link = page.locator(`a[href*="/${kind}/"]`).first();
  await expect(async () => {
    await page.goto("/dev/mail");
    await page.getByRole("row", { name: new RegExp(address) }).getByRole("link").first().click();
    await expect(link).toBeVisible({ timeout: 2_000 });
  }).toPass();
  return new URL((await link.getAttribute("href"))!).pathname;
}

/** The Security tab of somebody of the demo practice. */
async function security(app: App, username: string): Promise<void> {
  await app.visit(`/people?q=${username}`);
  await app.page.getByRole("table", { name: "People" }).locator("tbody").getByRole("link").first().click();
  await app.page.getByRole("navigation", { name: "Person" }).getByRole("link", { name: "Security" }).click();
  await expect(app.page.getByRole("button", { name: "Send reset link" })).toBeVisible();
}

test("S1-41, C-13: forgot, mailed, a new password with a meter that explains", async ({ app }) => {
  const { page } = app;
  await app.visit("/sign-in");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expect(page.getByRole("heading", { name: "Forgot your password?" })).toBeVisible();
  await app.axe();
  await page.getByRole("textbox", { name: "Username or email" }).fill("paul.portal");
  await page.getByRole("button", { name: "Send me a link" }).click();
  await expect(page.getByRole("status").filter({ hasText: "a mail is on its way" })).toBeVisible();
  const link = await linkFor(app, "paul.portal@", "reset");
  for (const method of ["head", "get"] as const) expect((await page.request[method](link)).status()).toBe(200);

  await app.visit(link);
  await expect(page, "T42: the secret leaves the address").toHaveURL(/\/reset$/);
  const password = page.getByRole("textbox", { name: "New password", exact: true });
  await password.fill("passwordpassword");
  await expect(page.getByText("Repeated letters or words add little.")).toBeVisible();
  await app.axe();
  await password.fill(NEW);
  await expect(page.locator(".meter").getByText("Strong")).toBeVisible();
  await page.getByRole("textbox", { name: "Repeat the new password" }).fill(NEW);
  await page.getByRole("button", { name: "Save the new password" }).click();
  await page.waitForURL(/\/sign-in\?changed/);
  await app.signIn("paul.portal", NEW);

  app.excuse(/410/);
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "This link does not work any more" })).toBeVisible();
});

test("C-13, N-16: a temporary password on a sheet, one sign-in, a password of one's own", async ({ signedInAs, anotherWindow }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await security(app, "paul.portal");
  await app.axe();
  await page.getByRole("button", { name: "Make a temporary password" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Make a temporary password" }).click();
  const sheet = page.getByRole("region", { name: /^Your access to/ });
  await expect(sheet.getByRole("img", { name: /QR code/ })).toBeVisible();
  const temporary = (await sheet.locator(".sheet__secret").textContent())!;
  expect(temporary).toMatch(/^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/);
  await app.axe();
  await page.emulateMedia({ media: "print" });
  await expect(sheet).toBeVisible();
  await expect(page.getByRole("button", { name: "Print the sheet" })).toBeHidden();
  await page.emulateMedia({ media: "screen" });

  const paul = await anotherWindow();
  await paul.signIn("paul.portal", temporary);
  await expect(paul.page).toHaveURL(/\/profile\/password$/);
  await paul.page.goto("/people");
  await expect(paul.page).toHaveURL(/\/profile\/password$/);
  await paul.hydrated();
  await paul.page.getByRole("textbox", { name: "Current password" }).fill(temporary);
  await paul.page.getByRole("textbox", { name: "New password", exact: true }).fill(NEW);
  await paul.page.getByRole("textbox", { name: "Repeat the new password" }).fill(NEW);
  await paul.page.getByRole("button", { name: "Save the new password" }).click();
  await paul.page.waitForURL(/\/sign-in\?changed/);
  await paul.signIn("paul.portal", NEW);

  await page.getByRole("button", { name: "Done, hide it" }).click();
  await expect(page.getByText(temporary)).toHaveCount(0);
});

test("C-02: locked with a reason, out at once, unlocked", async ({ signedInAs, anotherWindow }) => {
  const paul = await anotherWindow();
  await paul.signIn("paul.portal");
  paul.excuse(/401/);
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await security(app, "paul.portal");
  await page.getByRole("button", { name: "Lock", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: "field needs your attention" })).toBeFocused();
  await page.getByRole("textbox", { name: "Reason" }).fill("phone lost");
  await page.getByRole("button", { name: "Lock", exact: true }).click();
  await app.expectToast(/is locked out/);
  await expect(page.getByText("“phone lost”")).toBeVisible();
  await app.axe();
  await paul.page.goto("/profile");
  await expect(paul.page).toHaveURL(/\/sign-in/);
  await page.getByRole("button", { name: /^Unlock: / }).click();
  await app.expectToast(/can sign in again/);
  await paul.signIn("paul.portal");
});

test("S1-40, T17: a lock by failures mails its owner a way out", async ({ app }) => {
  const { page } = app;
  app.excuse(/401/);
  await app.visit("/sign-in");
  for (let tries = 0; tries < 7; tries += 1) {
    await page.getByRole("textbox", { name: "Username or email" }).fill("paul.portal");
    await page.getByRole("textbox", { name: "Password", exact: true }).fill(`not the passphrase ${tries}`);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("textbox", { name: "Password", exact: true })).toHaveValue("");
  }
  const link = await linkFor(app, "paul.portal@", "unlock");
  await app.visit(link);
  await app.axe();
  await page.getByRole("button", { name: "Unlock my account" }).click();
  await expect(page.getByRole("heading", { name: "Your account is unlocked" })).toBeVisible();
  await app.signIn("paul.portal");
});

test("R-29: another session is seen and ended", async ({ signedInAs, anotherWindow }) => {
  const other = await anotherWindow();
  await other.signIn("adam.admin");
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/profile/sessions");
  const rows = page.getByRole("table").locator("tbody").getByRole("row");
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText("This device");
  await app.axe();
  await rows.last().getByRole("button", { name: /^End the session/ }).click();
  await app.expectToast("The session is over.");
  await expect(rows).toHaveCount(1);
  await other.page.goto("/people");
  await expect(other.page).toHaveURL(/\/sign-in/);
});

test("T33: a sensitive act asks for the password and loses nothing typed", async ({ signedInAs }) => {
  const app = await signedInAs("paul.portal");
  const { page } = app;
  app.excuse(/403|422/);
  // The server says so of sessions that are ten minutes old.
  await page.route("**/rpc/profile/change_email*", (route) => route.fulfill({ status: 403, contentType: "application/json", body: '"proof_needed"' }), { times: 1 });
  await app.visit("/profile");
  await page.getByRole("textbox", { name: "New email address" }).fill("paul.new@story.example");
  await page.getByRole("button", { name: "Send the link" }).click();
  const dialog = page.getByRole("dialog", { name: "Is it you?" });
  await dialog.getByRole("textbox", { name: "Password" }).fill("not the passphrase");
  await dialog.getByRole("button", { name: "Continue" }).click();
  await expect(dialog.getByText("The current password is not right.").first()).toBeVisible();
  await app.axe();
  await dialog.getByRole("textbox", { name: "Password" }).fill(DEMO_PASSWORD);
  await dialog.getByRole("button", { name: "Continue" }).click();
  await app.expectToast("A link is on its way to paul.new@story.example.");
  const link = await linkFor(app, "paul.new@story.example", "confirm-email");
  await app.visit(link);
  await page.getByRole("button", { name: "Confirm this address" }).click();
  await expect(page.getByRole("heading", { name: "Your email address is confirmed" })).toBeVisible();
  await app.visit("/profile");
  await expect(page.getByText("paul.new@story.example")).toBeVisible();
});

test("S3-21: the profile in Spanish", async ({ signedInAs, context, baseURL }) => {
  const app = await signedInAs("paul.portal");
  const { page } = app;
  await context.addCookies([{ name: "lang", value: "es", url: baseURL! }]);
  await app.visit("/profile");
  await page.getByRole("textbox", { name: "Nombre", exact: true }).fill("P4");
  await page.getByRole("button", { name: "Guardar cambios" }).click();
  await expect(page.locator(".error-summary.is-shown")).toBeFocused();
  await page.getByRole("textbox", { name: "Nombre", exact: true }).fill("Pablo");
  await page.getByRole("button", { name: "Guardar cambios" }).click();
  await app.expectToast("Su perfil se ha actualizado correctamente.");
  await app.axe();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("forgot and its answer", async ({ page }) => {
    await page.goto("/sign-in");
    await page.getByRole("link", { name: "Forgot your password?" }).click();
    await page.getByRole("textbox", { name: "Username or email" }).fill("nobody.here");
    await page.getByRole("button", { name: "Send me a link" }).click();
    await expect(page.getByRole("status").filter({ hasText: "a mail is on its way" })).toBeVisible();
  });
});
