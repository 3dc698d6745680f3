// style.mjs IN OUT: bundles the @imports of a style sheet and minifies it. A syntax error fails the build.
import { writeFileSync } from "node:fs";
import { bundle } from "lightningcss";

const [input, output] = process.argv.slice(2);
const version = (major, minor = 0) => (major << 16) | (minor << 8);
const { code, warnings } = bundle({
  filename: input,
  minify: true,
  // The same three browsers as `browserquery` in Cargo.toml.
  targets: { chrome: version(123), firefox: version(121), safari: version(17, 5) },
});
for (const warning of warnings) console.error(`${input}: ${warning.message}`);
writeFileSync(output, code);
