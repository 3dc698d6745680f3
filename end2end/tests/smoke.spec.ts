import { expect, test } from "../support/app.ts";

test("an administrator signs in to the demo practice", async ({ app, signedInAs }) => {
  await app.visit("/sign-in");
  await app.axe();
  await signedInAs("adam.admin");
  await expect(app.page).toHaveURL(/\/(home|people)?$/);
  await app.axe();
});

test("a stranger is asked to sign in", async ({ app }) => {
  await app.visit("/people");
  await expect(app.page).toHaveURL(/\/sign-in/);
});
