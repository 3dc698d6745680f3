import { readFile } from "node:fs/promises";
import { type App, expect, test } from "../support/app.ts";
import { PeopleList, SHOWN } from "../support/people.ts";
import { english, wordsOn } from "../support/texts.ts";

const ROSTER = [
  "Last name,First name,E-mail,Role,Office,Phone",
  "Nuevo,Ana,ana.nuevo@cedarvalley.example,Portal User,Lakeside,(319) 555-0140",
  "Lindqvist,Paul,paul.portal@cedarvalley.example,Portal User,Main office,(319) 555-0100",
  "Núñez,Clara,clara.clerk@cedarvalley.example,Clerical User,Lakeside,(319) 555-0100",
  "Roe,Richard,not-an-address,Portal User,Lakeside,",
  "Doe,Jane,jane.doe@cedarvalley.example,Wizard,Lakeside,",
  "Nuevo,Anna,ana.nuevo@cedarvalley.example,Portal User,Lakeside,",
];

/** Chooses a file on the import page and waits for its preview. */
async function choose(app: App, name: string, content: string | Buffer): Promise<void> {
  await app.visit("/people/import");
  await app.page.locator("#file").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(content) });
  await app.page.locator(".submit-bar button").click();
  await app.page.waitForURL(/\/people\/import\/[0-9a-f-]{36}/);
  await app.hydrated();
}

test("a roster with good and bad rows: a verdict and a reason for each, then only the good ones", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  const { page } = app;
  await app.visit("/people/import");
  await app.axe();
  await choose(app, "roster.csv", ROSTER.join("\r\n"));
  const preview = page.getByRole("region", { name: "Preview" }).getByRole("table");
  const row = (text: string) => preview.getByRole("row").filter({ hasText: text });
  await expect(row("(319) 555-0140")).toContainText("New");
  await expect(row("Lindqvist")).toContainText("Unchanged");
  await expect(row("Núñez")).toContainText("Changed");
  await expect(row("Núñez").locator("del")).toHaveText("Main office");
  await expect(row("Núñez").locator("ins")).toHaveText("Lakeside");
  await expect(row("Roe")).toContainText("Enter a valid email address");
  await expect(row("Doe")).toContainText("There is no such option here");
  await expect(row("Anna")).toContainText("An earlier row of this file has the same value");
  await app.axe();

  await page.getByRole("link", { name: "3 refused rows" }).click();
  await expect(preview.locator("tbody").getByRole("row")).toHaveCount(3);
  await page.getByRole("link", { name: "All 6 rows" }).click();
  await expect(preview.locator("tbody").getByRole("row")).toHaveCount(6);

  await expect(page.getByRole("button", { name: "Import 2 people" }), "all or nothing").toBeDisabled();
  await page.getByRole("button", { name: "Import the good rows" }).click();
  const dialog = page.getByRole("dialog", { name: "Import these people now?" });
  await expect(dialog).toContainText("1 new person");
  await expect(dialog).toContainText("3 rows are left out");
  await app.axe();
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await expect(page.getByRole("heading", { name: "2 people imported" })).toBeVisible({ timeout: 60_000 });
  await app.axe();
  await page.getByRole("link", { name: "See the people" }).click();

  const list = await new PeopleList(app).open("q=nuevo");
  await expect(list.rows).toHaveCount(1);
  await expect(list.row("Ana")).toContainText("Lakeside");
  await list.open("q=clara.clerk");
  await expect(list.row("Núñez")).toContainText("Lakeside");
  await list.open("q=jane.doe");
  await expect(page.getByRole("heading", { name: "Nobody matches" })).toBeVisible();
});

test("a file from a Spanish practice: semicolons, Windows-1252, headings of its own, in a Spanish page", async ({ signedInAs, context, baseURL }) => {
  const app = await signedInAs("adam.admin");
  await context.addCookies([{ name: "lang", value: "es", url: baseURL! }, { name: "theme", value: "dark", url: baseURL! }]);
  const file = "Apellidos;Nombre;Correo electrónico;Cargo en la clínica;Rol;Sede\r\nMuñoz;Íñigo;inigo@cedarvalley.example;Enfermería;Usuario del portal;Lakeside\r\n";
  await choose(app, "personal.csv", Buffer.from(file, "latin1"));
  const { page } = app;
  const preview = page.getByRole("region", { name: "Vista previa" }).getByRole("table");
  await expect(preview.getByRole("row").filter({ hasText: "Muñoz" })).toContainText("Íñigo");
  await expect(preview.getByRole("row").filter({ hasText: "Muñoz" })).toContainText("Nueva");
  const words = (await wordsOn(page)).filter((text) => text !== "Lakeside");
  expect.soft(english(words)).toEqual([]);
  await app.axe();
  await page.getByRole("button", { name: "Importar 1 persona" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Importar", exact: true }).click();
  await expect(page.getByRole("heading", { name: "1 persona importada" })).toBeVisible({ timeout: 60_000 });
  await app.axe();
});

for (const [format, label] of [["csv", "As CSV"], ["xlsx", "As Excel (XLSX)"]] as const) {
  test(`an export can be imported again without any change: ${format}`, async ({ signedInAs }) => {
    const list = await new PeopleList(await signedInAs("adam.admin")).open();
    const { page } = list.app;
    await page.locator("summary", { hasText: "Export" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: label }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(new RegExp(`\\.${format}$`));
    const content = await readFile((await file.path())!);
    if (format === "csv") {
      expect(content.toString("utf8")).toContain("Álvarez");
      expect(content.toString("utf8").trim().split("\n")).toHaveLength(SHOWN + 1);
    }
    await choose(list.app, file.suggestedFilename(), content);
    await expect(page.getByText("Everyone in this file is already here, with the same details.")).toBeVisible();
    await expect(page.getByRole("link", { name: `${SHOWN} unchanged people` })).toBeVisible();
  });
}

test("the export holds what is searched and filtered, no more", async ({ signedInAs }) => {
  const list = await new PeopleList(await signedInAs("adam.admin")).open("q=alvarez");
  const shown = (await list.cells("Email")).sort();
  await list.app.page.locator("summary", { hasText: "Export" }).click();
  const download = list.app.page.waitForEvent("download");
  await list.app.page.getByRole("button", { name: "As CSV" }).click();
  const content = await readFile((await (await download).path())!, "utf8");
  expect([...content.matchAll(/[\w.@+-]+@[\w.-]+/g)].map(([email]) => email).sort()).toEqual(shown);
});

test("a file that is no table says what to do", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  for (const [name, content, words] of [
    ["photo.jpg", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46]), /neither CSV nor Excel|damaged/],
    ["empty.csv", "", /The file is empty/],
    ["heads.csv", "Last name,First name,Email\r\n", /headings but no rows/],
  ] as const) {
    await app.visit("/people/import");
    await app.page.locator("#file").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(content) });
    await app.page.getByRole("button", { name: "Continue" }).click();
    await expect(app.page.getByRole("alert").filter({ hasText: words })).toBeVisible();
  }
  await app.axe();
});
