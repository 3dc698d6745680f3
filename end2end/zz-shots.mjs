import { chromium } from "@playwright/test";
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
const bin = process.env.BIN ?? "/tmp/rc";
const folder = process.env.FOLDER ?? mkdtempSync("/tmp/shots-db-");
const port = 4555 + Math.floor(Math.random()*1000);
const url = `http://127.0.0.1:${port}`;
const child = spawn(bin, ["serve", "--demo"], { cwd: folder, env: { PATH: process.env.PATH, ROLECALL_DATABASE_URL: `sqlite:${folder}/rolecall.db`, ROLECALL_LISTEN: `127.0.0.1:${port}`, ROLECALL_BASE_URL: url }, stdio: "ignore" });
for (let i = 0; i < 600; i++) { try { const r = await fetch(url + "/healthz/ready"); if (r.ok) break; } catch {} await new Promise(r => setTimeout(r, 100)); }
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const shots = JSON.parse(process.env.PAGES);
const only = process.env.ONLY;
for (const [look, width, scheme, lang] of [["light", 1280, "light", "en"], ["dark360", 360, "dark", "es"]]) {
  if (only && only !== look) continue;
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme: scheme, locale: lang === "es" ? "es-MX" : "en-US" });
  await context.addCookies([{ name: "lang", value: lang, url }]);
  const page = await context.newPage();
  page.on("pageerror", e => console.log("pageerror", e.message));
  page.on("console", m => { if (m.type() === "error") console.log("console", m.text()); });
  let user = "";
  for (const [name, path, as = "adam.admin", act] of shots) {
    if (as !== user) {
      await context.clearCookies(); await context.addCookies([{ name: "lang", value: lang, url }]);
      if (as) {
        await page.goto(url + "/sign-in"); await page.locator("html[data-hydrated]").waitFor();
        await page.locator("input[name=name]").fill(as); await page.locator("input[name=password]").fill("rolecall demo passphrase");
        await page.locator("form button[type=submit], form .btn--primary").first().click();
        await page.waitForURL(u => u.pathname !== "/sign-in"); await page.locator("html[data-hydrated]").waitFor();
      }
      user = as;
    }
    try {
      await page.goto(url + path); await page.locator("html[data-hydrated]").waitFor();
      if (act) for (const step of act) {
        if (step.click) await page.locator(step.click).first().click({ timeout: 5000 });
        if (step.fill) await page.locator(step.fill[0]).first().fill(step.fill[1], { timeout: 5000 });
        if (step.select) await page.locator(step.select[0]).first().selectOption(step.select[1]);
        if (step.press) await page.keyboard.press(step.press);
        if (step.file) await page.locator("input[type=file]").first().setInputFiles(step.file);
        await page.waitForTimeout(step.wait ?? 500);
      }
      await page.waitForTimeout(200);
      await page.screenshot({ path: `/tmp/shots/${look}-${name}.png`, fullPage: true });
    } catch (e) { console.log(look, name, String(e).slice(0, 300)); }
  }
  await context.close();
}
await browser.close(); child.kill();
