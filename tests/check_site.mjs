// The pages of graphs in a browser: axe-core on every kind of page, light, dark, on a phone and on paper; clicks and keyboard alone;
// a silent console; nothing asked of any other place. Over files of a disk and, where the program can serve, over a server, which has
// the page of queries too.
//
// node tests/check_site.mjs REMIT FOLDER-OF-NODE-MODULES PROJECT...
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, existsSync, writeFileSync } from "node:fs";
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
  page.on("console", (message) => {
    // Browsers note each answer that says what is wrong with a query.
    if (/\/query[?#]?/.test(message.location().url) && /status of 4(00|22)/.test(message.text())) return;
    fault(where, `console: ${message.text()}`);
  });
  page.on("pageerror", (error) => fault(where, `error: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !/^(data|blob):/.test(request.url())) fault(where, `asks for ${request.url()}`);
  });
  // What is downloaded comes from the page itself, and is no page that loads.
  // What the browser itself gives up, as it leaves the page, is not missing.
  page.on("requestfailed", (request) => {
    const isGivenUp = request.failure()?.errorText === "net::ERR_ABORTED";
    if (!isGivenUp && !request.url().startsWith("blob:")) fault(where, `cannot have ${request.url()}`);
  });
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

// The map: opened and folded by the keyboard alone, nothing moves, the address gives the same picture, each line has its words.
async function map(base, folder, project) {
  const { page, where, close } = await opened("light", base, "map.html");
  const begin = page.locator("#map .buttons a").first();
  if (!(await begin.count())) return close();
  const picture = () => page.evaluate(() => JSON.stringify([...document.querySelectorAll(".canvas .box")].map((box) => [box.dataset.key, box.getAttribute("transform")]).sort()));
  const lines = () => page.evaluate(() => JSON.stringify([...document.querySelectorAll(".canvas .lane")].map((lane) => lane.getAttribute("d"))));
  const active = () => page.evaluate(() => { const one = document.activeElement; return { key: one.dataset.key, label: one.getAttribute("aria-label"), isOpen: one.getAttribute("aria-expanded"), tag: one.tagName }; });
  const told = () => page.locator("#map .said").innerText();
  const settled = () => page.waitForTimeout(150);
  const again = async (what) => {
    const [boxes, lanes, url] = [await picture(), await lines(), page.url()];
    await page.goto("about:blank");
    await page.goto(url);
    await settled();
    if (boxes !== await picture() || lanes !== await lines()) fault(where, `the address gives another picture after ${what}: ${url}`);
  };
  const moved = (before, after) => {
    const places = new Map(JSON.parse(after));
    return JSON.parse(before).filter(([key, place]) => places.has(key) && places.get(key) !== place).map(([key]) => key);
  };
  const hidden = async () => {
    const behind = await page.evaluate(() => {
      const boxes = [...document.querySelectorAll(".canvas .box")].map((box) => box.getAttribute("transform").match(/-?[\d.]+/g).map(Number));
      const { width, height } = document.querySelector(".canvas .box rect").getBBox();
      return [...document.querySelectorAll(".canvas .lane")].filter((lane) => {
        for (let at = 2; at < lane.getTotalLength() - 2; at += 3) {
          const p = lane.getPointAtLength(at);
          if (boxes.some(([x, y]) => p.x > x + 1 && p.x < x + width - 1 && p.y > y + 1 && p.y < y + height - 1)) return true;
        }
        return false;
      }).length;
    });
    if (behind) fault(where, `${behind} lines run behind boxes`);
  };

  await page.locator("#map-start").focus();
  await page.keyboard.type(await begin.textContent());
  await page.keyboard.press("Enter");
  await page.locator(".canvas .box").first().waitFor({ timeout: 5000 }).catch(() => fault(where, "a name and Enter draw nothing"));
  const start = await active();
  if (!start.key) fault(where, "the focus does not go to the start");
  await again("the start");
  const begun = await picture();
  await page.locator("a.skip").focus();
  await page.keyboard.press("Enter");
  await settled();
  if (await picture() !== begun) fault(where, "a link to a part of the page changes the map");

  // What a date leaves is what the command line leaves.
  const { claims } = JSON.parse(readFileSync(join(folder, "assets/graph.js"), "utf8").replace("remitGraph = ", "").replace(/;\s*$/, ""));
  const middle = (...fields) => { const all = claims.flatMap((claim) => fields.map((field) => claim[field]).filter(Boolean)).sort(); return all[all.length >> 1]; };
  for (const [field, option, date] of [["known", "--known-by", middle("known")], ["on", "--as-of", middle("from", "until")]]) {
    if (!date) continue;
    const near = execFileSync(remit, ["near", start.key, "--depth", "1", option, date, "--project", project], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const other = await opened("light", base, `map.html#start=${encodeURIComponent(start.key)}&${field}=${date}`);
    const shown = await other.page.locator(".canvas .box").count() - 1, wanted = Number((/^(\d+) things?;/m.exec(near) || [0, -1])[1]);
    if (shown !== wanted) fault(other.where, `${shown} things around ${start.key}, and ${wanted} by remit near ${option}`);
    await other.close();
  }

  // The arrows move the focus to other boxes; one of them says how many it would add.
  await page.locator(".canvas .box[tabindex='0']").focus();
  const met = new Set([start.key]);
  let at = null;
  for (const key of ["ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown", "ArrowLeft", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowUp"]) {
    await page.keyboard.press(key);
    at = await active();
    met.add(at.key);
    if (/ \d+ more$/.test(at.label || "")) break;
  }
  if (met.size < 2 && JSON.parse(await picture()).length > 2) fault(where, "the arrows do not move the focus");
  const more = / (\d+) more$/.exec(at.label || "");
  if (more) {
    const before = await picture();
    await page.keyboard.press("Enter");
    await settled();
    const after = await picture(), now = await active();
    const added = JSON.parse(after).length - JSON.parse(before).length;
    if (added !== Number(more[1])) fault(where, `${at.label}: ${added} were added`);
    if (moved(before, after).length) fault(where, `moved: ${moved(before, after)}`);
    if (now.key !== at.key || now.isOpen !== "true") fault(where, `the focus is on ${now.label} after ${at.label} was opened`);
    if (!(await told()).startsWith(`${added} added`)) fault(where, `it says: ${await told()}`);
    await hidden();
    await again("opening");
    await page.locator(`.canvas .box[data-key="${at.key}"]`).focus();
    await page.keyboard.press("Delete");
    await settled();
    if (JSON.parse(await picture()).length !== JSON.parse(before).length || moved(before, await picture()).length) fault(where, "Delete does not fold what was opened");
    await again("folding");
    await page.locator(`.canvas .box[data-key="${at.key}"]`).focus();
    await page.keyboard.press("Enter");
    await settled();
    if (await picture() !== after) fault(where, "what is opened again is drawn elsewhere");
    await page.goBack();
    await settled();
    if (moved(after, await picture()).length || JSON.parse(await picture()).length !== JSON.parse(before).length) fault(where, "the way back does not lead to the picture before");
    await page.goForward();
    await settled();
  }

  // The words, by the keyboard and by a click on a line.
  await page.locator(".canvas .box[tabindex='0']").focus();
  await page.keyboard.press("w");
  const words = page.locator("#words");
  if ((await active()).tag !== "H2" || !(await words.locator("li .sentence").count())) fault(where, "w does not lead to the words");
  if (!(await words.locator("a[href*='source/'], a[href*='rule/']").count())) fault(where, "the words do not lead to their sources");
  const count = await page.locator(".canvas .line").count();
  for (let number = 0; number < Math.min(count, 8); number += 1) {
    await page.locator(".canvas .line .hit").nth(number).dispatchEvent("click");
    const panel = page.locator("aside.panel");
    if (!(await panel.locator(".sentence").count()) || !(await panel.locator("a[href*='source/']").count())) fault(where, `line ${number} opens no words with their source`);
    if (!(await panel.locator("a[href*='claim/']").count())) fault(where, `line ${number} does not lead to a claim`);
    await page.keyboard.press("Escape");
    if (await panel.count()) fault(where, "Escape does not close the words of a line");
  }
  const unmarked = await page.evaluate(() => [...document.querySelectorAll(".canvas .line")].filter((line) => ["promised", "inferred", "no-fact"].some((how) => line.classList.contains(how)) && !/[\u2190\u2192] [^:]+: /.test(line.querySelector("title").textContent)).length);
  if (unmarked) fault(where, `${unmarked} lines that are not plainly facts do not say so`);

  // What is shown can be downloaded.
  for (const [name, holds] of [["SVG", "<svg"], ["PNG", "PNG"], ["DOT", "digraph"], ["CSV", "line,from,from-name"], ["Turtle", "remit:standing"]]) {
    const got = page.waitForEvent("download", { timeout: 10000 }).catch(() => null);
    await page.locator("#map .forms button", { hasText: new RegExp(`^${name}$`) }).click();
    const file = await got;
    const bytes = file && readFileSync(await file.path()).toString("latin1");
    if (!bytes || !bytes.includes(holds)) fault(where, `${name} cannot be downloaded`);
    else if (process.env.KEEP) await file.saveAs(join(process.env.KEEP, file.suggestedFilename()));
  }

  // A filter leaves less, moves nothing, and stands in the address.
  const whole = await picture(), drawn = await page.locator(".canvas .line").count();
  await page.locator("#map .filters summary").click();
  await page.locator("#map-source").selectOption({ index: 1 });
  await settled();
  if (moved(whole, await picture()).length) fault(where, "a filter moves things");
  if (JSON.parse(await picture()).length > JSON.parse(whole).length || await page.locator(".canvas .line").count() > drawn) fault(where, "a filter adds things");
  await again("a filter");
  await page.locator("#map .filters summary").click();
  await page.locator("#map-source").selectOption("");
  await settled();
  if (await picture() !== whole) fault(where, "without the filter the picture is another");
  const small = await page.evaluate(() => [...document.querySelectorAll("#map button, #map fieldset label, #map input, #map select, #map summary, .canvas .box")].filter((one) => {
    const { width, height } = one.getBoundingClientRect();
    return width && (one.closest("label") === null || one.tagName === "LABEL") && Math.min(width, height) < 24;
  }).map((one) => one.outerHTML.slice(0, 80)));
  if (small.length) fault(where, `smaller than 24 pixels: ${small}`);
  const hash = new URL(page.url()).hash;
  await close();
  for (const mode of ["light", "dark", "phone"]) {
    const other = await opened(mode, base, `map.html${hash}`);
    await other.page.locator("#map .filters summary").click();
    await judged(other.page, other.where);
    await other.close();
  }
  const plain = await opened("light", base, "map.html", false);
  if (!(await plain.page.locator("#plain a[href*='thing/']").count())) fault(where, "without a script it lists nothing");
  await plain.close();
}

// The page of queries: typed, completed, run and judged by the keyboard alone, marked where it cannot be read, sorted, and whole without a script.
async function queries(base) {
  const all = "SELECT ?claim ?subject { ?claim rdf:predicate ?p ; rdf:subject ?subject } ORDER BY ?claim LIMIT 12";
  const address = (query, more = "") => `query?query=${encodeURIComponent(query)}${more}`;
  const small = (page) => page.evaluate(() => [...document.querySelectorAll("main button, main input:not([type=hidden]), main select, main summary")].filter((one) => {
    const { width, height } = one.getBoundingClientRect();
    return width && Math.min(width, height) < 24;
  }).map((one) => one.outerHTML.slice(0, 80)));
  let { page, where, close } = await opened("light", base, "query");
  const area = () => page.locator("#sparql").inputValue();
  const offers = page.locator(".cm-tooltip-autocomplete li");
  await judged(page, where);
  await page.locator("#ask button").focus();
  await page.keyboard.press("Tab");
  if (!(await page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.getAttribute("aria-label") === "SPARQL query"))) fault(where, "Tab does not lead to the editor");
  await page.keyboard.type("SELECT * { ?c rdf:pred");
  await offers.first().waitFor({ timeout: 5000 }).catch(() => fault(where, "nothing is offered"));
  await judged(page, `${where}, completing`);
  await page.waitForTimeout(200);
  await page.keyboard.press("Enter");
  await page.keyboard.type(" ?p } LIMIT 3");
  await page.waitForTimeout(300);
  if (!/^PREFIX rdf: <[^>]+>\nSELECT \* \{ \?c rdf:predicate \?p \} LIMIT 3$/.test(await area())) fault(where, `completed: ${await area()}`);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  if ((await page.evaluate(() => document.activeElement.id)) !== "run") fault(where, "Tab does not lead out of the editor");
  await page.keyboard.press("Enter");
  await page.locator("#found tbody tr").first().waitFor({ timeout: 10000 }).catch(() => fault(where, "Enter on Run runs nothing"));
  const again = await page.locator("#history .past").allTextContents();
  if (!again.some((query) => query.includes("rdf:predicate"))) fault(where, "what was asked is not in the history");
  // A fault is marked at its place while it is typed, told in words, and the way to it is a key.
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" NONSENSE");
  await page.locator(".cm-lintRange-error").first().waitFor({ timeout: 5000 }).catch(() => fault(where, "what cannot be read is not marked"));
  const told = await page.locator("#typed").innerText();
  if (!/Line 2, column \d+: .*NONSENSE/.test(told)) fault(where, `what cannot be read is told so: ${told}`);
  const styled = await page.evaluate(() => {
    const root = [...document.querySelectorAll("form#editor > div")].find((one) => one.shadowRoot).shadowRoot;
    return getComputedStyle(root.querySelector(".cm-lintRange-error")).textDecorationLine + getComputedStyle(root.querySelector(".cm-gutters")).display;
  });
  if (styled !== "underlineflex") fault(where, `the editor stands there without its styles: ${styled}`);
  await judged(page, `${where}, with a fault`);
  await close();

  ({ page, where, close } = await opened("light", base, address(all)));
  const column = (at) => page.locator(`#found tbody tr td:nth-child(${at})`).allInnerTexts();
  const before = await column(1);
  const sort = page.locator("#found .sort").first();
  for (const [order, wanted] of [["ascending", [...before].sort((a, b) => a.localeCompare(b))], ["descending", [...before].sort((a, b) => b.localeCompare(a))], [null, before]]) {
    await sort.focus();
    await page.keyboard.press("Enter");
    if ((await page.locator("#found th").first().getAttribute("aria-sort")) !== order) fault(where, `the table is not ${order}`);
    if (JSON.stringify(await column(1)) !== JSON.stringify(wanted)) fault(where, `rows that are ${order} are not`);
  }
  await page.locator("#found-filter").fill(before[0]);
  const left = await page.locator("#found tbody tr:not([hidden])").count();
  if (!left || left === before.length && new Set(before).size > 1) fault(where, `the filter leaves ${left} of ${before.length} rows`);
  await page.locator("#found button[name='row']").first().focus();
  await page.keyboard.press("Enter");
  await page.locator("#claims blockquote a, #claims .proof").first().waitFor({ state: "attached", timeout: 10000 }).catch(() => fault(where, "a row opens no claims"));
  await judged(page, `${where}, with the claims of a row`);
  const few = await small(page);
  if (few.length) fault(where, `smaller than 24 pixels: ${few}`);
  // The short link holds the query and is sent to nobody.
  await page.locator("button", { hasText: "Copy a short link" }).focus();
  const short = await page.evaluate(async (text) => {
    const packed = new Uint8Array(await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"))).arrayBuffer());
    return btoa(String.fromCharCode(...packed)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }, all);
  await close();
  ({ page, where, close } = await opened("light", base, `query#q=${short}`));
  await page.waitForTimeout(300);
  if (await area() !== all) fault(where, `a short link gives ${await area()}`);
  // Words while they are typed, and the query that they become.
  const subject = before[0] && (await (await fetch(base + address("SELECT ?name { ?c rdf:subject ?s . ?s skos:prefLabel ?name } LIMIT 1"))).text()).match(/<tbody>\s*<tr><td>(?:<a [^>]*>)?([^<]+)/)?.[1];
  await page.locator("#ask-words").focus();
  await page.keyboard.type(`what is said of ${subject}`);
  await page.locator("#words h2").first().waitFor({ timeout: 10000 }).catch(() => fault(where, "words are not answered while they are typed"));
  await page.waitForTimeout(700);
  await judged(page, `${where}, with words`);
  const taken = page.locator("#words a.to-editor");
  if (await taken.count()) {
    await page.locator("#words summary", { hasText: "The query that this becomes" }).first().click();
    await taken.first().click();
    if (!/SELECT|ASK|CONSTRUCT/.test(await area()) || await area() === all) fault(where, "the query of the words does not come into the editor");
  }
  await close();

  const count = "SELECT ?subject (COUNT(?claim) AS ?n) { ?claim rdf:subject ?subject } GROUP BY ?subject ORDER BY DESC(?n) LIMIT 9";
  for (const mode of ["light", "dark", "phone"]) {
    for (const [query, as] of [[all, "table"], [all, "matrix"], [count, "chart"], [all, "map"], ["SELECT ?x { ?x a lbi:X }", "table"]]) {
      const other = await opened(mode, base, address(query, `&as=${as}`));
      await judged(other.page, other.where);
      await other.close();
    }
  }
  // Without a script: the text area, the answer, the claims.
  ({ page, where, close } = await opened("phone", base, "query", false));
  await page.locator("#sparql").fill(all);
  await page.locator("#run").click();
  await page.locator("#found button[name='row']").first().click();
  if (!(await page.locator("#claims").count()) || !page.url().endsWith("#claims")) fault(`${where}, no script`, "a row opens no claims");
  if (!(await page.locator("#take pre").count())) fault(`${where}, no script`, "the query cannot be taken along");
  await close();
}

// Files that answer queries: every saved query and question has the rows that the program gives, but for those that name the sources that they
// are meant for, which files cannot leave out; mistakes are told with their place, and a query without an end is ended.
async function offline(base, project) {
  const { page, where, close } = await opened("light", base, "query.html");
  const run = async (query) => {
    await page.locator(".cm-content").focus();
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.insertText(query);
    await page.locator("#answer").evaluate((part) => part.replaceChildren());
    await page.locator("#run").click();
    await page.locator("#answer h2").waitFor({ timeout: 20000 }).catch(() => fault(where, `no answer to ${query}`));
    return page.locator("#answer").innerText();
  };
  const number = (text) => (/^-?\d+(\.\d+)?$/.test(text) ? String(Number(text)) : text);
  // The program's column of standings is on the page beside the rows, and in no download.
  const unmarked = (text) => (/,standing\r?$/m.test(text.split("\n")[0]) ? text.replace(/,[^,\n"]*$/gm, "") : text);
  const lines = (text) => text.split(/\r?\n/).slice(1).filter(Boolean).map((line) => line.split(",").map(number).join(",")).sort().join("\n");
  const begun = Date.now();
  if (!/1 row/.test(await run("SELECT * { BIND(1 AS ?x) }"))) fault(where, "the engine does not begin");
  const took = Date.now() - begun;
  const saved = await page.evaluate(() => remitQueries.saved);
  let alike = 0;
  for (const [name, query] of Object.entries(saved)) {
    if (/^#\s*(sources|kinds|known-by):/m.test(query) || /^\s*(CONSTRUCT|DESCRIBE|ASK)/m.test(query)) continue;
    const file = join(mkdtempSync(join(tmpdir(), "remit-query-")), "one.rq");
    writeFileSync(file, query);
    const expected = execFileSync(remit, ["query", "-q", "--project", project, "-f", "csv", file], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    await page.locator("#answer").evaluate((part) => part.replaceChildren());
    await page.locator("#saved").selectOption(name);
    await page.locator("#saved ~ button").click();
    const ready = page.locator("#answer button", { hasText: "CSV" });
    await ready.waitFor({ timeout: 20000 }).catch(() => fault(where, `no answer to ${name}`));
    if (!(await ready.count())) continue;
    const [download] = await Promise.all([page.waitForEvent("download"), ready.click()]);
    const found = readFileSync(await download.path(), "utf8");
    const marks = (await page.locator("#found .mark").allInnerTexts()).sort();
    const column = expected.split("\n")[0].trim().endsWith(",standing") ? expected.split(/\r?\n/).slice(1).map((line) => line.split(",").pop()).filter(Boolean).sort() : [];
    if (marks.join() !== column.join()) fault(where, `${name} marks ${marks.slice(0, 20).join()}, and the program ${column.slice(0, 20).join()}`);
    if (lines(found) === lines(unmarked(expected))) alike += 1;
    else fault(where, `${name} has other rows than the program gives:\n${lines(found).slice(0, 400)}\n---\n${lines(expected).slice(0, 400)}`);
  }
  console.log(`queries in files: the first answer after ${took} ms; ${alike} saved ones have the rows of the program`);
  await judged(page, where);
  if (!/Line 2, column 8: /.test(await run("SELECT *\n{ ?x a foo:Bar }"))) fault(where, `a mistake is told at no place: ${await page.locator("#answer").innerText()}`);
  await judged(page, `${where}, with a mistake`);
  const endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a != ?j) }";
  if (!/was ended/.test(await run(endless))) fault(where, "a query without an end goes on");
  if (!/1 row/.test(await run("SELECT * { BIND(1 AS ?x) }"))) fault(where, "the engine does not begin again");
  await close();
  const phone = await opened("phone", base, "query.html");
  await judged(phone.page, phone.where);
  await phone.close();
  const silent = await opened("light", base, "query.html", false);
  if (!(await silent.page.locator("#needs").isVisible())) fault(silent.where, "without a script nothing says what it needs");
  await silent.close();
}

async function looked(base, kind, folder, project) {
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
  await map(base, folder, project);
  const word = JSON.parse(readFileSync(join(folder, "assets/words.js"), "utf8").replace(/^[^[]*/, "").replace(/;\s*$/, ""))[0].t.split(/[^\p{L}\p{N}]+/u).find((w) => w.length > 3) || "a";
  await search(base, word.toLowerCase(), kind);
  console.log(`${kind}: ${pages.length} pages looked at`);
}

for (const project of projects) {
  const folder = mkdtempSync(join(tmpdir(), "remit-pages-"));
  rmSync(folder, { recursive: true });
  execFileSync(remit, ["site", "-q", "--with-queries", "--project", project, "-o", folder]);
  const files = pathToFileURL(folder).href + "/";
  await looked(files, "files", folder, project);
  await offline(files, project);
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
  if (base) {
    await looked(base, "server", folder, project);
    await queries(base);
  }
  else console.log("skipped: pages over a server: this build cannot serve");
  served.kill();
  rmSync(folder, { recursive: true });
}
await browser.close();
console.log(faults.length ? `${faults.length} faults` : "pages in a browser: no fault");
process.exit(faults.length ? 1 : 0);
