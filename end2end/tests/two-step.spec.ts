import type { Page } from "@playwright/test";
import { type App, DEMO_PASSWORD, expect, test } from "../support/app.ts";
import { enrol, shownKey } from "../support/enrol.ts";
import { NORAS_KEY, NORAS_RECOVERY_CODE, code, nextCode } from "../support/totp.ts";

/** Name and password, and then whatever comes. */
async function password(app: App, username: string): Promise<void> {
  await app.visit("/sign-in");
  await app.page.getByRole("textbox", { name: "Username or email" }).fill(username);
  await app.page.getByRole("textbox", { name: "Password", exact: true }).fill(DEMO_PASSWORD);
  await app.page.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function give(app: App, typed: string): Promise<void> {
  await app.page.getByRole("textbox", { name: "Code", exact: true }).fill(typed);
  await app.page.getByRole("button", { name: "Continue" }).click();
}

async function confirmPassword(page: Page): Promise<void> {
  await page.getByRole("textbox", { name: "Password", exact: true }).fill(DEMO_PASSWORD);
  await page.getByRole("button", { name: "Confirm" }).click();
}

/** Sets an app up on the own page, and returns its key and the first recovery code. */
async function setUpApp(app: App): Promise<{ key: string; recovery: string }> {
  const { page } = app;
  await app.visit("/profile/two-step");
  await page.getByRole("button", { name: "Set up an app" }).click();
  await confirmPassword(page);
  const key = await shownKey(page);
  await page.getByRole("textbox", { name: "Code" }).fill(code(key));
  await page.getByRole("button", { name: "Turn on" }).click();
  const recovery = (await page.getByRole("list", { name: "Your recovery codes" }).getByRole("listitem").first().textContent())!;
  await page.getByRole("button", { name: "I have kept them" }).click();
  return { key, recovery };
}

test("C-21: set up an app, sign in with it, lose the phone, come back by a recovery code", async ({ signedInAs, anotherWindow }) => {
  const app = await signedInAs("paul.portal");
  const { page } = app;
  app.excuse(/422/);
  await app.visit("/profile/two-step");
  await app.axe();
  await page.getByRole("button", { name: "Set up an app" }).click();
  await app.axe();
  await confirmPassword(page);
  await shownKey(page);
  await app.axe();
  await page.getByRole("textbox", { name: "Code" }).fill("000000");
  await page.getByRole("button", { name: "Turn on" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "That code does not fit" })).toBeFocused();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("No app is set up.")).toBeVisible();
  await expect(page.getByRole("img", { name: "QR code for your authenticator app" })).toBeHidden();
  await page.getByRole("button", { name: "Set up an app" }).click();
  await confirmPassword(page);
  const key = await shownKey(page);
  await page.getByRole("textbox", { name: "Code" }).fill(code(key));
  await page.getByRole("button", { name: "Turn on" }).click();
  const codes = page.getByRole("list", { name: "Your recovery codes" }).getByRole("listitem");
  await expect(codes).toHaveCount(10);
  await app.axe();
  const recovery = (await codes.first().textContent())!;
  await page.getByRole("button", { name: "I have kept them" }).click();
  await expect(page.getByText("10 codes are left.")).toBeVisible();

  const phone = await anotherWindow();
  await password(phone, "paul.portal");
  await phone.page.waitForURL("**/sign-in/step");
  await phone.hydrated();
  await phone.axe();
  await phone.page.goto("/people");
  await expect(phone.page, "nothing else opens").toHaveURL(/\/sign-in\/step$/);
  await phone.hydrated();
  await give(phone, await nextCode(key));
  await phone.page.waitForURL((url) => url.pathname === "/");

  const lost = await anotherWindow();
  await password(lost, "paul.portal");
  await lost.page.waitForURL("**/sign-in/step");
  await lost.hydrated();
  await lost.page.getByText("Lost your phone?").click();
  await lost.axe();
  await lost.page.getByRole("textbox", { name: "Recovery code" }).fill(recovery.toLowerCase());
  await lost.page.getByRole("button", { name: "Use the recovery code" }).click();
  await lost.page.waitForURL((url) => url.pathname === "/");
  await lost.visit("/profile/two-step");
  await expect(lost.page.getByText("9 codes are left.")).toBeVisible();
});

test("C-21: a practice asks its administrators, and one of them sets it up while signing in", async ({ signedInAs, anotherWindow }) => {
  const app = await signedInAs("olivia.owner");
  await app.visit("/settings/security");
  await app.axe();
  await app.page.getByRole("combobox", { name: "Two-step sign-in is asked of" }).selectOption({ label: "Administrators" });
  await app.page.getByRole("button", { name: "Save" }).click();
  await app.expectToast("It holds from the next sign-in on.");

  const adam = await anotherWindow();
  await password(adam, "adam.admin");
  await adam.page.waitForURL("**/sign-in/enrol");
  await adam.hydrated();
  await adam.axe();
  await enrol(adam);
  await adam.axe();
  await adam.page.getByRole("button", { name: "I have kept them" }).click();
  await expect(adam.page.getByRole("heading", { name: "Hello, Adam" })).toBeVisible();
});

