// The pages of graphs in a browser: axe-core on every kind of page, light, dark, on a phone and on paper; clicks and keyboard alone;
// a silent console; nothing asked of any other place. Over files of a disk and, where the program can serve, over a server.
//
// node tests/check_site.mjs REMIT FOLDER-OF-NODE-MODULES PROJECT...
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [, , remit, modules, ...projects] = process.argv;
const require = createRequire(pathToFileURL(join(resolve(modules), "x.js")));
const skipped = (why) => { console.log(`skipped: pages in a browser: ${why}`); process.exit(0); };
let chromium, axe;
try {
  ({ chromium } = require("playwright-core"));
  axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
} catch { skipped("axe-core or playwright-core cannot be had"); }
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
if (!executablePath) skipped("there is no Chromium");

const faults = [];
const fault = (where, what) => { faults.push(`${where}: ${what}`); console.log(`fault: ${where}: ${what}`); };
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const MODES = {
  light: { colorScheme: "light", viewport: { width: 1280, height: 900 } },
  dark: { colorScheme: "dark", viewport: { width: 1280, height: 900 } },
  phone: { colorScheme: "light", viewport: { width: 390, height: 844 }, hasTouch: true },
  paper: { colorScheme: "light", viewport: { width: 794, height: 1123 }, paper: true },
};

