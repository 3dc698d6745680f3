import { expect, test } from "../support/app.ts";

const ROWS = [
  "Email,Role,Office",
  "ana@story.example,Portal User,Main office",
  "bob@story.example,,",
  "cy@story.example,King,Lakeside",
  "paul.portal@cedarvalley.example,Clerical User,Lakeside",
];

test("C-32: a file with roles and places of its own", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/invitations");
  await page.getByRole("link", { name: "Invite by a file" }).click();
  await app.axe();
  const file = { name: "new.csv", mimeType: "text/csv", buffer: Buffer.from(ROWS.join("\r\n")) };
  await page.getByLabel(/^Choose a file/).setInputFiles(file);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(/\/invitations\/import\/.+/);
  const row = (address: string) => page.getByRole("row").filter({ hasText: address });
  await expect(row("ana@story.example")).toContainText("Ready");
  await expect(row("bob@story.example")).toContainText("No role is named.");
  await expect(row("cy@story.example")).toContainText("There is no such role.");
  await expect(row("paul.portal@").getByRole("link", { name: "Open this person" })).toBeVisible();
  await page.getByRole("combobox", { name: "Role of rows that name none" }).selectOption({ label: "Clerical User" });
  await page.getByRole("combobox", { name: "Office or provider of rows that name none" }).selectOption({ label: "Northgate" });
  await expect(row("bob@story.example")).toContainText("Ready");
  await app.axe();
  await page.getByRole("button", { name: "Generate Self Registration Link" }).press("Enter");
  await app.expectToast("2 links are on their way.");
  await expect(page.getByRole("heading", { name: "The mails are leaving" })).toBeVisible();
  await expect(row("ana@story.example")).toContainText("Link sent");
  await app.axe();
});

test("a file that cannot be used says why", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  await app.visit("/invitations/import");
  const file = { name: "names.csv", mimeType: "text/csv", buffer: Buffer.from("Name,Office\r\nAna,Lakeside") };
  await app.page.getByLabel(/^Choose a file/).setInputFiles(file);
  await app.page.getByRole("button", { name: "Continue" }).click();
  await expect(app.page.getByRole("alert").filter({ hasText: "No column of this file has a heading such as Email." })).toBeVisible();
});

test("P-26: a practice decides how long its links work", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  app.excuse(/422/);
  const { page } = app;
  await app.visit("/invitations");
  await page.getByRole("link", { name: "Rules for invitations" }).click();
  await page.getByRole("spinbutton", { name: "Hours for which a link works" }).fill("100");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("This is outside the allowed range.").first()).toBeVisible();
  await page.getByRole("spinbutton", { name: "Hours for which a link works" }).fill("48");
  await page.getByRole("button", { name: "Save" }).click();
  await app.expectToast("Settings saved");
  await app.visit("/invitations/new");
  await expect(page.getByText("Links end 48 hours after they are sent.")).toBeVisible();
});

test("P-25: open links are taken over before their inviter loses the right", async ({ signedInAs }) => {
  const app = await signedInAs("olivia.owner");
  const { page } = app;
  await app.visit("/people?q=adam.admin");
  await page.getByRole("table").getByRole("link", { name: "Whitfield" }).click();
  const standing = page.getByRole("region", { name: "Open invitations by this person" });
  await standing.locator("summary").click();
  await expect(standing.getByRole("listitem").first()).toBeVisible();
  await app.axe();
  await standing.getByRole("button", { name: "Take them over" }).click();
  await app.expectToast(/(is|are) yours now\./);
  await expect(standing).toHaveCount(0);
});
