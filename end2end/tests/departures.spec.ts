import { type Page } from "@playwright/test";
import { type App, expect, test } from "../support/app.ts";
import { PersonPage } from "../support/person.ts";
import { test as withPost } from "../support/post.ts";

/** The page on which the access of somebody of the demo practice ends. */
async function deactivate(app: App, search: string, words = { table: "People", link: "Deactivate" }): Promise<void> {
  await app.visit(`/people?q=${search}`);
  await app.page.getByRole("table", { name: words.table }).locator("tbody").getByRole("link").first().click();
  await app.page.getByRole("link", { name: words.link, exact: true }).click();
  await expect(app.page.getByRole("switch")).toBeVisible();
}

/** The last day of a month, so many months from now: as the picker writes it, and in words. */
function endOfMonth(months: number): { typed: string; words: string; iso: string } {
  const now = new Date();
  const day = new Date(now.getFullYear(), now.getMonth() + months + 1, 0);
  const two = (number: number) => String(number).padStart(2, "0");
  const words = `${day.getDate()} ${day.toLocaleString("en-US", { month: "long" })} ${day.getFullYear()}`;
  const [year, month, date] = [day.getFullYear(), two(day.getMonth() + 1), two(day.getDate())];
  return { typed: `${month}/${date}/${year}`, words, iso: `${year}-${month}-${date}` };
}

const dialog = (page: Page) => page.getByRole("alertdialog");

test("S4-7, S4-9, S4-10: now, after a look at what will happen", async ({ signedInAs, anotherWindow }) => {
  const paul = await anotherWindow();
  await paul.signIn("paul.portal");
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await deactivate(app, "paul.portal");
  await app.axe();
  await page.getByRole("button", { name: "Save changes" }).click();
  const problems = page.getByRole("alert").filter({ hasText: "Nothing would change yet" });
  await expect(problems).toBeVisible();
  await expect(problems).toContainText("Reason");
  await page.getByRole("switch", { name: "Active" }).uncheck();
  await page.getByRole("textbox", { name: "Reason" }).fill("left the practice");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(dialog(page)).toContainText("signed out everywhere at once");
  await expect(dialog(page)).toContainText("1 session ends");
  await app.axe();
  await dialog(page).getByRole("button", { name: "Deactivate account" }).click();
  await expect(page.getByRole("heading", { name: "It is done" })).toBeFocused();
  await app.expectToast("is deactivated.");
  await app.axe();
  await paul.page.goto("/");
  await expect(paul.page).toHaveURL(/\/sign-in/);
});

