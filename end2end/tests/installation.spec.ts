import { expect, test } from "../support/app.ts";

test("the operator sees what is stuck, tries it again, and what happens by itself", async ({ signedInAs, server }) => {
  const app = await signedInAs("oscar.operator");
  const { page } = app;
  await page.getByRole("navigation", { name: "Main menu" }).getByRole("link", { name: "Installation" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Installation" })).toBeVisible();
  await expect(page.getByText("Too old")).toBeVisible();
  await expect(page.getByRole("table", { name: "What happens by itself" }).getByRole("row")).not.toHaveCount(1);
  await app.axe();

  const later = Date.now() + 3_600_000;
  const stuck = `update mails set state = 'deferred', attempts = 1, trouble = 'unreachable', next_try_at = ${later},
    sealed = 'x', ended_at = 0, recipient = 'stuck@story.example' where id = (select id from mails limit 1);`;
  server.database.run(stuck);
  await page.getByRole("button", { name: "Look again" }).click();
  const row = page.getByRole("table", { name: "Mail that has not arrived" }).getByRole("row").filter({ hasText: "stuck@story.example" });
  await expect(row).toBeVisible();
  await app.axe();
  await page.getByRole("button", { name: "Try them all again now" }).click();
  await app.expectToast("1 mail is tried again");
});

test("nobody but the operator sees the installation, and the page says who may", async ({ signedInAs }) => {
  const app = await signedInAs("adam.admin");
  app.excuse(/403/);
  await app.visit("/installation");
  await expect(app.page.getByText("Portal Operator")).toBeVisible();
});
