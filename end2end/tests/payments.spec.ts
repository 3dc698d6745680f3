import { type App, expect, test } from "../support/app.ts";
import { startServerAt } from "../support/server.ts";

test.use({ cards: true });

/** Goes to the provider's page, types a card, and comes back. */
async function addCard(app: App, card: string, button = "Add a card"): Promise<void> {
  await app.visit("/billing/card");
  await app.page.getByRole("button", { name: button }).click();
  await app.page.getByRole("button", { name: card }).click();
  await app.page.waitForURL((url) => url.pathname === "/billing/card");
  await app.hydrated();
  await app.expectToast("The card is on file.");
}

async function plansOf(app: App, username: string): Promise<void> {
  await app.visit(`/people?q=${username}`);
  await app.page.getByRole("table", { name: "People" }).locator("tbody").getByRole("link").first().click();
  await expect(app.page.getByRole("heading", { name: "Plans", exact: true })).toBeVisible();
}

async function buyMonth(app: App): Promise<void> {
  await app.page.getByRole("link", { name: "Buy plans" }).click();
  await app.page.getByRole("checkbox", { name: "Add Secure Mail, monthly" }).check();
  await app.page.getByRole("button", { name: "Purchase" }).click();
  await app.page.getByRole("button", { name: "Buy now" }).click();
}

test("S1-29, T72: a manager without a card sees why, adds one, and it pays", async ({ signedInAs, server }) => {
  const app = await signedInAs("maya.manager");
  const { page } = app;
  await plansOf(app, "clara.clerk");
  const why = page.getByRole("note").filter({ hasText: "No card is on file" });
  await expect(why).toBeVisible();
  await app.axe();
  await why.getByRole("link", { name: "Add a card" }).click();
  await expect(page.getByText("No card is on file.")).toBeVisible();
  await expect(page.getByRole("textbox"), "no card is typed here").toHaveCount(0);
  await app.axe();
  await addCard(app, "Good card");
  await expect(page.getByText("Visa ···· 4242", { exact: true })).toBeVisible();
  await app.axe();
  await plansOf(app, "clara.clerk");
  await page.getByRole("link", { name: "Buy plans" }).click();
  await page.getByRole("checkbox", { name: "Add Secure Mail, monthly" }).check();
  await page.getByRole("button", { name: "Purchase" }).click();
  await expect(page.getByRole("dialog")).toContainText("Charged to Visa ···· 4242");
  await page.getByRole("button", { name: "Buy now" }).click();
  await page.getByRole("link", { name: "See the invoice" }).click();
  await expect(page.getByText(/^Visa ···· 4242 on \d/)).toBeVisible();
  await app.axe();
  for (const text of [server.output(), server.database.contents()]) {
    expect(text.includes("4242424242424242"), "the number is nowhere").toBe(false);
  }
});

test("a declined card buys nothing, and the choice stays", async ({ signedInAs }) => {
  const app = await signedInAs("maya.manager");
  await addCard(app, "Declined card");
  await plansOf(app, "clara.clerk");
  app.excuse(/403/);
  await buyMonth(app);
  await expect(app.page.getByText("ending in 0341 was declined. Nothing was bought or charged.")).toBeVisible();
  await expect(app.page.getByRole("checkbox", { name: "Add Secure Mail, monthly" })).toBeChecked();
  await plansOf(app, "clara.clerk");
  await expect(app.page.getByText("Paid by")).toHaveCount(0);
});

test("a card that expires is said on the first page, on payments and on its own, and is removed", async ({ signedInAs }) => {
  const app = await signedInAs("maya.manager");
  const { page } = app;
  await addCard(app, "Card of this month");
  await expect(page.getByRole("note").filter({ hasText: "expires soon" })).toBeVisible();
  await app.axe();
  await app.visit("/");
  await page.getByRole("link", { name: /Card expires/ }).click();
  await expect(page.getByRole("heading", { name: "Payment card" })).toBeVisible();
  await app.visit("/billing");
  await expect(page.getByRole("note").filter({ hasText: "expires soon" })).toBeVisible();
  await page.getByRole("link", { name: "Payment card" }).click();
  await page.getByRole("button", { name: "Remove the card" }).click();
  await expect(page.getByRole("alertdialog")).toContainText("Plans that you pay for become past due");
  await app.axe();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove the card" }).click();
  await app.expectToast("The card is removed.");
  await expect(page.getByText("No card is on file.")).toBeVisible();
});

test("past due, told in Spanish, and recovered", async ({ signedInAs, server, stripe, context, baseURL }) => {
  const app = await signedInAs("maya.manager");
  const { page } = app;
  await addCard(app, "Good card");
  await plansOf(app, "clara.clerk");
  await buyMonth(app);
  await expect(page.getByRole("heading", { name: "Bought" })).toBeVisible();
  await addCard(app, "Declined card", "Use another card");
  // A month passes for Clara's plan, and the server looks again. Nobody looks at a page of it meanwhile.
  await page.goto("about:blank");
  await server.stop();
  const clara = "where person_id = (select id from people where username = 'clara.clerk')";
  const month = `update seats set began = began - 31, starts = starts - 31, ends = ends - 31 ${clara}`;
  server.database.run(month);
  const again = await startServerAt(new URL(server.url).host, server.folder, [], stripe.settings);
  try {
    await expect(async () => {
      await app.visit("/billing");
      await expect(page.getByRole("note").filter({ hasText: "could not be charged" })).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 30_000 });
    await app.axe();
    await context.addCookies([{ name: "lang", value: "es", url: baseURL! }]);
    await app.visit("/");
    await page.getByRole("link", { name: /Facturas sin cobrar/ }).click();
    const invoices = page.getByRole("table", { name: "Facturas" });
    await expect(invoices).toContainText("10.00 USD");
    await invoices.locator("tbody").getByRole("row").first().getByRole("link").first().click();
    const trouble = page.getByRole("note").filter({ hasText: "Visa ···· 0341 fue rechazada" });
    await expect(trouble).toContainText(/desde el \d+ [a-z]+ \d{4}/);
    await app.axe();
    const invoice = new URL(page.url()).pathname;
    await context.addCookies([{ name: "lang", value: "en", url: baseURL! }]);
    await addCard(app, "Good card", "Use another card");
    await app.visit(invoice);
    await page.getByRole("button", { name: "Pay by card" }).click();
    await app.expectToast("The invoice is paid.");
    await expect(page.getByText(/^Visa ···· 4242 on \d/)).toBeVisible();
    await app.visit("/billing");
    await expect(page.getByRole("note").filter({ hasText: "could not be charged" })).toHaveCount(0);
  } finally {
    await again.stop();
  }
});
