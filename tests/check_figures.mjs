// Looks at every figure of some projects in a browser, as readers meet them: alone and inlined, in light and dark, on a phone and
// on paper, with other fonts, by keyboard and by pointer.
//
//   node check_figures.mjs REMIT PACKAGES [--near NAME] [--path A B] PROJECT...
//
// PACKAGES is a folder into which `axe-core` and `playwright-core` were installed. The browser is that of CHROMIUM, else the first
// that is found; without one it says `skipped:` and ends well.

import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [remit, packages, ...rest] = process.argv.slice(2);
const require = createRequire(path.resolve(packages, "x.js"));
const browsers = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = browsers.find((file) => file && fs.existsSync(file));
let chromium, axe;
try {
  ({ chromium } = require("playwright-core"));
  axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
} catch {
  console.log("skipped: figures in a browser: axe-core and playwright-core are not installed");
  process.exit(0);
}
if (!executablePath) {
  console.log("skipped: figures in a browser: there is no Chromium");
  process.exit(0);
}

const LEAST_ON_PHONE = 12; // pixels
const LEAST_ON_PAPER = 7; // points
const FONTS = ["Liberation Sans", "DejaVu Sans", "sans-serif"];
const BOXES = ".card, .cell, .node, .time, .head, .total, .empty";

const work = fs.mkdtempSync(path.join(os.tmpdir(), "figures-"));
const faults = [];
const fault = (figure, words) => faults.push(`${figure}: ${words}`);
const call = (...args) => execFileSync(remit, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

// Every page of every figure, by theme.
function drawn() {
  const parts = [];
  const projects = [];
  for (let i = 0; i < rest.length; i += 1) {
    if (rest[i] === "--near") parts.push(["near", ["--near", rest[(i += 1)], "--depth", "2"]]);
    else if (rest[i] === "--path") parts.push(["path", ["--path", rest[(i += 1)], rest[(i += 1)]]]);
    else projects.push(rest[i]);
  }
  const out = [];
  projects.forEach((project, number) => {
    const views = call("draw", "--project", project).split("\n").slice(2);
    const names = views.map((line) => line.split(/\s{2,}/)[0]).filter((name) => /^[\w-]+$/.test(name));
    const all = names.map((name) => [name, [name]]).concat(number === 0 ? parts : []);
    for (const [name, args] of all) {
      for (const theme of ["light", "dark", "print", "phone"]) {
        for (let page = 1; page < 40; page += 1) {
          // Pages lead to each other by these names.
          const file = path.join(work, `${number}-${name}-${theme}${page > 1 ? `-${page}` : ""}.svg`);
          try {
            call("draw", "--project", project, ...args, "--theme", theme, "--page", String(page), "-o", file);
          } catch (error) {
            if (page === 1) throw error;
            break;
          }
          out.push({ name: `${project} ${name} ${theme} ${page}`, theme, file, svg: fs.readFileSync(file, "utf8") });
        }
      }
    }
  });
  return out;
}

async function violations(page, figure) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document));
  if (found.passes.length === 0) fault(figure, "axe looked at nothing");
  for (const { id, nodes } of found.violations) fault(figure, `axe ${id}: ${nodes[0].html.slice(0, 160)} (${nodes.length})`);
}

// Runs in the page: what is out of its box, and how small the smallest text is.
function measured([boxes, font]) {
  const root = document.querySelector("svg");
  if (font) root.setAttribute("font-family", `"${font}"`);
  const out = [];
  const rect = (node) => node.getBoundingClientRect();
  const holds = (a, b) => b.left >= a.left - 1.5 && b.right <= a.right + 1.5 && b.top >= a.top - 2.5 && b.bottom <= a.bottom + 3.5;
  for (const item of root.querySelectorAll(boxes)) {
    const frame = [...item.querySelectorAll("rect:not(.ring)")].map(rect).sort((a, b) => b.width * b.height - a.width * a.height)[0];
    if (!frame) continue;
    for (const text of item.querySelectorAll("text")) {
      if (!holds(frame, rect(text)) && !item.matches(".time")) out.push(`"${text.textContent}" is out of its box in ${font}`);
    }
  }
  const whole = rect(root);
  const scale = root.getScreenCTM().a;
  let least = Infinity;
  for (const text of root.querySelectorAll("text")) {
    if (!holds(whole, rect(text))) out.push(`"${text.textContent}" is cut off in ${font}`);
    least = Math.min(least, Number(text.getAttribute("font-size")) * scale);
  }
  return [out, least];
}

