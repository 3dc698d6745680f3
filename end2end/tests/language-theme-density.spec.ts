import { DEMO_PASSWORD, expect, test, type App } from "../support/app.ts";
import { english, wordsOn } from "../support/texts.ts";

const ACCOUNT = /(Account of|Cuenta de) /;

async function choose(app: App, group: string, option: string): Promise<void> {
  await app.page.locator("summary", { hasText: ACCOUNT }).click();
  await app.page.evaluate(() => document.documentElement.removeAttribute("data-hydrated"));
  await app.page.getByRole("group", { name: group }).getByRole("button", { name: option, exact: true }).click();
  await app.hydrated();
}

test("Spanish is one click away, stays, and leaves no English word anywhere", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/people?status=locked&sort=email");
  await choose(app, "Language", "Español");
  await expect(page, "the same list").toHaveURL(/\/people\?status=locked&sort=email$/);
  await expect(page.locator("html")).toHaveAttribute("lang", "es");
  await expect(page.getByRole("heading", { level: 1, name: "Personas" })).toBeVisible();

  const expectSpanish = async (where: string) => expect.soft(english(await wordsOn(page)), where).toEqual([]);
  await expectSpanish("locked people");
  const every = "last,first,username,email,role,office,status,created,activity,registered,tier,locked";
  const paths = ["/", `/people?size=100&cols=${every}`, "/people?status=archived", "/people?q=zzzz", "/people/no-such", "/people/import", "/history", "/profile/password"];
  for (const path of paths) {
    app.excuse(/404/);
    await app.visit(path);
    await expectSpanish(path);
  }
  await app.visit("/people?q=paul.portal");
  await page.getByRole("table").getByRole("link", { name: "Lindqvist" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Paul Lindqvist" })).toBeVisible();
  await expectSpanish("profile");
  await page.getByRole("textbox", { name: "Nombre", exact: true }).fill("");
  await page.getByRole("button", { name: "Guardar cambios" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "campo" })).toBeFocused();
  await expectSpanish("profile with errors");
  await page.getByRole("textbox", { name: "Nombre", exact: true }).fill("Pablo");
  await page.getByRole("button", { name: "Guardar cambios" }).click();
  await app.expectToast("Cambios guardados");
  await expectSpanish("profile, saved");
  for (const tab of ["Acceso", "Historial"]) {
    await page.getByRole("navigation", { name: "Persona" }).getByRole("link", { name: tab }).click();
    await expect(page.getByRole("navigation", { name: "Persona" }).getByRole("link", { name: tab })).toHaveAttribute("aria-current", "page");
    await expect(page.getByText(tab === "Acceso" ? "Otorgado por" : "Persona agregada").first()).toBeAttached();
    await expectSpanish(tab);
  }
  await choose(app, "Idioma", "English");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test("a browser that prefers Spanish gets it without asking, also when sign-in is refused", async ({ anotherWindow }) => {
  const app = await anotherWindow({ locale: "es-AR" });
  app.excuse(/401/);
  await app.visit("/sign-in");
  expect(english(await wordsOn(app.page))).toEqual([]);
  await app.page.getByRole("textbox", { name: "Usuario o correo electrónico" }).fill("adam.admin");
  await app.page.getByRole("textbox", { name: "Contraseña", exact: true }).fill("no es la frase");
  await app.page.keyboard.press("Enter");
  await expect(app.page.getByRole("alert").filter({ hasText: "no corresponden" })).toBeFocused();
  expect(english(await wordsOn(app.page))).toEqual([]);
});

test("dark and light are chosen once and are in the server's first answer", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  const canvas = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const first = async () => (await (await page.request.get("/people")).text()).match(/data-theme="(\w+)"/)?.[1];

  expect(await first(), "nothing chosen: as the device").toBe("system");
  await page.emulateMedia({ colorScheme: "light" });
  expect(await canvas()).toBe("rgb(249, 249, 251)");
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await canvas()).toBe("rgb(17, 17, 19)");

  await choose(app, "Theme", "Light");
  expect(await first()).toBe("light");
  expect(await canvas(), "whatever the device says").toBe("rgb(249, 249, 251)");
  await choose(app, "Theme", "Dark");
  await page.emulateMedia({ colorScheme: "light" });
  expect(await first()).toBe("dark");
  expect(await canvas()).toBe("rgb(17, 17, 19)");
  await app.visit("/people");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await choose(app, "Theme", "Same as this device");
  expect(await canvas()).toBe("rgb(249, 249, 251)");
});

test("no light flash before a dark page: the very first paint is dark", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  await choose(app, "Theme", "Dark");
  const { page } = app;
  await page.route("**/*.{wasm,js}", (route) => route.abort());
  app.excuse(/ERR_FAILED|Failed to (fetch|load)/);
  await page.goto("/people");
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(17, 17, 19)");
  await expect(page.getByRole("table", { name: "People" }).locator("tbody").getByRole("row")).toHaveCount(25);
});

test("rows are lower when the reader likes them so", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  await app.visit("/people");
  const height = () => app.page.locator("tbody tr").first().evaluate((row) => row.getBoundingClientRect().height);
  const roomy = await height();
  await choose(app, "Row height", "Compact");
  expect(await height()).toBeLessThan(roomy);
  await app.page.reload();
  await expect(app.page.locator("html")).toHaveAttribute("data-density", "compact");
  await choose(app, "Row height", "Roomy");
  expect(await height()).toBe(roomy);
});

test("the look is chosen before signing in, too", async ({ app }) => {
  const { page } = app;
  await app.visit("/sign-in?next=/history");
  await page.getByRole("group", { name: "Theme" }).getByRole("button", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page).toHaveURL(/next=/);
  await app.hydrated();
  await page.getByRole("textbox", { name: "Username or email" }).fill("adam.admin");
  await page.getByRole("textbox", { name: "Password", exact: true }).fill(DEMO_PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/history");
});
