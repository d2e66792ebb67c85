// The licences of the packages that bundles hold, as esbuild tells of their parts. What a package does not bring stands in this folder.
import { existsSync, readFileSync } from "node:fs";

const parts = process.argv.slice(2).flatMap((path) => Object.keys(JSON.parse(readFileSync(path, "utf8")).inputs));
const packages = new Set(parts.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean));
for (const name of [...packages].sort()) {
  const { version, license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
  const own = `node_modules/${name}/LICENSE`;
  const text = readFileSync(existsSync(own) ? own : `${name}.LICENSE`, "utf8");
  console.log(`${name} ${version} (${license})\n\n${text.trim()}\n\n${"-".repeat(78)}\n`);
}
