import { expect, test } from "../support/app.ts";
import { code } from "../support/totp.ts";

test.use({ database: "empty" });

/** Everything that the set-up page asks for, by label. */
const GOOD: Record<string, string> = {
  "Practice name": "Riverside Family Medicine",
  "Tax ID (TIN)": "11-3437602",
  "First office": "Main office",
  "First name": "Ana",
  "Last name": "Álvarez",
  Email: "ana@riverside.example",
  Username: "ana.alvarez",
  "New password": "seven wet otters sing",
  "Repeat the new password": "seven wet otters sing",
};

test("S1-3 T07: the first visitor sets up the practice, after being shown every wrong field", async ({ app }) => {
  const { page } = app;
  await app.visit("/");
  await expect(page).toHaveURL(/\/setup$/);
  await expect(page).toHaveTitle("Set up Rolecall · Rolecall");
  await app.axe();

  const field = (name: string) => page.getByRole("textbox", { name, exact: true });
  await test.step("nothing filled in: a summary takes the focus and leads to the fields", async () => {
    await page.getByRole("button", { name: "Create the practice" }).click();
    const summary = page.getByRole("alert").filter({ hasText: "fields need your attention" });
    await expect(summary).toBeFocused();
    await expect(summary.getByRole("link")).toHaveCount(8);
    await expect.soft(summary).toContainText("Practice name: Fill in this field.");
    await expect(field("Practice name")).toHaveAccessibleDescription(/Fill in this field/);
    await app.axe();
    await summary.getByRole("link").first().click();
    await expect(field("Practice name")).toBeFocused();
  });

  await test.step("wrong values: what is wrong stands beside each field, and nothing typed is lost", async () => {
    for (const [name, value] of Object.entries(GOOD)) await field(name).fill(value);
    await field("Tax ID (TIN)").fill("11-34376");
    await field("Email").fill("ana@");
    await field("Repeat the new password").fill("something else entirely");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert").filter({ hasText: "3 fields need your attention" })).toBeFocused();
    await expect(field("Tax ID (TIN)")).toHaveAccessibleDescription(/A TIN has nine digits/);
    await expect(field("Email")).toHaveAccessibleDescription(/Enter a valid email address/);
    await expect(field("Repeat the new password")).toHaveAccessibleDescription(/not the same/);
    await expect(field("Username")).toHaveValue("ana.alvarez");
  });

  await test.step("T03: a password that only the server knows to be common", async () => {
    app.excuse(/422/);
    for (const [name, value] of Object.entries(GOOD)) await field(name).fill(value);
    for (const name of ["New password", "Repeat the new password"]) await field(name).fill("passwordpassword");
    await page.getByRole("button", { name: "Create the practice" }).click();
    await expect(field("New password")).toHaveAccessibleDescription(/Choose another one/);
    await expect(field("Practice name")).toHaveValue(GOOD["Practice name"]!);
  });

  for (const [name, value] of Object.entries(GOOD)) await field(name).fill(value);
  await page.getByRole("button", { name: "Create the practice" }).click();
  await page.waitForURL("**/sign-in");
  await app.signIn("ana.alvarez", GOOD["New password"]);
  await test.step("an owner is asked for a second step", async () => {
    await expect(page).toHaveURL(/\/sign-in\/enrol$/);
    await page.getByRole("button", { name: "Use an authenticator app" }).click();
    const key = (await page.locator("code.app-key").textContent())!;
    await page.getByRole("textbox", { name: "Code" }).fill(code(key));
    await page.getByRole("button", { name: "Turn on" }).click();
    await page.getByRole("button", { name: "I have kept them" }).click();
  });
  await expect(page.getByRole("heading", { name: "Hello, Ana" })).toBeVisible();
  await expect(page.getByText("Riverside Family Medicine").first()).toBeVisible();
  await expect(page.getByText("Only one person can manage this practice.")).toBeVisible();

  await app.visit("/people");
  await expect(page.getByRole("row", { name: /Álvarez/ })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "1–1 of 1" })).toBeVisible();
  await app.visit("/setup");
  await expect(page, "the set-up page is gone").toHaveURL(/\/$/);
});

test("S1-3: the set-up page speaks Spanish to a browser that asks for it", async ({ anotherWindow }) => {
  const app = await anotherWindow({ locale: "es-MX" });
  await app.visit("/setup");
  await expect(app.page.locator("html")).toHaveAttribute("lang", "es");
  await app.page.getByRole("button", { name: "Crear el consultorio" }).click();
  await expect(app.page.getByRole("alert").filter({ hasText: "campos" })).toBeFocused();
  await app.axe();
});
