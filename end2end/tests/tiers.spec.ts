import { type App, DEMO_PASSWORD, expect, test } from "../support/app.ts";

/** The page of somebody of the reader's practice. */
async function person(app: App, search: string): Promise<void> {
  await app.visit(`/people?q=${search}`);
  await app.page.getByRole("table", { name: "People" }).locator("tbody").getByRole("link").first().click();
  await expect(app.page.getByRole("heading", { name: "Plans", exact: true })).toBeVisible();
}

/** Ticks what to add and asks what it comes to. */
async function choose(app: App, ...items: string[]): Promise<void> {
  for (const item of items) await app.page.getByRole("checkbox", { name: `Add ${item}` }).check();
  await app.page.getByRole("button", { name: "Purchase" }).click();
  await expect(app.page.getByRole("heading", { name: "Confirm the purchase" })).toBeVisible();
}

test("S1-28…36, N-10: a manager buys a year for two colleagues and sees charge, invoice and PDF", async ({ signedInAs }) => {
  const app = await signedInAs("maya.manager");
  const { page } = app;
  await app.visit("/people?tier=free&q=cedarvalley");
  const rows = page.getByRole("table", { name: "People" }).locator("tbody").getByRole("row").filter({ hasText: "Active" });
  await rows.nth(0).getByRole("checkbox").check();
  await rows.nth(1).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Buy plans" }).click();
  await expect(page.getByRole("table", { name: "For" }).locator("tbody").getByRole("row")).toHaveCount(2);
  await app.axe();
  await choose(app, "Secure Mail, annual");
  const dialog = page.getByRole("dialog");
  await expect(dialog, "one of them gets the seat of somebody who left").toContainText("free seat taken over");
  await expect(dialog).toContainText("Charged today: $100.00");
  await expect(dialog).toContainText("Your next invoice, with this in it");
  await expect(dialog).toContainText("Invoiced to Cedar Valley Family Clinic");
  await app.axe();
  await dialog.getByRole("button", { name: "Buy now" }).click();
  await expect(page.getByRole("heading", { name: "Bought" })).toBeFocused();
  await app.axe();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "PDF file" }).click();
  expect((await download).suggestedFilename()).toMatch(/^invoice-\d{5}\.pdf$/);
  await page.getByRole("link", { name: "See the invoice" }).click();
  await expect(page.getByRole("table", { name: "Lines" }).locator("tbody").getByRole("row")).toHaveCount(2);
  await expect(page.getByRole("table", { name: "Lines" })).toContainText("$100.00");
  await app.axe();
});

test("S1-31…33: upgrade, then nothing is left to add; the plan ends with its period", async ({ signedInAs }) => {
  const app = await signedInAs("maya.manager");
  const { page } = app;
  await person(app, "clara.clerk");
  await page.getByRole("link", { name: "Buy plans" }).click();
  await choose(app, "Secure Mail, monthly", "Outlook plug-in, annual");
  await expect(page.getByRole("dialog")).toContainText("Charged today: $60.00");
  await page.getByRole("button", { name: "Buy now" }).click();
  await page.getByRole("link", { name: "Done" }).click();
  await expect(page.getByText("Paid with plug-in")).toBeVisible();
  await page.getByRole("link", { name: "Buy plans" }).click();
  await expect(page.getByRole("checkbox", { name: "Add Secure Mail, monthly" })).toHaveCount(0);
  await choose(app, "Secure Mail, annual");
  await expect(page.getByRole("dialog")).toContainText("unused days returned");
  await page.getByRole("button", { name: "Buy now" }).click();
  await page.getByRole("link", { name: "Done" }).click();
  await page.getByRole("link", { name: "Buy plans" }).click();
  await expect(page.getByRole("note").filter({ hasText: "no plans to add" })).toBeVisible();
  await page.locator("a.back").click();
  await page.getByRole("button", { name: "End Secure Mail with its period" }).click();
  await app.expectToast("Changed.");
  await expect(page.getByText(/Ends on/).first()).toBeVisible();
});

