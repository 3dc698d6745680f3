// story-totals.mjs REPORT: prints "passed failed" of a Playwright JSON report, "0 0" if there is none. With a second
// argument, the names of the failed stories instead, a line each.
import { existsSync, readFileSync } from "node:fs";

const [file, names] = process.argv.slice(2);
const report = existsSync(file)
  ? JSON.parse(readFileSync(file, "utf8"))
  : { suites: [], stats: { expected: 0, flaky: 0, unexpected: 0 } };

function* failed({ suites = [], specs = [], file }) {
  for (const spec of specs) if (!spec.ok) yield `${file}:${spec.line} ${spec.title}`;
  for (const suite of suites) yield* failed(suite);
}

if (names) {
  for (const name of failed(report)) console.log(name);
} else {
  console.log(report.stats.expected, report.stats.unexpected + report.stats.flaky);
}
