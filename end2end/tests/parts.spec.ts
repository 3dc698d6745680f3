import { expect, test } from "../support/app.ts";

test("a page whose part of the module can't be had says why, and comes when it can", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  app.excuse(/split_people|Failed to fetch|ERR_FAILED/);
  await page.route(/\/split_people\.wasm$/, (route) => route.abort());
  await app.visit("/");
  await page.getByRole("navigation").getByRole("link", { name: "People", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Something went wrong" })).toBeVisible();
  await app.axe();

  await page.unroute(/\/split_people\.wasm$/);
  await page.getByRole("button", { name: "Reload the page" }).click();
  await expect(page.getByRole("table", { name: "People" })).toBeVisible();
});
