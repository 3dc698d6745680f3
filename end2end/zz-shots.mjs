import { chromium } from "@playwright/test";
const base = process.env.BASE ?? "http://127.0.0.1:3900";
const pages = JSON.parse(process.env.PAGES);
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
const who = process.env.WHO ?? "adam.admin";
for (const [name, width, theme, lang] of [["light-1200", 1200, "light", "en"], ["dark-360", 360, "dark", "es"], ["light-360", 360, "light", "en"]]) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: "en-US" });
  await context.addCookies([{ name: "theme", value: theme, url: base }, { name: "lang", value: lang, url: base }]);
  const page = await context.newPage();
  await page.goto(`${base}/sign-in`);
  await page.locator("html[data-hydrated]").waitFor();
  await page.locator("input[name=login], input[autocomplete=username]").first().fill(who);
  await page.locator("input[type=password]").first().fill("rolecall demo passphrase");
  await page.locator("form button[type=submit], form button.btn--primary").first().click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  for (const [label, path, click] of pages) {
    await page.goto(base + path);
    await page.locator("html[data-hydrated]").waitFor();
    if (click) { await page.locator(click).first().click(); await page.waitForTimeout(1500); }
    await page.waitForTimeout(400);
    await page.screenshot({ path: `/tmp/shot-${label}-${name}.png`, fullPage: true });
  }
  await context.close();
}
await browser.close();