test("S4-8: the end of next month, by keyboard only; then another day; then called off", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  const { keyboard } = page;
  const wanted = endOfMonth(1);
  await deactivate(app, "paul.portal");
  await page.getByRole("textbox", { name: "Deactivation date" }).focus();
  await keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Choose a date" })).toBeFocused();
  await keyboard.press("Enter");
  const calendar = page.getByRole("dialog", { name: "Choose a date" });
  await expect(calendar.getByRole("gridcell").getByRole("button").and(page.locator(":focus"))).toBeVisible();
  await app.axe();
  await keyboard.press("Escape");
  await expect(calendar).toBeHidden();
  await expect(page.getByRole("button", { name: "Choose a date" })).toBeFocused();
  await keyboard.press("Enter");
  // From tomorrow to the last day of next month: a month on, then day by day.
  const focused = calendar.locator("button[tabindex='0']:focus");
  await expect(focused).toBeVisible();
  const tomorrow = new Date(Date.now() + 86_400_000);
  for (let month = tomorrow.getMonth(); month !== (new Date().getMonth() + 1) % 12; month = (month + 1) % 12) await keyboard.press("PageDown");
  for (let step = 0; step < 31 && !((await focused.getAttribute("aria-label")) ?? "").includes(wanted.words); step += 1) {
    await keyboard.press("ArrowRight");
    await expect(focused).toBeVisible();
  }
  await keyboard.press("Home");
  await keyboard.press("End");
  // No key is lost, however quickly they follow, although each of these draws the month anew.
  const years = ["PageDown", "PageDown", "PageDown", "PageUp", "PageUp", "PageUp"];
  await Promise.all(years.map((key) => keyboard.press(`Shift+${key}`)));
  while (!((await focused.getAttribute("aria-label")) ?? "").includes(wanted.words)) await keyboard.press("ArrowLeft");
  await keyboard.press("Enter");
  await expect(calendar).toBeHidden();
  await expect(page.getByRole("textbox", { name: "Deactivation date" })).toHaveValue(wanted.typed);
  await expect(page.getByText(`Access until the end of ${wanted.words}, Chicago, 23:59:59`)).toBeVisible();
  await page.getByRole("textbox", { name: "Reason" }).focus();
  await keyboard.type("moves away");
  await keyboard.press("Enter");
  await expect(dialog(page)).toContainText(`until the end of ${wanted.words}`);
  await page.keyboard.press("Tab");
  await dialog(page).getByRole("button", { name: "Deactivate account" }).focus();
  await keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "It is done" })).toBeFocused();

  await page.getByRole("link", { name: /^Back to/ }).last().click();
  await expect(page.getByRole("note").filter({ hasText: `end of ${wanted.words}` })).toBeVisible();
  await page.getByRole("link", { name: "Change or call off" }).click();
  const later = endOfMonth(2);
  await page.getByRole("textbox", { name: "Deactivation date" }).fill(later.iso);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(dialog(page)).toContainText(`It takes the place of the day planned before, ${wanted.words}.`);
  await dialog(page).getByRole("button", { name: "Deactivate account" }).click();
  await app.expectToast(later.words);
  await app.visit("/leavers?q=paul.portal");
  await expect(page.getByRole("table", { name: "Departures" }).locator("tbody").getByRole("row")).toHaveCount(1);
  await app.axe();
  await app.visit(`/leavers/calendar?month=${later.iso.slice(0, 7)}`);
  await expect(page.getByRole("cell").filter({ hasText: later.words }).getByRole("link", { name: /^Paul/ })).toBeVisible();
  await page.getByRole("link", { name: /^Paul/ }).click();
  await page.getByRole("link", { name: "Change or call off" }).click();
  await page.getByRole("textbox", { name: "Why it is called off" }).fill("stays");
  await page.getByRole("button", { name: "Call it off" }).click();
  await app.expectToast("stays: the departure on");
});

test("S4-10, N-01: from a departure to the plan for the provider's patients, which goes with it", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  const [first, later] = [endOfMonth(1), endOfMonth(2)];
  await deactivate(app, "henry.patel");
  await page.getByRole("textbox", { name: "Deactivation date" }).fill(first.typed);
  await page.getByRole("textbox", { name: "Reason" }).fill("retires");
  await page.getByRole("button", { name: "Save changes" }).click();
  await dialog(page).getByRole("button", { name: "Deactivate account" }).click();
  await page.getByRole("link", { name: "Hand the patients over" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Patients of Dr. Reyes" })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Last day" })).toHaveValue(first.typed);
  await page.getByRole("combobox", { name: "Everybody goes to" }).selectOption("fewest");
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Yes, go ahead" }).click();
  await app.expectToast("Plan scheduled");

  await deactivate(app, "henry.patel");
  await expect(page.getByText("Patients are handed over at the same moment")).toBeVisible();
  await app.axe();
  await page.getByRole("textbox", { name: "Deactivation date" }).fill(later.typed);
  await page.getByRole("button", { name: "Save changes" }).click();
  await dialog(page).getByRole("button", { name: "Deactivate account" }).click();
  await app.expectToast(later.words);
  await page.getByRole("link", { name: "Hand the patients over" }).click();
  await expect(page.getByRole("textbox", { name: "Last day" })).toHaveValue(later.typed);

  await deactivate(app, "henry.patel");
  await page.getByRole("textbox", { name: "Why it is called off" }).fill("stays");
  await page.getByRole("button", { name: "Call it off" }).click();
  await app.expectToast("stays: the departure on");
  await app.visit("/handovers");
  await page.getByRole("row").filter({ hasText: "Dr. Reyes" }).first().getByRole("link").click();
  await expect(page.getByText("The provider stays: what was planned was called off by itself.")).toBeVisible();
});

