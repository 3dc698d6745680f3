import { expect, test } from "../support/app.ts";
import { PeopleList, SHOWN } from "../support/people.ts";

test("P-17: next, previous, first, last and page size, with the exact range", async ({ signedInAs }) => {
  const list = await new PeopleList(await signedInAs("adam.admin")).open();
  const { page } = list.app;
  const turn = (name: string) => page.getByRole("link", { name, exact: true });
  const first = await list.cells("Email");

  await expect(turn("Previous")).toHaveAttribute("aria-disabled", "true");
  await expect(turn("First page")).toHaveAttribute("aria-disabled", "true");
  await list.expectRange(`1–25 of ${SHOWN}`);
  await turn("Next").click();
  await list.expectRange(`26–50 of ${SHOWN}`);
  await turn("Next").click();
  await list.expectRange(`51–75 of ${SHOWN}`);
  await turn("Previous").click();
  await list.expectRange(`26–50 of ${SHOWN}`);
  await turn("Last page").click();
  await list.expectRange(`101–${SHOWN} of ${SHOWN}`);
  await expect(list.rows).toHaveCount(SHOWN - 100);
  await expect(turn("Next")).toHaveAttribute("aria-disabled", "true");
  await turn("Previous").click();
  await list.expectRange(`76–100 of ${SHOWN}`);
  await turn("First page").click();
  await list.expectRange(`1–25 of ${SHOWN}`);
  expect(await list.cells("Email")).toEqual(first);

  await page.getByRole("combobox", { name: "Rows per page" }).selectOption("50");
  await list.expectRange(`1–50 of ${SHOWN}`);
  await expect(list.rows).toHaveCount(50);
  await expect(page).toHaveURL(/size=50/);
  await turn("Last page").click();
  await list.expectRange(`101–${SHOWN} of ${SHOWN}`);
  await page.reload();
  await list.app.hydrated();
  await list.expectRange(`101–${SHOWN} of ${SHOWN}`);
  await page.goBack();
  await list.expectRange(`1–50 of ${SHOWN}`);
});

test("S1-11 P-28: the column chooser shows and hides columns and keeps the choice in the address", async ({ signedInAs }) => {
  const list = await new PeopleList(await signedInAs("adam.admin")).open();
  const { page } = list.app;
  const columns = () => list.table.getByRole("columnheader").allInnerTexts();
  expect(await columns()).toEqual(["", "Last name", "First name", "Email", "Role", "Office", "Status", "Tier", "Last activity", "Actions"]);
  const chooser = await list.filter("Columns");
  await list.app.axe();
  await chooser.getByRole("checkbox", { name: "Email" }).uncheck();
  await chooser.getByRole("checkbox", { name: "Registered" }).check();
  await expect(list.header("Email")).toHaveCount(0);
  await expect(list.header("Registered")).toBeVisible();
  await expect(list.rows.first().locator('td[data-label="Registered"]')).not.toBeEmpty();
  await page.reload();
  await list.app.hydrated();
  expect(await columns()).not.toContain("Email");
  expect(await columns()).toContain("Registered");
  await list.sortButton("Role").click();
  await expect(list.header("Registered"), "sorting keeps the columns").toBeVisible();
});

test("people stay selected from page to page, and are counted", async ({ signedInAs }) => {
  const list = await new PeopleList(await signedInAs("adam.admin")).open();
  const { page } = list.app;
  const selected = (text: string) => expect(page.getByRole("status").filter({ hasText: text })).toBeVisible();
  await list.rows.nth(0).getByRole("checkbox").check();
  await selected("1 person selected");
  await list.rows.nth(2).getByRole("checkbox").check();
  await selected("2 people selected");
  await page.getByRole("link", { name: "Next" }).click();
  await list.expectRange(`26–50 of ${SHOWN}`);
  await selected("2 people selected");
  for (const box of await list.rows.getByRole("checkbox").all()) await expect(box).not.toBeChecked();
  await page.getByRole("checkbox", { name: "Select everyone on this page" }).check();
  await selected("27 people selected");
  await list.rows.nth(4).getByRole("checkbox").uncheck();
  await selected("26 people selected");
  await expect(page.getByRole("checkbox", { name: "Select everyone on this page" })).not.toBeChecked();
  await page.getByRole("link", { name: "Previous" }).click();
  await list.expectRange(`1–25 of ${SHOWN}`);
  await expect(list.rows.nth(0).getByRole("checkbox")).toBeChecked();
  await expect(list.rows.nth(1).getByRole("checkbox")).not.toBeChecked();
  await expect(list.rows.nth(2).getByRole("checkbox")).toBeChecked();
  await list.app.axe();
  await page.getByRole("button", { name: "Clear the selection" }).click();
  await expect(page.getByText("people selected")).toHaveCount(0);
  await expect(list.rows.nth(0).getByRole("checkbox")).not.toBeChecked();
});
