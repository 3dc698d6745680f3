import { expect, test } from "../support/app.ts";
import { EVERYBODY, PeopleList, SHOWN } from "../support/people.ts";

test("S1-13: typing alvarez finds Álvarez, without a key more", async ({ signedInAs }) => {
  const list = await new PeopleList(await signedInAs("adam.admin")).open();
  const search = list.app.page.getByRole("searchbox", { name: "Search by name, username or email" });
  await search.pressSequentially("alvarez", { delay: 30 });
  await expect(list.row("Álvarez")).not.toHaveCount(0);
  await expect(async () => {
    for (const row of await list.rows.allInnerTexts()) expect(row).toMatch(/[ÁA]lvarez/i);
  }).toPass();
  await expect(search, "typing goes on while rows come").toBeFocused();
  await expect(search).toHaveValue("alvarez");
  await expect(list.app.page).toHaveURL(/\?q=alvarez$/);
  for (const [typed, found] of [["ÁLVAREZ", "Álvarez"], ["marisol alv", "Álvarez"], ["varez", "Álvarez"], ["adam.admin", "Whitfield"], ["n'connor", "Nobody"]]) {
    await search.fill(typed!);
    await expect(list.app.page.getByText(found!).first()).toBeVisible();
  }
});

test("S1-13: a search for nobody says so and leads back", async ({ signedInAs }) => {
  const list = await new PeopleList(await signedInAs("adam.admin")).open("q=zzzzzz");
  await expect(list.app.page.getByRole("heading", { name: "Nobody matches" })).toBeVisible();
  await list.app.axe();
  await list.app.page.getByRole("link", { name: "Clear filters" }).first().click();
  await list.expectRange(`1–25 of ${SHOWN}`);
  await expect(list.app.page.getByRole("searchbox", { name: "Search by name, username or email" })).toHaveValue("");
});

test("S0-46 P-17: role, status, office, tier and lock narrow the list, and the address keeps them", async ({ signedInAs }) => {
  const list = await new PeopleList(await signedInAs("adam.admin")).open();
  const { page } = list.app;
  const ticked = async (filter: string, ...boxes: string[]) => {
    const group = await list.filter(filter);
    for (const box of boxes) await group.getByRole("checkbox", { name: box, exact: true }).check();
  };
  const everyCell = async (column: Parameters<PeopleList["cells"]>[0], text: RegExp) => {
    await expect(async () => {
      const cells = await list.cells(column);
      expect(cells.length).toBeGreaterThan(0);
      for (const cell of cells) expect(cell).toMatch(text);
    }).toPass();
  };

  await test.step("role", async () => {
    await ticked("Role", "Clerical User");
    await everyCell("Role", /^Clerical User$/);
    await expect(page.locator("summary", { hasText: "Role: Clerical User" })).toBeVisible();
    await expect(page).toHaveURL(/role=clerical_user/);
    await ticked("Role", "Delegate");
    await everyCell("Role", /^(Clerical User|Delegate)$/);
    await expect(page.locator("summary", { hasText: "Role: 2" })).toBeVisible();
  });
  await test.step("and status", async () => {
    await page.keyboard.press("Escape");
    await ticked("Status", "Active");
    await everyCell("Status", /^Active$/);
    await everyCell("Role", /^(Clerical User|Delegate)$/);
  });
  await test.step("reload keeps both", async () => {
    const range = await list.range.innerText();
    await page.reload();
    await list.app.hydrated();
    await list.expectRange(range);
    await expect(page.locator("summary", { hasText: "Status: Active" })).toBeVisible();
  });
  await test.step("Back takes one filter after the other off, Forward puts it on again", async () => {
    await page.goBack();
    await expect(page).not.toHaveURL(/status=/);
    await expect(page.locator("summary", { hasText: "Role: 2" })).toBeVisible();
    await page.goForward();
    await everyCell("Status", /^Active$/);
  });
  await test.step("clear", async () => {
    await page.getByRole("link", { name: "Clear filters" }).click();
    await list.expectRange(`1–25 of ${SHOWN}`);
    await expect(page).toHaveURL(/\/people$/);
  });
  await test.step("two offices, one after the other", async () => {
    await ticked("Office", "Lakeside", "Northgate");
    await everyCell("Office", /^(Lakeside|Northgate)$/);
    await page.getByRole("link", { name: "Clear filters" }).click();
  });
  await test.step("tier and lock", async () => {
    await ticked("Tier", "Paid");
    await everyCell("Tier", /^Paid$/);
    await page.getByRole("link", { name: "Clear filters" }).click();
    await ticked("Locked", "Yes");
    await everyCell("Status", /^Locked$/);
    await list.expectRange("1–7 of 7");
  });
});

test("S4-12: archived people are hidden until asked for; deactivated ones are grey and italic", async ({ signedInAs }) => {
  const list = await new PeopleList(await signedInAs("adam.admin")).open("size=100");
  const statuses = await list.cells("Status");
  await list.app.page.getByRole("link", { name: "Next" }).click();
  await list.expectRange(`101–${SHOWN} of ${SHOWN}`);
  statuses.push(...(await list.cells("Status")));
  expect(statuses).not.toContain("Archived");
  expect(statuses.filter((status) => status === "Deactivated")).toHaveLength(8);

  await list.open("status=deactivated");
  const name = list.row("Deactivated").first().getByRole("link").first();
  await expect(name).toHaveCSS("font-style", "italic");
  const grey = await name.evaluate((link) => getComputedStyle(link).color);
  await list.open("status=active");
  const active = list.row("Active").first().getByRole("link").first();
  await expect(active).toHaveCSS("font-style", "normal");
  expect(await active.evaluate((link) => getComputedStyle(link).color)).not.toBe(grey);

  await list.open();
  await (await list.filter("Status")).getByRole("checkbox", { name: "Archived" }).check();
  await list.expectRange(`1–${EVERYBODY - SHOWN} of ${EVERYBODY - SHOWN}`);
  await expect(list.row("Archived")).toHaveCount(EVERYBODY - SHOWN);
});

test("P-17: a shared link leads back to the same list after signing in", async ({ signedInAs, anotherWindow }) => {
  const list = await new PeopleList(await signedInAs("adam.admin")).open("status=locked&sort=email&dir=desc");
  const emails = await list.cells("Email");
  const address = new URL(list.app.page.url());

  const other = await anotherWindow();
  await other.visit(address.pathname + address.search);
  await expect(other.page).toHaveURL(/\/sign-in\?next=/);
  await other.page.getByRole("textbox", { name: "Username or email" }).fill("olivia.owner");
  await other.page.getByRole("textbox", { name: "Password", exact: true }).fill("rolecall demo passphrase");
  await other.page.keyboard.press("Enter");
  await other.page.waitForURL((url) => url.pathname === "/people");
  expect(new URL(other.page.url()).search).toBe(address.search);
  expect(await new PeopleList(other).cells("Email")).toEqual(emails);
});
