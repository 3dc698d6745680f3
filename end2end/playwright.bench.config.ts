import { defineConfig } from "@playwright/test";
import stories from "./playwright.config.ts";

/** Timings in the browser for docs/performance.md: one after the other, nothing recorded beside them. */
export default defineConfig({
  ...stories,
  testDir: "bench",
  testMatch: "*.bench.ts",
  globalSetup: undefined,
  workers: 1,
  timeout: 300_000,
  reporter: [["line"]],
  use: { ...stories.use, trace: "off", screenshot: "off" },
});
