import { DEMO_PASSWORD, expect, test } from "../support/app.ts";
import { PeopleList } from "../support/people.ts";

test("P-23: the whole way by keyboard: sign in, find, filter, sort, open, edit", async ({ app }) => {
  const { page } = app;
  const press = (...keys: string[]) => keys.reduce((done, key) => done.then(() => page.keyboard.press(key)), Promise.resolve());
  const focused = page.locator(":focus");
  await app.visit("/sign-in");

  await test.step("sign in by Tab and Enter", async () => {
    while ((await page.evaluate(() => document.activeElement?.getAttribute("name"))) !== "name") await press("Tab");
    await page.keyboard.type("adam.admin");
    await press("Tab");
    await page.keyboard.type(DEMO_PASSWORD);
    await press("Enter");
    await page.waitForURL((url) => url.pathname === "/");
    await app.hydrated();
  });

  await test.step("the first Tab offers to skip the menu", async () => {
    await press("Tab");
    await expect(focused).toHaveText("Skip to content");
    await expect(focused).toBeInViewport();
    await press("Enter");
    await expect(page.getByRole("main")).toBeFocused();
  });

  await test.step("/ goes to the search of the header, which leads to the list", async () => {
    await press("/");
    await expect(page.getByRole("searchbox", { name: "Search people" })).toBeFocused();
    await page.keyboard.type("lind");
    await press("Enter");
    await page.waitForURL("**/people?q=lind");
    await app.hydrated();
  });

  const list = new PeopleList(app);
  await test.step("a filter: open, tick, close with Escape", async () => {
    await page.getByRole("searchbox", { name: "Search by name, username or email" }).focus();
    await press("Tab");
    await expect(focused).toHaveText("Role");
    await press("Enter", "Tab");
    await expect(focused).toHaveAttribute("type", "checkbox");
    while (!(await focused.evaluate((box) => box.closest("label")!.textContent))!.startsWith("Portal User")) await press("Tab");
    await press(" ");
    await expect(page).toHaveURL(/role=portal_user/);
    await press("Escape");
    await expect(focused).toHaveText("Role: Portal User");
    await expect(page.getByRole("checkbox", { name: "Portal User" })).toBeHidden();
  });

  await test.step("sort by Enter and by the space bar; the focus stays on the header", async () => {
    await list.sortButton("First name").focus();
    await press("Enter");
    await expect(list.header("First name")).toHaveAttribute("aria-sort", "ascending");
    await expect(list.sortButton("First name")).toBeFocused();
    await press(" ");
    await expect(list.header("First name")).toHaveAttribute("aria-sort", "descending");
    await expect(list.sortButton("First name")).toBeFocused();
  });

  await test.step("a row's menu: arrows walk it, Escape gives the focus back", async () => {
    const row = list.row("Lindqvist");
    const button = row.getByLabel("Actions for Paul Lindqvist");
    await button.focus();
    await press("ArrowDown");
    await expect(focused).toHaveText("Open");
    await press(...Array<string>(5).fill("ArrowDown"));
    await expect(focused).toHaveText("History");
    await press("ArrowDown");
    await expect(focused).toHaveText("Open");
    await press("ArrowUp");
    await expect(focused).toHaveText("History");
    await press("Escape");
    await expect(button).toBeFocused();
    await expect(row.getByRole("link", { name: "History" })).toBeHidden();
    await press("Enter", "ArrowDown", "Enter");
    await expect(page.getByRole("heading", { level: 1, name: "Paul Lindqvist" })).toBeVisible();
  });

  await test.step("edit and save by Enter", async () => {
    await page.getByRole("textbox", { name: "Title or position" }).focus();
    await press("Control+A");
    await page.keyboard.type("Head nurse");
    await press("Enter");
    await app.expectToast("Changes saved");
    await expect(page.getByRole("textbox", { name: "Title or position" }), "saving leaves the focus").toBeFocused();
  });
});

test("P-23: every control of the list can be reached by Tab, in reading order, and shows that it is", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  await app.visit("/people?q=lind");
  const seen: string[] = [];
  const places: number[] = [];
  for (let presses = 0; presses < 120; presses++) {
    await app.page.keyboard.press("Tab");
    const at = await app.page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return undefined;
      const look = getComputedStyle(element);
      const around = element.closest(".search");
      const ring = look.outlineStyle !== "none" || (around && getComputedStyle(around).outlineStyle !== "none");
      const all = [...document.querySelectorAll("*")];
      return { name: element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "", ring: !!ring, place: all.indexOf(element) };
    });
    if (!at) break;
    expect(at.ring, `${at.name} shows the focus`).toBe(true);
    seen.push(at.name);
    places.push(at.place);
  }
  expect(places).toEqual([...places].sort((a, b) => a - b));
  for (const name of ["Skip to content", "People", "Search people", "Role", "Columns", "Last name", "Lindqvist", "Actions for Paul Lindqvist"]) {
    expect(seen).toContain(name);
  }
});
