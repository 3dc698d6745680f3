import { DEMO_PASSWORD, type App, expect, test } from "../support/app.ts";
import type { Database } from "../support/database.ts";
import { PAGES } from "../support/pages.ts";
import { PersonPage } from "../support/person.ts";

/** Leaves a script tag, an attribute and a template, wherever it stands; whatever of it runs sets `ran`. */
const HOSTILE = `'"></script><script>window.ran=1</script><img src=x onerror=window.ran=1><svg/onload=window.ran=1>{{7*7}}`;

/** What a form takes as a title; the history shows it as well. */
const SHORT = `"><img src=x onerror=window.ran=1></script>{{7*7}}`;

/** Every text that people, their browsers or their files choose freely. */
const FREE_TEXT: Readonly<Record<string, readonly string[]>> = {
  practices: ["name"],
  offices: ["name"],
  providers: ["name", "agent_first_name", "agent_last_name"],
  people: ["title", "employee_no", "lock_reason"],
  grants: ["given_by_name"],
  invitations: ["message", "invited_by_name"],
  requests: ["place_name", "title", "note", "decided_by_name", "reason_en", "reason_es"],
  employees: ["kind", "title", "employee_no"],
};

function poison(database: Database): void {
  const quoted = `'${HOSTILE.replaceAll("'", "''")}'`;
  const changes = Object.entries(FREE_TEXT).map(
    ([table, columns]) => `update ${table} set ${columns.map((column) => `${column} = ${column} || ${quoted}`).join(", ")};`,
  );
  database.run(changes.join("\n"));
}

async function expectNothingRan(app: App): Promise<void> {
  const ran = await app.page.evaluate(() => "ran" in window || document.querySelector("img[src=x], svg[onload]") !== null);
  expect(ran, `text became script or markup on ${app.page.url()}`).toBe(false);
}

test.describe(() => {
  // Sessions and history keep the browser's own name, too.
  test.use({ userAgent: `Mozilla/5.0 ${SHORT}` });

  test("T63: text that looks like script stays text on every page", async ({ signedInAs, server }) => {
    const person = await new PersonPage(await signedInAs("adam.admin")).find("paul.portal", "Lindqvist");
    const { app } = person;
    const { page } = app;
    const profile = page.url();
    await person.field("Title or position").fill(SHORT);
    await person.save.click();
    await app.expectToast("Changes saved");
    poison(server.database);

    app.excuse(/40[34]/);
    const [provider, request] = await linksOf(app, ["/providers", "/requests"]);
    const own = [`?tab=access`, `?tab=security`, `?tab=history`].map((tab) => profile.replace(/[?#].*/, "") + tab);
    const found = `/people?q=${encodeURIComponent(HOSTILE.slice(0, 60))}`;
    for (const path of [...PAGES, profile, ...own, provider, request, found]) {
      await app.visit(path);
      await expectNothingRan(app);
    }
    await app.visit(profile);
    await expect(person.field("Title or position"), "as it was written").toHaveValue(SHORT + HOSTILE);
  });
});

/** The first record that each of the lists links to. */
async function linksOf(app: App, lists: readonly string[]): Promise<string[]> {
  const links: string[] = [];
  for (const list of lists) {
    await app.visit(list);
    links.push((await app.page.locator("td.table__main a").first().getAttribute("href")) ?? "");
  }
  expect(links).not.toContain("");
  return links;
}

test("T67: the browser keeps nothing of a visit but the cookies of its looks", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/people?q=alvarez");
  await app.visit("/profile");
  await page.locator("summary", { hasText: "Account of Adam Whitfield" }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForURL(/\/sign-in/);
  const kept = await page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
  }));
  expect(kept).toEqual({ local: [], session: [], databases: [], caches: [] });
  const cookies = (await page.context().cookies()).map(({ name }) => name);
  expect(cookies.filter((name) => !["lang", "theme", "density"].includes(name))).toEqual([]);
});

test("ASVS 6.2.7: passwords can be pasted, and password managers know the fields", async ({ app }) => {
  const { page } = app;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await app.visit("/sign-in");
  const name = page.getByRole("textbox", { name: "Username or email" });
  const password = page.getByRole("textbox", { name: "Password", exact: true });
  await expect(name).toHaveAttribute("autocomplete", /username/);
  await expect(password).toHaveAttribute("autocomplete", "current-password");
  await name.fill("adam.admin");
  await page.evaluate((text) => navigator.clipboard.writeText(text), DEMO_PASSWORD);
  await password.focus();
  await page.keyboard.press("ControlOrMeta+V");
  await expect(password).toHaveValue(DEMO_PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
  await app.visit("/profile/password");
  await expect(page.locator('input[autocomplete="current-password"]')).toHaveCount(1);
  await expect(page.locator('input[autocomplete="new-password"]').first()).toBeVisible();
});
