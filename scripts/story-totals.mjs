// story-totals.mjs REPORT: prints "passed failed" of a Playwright JSON report, "0 0" if there is none.
import { existsSync, readFileSync } from "node:fs";

const [file] = process.argv.slice(2);
const stats = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).stats : { expected: 0, flaky: 0, unexpected: 0 };
console.log(stats.expected, stats.unexpected + stats.flaky);
