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
  // The columns of the file stand in rows of their own, each with what it means.
  const meaning = page.getByRole("combobox");
  const row = (address: string) => page.getByRole("row").filter({ hasText: address, hasNot: meaning });
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

test("columns whose headings say nothing are matched by hand", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/invitations/import");
  const file = { name: "names.csv", mimeType: "text/csv", buffer: Buffer.from("Who,Where\r\nana@story.example,Lakeside") };
  await page.getByLabel(/^Choose a file/).setInputFiles(file);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(/\/invitations\/import\/.+/);
  await app.hydrated();
  await expect(page.getByText("No column holds addresses yet.")).toBeVisible();
  await app.axe();
  await page.getByRole("button", { name: "Generate Self Registration Link" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Match the columns of the file first" })).toBeFocused();
  await page.getByRole("combobox", { name: /: Who$/ }).selectOption({ label: "Email" });
  await page.getByRole("combobox", { name: /: Where$/ }).selectOption({ label: "Office" });
  await page.getByRole("combobox", { name: "Role of rows that name none" }).selectOption({ label: "Clerical User" });
  const row = page.getByRole("row").filter({ hasText: "ana@story.example" }).last();
  await expect(row).toContainText("Lakeside");
  await expect(row).toContainText("Ready");
  await page.getByRole("button", { name: "Generate Self Registration Link" }).click();
  await app.expectToast("1 link is on its way.");
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

test("P-25: an edit that takes the right to invite says which links it ends", async ({ signedInAs }) => {
  const app = await signedInAs("olivia.owner");
  const { page } = app;
  await app.visit("/people?q=adam.admin");
  await page.getByRole("table").getByRole("link", { name: "Whitfield" }).click();
  await page.getByRole("combobox", { name: "Role", exact: true }).selectOption({ label: "Portal User" });
  await page.getByRole("button", { name: "Save changes" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("listitem").first()).toBeVisible();
  await expect(dialog.getByRole("radio", { name: /^Revoke them/ })).toBeChecked();
  await app.axe();
  await dialog.getByRole("radio", { name: /^Take them over/ }).check();
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await app.expectToast("Changes saved");
  await app.visit("/invitations?status=open");
  await expect(page.getByRole("table")).toContainText("Olivia Marsh");
});
