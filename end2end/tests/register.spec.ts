import { expect, test } from "../support/app.ts";

/** What an applicant types, by label. */
const ANA: Record<string, string> = {
  "Tax ID (TIN)": "11-3437602",
  "First name": "Ana",
  "Last name": "Applies",
  Email: "ana.applies@applicants.example",
};

/** What a reviewer is told of that, by label (S0-37…39). */
const FACTS: Record<string, string | RegExp> = {
  "Provider number": "T113437602",
  "Registered provider name": /Cedar Valley/,
  "Account type": "Clinic not affiliated with a hospital",
  "Claim number": "none",
  "User role requested": "Portal User",
  "First name": "Ana",
  "Middle name": "N/A",
  "Last name": "Applies",
  "Primary phone": "N/A",
};

test("S0-20 S0-42 N-21: somebody applies, proves the address, is approved and looks the status up", async ({
  app,
  anotherWindow,
}) => {
  const { page } = app;
  // Playwright looks into every frame, and the letter's runs no script.
  app.excuse(/Blocked script execution in .*\/dev\/mail/);
  await app.visit("/sign-in");
  await page.getByRole("link", { name: "No account yet? Ask for access" }).click();
  await expect(page).toHaveURL(/\/register$/);
  await app.hydrated();
  await app.axe();

  await test.step("nothing filled in: what is wrong stands beside the fields", async () => {
    await page.getByRole("button", { name: "Send the request" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "fields need your attention" })).toBeFocused();
    await app.axe();
  });

  for (const [name, value] of Object.entries(ANA)) await page.getByRole("textbox", { name, exact: true }).fill(value);
  await page.getByRole("button", { name: "Send the request" }).click();
  await expect(page.getByRole("heading", { name: "Look into your mail" })).toBeVisible();
  const reference = (await page.locator(".reference").innerText()).trim();
  expect(reference).toMatch(/^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/);
  await app.axe();

  await test.step("the mail's link proves the address once its button is pressed", async () => {
    await expect(async () => {
      await page.goto("/dev/mail");
      await expect(page.getByText("Confirm your email address").first()).toBeVisible({ timeout: 500 });
    }).toPass();
    await page.getByRole("link", { name: "Confirm your email address" }).first().click();
    await page.getByRole("link", { name: "Open the link" }).click();
    await expect(page.getByRole("heading", { name: "Is this address yours?" })).toBeVisible();
    await app.hydrated();
    await expect(page, "T42: the secret leaves the address").toHaveURL(/\/register\/prove$/);
    await app.axe();
    await page.getByRole("button", { name: "Yes, it is mine" }).click();
    await expect(page.getByRole("heading", { name: "Thank you, your address is confirmed" })).toBeVisible();
  });

  await test.step("an administrator finds and approves the request", async () => {
    const adam = await anotherWindow();
    await adam.signIn("adam.admin");
    await adam.visit("/requests");
    await adam.axe();
    await adam.page.getByRole("searchbox", { name: /Search by name/ }).last().fill("Applies");
    await adam.page.getByRole("button", { name: "Find" }).click();
    const table = adam.page.getByRole("table", { name: "Requests" });
    await expect(table.locator("tbody").getByRole("row")).toHaveCount(1);
    await expect(table).toContainText("PENDING-PROV-ADMIN-REVIEW");
    await table.getByRole("link", { name: "Ana Applies", exact: true }).click();
    await expect(adam.page.getByRole("heading", { level: 1, name: "Ana Applies" })).toBeVisible();
    const told = (label: string) => adam.page.locator("dl.facts dt").filter({ hasText: label }).locator("xpath=following-sibling::dd[1]");
    for (const [label, value] of Object.entries(FACTS)) await expect(told(label), label).toHaveText(value);
    await expect(adam.page.getByText(/^Validate the information provided and the user/), "S0-40").toBeVisible();
    await adam.axe();
    await adam.page.getByRole("combobox", { name: "Office" }).selectOption({ index: 1 });
    await adam.page.getByRole("button", { name: "Approve", exact: true }).click();
    await adam.page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
    await adam.expectToast("Approved. The applicant is told by mail.");
    await expect(adam.page.getByText("MANUAL-PROV-ADMIN-APPROVED")).toBeVisible();
  });

  await test.step("reference and address show the decision", async () => {
    await app.visit(`/register/status?code=${reference}`);
    await page.getByRole("textbox", { name: "Email" }).fill(ANA.Email!);
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await expect(page.getByText("Your request is approved.")).toBeVisible();
    await app.axe();
  });
});

test("S0-43 S0-44: a denial needs a reason, warns that it is final, and stays", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/requests");
  await page.getByRole("table", { name: "Requests" }).getByRole("link", { name: "Tessa Whitlock", exact: true }).click();
  await page.getByRole("button", { name: "Deny" }).click();
  await page.getByRole("button", { name: "Deny" }).last().click();
  await expect(page.getByRole("combobox", { name: "Reason" })).toHaveAccessibleDescription(/Fill in this field/);
  await page.getByRole("combobox", { name: "Reason" }).selectOption({ label: "The practice does not know this person." });
  await page.getByRole("button", { name: "Deny" }).last().click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toContainText("This action cannot be undone.");
  await app.axe();
  await dialog.getByRole("button", { name: "Deny" }).click();
  await app.expectToast("Denied. The applicant is told by mail.");
  await expect(page).toHaveURL(/\/requests$/);
  await expect(page.getByRole("link", { name: "Tessa Whitlock" })).toHaveCount(0);
});

test("S0-25 C-35: the status drop-down and Find walk through all nine codes", async ({ signedInAs }) => {
  const app = await signedInAs("olivia.owner");
  const { page } = app;
  await app.visit("/requests?status=all");
  const status = page.getByRole("combobox", { name: "Status" });
  const codes = (await status.locator("option").allInnerTexts()).slice(2).map((text) => text.split(" · ")[1]!);
  expect(codes).toHaveLength(9);
  for (const code of codes) {
    await status.selectOption({ value: code });
    await page.getByRole("button", { name: "Find" }).click();
    await expect(page).toHaveURL(new RegExp(`status=${code}$`));
    await expect(page.getByRole("table", { name: "Requests" }).locator("tbody").getByRole("row").first()).toContainText(code);
  }
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("applying works, and a wrong field says so beside it", async ({ page }) => {
    await page.goto("/register");
    await page.getByRole("button", { name: "Send the request" }).click();
    await expect(page.locator("#tin-error")).toBeVisible();
    for (const [name, value] of Object.entries(ANA)) await page.getByRole("textbox", { name, exact: true }).fill(value);
    await page.getByRole("button", { name: "Send the request" }).click();
    await expect(page.getByRole("heading", { name: "Look into your mail" })).toBeVisible();
  });
});