test("C-19: who can't pay sees why and who can help; nobody pays for patients", async ({ signedInAs, anotherWindow }) => {
  const app = await signedInAs("tom.owner");
  await person(app, "tom.owner");
  const why = app.page.getByRole("note").filter({ hasText: "Nothing is on file that you could pay with" });
  await expect(why).toBeVisible();
  await app.axe();
  await why.getByRole("link", { name: "Set up how you pay" }).click();
  await app.page.getByRole("textbox", { name: "Name on invoices" }).fill("Prairie Physical Therapy");
  await app.page.getByRole("textbox", { name: "Address on invoices" }).fill("1 Prairie Road\nPrairie, IA");
  await app.page.getByRole("button", { name: "Save" }).click();
  await app.expectToast("You can pay for plans now");
  await person(app, "tom.owner");
  await expect(app.page.getByRole("link", { name: "Buy plans" })).toBeVisible();

  const olivia = await anotherWindow();
  await olivia.signIn("olivia.owner", DEMO_PASSWORD);
  await person(olivia, "clara.clerk");
  await expect(olivia.page.getByRole("note").filter({ hasText: "Maya Castellanos pays for your own account" })).toBeVisible();
});

test("S1-44…46: invoices, months, and the own payments by mail", async ({ signedInAs, anotherWindow }) => {
  const app = await signedInAs("maya.manager");
  await app.visit("/billing");
  await expect(app.page.getByRole("img", { name: /last twelve months/ })).toBeVisible();
  await app.axe();
  await expect(app.page.getByRole("table", { name: "Seats by office" }).getByRole("row")).not.toHaveCount(1);
  await app.page.getByRole("main").getByRole("link", { name: "Invoices", exact: true }).click();
  await expect(app.page.getByRole("table", { name: "Invoices" }).getByText("Overdue")).toHaveCount(1);
  const marisol = await anotherWindow();
  await marisol.signIn("marisol.alvarez", DEMO_PASSWORD);
  await marisol.visit("/profile");
  await marisol.page.getByRole("main").getByRole("link", { name: "Payments" }).click();
  await expect(marisol.page.getByRole("table", { name: "Paid for your account by others" })).toContainText("Maya Castellanos");
  await marisol.page.getByRole("button", { name: "Mail my own payments" }).click();
  await marisol.expectToast(/on (its|their) way to your address/);
});

test("P-17: money and dates in Spanish", async ({ signedInAs, context, baseURL }) => {
  const app = await signedInAs("maya.manager");
  await context.addCookies([{ name: "lang", value: "es", url: baseURL! }]);
  await app.visit("/billing/invoices");
  const invoices = app.page.getByRole("table", { name: "Facturas" });
  await expect(invoices).toContainText(/\d+\.\d\d USD/);
  await expect(invoices).not.toContainText("$");
  await app.axe();
  await app.visit("/billing");
  await expect(app.page.getByRole("heading", { name: "Facturado por mes" })).toBeVisible();
  await app.axe();
});

test("C-18: the operator sets prices; old ones stay to be seen", async ({ signedInAs }) => {
  const app = await signedInAs("oscar.operator");
  await app.visit("/settings/prices");
  await app.page.getByRole("textbox", { name: "Secure Mail, monthly" }).fill("-1");
  await app.page.getByRole("button", { name: "Save" }).click();
  await expect(app.page.getByRole("alert").filter({ hasText: "Secure Mail, monthly" })).toBeVisible();
  await app.page.getByRole("textbox", { name: "Secure Mail, monthly" }).fill("12.50");
  await app.page.getByRole("button", { name: "Save" }).click();
  await app.expectToast("apply from now on");
  const table = app.page.getByRole("table", { name: "Prices so far" });
  await expect(table.locator("tbody").getByRole("row")).toHaveCount(2);
  await expect(table).toContainText("$12.50");
  await app.axe();
});