// What stands twice, and links that lead nowhere, to another page of the figure too.
async function lost(page) {
  const [out, away] = await page.evaluate(linked);
  for (const link of away) {
    const [file, id] = link.split("#");
    const other = figures.find((figure) => path.basename(figure.file) === decodeURIComponent(file));
    if (!other?.svg.includes(`id="${id}"`)) out.push(`a link leads nowhere: ${link}`);
  }
  return out;
}

// Runs in the page: ids that stand twice and links that lead nowhere, then links that lead away from it.
function linked() {
  const [out, away] = [[], []];
  const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) out.push(`the id ${id} stands twice`);
  for (const link of document.querySelectorAll("a")) {
    const target = link.getAttribute("href");
    if (target?.includes(".svg#")) away.push(target);
    else if (!target?.startsWith("#") || !document.getElementById(target.slice(1))) out.push(`a link leads nowhere: ${target}`);
  }
  return [out, away];
}

// Runs in the page: lines that run behind boxes which they do not belong to.
function behind() {
  const out = [];
  const rects = [...document.querySelectorAll(".card, .node, .head")].map((item) => [item, item.querySelector("rect")]);
  const lines = [...document.querySelectorAll("path[stroke]:not([stroke=none])")].filter((line) => !line.closest(".note, .time"));
  for (const line of lines) {
    const length = line.getTotalLength();
    const owner = line.closest("[id]");
    for (const [item, rect] of rects) {
      if (!rect || item === owner || item.contains(line)) continue;
      const at = { x: +rect.getAttribute("x"), y: +rect.getAttribute("y"), w: +rect.getAttribute("width"), h: +rect.getAttribute("height") };
      for (let i = 0; i <= length; i += 3) {
        const { x, y } = line.getPointAtLength(i);
        if (x > at.x + 3 && x < at.x + at.w - 3 && y > at.y + 3 && y < at.y + at.h - 3) {
          out.push(`a line runs behind ${item.id}`);
          break;
        }
      }
    }
  }
  return out;
}

async function alone(page, figure) {
  const { name, theme, file } = figure;
  await page.setViewportSize(theme === "phone" ? { width: 360, height: 740 } : { width: 1366, height: 768 });
  await page.goto(pathToFileURL(file).href);
  await violations(page, `${name} alone`);
  for (const font of FONTS) {
    const [out, least] = await page.evaluate(measured, [BOXES, font]);
    out.slice(0, 3).forEach((words) => fault(name, words));
    if (theme === "phone" && least < LEAST_ON_PHONE - 0.01) fault(name, `text of ${least} pixels on a phone`);
    if (theme === "print" && least * 0.75 < LEAST_ON_PAPER - 0.01) fault(name, `text of ${least * 0.75} points on paper`);
  }
  for (const words of await lost(page)) fault(name, words);
  for (const words of await page.evaluate(behind)) fault(name, words);
  if (theme === "phone") {
    const wide = await page.evaluate(() => document.querySelector("svg").getBoundingClientRect().right);
    if (wide > 360.5) fault(name, `${wide} pixels wide on a phone`);
  }
  if (theme === "light") await inTheDark(page, figure);
  if (theme === "light") await byHand(page, figure);
}

