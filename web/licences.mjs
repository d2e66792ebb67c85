// The licences of the packages that a bundle holds, as esbuild tells of its parts.
import { readFileSync } from "node:fs";

const parts = JSON.parse(readFileSync(process.argv[2], "utf8")).inputs;
const packages = new Set(Object.keys(parts).map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean));
for (const name of [...packages].sort()) {
  const { version, license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
  const text = readFileSync(`node_modules/${name}/LICENSE`, "utf8");
  console.log(`${name} ${version} (${license})\n\n${text.trim()}\n\n${"-".repeat(78)}\n`);
}