test("C-24: days before tomorrow are refused with the reason, other days say what is known of them", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await deactivate(app, "paul.portal");
  await page.getByRole("textbox", { name: "Deactivation date" }).fill("01/01/2020");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Choose tomorrow or a later day").first()).toBeVisible();
  await page.getByRole("button", { name: /^Change the date/ }).click();
  const calendar = page.getByRole("dialog", { name: "Choose a date" });
  await calendar.getByRole("gridcell").getByRole("button").last().press("Enter");
  await expect(calendar.getByRole("status")).toContainText("Choose tomorrow or a later day");
  await calendar.getByRole("button", { name: /^In two weeks/ }).click();
  await expect(calendar).toBeHidden();
  await expect(page.getByText(/^Access until the end of/)).toBeVisible();
});

test("P-20: nobody plans their own end, nor that of somebody above, and the page says who may", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  await app.visit("/people?q=olivia.owner");
  await app.page.getByRole("table", { name: "People" }).locator("tbody").getByRole("link").first().click();
  await expect(app.page.getByRole("navigation", { name: "Person" })).toBeVisible();
  await app.visit(`${new URL(app.page.url()).pathname}/deactivate`);
  await expect(app.page.getByRole("note").filter({ hasText: "above your own role" })).toBeVisible();
  await expect(app.page.getByRole("button", { name: "Save changes" })).toHaveCount(0);
});

test("N-11, T53: the last administrator who stays is not let go", async ({ signedInAs, anotherWindow }) => {
  const olivia = await signedInAs("olivia.owner");
  const { page } = olivia;
  for (const who of ["sarah.fisher", "gabriela.gomez"]) {
    await deactivate(olivia, who);
    await page.getByRole("switch", { name: "Active" }).uncheck();
    await page.getByRole("textbox", { name: "Reason" }).fill("moves away");
    await page.getByRole("button", { name: "Save changes" }).click();
    await dialog(page).getByRole("button", { name: "Deactivate account" }).click();
    await expect(page.getByRole("heading", { name: "It is done" })).toBeVisible();
  }
  const person = await new PersonPage(olivia).find("adam.admin", "Whitfield");
  await person.choice("Role").selectOption({ label: "Practice Owner" });
  await person.save.click();
  await olivia.expectToast("Changes saved");
  const adam = await anotherWindow();
  await adam.signIn("adam.admin");
  await deactivate(adam, "olivia.owner");
  await adam.page.getByRole("textbox", { name: "Deactivation date" }).fill(endOfMonth(1).typed);
  await adam.page.getByRole("textbox", { name: "Reason" }).fill("retires");
  await adam.page.getByRole("button", { name: "Save changes" }).click();
  await dialog(adam.page).getByRole("button", { name: "Deactivate account" }).click();
  await expect(adam.page.getByRole("heading", { name: "It is done" })).toBeVisible();
  // Whoever leaves later does not count as one who stays.
  await olivia.visit("/people?q=adam.admin");
  await page.getByRole("table", { name: "People" }).locator("tbody").getByRole("link").first().click();
  await page.getByRole("link", { name: "Deactivate", exact: true }).click();
  await expect(page.getByRole("note").filter({ hasText: "This is the last administrator who stays with the practice." })).toBeVisible();
  await expect(page.getByRole("switch", { name: "Active" })).toHaveCount(0);
  await olivia.axe();
  await olivia.visit("/people?q=adam.admin");
  await expect(page.getByRole("table", { name: "People" }).getByText("Active", { exact: true })).toBeVisible();
});

