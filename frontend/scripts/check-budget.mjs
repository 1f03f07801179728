// Says how much script the first screen loads, gzipped, and fails the build above the budget.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET_KB = 200;
const DIST = new URL("../../src/audiostudio/frontend_dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", DIST), "utf8"));

const first = new Set();
function follow(key) {
  const chunk = manifest[key];
  if (!chunk || first.has(chunk.file)) return;
  first.add(chunk.file);
  for (const imported of chunk.imports ?? []) follow(imported);
}
follow("index.html");
follow("src/features/tools/home-page.tsx"); // what whoever is signed in sees first

let bytes = 0;
for (const file of first) bytes += gzipSync(readFileSync(new URL(file, DIST)), { level: 9 }).length;
const kilobytes = (bytes / 1000).toFixed(1);
process.stdout.write(
  `First load: ${kilobytes} kB of script, gzipped, in ${first.size} files (budget ${BUDGET_KB} kB)\n`,
);
if (bytes > BUDGET_KB * 1000) {
  process.stderr.write("That is too much: load what the first screen does not need lazily.\n");
  process.exit(1);
}