// A page that tells of every word on the console and every request elsewhere.
async function opened(mode, base, address, script = true) {
  const { paper, ...options } = MODES[mode];
  const context = await browser.newContext({ ...options, javaScriptEnabled: script });
  const page = await context.newPage();
  const where = `${address} (${mode})`;
  page.on("console", (message) => fault(where, `console: ${message.text()}`));
  page.on("pageerror", (error) => fault(where, `error: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith("data:")) fault(where, `asks for ${request.url()}`);
  });
  page.on("requestfailed", (request) => fault(where, `cannot have ${request.url()}`));
  if (paper) await page.emulateMedia({ media: "print" });
  await page.goto(base + address);
  return { page, where, close: () => context.close() };
}

async function judged(page, where) {
  await page.evaluate(axe);
  const found = await page.evaluate((rules) => axe.run(document, { runOnly: rules, preload: false }), RULES);
  for (const violation of found.violations) {
    fault(where, `axe: ${violation.id}: ${violation.nodes.length} × ${violation.help}: ${violation.nodes[0].html.slice(0, 160)}`);
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 1) fault(where, `it is ${wide} pixels wider than the screen`);
}

// A mark of a figure opens its words: by a click, by the keyboard, and without a script.
async function marks(base, address) {
  let { page, where, close } = await opened("light", base, address);
  const mark = page.locator(".drawing .wide svg a[href^='#']").first();
  if (await mark.count()) {
    await mark.scrollIntoViewIfNeeded();
    await mark.focus();
    await page.keyboard.press("Enter");
    const panel = page.locator("aside.panel");
    if (!(await panel.count())) fault(where, "Enter on a mark opens nothing");
    else {
      const told = await panel.innerText();
      if (!/[\u201c\u201d]/.test(told) && !/row/.test(told)) fault(where, `the words of a mark have no quotation: ${told.slice(0, 120)}`);
      const href = await panel.locator("a").first().getAttribute("href");
      if (!href || !href.includes("source/")) fault(where, `the words of a mark do not lead to their source: ${href}`);
      await page.keyboard.press("Escape");
      if (await panel.count()) fault(where, "Escape does not close the words");
      const back = await page.evaluate(() => document.activeElement && document.activeElement.closest("svg") !== null);
      if (!back) fault(where, "the focus does not go back to the mark");
    }
  }
  await close();
  ({ page, where, close } = await opened("light", base, address, false));
  const plain = page.locator(".drawing .wide svg a[href^='#']").first();
  if (await plain.count()) {
    const id = (await plain.getAttribute("href")).slice(1);
    await plain.evaluate((link) => link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true })));
    await page.waitForTimeout(100);
    if (!(await page.locator(`[id="${id}"]`).isVisible())) fault(`${where}, no script`, "the words of a mark stay folded");
  }
  await close();
}

// The search answers while one types, by the keyboard alone.
async function search(base, word, kind) {
  let { page, where, close } = await opened("light", base, "index.html");
  await page.locator("#q").focus();
  await page.keyboard.type(word);
  await page.locator("#hits a").first().waitFor({ timeout: 5000 }).catch(() => fault(where, `the search for ${word} finds nothing`));
  await page.evaluate(axe);
  await judged(page, `${where}, with hits`);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => !url.href.endsWith("/index.html"), { timeout: 5000 }).catch(() => {});
  if (!/\/(thing|claim|figure|source|class|property)\//.test(page.url()) && !page.url().includes("questions.html")) {
    fault(where, `Enter on a hit leads to ${page.url()}`);
  }
  await close();
  ({ page, where, close } = await opened("light", base, `search.html?q=${encodeURIComponent(word)}`));
  await page.locator("main li a, main table a").first().waitFor({ timeout: 5000 }).catch(() => fault(where, `finds nothing (${kind})`));
  await judged(page, where);
  await close();
}

async function looked(base, kind, folder) {
  const tops = readdirSync(folder).filter((name) => name.endsWith(".html") && name !== "dossier.html");
  const largest = (part, count) => {
    if (!existsSync(join(folder, part))) return [];
    const pages = readdirSync(join(folder, part)).filter((name) => name.endsWith(".html"));
    const sized = pages.map((name) => [readFileSync(join(folder, part, name)).length, `${part}/${name}`]);
    return sized.sort((a, b) => b[0] - a[0]).slice(0, count).map(([, name]) => name);
  };
  const deep = ["thing", "claim", "source", "class", "property", "rule"].flatMap((part) => largest(part, 2)).concat(largest("figure", 20));
  const pages = kind === "files" ? tops.concat(deep) : ["index.html", "promises.html", ...deep.slice(0, 6), ...largest("figure", 3)];
  for (const address of pages) {
    const modes = ["index.html", ...largest("thing", 1), ...largest("figure", 2), ...largest("source", 1), "promises.html"].includes(address)
      ? Object.keys(MODES) : ["light"];
    for (const mode of modes) {
      const { page, where, close } = await opened(mode, base, address);
      await judged(page, where);
      await close();
    }
  }
  for (const address of ["index.html", ...largest("figure", 20)]) await marks(base, address);
  const word = JSON.parse(readFileSync(join(folder, "assets/words.js"), "utf8").replace(/^[^[]*/, "").replace(/;\s*$/, ""))[0].t.split(/[^\p{L}\p{N}]+/u).find((w) => w.length > 3) || "a";
  await search(base, word.toLowerCase(), kind);
  console.log(`${kind}: ${pages.length} pages looked at`);
}

for (const project of projects) {
  const folder = mkdtempSync(join(tmpdir(), "remit-pages-"));
  rmSync(folder, { recursive: true });
  execFileSync(remit, ["site", "-q", "--project", project, "-o", folder]);
  await looked(pathToFileURL(folder).href + "/", "files", folder);
  const served = spawn(remit, ["serve", "--project", project, "--port", "7790"], { stdio: ["ignore", "pipe", "pipe"] });
  let told = "";
  served.stdout.on("data", (text) => { told += text; });
  served.stderr.on("data", (text) => { told += text; });
  const base = await new Promise((done) => {
    const until = setInterval(() => {
      const found = told.match(/http:\/\/[^\s]+/);
      if (found || served.exitCode !== null) { clearInterval(until); done(found && found[0].replace(/\/?$/, "/")); }
    }, 50);
  });
  if (base) await looked(base, "server", folder);
  else console.log("skipped: pages over a server: this build cannot serve");
  served.kill();
  rmSync(folder, { recursive: true });
}
await browser.close();
console.log(faults.length ? `${faults.length} faults` : "pages in a browser: no fault");
process.exit(faults.length ? 1 : 0);
