import { DEMO_PASSWORD, expect, test } from "../support/app.ts";
import { SHOWN } from "../support/people.ts";

test.use({ javaScriptEnabled: false });

test("without script: a wrong password says so, the right one signs in, the list is read, sorted and turned", async ({ page }) => {
  const signIn = async (password: string) => {
    await page.getByRole("textbox", { name: "Username or email" }).fill("adam.admin");
    await page.getByRole("textbox", { name: "Password", exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
  };
  await page.goto("/people?status=active");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await signIn("not the passphrase");
  await expect(page.getByRole("alert").filter({ hasText: "That username and password do not go together." })).toBeVisible();
  expect(page.url(), "T67: no secret in an address").not.toContain("passphrase");
  await signIn(DEMO_PASSWORD);
  await expect(page).toHaveURL(/\/people/);

  await page.goto("/people");
  const table = page.getByRole("table", { name: "People" });
  const rows = table.locator("tbody").getByRole("row");
  await expect(rows).toHaveCount(25);
  await table.getByRole("button", { name: "Email" }).click();
  await expect(table.getByRole("columnheader", { name: "Email" })).toHaveAttribute("aria-sort", "ascending");
  await page.getByRole("link", { name: "Next" }).click();
  await expect(page.getByText(`26–50 of ${SHOWN}`)).toBeVisible();
  const emails = await table.locator('td[data-label="Email"]').allInnerTexts();
  expect(emails).toEqual([...emails].sort());

  await page.locator("summary", { hasText: "Status" }).click();
  await page.getByRole("checkbox", { name: "Locked", exact: true }).check();
  await page.getByRole("searchbox", { name: "Search by name, username or email" }).press("Enter");
  await expect(page).toHaveURL(/status=locked/);
  await expect(page.getByText("1–7 of 7")).toBeVisible();
  await rows.first().getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.getByRole("link", { name: "Access", exact: true }).click();
  await expect(page.getByRole("table", { name: "Access" })).toBeVisible();
});

test("the first answer of the server holds the rows, in the reader's language and theme", async ({ page, request }) => {
  await page.goto("/sign-in");
  await page.getByRole("textbox", { name: "Username or email" }).fill("adam.admin");
  await page.getByRole("textbox", { name: "Password", exact: true }).fill(DEMO_PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/$/);
  const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const answer = await request.get("/people?q=alvarez", { headers: { cookie: `${cookies}; lang=es; theme=dark; density=compact` } });
  const html = await answer.text();
  expect(html).toContain("Álvarez");
  expect(html).toContain("marisol.alvarez@cedarvalley.example");
  expect(html).toMatch(/<html[^>]* lang="es"/);
  expect(html).toMatch(/<html[^>]* data-theme="dark"/);
  expect(html).toMatch(/<html[^>]* data-density="compact"/);
});
