import { type App } from "../support/app.ts";
import { expect, type Post, test } from "../support/post.ts";

const PASSWORD = "seven quiet hills over a lake";
/** What looks into mails before their readers do. */
const SCANNER = { "user-agent": "Barracuda Sentinel (EE)" };

/** The path of the link in the newest of so many mails to an address. */
async function linkIn(post: Post, address: string, count = 1): Promise<string> {
  await expect.poll(() => post.to(address).length, { timeout: 60_000 }).toBe(count);
  const link = /http:\/\/127\.0\.0\.1:\d+(\/invite\/\S+)/.exec(post.to(address).at(-1)!.text);
  return link![1]!;
}

const rows = (app: App) => app.page.getByRole("table").locator("tbody").getByRole("row");

test("ten addresses over real SMTP: three are bad, one registers, one bounces, one expires, one is sent again", async ({
  signedInAs,
  anotherWindow,
  post,
  later,
  server,
}) => {
  await post.obey({ rule: { to: "new6@story.example", code: 550, words: "5.1.1 no such mailbox" } });
  const adam = await signedInAs("adam.admin");
  const { page } = adam;

  await test.step("ten addresses, of which three are bad", async () => {
    const good = Array.from({ length: 7 }, (_, number) => `new${number}@story.example`);
    await adam.visit("/invitations/new");
    const field = page.getByRole("textbox", { name: "Email of new users" });
    await field.fill([...good, "nonsense", "ana@gmial.com", "paul.portal@cedarvalley.example"].join(", "));
    await page.getByRole("combobox", { name: "Role" }).selectOption({ label: "Clerical User" });
    await page.getByRole("button", { name: "Generate Self Registration Link" }).click();
    await adam.expectToast("7 links are on their way.");
    await expect(field).toHaveValue("nonsense, ana@gmial.com, paul.portal@cedarvalley.example");
    for (const address of good.slice(0, 6)) await linkIn(post, address);
  });

  await test.step("a scanner opens one link twice, then its reader uses it", async () => {
    const link = await linkIn(post, "new0@story.example");
    const scan = (method: string) => fetch(`${server.url}${link}`, { method, headers: SCANNER, redirect: "manual" });
    for (const method of ["HEAD", "GET", "HEAD", "GET"]) expect((await scan(method)).status, method).toBe(200);
    const ana = await anotherWindow();
    await ana.visit(link);
    await ana.page.getByRole("textbox", { name: "First name" }).fill("Ana");
    await ana.page.getByRole("textbox", { name: "Last name" }).fill("Núñez");
    await ana.page.getByRole("textbox", { name: "Username" }).fill("ana.story");
    await ana.page.getByRole("textbox", { name: "Password", exact: true }).fill(PASSWORD);
    await ana.page.getByRole("textbox", { name: "Repeat the password" }).fill(PASSWORD);
    await ana.page.getByRole("button", { name: "Create my account" }).click();
    await ana.page.waitForURL(/\/sign-in\?welcome/);
    await ana.signIn("ana.story", PASSWORD);
    expect((await scan("GET")).status, "a link that was used says so").toBe(410);
    // The program will be away for a moment; nobody looks at a page of it then.
    await ana.page.goto("about:blank");
  });

  await test.step("one bounces, and is fixed in one step", async () => {
    await expect(async () => {
      await adam.visit("/invitations?q=new6");
      await rows(adam).first().getByRole("link").first().click();
      await expect(page.getByText("5.1.1 no such mailbox").first()).toBeVisible({ timeout: 2_000 });
    }).toPass();
    await adam.axe();
    await page.getByRole("textbox", { name: "Email" }).fill("right6@story.example");
    await page.getByRole("button", { name: "Save and send a new link" }).click();
    await adam.expectToast("A new link is on its way to right6@story.example.");
    await linkIn(post, "right6@story.example");
    expect(post.to("new6@story.example")).toEqual([]);
  });

  const expired = await linkIn(post, "new1@story.example");
  await page.goto("about:blank");
  await later(25);

  await test.step("one expires, and a new one is asked for", async () => {
    const bob = await anotherWindow();
    bob.excuse(/410/);
    await bob.visit(expired);
    await expect(bob.page.getByRole("heading", { name: "This link has ended" })).toBeVisible();
    await bob.axe();
    await bob.page.getByRole("button", { name: "Ask for a new link" }).click();
    await expect(bob.page.getByRole("status").filter({ hasText: "the administrators of the practice know" })).toBeVisible();
    const told = () => post.to("adam.admin@cedarvalley.example").filter((mail) => mail.text.includes("new1@story.example"));
    await expect.poll(() => told().length, { timeout: 60_000 }).toBe(1);
  });

  await test.step("a re-invite disappears and returns after a reload", async () => {
    await adam.visit("/invitations?q=new1");
    const again = () => rows(adam).first().getByRole("button", { name: /^Send again/ });
    await again().click();
    await adam.expectToast(/A new link is on its way/);
    await expect(again()).toHaveCount(0);
    const fresh = await linkIn(post, "new1@story.example", 2);
    expect(fresh).not.toBe(expired);
    await page.reload();
    await adam.hydrated();
    await expect(again()).toHaveCount(1);
  });
});
