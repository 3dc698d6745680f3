import type { Locator, Page } from "@playwright/test";
import { type App, DEMO_PASSWORD, expect, test } from "../support/app.ts";
import { enrol } from "../support/enrol.ts";

const PASSWORD = "seven quiet hills over a lake";
const REASON = "The front desk asked for help with an invitation";

/** Opens the development mailbox and returns the address of the newest invitation to somebody. */
async function invitationFor(app: App, address: string): Promise<string> {
  const { page } = app;
  // Playwright looks into every frame, and the letter's runs no script.
  app.excuse(/Blocked script execution in .*\/dev\/mail/);
  await expect(async () => {
    await page.goto("/dev/mail");
    await page.getByRole("row", { name: new RegExp(address) }).getByRole("link").first().click();
  }).toPass();
  return (await page.locator('a[href*="/invite/"]').first().getAttribute("href"))!;
}

/** The part of a page below this heading. */
function card(page: Page, name: string): Locator {
  return page.getByRole("region", { name, exact: true });
}

async function addPractice(app: App): Promise<void> {
  const { page } = app;
  await page.getByRole("link", { name: "Add a practice" }).click();
  await app.hydrated();
  for (const [name, text] of [
    [/^Practice name/, "Harborview Clinic"],
    [/^First name/, "Hanna"],
    [/^Last name/, "Harbor"],
    [/^Email/, "hanna@harborview.example"],
    [/phone/i, "(312) 555-0142"],
  ] as const) {
    await page.getByRole("textbox", { name }).fill(text);
  }
  await page.getByRole("textbox", { name: /TIN/ }).fill("42-3000001");
  await page.getByRole("checkbox", { name: "Transmit approval required" }).check();
  await page.getByRole("combobox", { name: "Service plan" }).selectOption({ label: "Paid by the year" });
  await page.getByText("Pricing details").click();
  await expect(page.getByText("Secure Mail", { exact: false }).first()).toBeVisible();
  await app.axe();
  await page.getByRole("button", { name: "Create the practice" }).click();
  await app.expectToast("Harborview Clinic was added, and its administrator invited.");
}

async function accept(app: App, link: string): Promise<void> {
  const { page } = app;
  await app.visit(new URL(link).pathname);
  await page.getByRole("textbox", { name: "First name" }).fill("Hanna");
  await page.getByRole("textbox", { name: "Last name" }).fill("Harbor");
  await page.getByRole("textbox", { name: "Username" }).fill("hanna.owner");
  await page.getByRole("textbox", { name: "Password", exact: true }).fill(PASSWORD);
  await page.getByRole("textbox", { name: "Repeat the password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create my account" }).click();
  await page.waitForURL(/\/sign-in\?welcome/);
  await app.signIn("hanna.owner", PASSWORD);
}

async function letIn(app: App, level: string, tomorrow = false): Promise<void> {
  const { page } = app;
  await app.visit("/settings/vendor-access");
  await page.getByRole("combobox", { name: "Vendor access" }).selectOption({ label: level });
  if (tomorrow) {
    const day = new Date(Date.now() + 24 * 3600 * 1000);
    await page.getByRole("textbox", { name: "Last day" }).fill(day.toISOString().slice(0, 10));
  }
  await page.getByRole("button", { name: "Save" }).click();
  await app.expectToast("Saved");
}

test("S3-1, S3-10, S3-14: Vera adds a practice, and its administrator comes and lowers her access", async ({ signedInAs, anotherWindow }) => {
  const app = await signedInAs("vera.vendor");
  const { page } = app;
  await page.getByRole("navigation").getByRole("link", { name: "Practices" }).click();
  await expect(page.getByRole("row", { name: /Cedar Valley Family Clinic/ })).toContainText("Full access");
  await app.axe();
  await addPractice(app);
  await expect(page.getByRole("heading", { name: "Harborview Clinic" })).toBeVisible();
  await expect(page.getByText("Waiting for its administrator")).toBeVisible();
  await app.axe();
  const link = await invitationFor(app, "hanna@harborview.example");
  const hanna = await anotherWindow();
  await accept(hanna, link);
  // A practice that has not decided otherwise asks its administrators for a second step.
  await enrol(hanna);
  await hanna.page.getByRole("button", { name: "I have kept them" }).click();
  await expect(hanna.page.getByRole("heading", { name: "Hello, Hanna" })).toBeVisible();
  await app.visit("/practices?q=harborview");
  await expect(page.getByRole("row", { name: /Harborview Clinic/ })).toContainText("Active");
  await letIn(hanna, "All support");
  await app.visit("/practices?q=harborview");
  await page.getByRole("link", { name: "Harborview Clinic" }).click();
  await expect(page.getByText("Full access not available")).toBeVisible();
  await expect(page.getByRole("button", { name: "Switch to account" })).toHaveCount(0);
});

