import { expect, test, type App } from "../support/app.ts";
import { PAGES } from "../support/pages.ts";
import { PeopleList } from "../support/people.ts";

// 1200: narrower than the widest table, wider than the point at which tables become cards. 640: what a screen of 1280 has
// left at 200 % (WCAG 1.4.4), just wider than that point.
const WIDTHS = [1200, 640, 360, 320] as const;

/** Does `look` at each width. */
async function atEachWidth(app: App, look: () => Promise<void>): Promise<void> {
  for (const width of WIDTHS) {
    await app.page.setViewportSize({ width, height: 740 });
    await look();
  }
}

/** At no width does anything make the page itself scroll sideways (WCAG 1.4.10). */
async function expectToFit(app: App): Promise<void> {
  await atEachWidth(app, async () => {
    const { wide, wanted, culprits } = await app.page.evaluate(() => {
      const wanted = document.documentElement.clientWidth;
      const wide = document.documentElement.scrollWidth;
      const inside = (element: Element) => element.closest(".scroll, .tabs, .sr-only, dialog:not([open])");
      const culprits = [...document.querySelectorAll("body *")]
        .filter((element) => element.getBoundingClientRect().right > wanted + 1 && !inside(element))
        .map((element) => element.outerHTML.slice(0, 90));
      return { wide, wanted, culprits };
    });
    expect.soft({ wide, culprits: wide > wanted ? culprits : [] }, app.page.url()).toEqual({ wide: wanted, culprits: [] });
  });
}

test(`P-23: every page fits ${WIDTHS.join(", ")} px`, async ({ app }) => {
  test.setTimeout(1_200_000);
  await app.visit("/sign-in");
  await expectToFit(app);
  await app.signIn("adam.admin");
  await expectToFit(app);
  app.excuse(/40[34]/);
  for (const path of PAGES) {
    await app.visit(path);
    await expectToFit(app);
  }
  const list = await new PeopleList(app).open("q=marisol.alvarez");
  await atEachWidth(app, () => app.axe());
  await list.table.getByRole("link", { name: "Álvarez" }).click();
  await expect(app.page.getByRole("heading", { level: 1, name: "Marisol Álvarez" })).toBeVisible();
  for (const tab of ["Profile", "Access", "Security", "History"]) {
    await app.page.getByRole("navigation", { name: "Person" }).getByRole("link", { name: tab }).click();
    await expect(app.page.getByRole("link", { name: tab, exact: true }).last()).toHaveAttribute("aria-current", "page");
    await expectToFit(app);
  }
  for (const of of ["/invitations", "/requests"]) {
    await app.visit(of);
    await app.page.locator("tbody tr a").first().click();
    await app.page.waitForURL(/[0-9a-f-]{36}/);
    await expect(app.page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectToFit(app);
  }
  await app.visit("/people/import");
  const rows = "Last name,First name,E-mail,Role,Office,Remarks\nRoe,Richard,not-an-address,Wizard,Lakeside,a long remark about him";
  await app.page.locator("#file").setInputFiles({ name: "roster.csv", mimeType: "text/csv", buffer: Buffer.from(rows) });
  await app.page.locator(".submit-bar button").click();
  await app.page.waitForURL(/\/people\/import\/[0-9a-f-]{36}/);
  await app.hydrated();
  await expect(app.page.getByText("Enter a valid email address")).toBeVisible();
  await atEachWidth(app, async () => {
    for (const choice of await app.page.getByRole("combobox").all()) {
      await choice.scrollIntoViewIfNeeded();
      await expect.soft(choice, "every column can be matched").toBeInViewport({ ratio: 1 });
    }
  });
  await expectToFit(app);
  await app.visit("/requests");
  await app.page.getByRole("table", { name: "Requests" }).getByRole("link", { name: "Ruth Delgado", exact: true }).click();
  for (const name of ["Modify", "Deny"]) {
    await app.page.getByRole("button", { name, exact: true }).first().click();
    await expectToFit(app);
  }
  await app.page.locator("summary", { hasText: /Account of Adam Whitfield|^[A-Z]{2}$/ }).click();
  await atEachWidth(app, () => expect(app.page.getByRole("button", { name: "Sign out", exact: true })).toBeInViewport());
  await expectToFit(app);
});

test("P-23: the operator's own pages fit, too", async ({ signedInAs }) => {
  const app = await signedInAs("oscar.operator");
  for (const path of ["/", "/installation", "/practices", "/support?show=all", "/support", "/settings/prices", "/billing/invoices"]) {
    await app.visit(path);
    await expectToFit(app);
  }
});

test("P-23: on a phone each person is a card with named values, and can be worked with", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  await app.page.setViewportSize({ width: 360, height: 740 });
  const list = await new PeopleList(app).open("locked=yes");
  const card = list.rows.first();
  const boxes = await card.getByRole("cell").evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().left));
  const email = card.locator('td[data-label="Email"]');
  await expect(email).toBeVisible();
  expect(await email.evaluate((cell) => getComputedStyle(cell, "::before").content)).toBe('"Email"');
  expect(boxes.length).toBeGreaterThan(5);
  await expect(card.getByRole("checkbox")).toBeInViewport();
  await app.axe();

  await (await list.filter("Role")).getByRole("checkbox").first().scrollIntoViewIfNeeded();
  await expect((await list.filter("Role")).getByRole("checkbox").first()).toBeInViewport({ ratio: 1 });
  await app.page.keyboard.press("Escape");
  await card.getByRole("button", { name: /^Unlock: / }).click();
  await app.expectToast("can sign in again.");
  const menu = card.getByLabel(/^Actions for /);
  await menu.click();
  await expect(card.getByRole("link", { name: "History" })).toBeInViewport({ ratio: 1 });
  await app.page.keyboard.press("Escape");

  await app.page.getByLabel("Open menu").click();
  await app.page.getByRole("navigation", { name: "Main menu" }).getByRole("link", { name: "History" }).click();
  await expect(app.page.getByRole("heading", { level: 1, name: "History" })).toBeVisible();
  await expect(app.page.getByRole("navigation", { name: "Main menu" }), "the menu closes by itself").toBeHidden();
});