test("S4-8: in Spanish, on a phone, in the dark", async ({ signedInAs, context, baseURL }) => {
  const app = await signedInAs("adam.admin");
  await context.addCookies([
    { name: "lang", value: "es", url: baseURL! },
    { name: "theme", value: "dark", url: baseURL! },
  ]);
  const { page } = app;
  await page.setViewportSize({ width: 360, height: 740 });
  await deactivate(app, "paul.portal", { table: "Personas", link: "Desactivar" });
  await page.getByRole("button", { name: "Elegir una fecha" }).click();
  const calendar = page.getByRole("dialog");
  await expect(calendar.getByRole("grid")).toBeVisible();
  await app.axe();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await calendar.getByRole("button", { name: /^En dos semanas/ }).click();
  await expect(page.getByText(/^Acceso hasta el fin del .*, Chicago, 23:59:59/)).toBeVisible();
  await page.getByRole("textbox", { name: "Motivo" }).fill("se muda");
  await page.getByRole("button", { name: "Guardar cambios" }).click();
  await app.axe();
  await dialog(page).getByRole("button", { name: "Desactivar la cuenta" }).click();
  await expect(page.getByRole("heading", { name: "Listo" })).toBeVisible();
  await app.visit("/leavers/calendar");
  await app.axe();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
});

test("N-20: a private address for one's own calendar, revoked again", async ({ signedInAs, request }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/leavers/calendar");
  await page.getByRole("button", { name: "Make an address" }).click();
  const address = (await page.locator("code").textContent())!;
  await app.axe();
  const file = await request.get(address);
  expect(file.headers()["content-type"]).toBe("text/calendar; charset=utf-8");
  expect(await file.text()).toContain("SUMMARY:Last day of");
  await page.getByRole("button", { name: "Revoke the address" }).click();
  await app.expectToast("The address no longer works.");
  expect((await request.get(address)).status()).toBe(404);
});

test("the practice's closed days, in every calendar", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  const year = new Date().getFullYear();
  await app.visit("/settings/departures");
  await page.getByRole("textbox", { name: "Closed on" }).fill(`12/24/${year}`);
  await page.getByRole("textbox", { name: "What for" }).fill("Christmas Eve");
  await page.getByRole("button", { name: "Add the day" }).click();
  await app.expectToast("Saved");
  await expect(page.getByText(`24 December ${year} · Christmas Eve`)).toBeVisible();
  await app.axe();
  await app.visit(`/leavers/calendar?month=${year}-12`);
  await expect(page.getByText("Closed: Christmas Eve")).toBeVisible();
});

withPost("T31, T75: carried out when the day has come, and the administrators were told before", async ({ signedInAs, anotherWindow, post, later }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await deactivate(app, "paul.portal");
  await page.getByRole("button", { name: "Choose a date" }).click();
  await page.getByRole("button", { name: /^In two weeks/ }).click();
  await page.getByRole("textbox", { name: "Reason" }).fill("moves away");
  await page.getByRole("button", { name: "Save changes" }).click();
  await dialog(page).getByRole("button", { name: "Deactivate account" }).click();
  await expect(page.getByRole("heading", { name: "It is done" })).toBeFocused();

  // The server is away for a moment while its clock is moved, and a page may just be asking.
  const away = /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|Failed to fetch/;
  app.excuse(away);
  await later(10 * 24);
  const told = () => post.to("olivia.owner@cedarvalley.example").filter((mail) => mail.text.includes("Paul"));
  await expect.poll(() => told().length, { timeout: 60_000 }).toBe(1);
  const paul = await anotherWindow();
  paul.excuse(away);
  await paul.signIn("paul.portal");

  await later(6 * 24);
  await paul.page.goto("/");
  await expect(paul.page).toHaveURL(/\/sign-in/);
  await app.visit("/people?q=paul.portal");
  await expect(page.getByRole("table", { name: "People" }).locator("tbody").getByText("Deactivated")).toBeVisible();
  await app.visit("/history");
  await expect(page.getByText("Account deactivated").first()).toBeVisible({ timeout: 60_000 });
  expect(told().length).toBe(1);
});