test("S3-13…20, T55: access is lowered, asked for, given for a day, used, and accounted for", async ({
  signedInAs,
  anotherWindow,
}) => {
  const vera = await signedInAs("vera.vendor");
  const { page } = vera;
  const olivia = await anotherWindow();
  await olivia.signIn("olivia.owner");

  await letIn(olivia, "No access");
  await vera.visit("/practices");
  await page.getByRole("link", { name: "Cedar Valley Family Clinic" }).click();
  await expect(page.getByText("Full access not available")).toBeVisible();
  await expect(page.getByRole("button", { name: "Switch to account" })).toHaveCount(0);
  await expect(card(page, "Switch to account")).toContainText("This takes Full access");
  await vera.axe();
  await page.getByRole("button", { name: "Ask for full access" }).click();
  await vera.expectToast("The administrators of the practice were asked.");

  await olivia.visit("/");
  await olivia.page.getByRole("link", { name: "A vendor asks for full access" }).click();
  await expect(olivia.page.getByText("Vera Sokolova of Brightline Practice Services asks for full access")).toBeVisible();
  await letIn(olivia, "Full access", true);
  await expect(olivia.page.getByText(/then No access by itself/)).toBeVisible();

  await vera.visit(page.url());
  await page.getByRole("textbox", { name: "Reason" }).fill(REASON);
  await page.getByRole("button", { name: "Switch to account" }).click();
  await expect(page.getByText("Vera Sokolova, you act for Cedar Valley Family Clinic until")).toBeVisible();
  await vera.hydrated();
  await vera.axe();
  await page.getByRole("navigation").getByRole("link", { name: "People" }).click();
  await page.getByRole("searchbox").first().fill("lindqvist");
  await page.getByRole("searchbox").first().press("Enter");
  await page.getByRole("link", { name: /Lindqvist/ }).first().click();
  await expect(page.getByRole("heading", { name: /Lindqvist/ })).toBeVisible();

  await olivia.visit("/settings/vendor-access");
  await expect(card(olivia.page, "Here now")).toContainText("Vera Sokolova");
  await expect(card(olivia.page, "Here now")).toContainText(REASON);
  await expect(card(olivia.page, "Opened in the last 30 days")).toContainText("Lindqvist");
  await olivia.axe();

  await page.getByRole("button", { name: "Return to my own account" }).click();
  await page.waitForURL("**/practices");
  await expect(page.getByText("you act for")).toHaveCount(0);

  await letIn(olivia, "No access");
  await olivia.page.getByRole("link", { name: /Full access of Brightline Practice Services/ }).first().click();
  await expect(olivia.page.getByRole("heading", { name: "Receipt of vendor access" })).toBeVisible();
  await expect(olivia.page.getByText("Lindqvist").first()).toBeVisible();
  await expect(olivia.page.getByText("on behalf of Cedar Valley Family Clinic").first()).toBeVisible();
  await olivia.axe();
});

test("T55: a lower level throws out at the next request", async ({ signedInAs, anotherWindow }) => {
  const vera = await signedInAs("vera.vendor");
  const { page } = vera;
  vera.excuse(/403/);
  await vera.visit("/practices");
  await page.getByRole("link", { name: "Cedar Valley Family Clinic" }).click();
  await page.getByRole("textbox", { name: "Reason" }).fill(REASON);
  await page.getByRole("button", { name: "Switch to account" }).click();
  await expect(page.getByText("you act for Cedar Valley Family Clinic")).toBeVisible();
  const olivia = await anotherWindow();
  await olivia.signIn("olivia.owner", DEMO_PASSWORD);
  await letIn(olivia, "All support");
  await vera.visit("/people");
  await expect(page.getByText("Return to go on")).toBeVisible();
  await page.getByRole("button", { name: "Return to my own account" }).click();
  await page.waitForURL("**/practices");
});

test("the operator sees all practices", async ({ signedInAs }) => {
  const app = await signedInAs("oscar.operator");
  await app.visit("/practices?q=orthopedics");
  await expect(app.page.getByRole("row", { name: /Summit Orthopedics/ })).toBeVisible();
  await app.axe();
});
