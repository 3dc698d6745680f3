import { expect, test } from "../support/app.ts";
import { PAGES } from "../support/pages.ts";

const WORDS = {
  en: { people: "People", open: "Actions for", account: "Account of", status: "Status", columns: "Columns", save: "Save changes", first: "First name" },
  es: { people: "Personas", open: "Acciones para", account: "Cuenta de", status: "Estado", columns: "Columnas", save: "Guardar cambios", first: "Nombre" },
} as const;

// Every page in each language and in each theme. Which of them meet changes nothing that axe looks at.
for (const [language, theme] of [["en", "light"], ["es", "dark"]] as const) {
  test(`axe finds nothing on any page: ${language}, ${theme}`, async ({ app, signedInAs, context, baseURL }) => {
    test.setTimeout(1_200_000);
    await signedInAs("adam.admin");
    await context.addCookies([
      { name: "lang", value: language, url: baseURL! },
      { name: "theme", value: theme, url: baseURL! },
    ]);
    const { page } = app;
    const words = WORDS[language];
    app.excuse(/40[34]/);
    for (const path of PAGES) {
      await app.visit(path);
      await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
      await app.axe();
    }

    for (const path of ["/nowhere", "/dev/mail"]) {
      await page.goto(path);
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await app.axe();
    }

    await test.step("with menus open", async () => {
      await app.visit("/people?locked=yes");
      const row = page.locator("tbody tr").first();
      await row.getByLabel(words.open).click();
      await app.axe();
      await page.keyboard.press("Escape");
      for (const label of [words.status, words.columns]) {
        await page.locator("summary", { hasText: label }).click();
        await app.axe();
        await page.keyboard.press("Escape");
      }
      await page.locator("summary", { hasText: words.account }).click();
      await app.axe();
      await page.keyboard.press("Escape");
      await row.getByRole("checkbox").check();
      await row.locator(".btn--unlock").click();
      await expect(page.locator(".toast")).toBeVisible();
      await app.axe();
    });

    await test.step("a person", async () => {
      await app.visit("/people?status=locked");
      await page.locator("tbody a").first().click();
      await expect(page.getByRole("textbox", { name: words.first, exact: true })).toBeVisible();
      await app.axe();
      await page.getByRole("textbox", { name: words.first, exact: true }).fill("");
      await page.getByRole("button", { name: words.save }).click();
      await expect(page.locator(".error-summary.is-shown")).toBeFocused();
      await app.axe();
      // What was emptied above is unsaved: leaving it is asked about.
      page.once("dialog", (dialog) => dialog.accept());
      for (const tab of [1, 2, 3]) {
        await page.locator(".tabs__tab").nth(tab).click();
        await expect(page.locator(".tabs__tab").nth(tab)).toHaveAttribute("aria-current", "page");
        await app.axe();
      }
    });

    await test.step("a request, and the forms that decide about it", async () => {
      await app.visit("/requests");
      await page.locator("tbody a").first().click();
      const deciding = page.locator(".buttons").getByRole("button");
      await expect(deciding).toHaveCount(3);
      await app.axe();
      for (const [button, field] of [[1, "#reason"], [2, "#role"]] as const) {
        await deciding.nth(button).click();
        await expect(page.locator(field)).toBeVisible();
        await app.axe();
      }
    });

    await test.step("a provider", async () => {
      await app.visit("/providers");
      await page.locator("tbody a").first().click();
      await expect(page.locator(".tabs__tab").first()).toHaveAttribute("aria-current", "page");
      await app.axe();
      for (const tab of [1, 2]) {
        await page.locator(".tabs__tab").nth(tab).click();
        await expect(page.locator(".tabs__tab").nth(tab)).toHaveAttribute("aria-current", "page");
        await app.axe();
      }
    });

    await test.step("the session is over", async () => {
      app.excuse(/401/);
      await app.visit("/people?locked=yes");
      const kept = (await context.cookies()).filter(({ name }) => name === "lang" || name === "theme");
      await context.clearCookies();
      await context.addCookies(kept);
      await page.locator(".btn--unlock").first().click();
      await expect(page.getByRole("alertdialog")).toBeVisible();
      await app.axe();
      await app.visit("/sign-in");
      await app.axe();
    });
  });
}