test("an administrator resets a second step with a reason", async ({ signedInAs, anotherWindow }) => {
  const paul = await signedInAs("paul.portal");
  await setUpApp(paul);
  const adam = await anotherWindow();
  adam.excuse(/422/);
  await adam.signIn("adam.admin");
  await adam.visit("/people?q=paul.portal");
  await adam.page.locator("tbody a").first().click();
  await adam.page.getByRole("navigation", { name: "Person" }).getByRole("link", { name: "Access" }).click();
  await expect(adam.page.getByText("10 codes are left.")).toBeVisible();
  await adam.axe();
  await adam.page.getByRole("button", { name: "Reset" }).click();
  const dialog = adam.page.getByRole("alertdialog");
  await adam.axe();
  await dialog.getByRole("button", { name: "Reset" }).click();
  await expect(dialog.getByRole("alert").filter({ hasText: "Fill in this field" })).toBeFocused();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Lost phone, called back");
  await dialog.getByRole("button", { name: "Reset" }).click();
  await adam.expectToast("was told by mail");
  await expect(adam.page.getByText("Not set up.")).toBeVisible();
  const again = await anotherWindow();
  await again.signIn("paul.portal");
  await expect(again.page.getByRole("heading", { name: "Hello, Paul" })).toBeVisible();
});

test.describe("without script", () => {
  async function noraWaits(app: App): Promise<Page> {
    const { page } = app;
    await page.goto("/sign-in");
    await page.getByRole("textbox", { name: "Username or email" }).fill("nora.owner");
    await page.locator("input[name=password]").fill(DEMO_PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page).toHaveURL(/\/sign-in\/step/);
    return page;
  }

  test("a code is enough, and a wrong one is told beside its field", async ({ anotherWindow }) => {
    const plain = await anotherWindow({ javaScriptEnabled: false });
    const page = await noraWaits(plain);
    const field = page.getByRole("textbox", { name: "Code", exact: true });
    await expect(field).toHaveAttribute("autocomplete", "one-time-code");
    await expect(field).toHaveAttribute("inputmode", "numeric");
    await field.fill("000000");
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.locator("#step_code-error")).toContainText("That code does not fit");
    await field.fill(code(NORAS_KEY));
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByRole("heading", { name: "Hello, Nora" })).toBeVisible();
  });

  test("and so is a recovery code", async ({ anotherWindow }) => {
    const plain = await anotherWindow({ javaScriptEnabled: false });
    const page = await noraWaits(plain);
    await page.getByText("Lost your phone?").click();
    const field = page.getByRole("textbox", { name: "Recovery code" });
    await field.fill("0000-0000");
    await page.getByRole("button", { name: "Use the recovery code" }).click();
    await expect(page.locator("#recovery_code-error"), "the section is open again").toContainText("That code does not fit");
    await field.fill(NORAS_RECOVERY_CODE);
    await page.getByRole("button", { name: "Use the recovery code" }).click();
    await expect(page.getByRole("heading", { name: "Hello, Nora" })).toBeVisible();
  });
});

test.describe("passkeys", () => {
  // Browsers make passkeys for addresses with a name only.
  test.use({ host: "localhost" });

  async function device(page: Page): Promise<void> {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("WebAuthn.enable");
    await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
  }

  test("add a passkey, and sign in with it alone", async ({ signedInAs }) => {
    const app = await signedInAs("paul.portal");
    const { page } = app;
    await device(page);
    await app.visit("/profile/two-step");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await confirmPassword(page);
    await page.getByRole("textbox", { name: "Name of the passkey" }).fill("Test device");
    await page.getByRole("button", { name: "Add a passkey" }).first().click();
    await expect(page.getByRole("list", { name: "Your recovery codes" }).getByRole("listitem")).toHaveCount(10);
    await page.getByRole("button", { name: "I have kept them" }).click();
    await expect(page.getByRole("list", { name: "Passkeys" }).getByText("Test device")).toBeVisible();
    await app.axe();

    await page.locator("summary", { hasText: /Account of Paul/ }).click();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.waitForURL("**/sign-in");
    await app.hydrated();
    await app.axe();
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.waitForURL((url) => url.pathname === "/");
    await expect(page.getByRole("heading", { name: "Hello, Paul" })).toBeVisible();
  });

  test("a passkey is the second step after a password", async ({ signedInAs }) => {
    const app = await signedInAs("paul.portal");
    const { page } = app;
    await device(page);
    await app.visit("/profile/two-step");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await confirmPassword(page);
    await page.getByRole("button", { name: "Add a passkey" }).first().click();
    await page.getByRole("button", { name: "I have kept them" }).click();
    await page.locator("summary", { hasText: /Account of Paul/ }).click();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.waitForURL("**/sign-in");
    await password(app, "paul.portal");
    await page.waitForURL("**/sign-in/step");
    await app.hydrated();
    await expect(page.getByRole("textbox", { name: "Recovery code" }), "in place of a device that is gone").toBeVisible();
    await app.axe();
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.waitForURL((url) => url.pathname === "/");
  });
});
