import { expect, test } from "../support/app.ts";

/** A white pixel. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==",
  "base64",
);

test("S4-1…5: a provider is found, edited by keyboard, and saved with a toast", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/providers?q=reyes");
  await page.getByRole("link", { name: "Dr. Reyes" }).press("Enter");
  await page.getByRole("link", { name: "Profile" }).press("Enter");
  await expect(page.getByRole("heading", { name: "Personal configuration" })).toBeVisible();
  await app.axe();
  await page.getByRole("link", { name: "Edit provider" }).press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Edit Dr. Reyes" })).toBeVisible();
  await app.axe();
  await page.getByRole("combobox", { name: "Billing role" }).selectOption({ label: "Referring provider" });
  await page.getByRole("checkbox", { name: "Telehealth visits" }).check();
  await page.getByRole("spinbutton", { name: "Most active patients" }).fill("0");
  await page.getByRole("button", { name: "Save changes" }).press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "needs your attention" })).toBeFocused();
  await page.getByRole("spinbutton", { name: "Most active patients" }).fill("250");
  await page.getByRole("button", { name: "Save changes" }).press("Enter");
  await app.expectToast("Changes saved");
});

test("T65: a picture is chosen, shown and taken away; other files say why not", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/providers?q=okafor");
  await page.getByRole("link", { name: "Dr. Okafor" }).click();
  await page.getByRole("link", { name: "Edit provider" }).click();
  await page.locator("#file").setInputFiles({ name: "a.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg/>") });
  await page.getByRole("button", { name: "Use this picture" }).click();
  await expect(page.getByText("This is no picture we can read.")).toBeVisible();
  await page.locator("#file").setInputFiles({ name: "me.png", mimeType: "image/png", buffer: PNG });
  await page.getByRole("button", { name: "Use this picture" }).click();
  await expect(page.locator("img.picture")).toBeVisible();
  await page.getByRole("button", { name: "Remove the picture" }).click();
  await expect(page.locator("img.picture")).toHaveCount(0);
});

test("billing roles are the practice's own list", async ({ signedInAs }) => {
  const app = await signedInAs("olivia.owner");
  const { page } = app;
  await app.visit("/settings/providers");
  await page.getByRole("textbox", { name: "Your own" }).first().fill("Locum tenens");
  await page.getByRole("button", { name: "Save" }).press("Enter");
  await app.expectToast("Settings saved");
  await app.visit("/providers?q=okafor");
  await page.getByRole("link", { name: "Dr. Okafor" }).click();
  await page.getByRole("link", { name: "Edit provider" }).click();
  await expect(page.getByRole("combobox", { name: "Billing role" }).getByRole("option", { name: "Locum tenens" })).toHaveCount(1);
});