// The ground is dark, and so is what is around it, where the reader prefers that.
async function inTheDark(page, { name }) {
  const ground = () => page.evaluate(() => {
    const root = document.querySelector("svg");
    return [getComputedStyle(root).backgroundColor, getComputedStyle(root.querySelector("rect")).fill];
  });
  const light = await ground();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await ground();
  await page.emulateMedia({ colorScheme: "light" });
  if (light[0] !== light[1] || dark[0] !== dark[1] || light[0] === dark[0]) fault(name, `grounds ${light} and ${dark}`);
}

// The focus is shown around the box alone; a line can be hit beside it; a note leads back.
async function byHand(page, { name }) {
  const links = await page.locator("svg g > a[href*='-note-']").count();
  if (links === 0) return;
  await page.keyboard.press("Tab");
  const ring = await page.evaluate(() => {
    const link = document.activeElement;
    const own = link.querySelector(".ring");
    const box = own && own.getBBox();
    const frames = [...link.querySelectorAll("rect:not(.ring)")].map((rect) => rect.getBBox());
    const isAlike = (f) => box && Math.abs(f.width - box.width) < 12 && Math.abs(f.x - box.x) < 8;
    // A time that runs out is a line with marks on it: the ring holds all of them.
    const isWithin = (f) => box && f.x > box.x - 1 && f.x + f.width < box.x + box.width + 1;
    const isShown = link.closest(".time") ? frames.every(isWithin) : frames.some(isAlike);
    return [link.tagName, own && getComputedStyle(own).stroke, isShown];
  });
  if (ring[0] !== "a" || ring[1] === "none" || !ring[2]) fault(name, `the focus is not shown around a box: ${ring}`);
  const target = await page.evaluate(() => {
    const line = document.querySelector(".edge path[pointer-events], .card path[pointer-events]");
    if (!line) return null;
    line.scrollIntoView({ block: "center" });
    const middle = line.getPointAtLength(line.getTotalLength() * 0.5);
    const at = new DOMPoint(middle.x, middle.y).matrixTransform(line.getScreenCTM());
    return { x: at.x, y: at.y + 4, link: line.closest("a")?.getAttribute("href") };
  });
  if (target?.link) {
    const hit = await page.evaluate(({ x, y }) => document.elementFromPoint(x, y)?.closest("a")?.getAttribute("href"), target);
    if (!hit) fault(name, "a line cannot be hit 4 pixels beside it");
  }
  const back = await page.locator(".note a").first().getAttribute("href");
  if (!(await page.evaluate((id) => document.getElementById(id)?.querySelector("a") !== null, back.slice(1)))) fault(name, "a note does not lead back");
}

// Several figures in one page of HTML.
async function inlined(page, figures, name) {
  const body = figures.map((f) => `<section><h2>${f.theme}</h2>${f.svg}</section>`).join("\n");
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Figures</title></head><body><main><h1>Figures</h1>${body}</main></body></html>`;
  const file = path.join(work, "page.html");
  fs.writeFileSync(file, html);
  await page.goto(pathToFileURL(file).href);
  await violations(page, `${name} inlined`);
  for (const words of await lost(page)) fault(`${name} inlined`, words);
}

const figures = drawn();
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath, headless: true, args });
try {
  const page = await browser.newPage();
  for (const figure of figures) await alone(page, figure);
  for (const theme of ["light", "dark", "print", "phone"]) {
    await inlined(page, figures.filter((f) => f.theme === theme), theme);
  }
  const first = figures.map((f) => f.name.split(" ").slice(0, 2).join(" ")).filter((n, i, all) => all.indexOf(n) === i);
  for (const name of first) await inlined(page, figures.filter((f) => f.name.startsWith(`${name} `)), name);
} finally {
  await browser.close();
  fs.rmSync(work, { recursive: true, force: true });
}
const all = [...new Set(faults)];
console.log(`${figures.length} pages of figures looked at in ${path.basename(executablePath)}: ${all.length} faults`);
all.slice(0, 60).forEach((words) => console.log(`  ${words}`));
process.exit(all.length === 0 ? 0 : 1);
