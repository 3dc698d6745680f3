import type { Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { type App, expect, test } from "../support/app.ts";

const LIST = { name: "days.csv", mimeType: "text/csv", buffer: Buffer.from("Day,Count\n2026-11-02,3\n") };
const PROGRAM = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("<script>alert(1)</script>") };

async function openTickets(app: App, entry = "Support"): Promise<void> {
  await app.page.getByRole("navigation").getByRole("link", { name: entry, exact: true }).click();
  await expect(app.page.getByRole("heading", { level: 1, name: "Support" })).toBeVisible();
}

async function answer(app: App, text: string, button = "Send"): Promise<void> {
  await app.page.getByRole("textbox", { name: "Your answer" }).fill(text);
  await app.page.getByRole("button", { name: button, exact: true }).click();
  await app.expectToast("Sent.");
}

async function sendFile(page: Page, file: typeof LIST): Promise<void> {
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByRole("button", { name: "Send the files" }).click();
}

test("S3-12, C-20: a practice asks for a vendor, support verifies and approves, the vendor sees it", async ({
  signedInAs,
  anotherWindow,
}) => {
  const sonia = await signedInAs("sonia.owner");
  const { page } = sonia;
  await openTickets(sonia);
  await page.getByRole("link", { name: "New ticket" }).click();
  await sonia.hydrated();
  await page.getByRole("combobox", { name: "About" }).selectOption({ label: "Link to a vendor" });
  await page.getByRole("button", { name: "File the ticket" }).click();
  await expect(page.locator(".error-summary.is-shown")).toBeFocused();
  await sonia.axe();
  await page.getByRole("combobox", { name: "Vendor", exact: true }).selectOption({ label: "Brightline Practice Services" });
  await page.getByRole("combobox", { name: "Access of the vendor" }).selectOption({ label: "All support" });
  await page.getByRole("textbox", { name: "What support should know" }).fill("They do our billing from December on.");
  await page.getByRole("button", { name: "File the ticket" }).click();
  await sonia.expectToast("The ticket was filed.");
  await expect(page.getByRole("heading", { level: 1, name: "Brightline Practice Services" })).toBeVisible();
  await sonia.axe();

  const vera = await anotherWindow();
  await vera.signIn("vera.vendor");
  await vera.visit("/practices?q=summit");
  await expect(vera.page.getByRole("row", { name: /Summit Orthopedics/ })).toHaveCount(0);

  const oscar = await anotherWindow();
  await oscar.signIn("oscar.operator");
  await openTickets(oscar);
  await oscar.visit(new URL(page.url()).pathname);
  await oscar.page.getByRole("button", { name: "Assign to me" }).click();
  await oscar.expectToast("The ticket is yours.");
  await oscar.page.getByRole("button", { name: "Ask to verify the association" }).click();
  await expect(oscar.page.getByRole("textbox", { name: "Your answer" })).toHaveValue(/confirm that your practice/);
  await oscar.page.getByRole("button", { name: "Send, and wait for an answer" }).click();
  await oscar.expectToast("Sent.");
  await oscar.axe();

  await sonia.visit(page.url());
  await expect(page.getByText("Waiting for an answer")).toBeVisible();
  await answer(sonia, "Vera Sokolova, on the number of our contract.");

  await oscar.visit(page.url());
  await expect(oscar.page.getByText("Summit Orthopedics is linked to Brightline Practice Services with All support")).toBeVisible();
  await oscar.page.getByRole("button", { name: "Approve" }).click();
  await oscar.expectToast("Decided.");
  await expect(oscar.page.getByText("approved this")).toBeVisible();

  await vera.visit("/practices?q=summit");
  await expect(vera.page.getByRole("row", { name: /Summit Orthopedics/ })).toContainText("All support");
});

test("T65: files are checked, kept, and come back as files", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/support/new");
  await page.getByRole("textbox", { name: "Subject" }).fill("Days with double names");
  await page.getByRole("textbox", { name: "What support should know" }).fill("My card is 4242 4242 4242 4242");
  await page.getByRole("button", { name: "File the ticket" }).click();
  await expect(page.locator(".error-summary.is-shown")).toBeFocused();
  await page.getByRole("textbox", { name: "What support should know" }).fill("The list is below.");
  await page.getByRole("button", { name: "File the ticket" }).click();
  await app.expectToast("The ticket was filed.");
  await sendFile(page, PROGRAM);
  await expect(page.getByText("Nothing was kept.")).toBeVisible();
  await app.hydrated();
  await app.axe();
  await sendFile(page, LIST);
  await app.hydrated();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "days.csv" }).click()]);
  expect(await readFile(await file.path())).toEqual(LIST.buffer);
  await page.getByRole("button", { name: "Withdraw the ticket" }).click();
  await app.expectToast("The ticket was withdrawn.");
  await expect(page.getByRole("textbox", { name: "Your answer" })).toHaveCount(0);
  await app.visit("/support?show=all");
  await expect(page.getByRole("row", { name: /Days with double names/ })).toContainText("Withdrawn");
  await app.axe();
});

test("S3-7: a vendor has tickets of its own, and files no wishes", async ({ signedInAs }) => {
  const app = await signedInAs("vera.vendor");
  await openTickets(app, "Vendor support");
  await expect(app.page.getByRole("row", { name: /Receipts for vendors/ })).toBeVisible();
  await app.visit("/support/new");
  await expect(app.page.getByRole("option", { name: /Link to a vendor \(Only for a practice's own/ })).toBeDisabled();
  await app.axe();
});

test("without the right the page says who has it", async ({ signedInAs }) => {
  const app = await signedInAs("maya.manager");
  app.excuse(/403/);
  await expect(app.page.getByRole("navigation").getByRole("link", { name: "Support", exact: true })).toHaveCount(0);
  await app.visit("/support");
  await expect(app.page.getByText("Your role does not let you")).toBeVisible();
  await app.axe();
});
