import { expect, test } from "../support/app.ts";
import { COLUMNS, type Column, PeopleList, SHOWN } from "../support/people.ts";

const ROLES = [
  "Portal Operator",
  "Practice Owner",
  "Practice Administrator",
  "Vendor Administrator",
  "Auditor",
  "User Manager",
  "Delegate",
  "Portal User",
  "Clerical User",
  "Referring Coordinator",
];
const STATUSES = [
  "Archived",
  "Deactivated",
  "Locked",
  "Deactivates on",
  "Invitation bounced",
  "Invitation expired",
  "Invited",
  "Two-step pending",
  "Active",
];

const folded = (text: string) => text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();
const rank = (names: string[]) => (text: string) => names.findIndex((name) => text.startsWith(name));
/** "Never" and an empty cell stand before every date. */
const instant = (text: string) => (/\d/.test(text) ? Date.parse(text) : 0);

/** What a cell stands for in the order of its column. */
const KEYS: Record<Column, (text: string) => string | number> = {
  "Last name": folded,
  "First name": folded,
  Username: folded,
  Email: folded,
  Role: rank(ROLES),
  Office: folded,
  Status: rank(STATUSES),
  "Created or invited": instant,
  "Last activity": instant,
  Registered: rank(["Not registered", "Two-step pending", "Registered"]),
  // Those who are not registered have no tier yet: an empty cell, with the free ones.
  Tier: (text) => ["Free", "Paid", "Paid with plug-in"].indexOf(text || "Free"),
  Locked: instant,
};

const compare = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0);

test("S1-12: the list sorts by every column, up and down, and says so", async ({ signedInAs }) => {
  const list = await new PeopleList(await signedInAs("adam.admin")).open(
    `size=100&sort=email&cols=${Object.values(COLUMNS).join(",")}`,
  );
  for (const column of Object.keys(COLUMNS) as Column[]) {
    const header = list.header(column);
    if (column === "Email") await list.sortButton("Last name").click();
    await list.sortButton(column).click();
    await expect(header).toHaveAttribute("aria-sort", /ascending|descending/);
    const first = await header.getAttribute("aria-sort");
    const wanted = ["Created or invited", "Last activity", "Locked"].includes(column) ? "descending" : "ascending";
    expect(first, `${column}: first click`).toBe(wanted);
    await expectSorted(list, column, first!);
    const second = first === "ascending" ? "descending" : "ascending";
    await list.sortButton(column).click();
    await expect(header).toHaveAttribute("aria-sort", second);
    await expectSorted(list, column, second);
    await expect(list.table.locator("th[aria-sort]"), "one column at a time").toHaveCount(1);
    await list.expectRange(`1–100 of ${SHOWN}`);
  }
});

test("S1-12: the order goes on from page to page", async ({ signedInAs }) => {
  const list = await new PeopleList(await signedInAs("adam.admin")).open("sort=first&dir=desc");
  const names = await list.cells("First name");
  for (const range of [`26–50 of ${SHOWN}`, `51–75 of ${SHOWN}`, `76–100 of ${SHOWN}`, `101–${SHOWN} of ${SHOWN}`]) {
    await list.app.page.getByRole("link", { name: "Next" }).click();
    await list.expectRange(range);
    names.push(...(await list.cells("First name")));
  }
  expect(names).toHaveLength(SHOWN);
  const keys = names.map(folded);
  expect(keys).toEqual([...keys].sort(compare).reverse());
});

/** The rows come a moment after the click; their order is what counts. */
async function expectSorted(list: PeopleList, column: Column, direction: string): Promise<void> {
  await expect(async () => {
    const keys = (await list.cells(column)).map(KEYS[column]);
    expect(keys).toHaveLength(100);
    const up = [...keys].sort(compare);
    expect(keys, `${column} ${direction}`).toEqual(direction === "ascending" ? up : up.reverse());
  }).toPass({ timeout: 30_000 });
}
