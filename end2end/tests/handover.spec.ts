import { type Page, expect, test } from "../support/app.ts";

/** Opens the plan of the first provider who takes part. */
async function open(page: Page): Promise<void> {
  const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: /^Dr\./ }) }).first();
  await row.getByRole("link").first().click();
  await page.getByRole("link", { name: "Hand over patients" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Patients of Dr\./ })).toBeVisible();
}

test("N-01: a plan by rules, with its preview, scheduled, called off", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/providers?sort=name");
  await open(page);
  await page.getByRole("button", { name: "Add a rule" }).press("Enter");
  const rule = page.getByRole("group", { name: "Rule 1" });
  await rule.getByRole("combobox", { name: "Goes to" }).selectOption("fewest");
  await expect(page.getByRole("region", { name: "What will happen" }).getByRole("row")).not.toHaveCount(1);
  await app.axe();
  const day = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
  const [year, month, number] = day.split("-");
  await page.getByLabel("Last day").fill(`${month}/${number}/${year}`);
  await expect(page.getByText(/^Handed over at the end of .*23:59:59/)).toBeVisible();
  await page.getByRole("button", { name: "Schedule" }).click();
  await app.axe();
  await page.getByRole("dialog").getByRole("button", { name: "Yes, go ahead" }).click();
  await app.expectToast("Plan scheduled");
  await expect(page.getByText("Scheduled", { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("heading", { name: "What else has to be seen to" })).toBeVisible();
  await app.axe();
  await page.getByRole("button", { name: "Call the plan off" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Call the plan off" }).click();
  await app.expectToast("The plan was called off");
});

test("S4-10: everybody to one provider at once; then the points are closed", async ({ signedInAs }) => {
  const app = await signedInAs("olivia.owner");
  const { page } = app;
  await app.visit("/providers?sort=name");
  await open(page);
  const everybody = page.getByRole("combobox", { name: "Everybody goes to" });
  const targets = everybody.locator("option:not([disabled])");
  const values = await targets.evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
  await everybody.selectOption(values.find((value) => value !== "nobody" && value !== "fewest")!);
  await expect(page.getByText("Wait for a provider")).toHaveCount(0);
  await page.getByRole("button", { name: "Hand over now" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Yes, go ahead" }).click();
  await app.expectToast("Patients handed over");
  await expect(page.getByText(/^Carried out on/)).toBeVisible();
  const edit = page.getByRole("button", { name: /^Edit: / });
  await edit.first().click();
  await page.getByLabel("Closed", { exact: true }).check();
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Evidence" })).toBeVisible();
  await page.getByRole("textbox", { name: "Owner" }).fill("Ana Admin");
  await page.getByRole("textbox", { name: "Evidence" }).fill("receipt 12");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText(/^Closed by /)).toBeVisible();
  await app.axe();
});

test("patients are chosen one by one", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/providers?sort=name");
  await open(page);
  await page.getByRole("searchbox", { name: "Search by name, number or date of birth" }).fill("P-0000");
  const choose = page.getByRole("button", { name: /^Choose for / }).first();
  await choose.click();
  await expect(page.getByRole("button", { name: /^Remove / })).toHaveCount(1);
  await page.getByRole("button", { name: "Save as draft" }).click();
  await app.expectToast("Draft saved");
  await expect(page.getByRole("button", { name: /^Remove / })).toHaveCount(1);
});

test("a plan that stopped says why, on the dashboard too", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/");
  await page.getByRole("link", { name: "Handover plans that stopped" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Handover plans" })).toBeVisible();
  await app.axe();
  await page.getByRole("row").filter({ hasText: "Stopped" }).getByRole("link").click();
  await expect(page.getByText("In the way").first()).toBeVisible();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "The plan stopped again: nobody was moved." })).toBeVisible();
});
