import { expect, test } from "../support/app.ts";

const FILE = [
  "Patient number,Last name,First name,Date of birth,Language,Office,Status",
  "S-1,Story,Ana,1984-02-29,Spanish,Main office,Active",
  "S-2,Story,Ben,02/30/1990,English,Main office,Active",
].join("\r\n");

test("C-26: from the dashboard over the panel to a patient who goes to another provider", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/");
  await page.getByRole("link", { name: /Patients$/ }).filter({ hasText: /\d/ }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Patients" })).toBeVisible();
  await app.axe();
  await page.getByRole("searchbox", { name: "Search by name, number or date of birth" }).fill("P-000001");
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.getByRole("row").nth(1).getByRole("link").first().click();
  await expect(page.getByRole("heading", { name: "Give to another provider" })).toBeVisible();
  await app.axe();
  const provider = page.getByRole("combobox", { name: "Provider" });
  const options = await provider.locator("option:not([disabled])").evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
  const now = await provider.inputValue();
  await provider.selectOption(options.find((value) => value !== "" && value !== now)!);
  await page.getByRole("button", { name: "Give to another provider" }).press("Enter");
  await app.expectToast(/is with Dr\. .* now/);
  await expect(page.getByText("Patient given to another provider")).toBeVisible();
});

test("patients are filtered by what the panel counts", async ({ signedInAs }) => {
  const app = await signedInAs("olivia.owner");
  const { page } = app;
  await app.visit("/patients?sort=next");
  await page.getByRole("row").nth(1).getByRole("link").first().click();
  await page.locator("dl.facts").getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: /^Patients of Dr\./ })).toBeVisible();
  await app.axe();
  await page.getByRole("link", { name: "In treatment" }).click();
  await expect(page).toHaveURL(/provider=.*status=active|status=active.*provider=/);
});

test("a list of patients is looked at before it is imported", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/patients/import");
  const file = { name: "patients.csv", mimeType: "text/csv", buffer: Buffer.from(FILE) };
  await page.locator("#file").setInputFiles(file);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("link", { name: "1 refused row" })).toBeVisible();
  await app.axe();
  await page.getByRole("button", { name: "Import the good rows and leave out the refused ones" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Import" }).click();
  await app.expectToast("The file was imported.");
  await page.getByRole("link", { name: "See the list" }).click();
  await page.getByRole("searchbox", { name: "Search by name, number or date of birth" }).fill("story");
  await expect(page.getByRole("link", { name: "Story, Ana" })).toBeVisible();
});

test("minimum necessary: whoever does not work with patients sees none", async ({ signedInAs }) => {
  const app = await signedInAs("paul.portal");
  await app.visit("/");
  await expect(app.page.getByRole("link", { name: "Patients" })).toHaveCount(0);
});
