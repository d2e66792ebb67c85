// What the page of queries does beyond its forms: the editor, completion, faults while one types, history, tables that are sorted,
// filtered and copied, answers in words while one types. The page is complete without it.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value); else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  };
  const button = (text, act) => element("button", { type: "button", onclick: act }, text);
  const area = $("sparql"), form = $("editor");
  // What an address has room for, and a little more.
  const LONG = 12000;

  // ---- Asking the server, the last question alone.

  const open = {};
  async function ask(what, fields) {
    if (open[what]) open[what].abort();
    const abort = open[what] = new AbortController();
    try {
      const answer = await fetch(`query/${what}`, { method: "POST", body: new URLSearchParams(fields), signal: abort.signal });
      return answer.ok ? await answer.json() : null;
    } catch { return null; }
  }

  // ---- The editor.

  const said = element("p", { role: "status", id: "typed", class: "asks" });
  form.append(said);
  let editor = null;
  if (window.remitEditor) {
    editor = window.remitEditor(area, {
      label: "SPARQL query",
      complete: (text, at) => ask("completions", { query: text, at }),
      faults: async (text) => await ask("typed", { query: text }) || [],
      told(faults) {
        said.replaceChildren(...faults.map(({ line, column, message }) =>
          element("button", { type: "button", class: "fault", onclick: () => editor.goTo(line, column) }, `Line ${line}, column ${column}: ${message}`)));
      },
      run: () => form.requestSubmit($("run")),
    });
    const label = document.querySelector("label[for='sparql']");
    label.addEventListener("click", () => editor.focus());
    // The script sees by itself what is long.
    $("post").remove();
    form.append(element("p", { class: "asks" }, "Ctrl+Space suggests what can go here, Ctrl+Enter runs the query, F8 jumps to the error."));
  }
  const text = () => (editor ? editor.get() : area.value);
  const put = (query) => { if (editor) editor.set(query); else area.value = query; };
  form.addEventListener("submit", () => {
    if (encodeURIComponent(text()).length > LONG) form.method = "post";
  });

  // ---- Copying.

  async function copy(words, from) {
    let done = true;
    try { await navigator.clipboard.writeText(words); } catch {
      const box = element("textarea", { "aria-label": "To be copied" });
      box.value = words;
      document.body.append(box);
      box.select();
      done = document.execCommand("copy");
      box.remove();
      from.focus();
    }
    const before = from.textContent;
    from.textContent = done ? "Copied" : "Cannot copy";
    setTimeout(() => { from.textContent = before; }, 1500);
  }
  for (const block of document.querySelectorAll("#take pre")) {
    block.before(button("Copy", (event) => copy(block.textContent, event.target)));
  }

  // ---- A short link: the query behind the #, packed, so that it is sent to nobody and no server has to remember it.

  const bytes = async (stream) => new Uint8Array(await new Response(stream).arrayBuffer());
  async function packed(query) {
    const all = await bytes(new Blob([query]).stream().pipeThrough(new CompressionStream("deflate-raw")));
    return btoa(String.fromCharCode(...all)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  async function unpacked(hash) {
    const all = Uint8Array.from(atob(hash.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
    return new TextDecoder().decode(await bytes(new Blob([all]).stream().pipeThrough(new DecompressionStream("deflate-raw"))));
  }
  const bar = form.querySelector(".bar");
  bar.append(" ", button("Copy a short link", async (event) => {
    const from = event.target;
    copy(`${location.origin}${location.pathname}#q=${await packed(text())}`, from);
  }));
  async function fromHash() {
    const hash = /^#q=([\w-]+)$/.exec(location.hash);
    if (!hash) return;
    try { put(await unpacked(hash[1])); } catch { said.textContent = "This link holds no query."; }
  }
  window.addEventListener("hashchange", fromHash);
  fromHash();

  // ---- History: in this browser alone.

  const KEY = "remit-queries", MOST = 50;
  const past = () => { try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch { return []; } };
  function keep(list) { try { localStorage.setItem(KEY, JSON.stringify(list)); } catch { /* No room, or it is not allowed. */ } }
  function history() {
    const list = past(), old = $("history");
    if (old) old.remove();
    if (!list.length) return;
    const row = (query) => element("li", {}, element("button", { type: "button", class: "past", onclick: () => { put(query); if (editor) editor.focus(); } }, (/^#\s*label:\s*(.+)$/m.exec(query)?.[1] || query.replace(/\s+/g, " ")).slice(0, 160)));
    form.after(element("details", { id: "history" }, element("summary", {}, `Your recent queries (${list.length})`),
      element("ol", {}, ...list.map(row)), button("Forget them", () => { keep([]); history(); editor && editor.focus(); })));
  }
  if ($("answer") && $("answer").getAttribute("role") !== "alert" && !$("words").contains($("answer")) && area.value.trim()) {
    const query = area.value;
    keep([query, ...past().filter((other) => other !== query)].slice(0, MOST));
  }
  history();

  // ---- Tables: sorted by a click on a head, filtered by words, copied as they are shown.

  function table(found) {
    const head = [...found.tHead.rows[0].cells], body = found.tBodies[0], rows = [...body.rows];
    const is = (cell) => cell.textContent !== "claims" && cell.tagName === "TH";
    const value = (row, at) => row.cells[at].dataset.value || row.cells[at].textContent.trim();
    let by = -1, turned = false;
    function sort(at) {
      [by, turned] = by !== at ? [at, false] : turned ? [-1, false] : [at, true];
      const order = rows.slice();
      if (by >= 0) {
        order.sort((a, b) => {
          const [x, y] = [value(a, by), value(b, by)];
          if (!x || !y) return x ? -1 : y ? 1 : 0;
          const numbers = [Number(x), Number(y)];
          const less = numbers.every((n) => !Number.isNaN(n)) ? numbers[0] - numbers[1] : x.localeCompare(y);
          return turned ? -less : less;
        });
      }
      body.replaceChildren(...order);
      head.forEach((cell, other) => { if (other === by) cell.setAttribute("aria-sort", turned ? "descending" : "ascending"); else cell.removeAttribute("aria-sort"); });
    }
    head.forEach((cell, at) => {
      if (!is(cell)) return;
      cell.replaceChildren(element("button", { type: "button", class: "sort", onclick: () => sort(at) }, cell.textContent));
    });
    const count = element("span", { role: "status" });
    const filter = element("input", { id: `${found.id}-filter`, type: "search", size: "24", autocomplete: "off" });
    filter.addEventListener("input", () => {
      const wanted = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      rows.forEach((row) => { row.hidden = !wanted.every((word) => row.textContent.toLowerCase().includes(word)); });
      const shown = rows.filter((row) => !row.hidden).length;
      count.textContent = wanted.length ? `${shown} of ${rows.length} rows` : "";
    });
    const copied = button("Copy the table", (event) => {
      const kept = head.map((cell, at) => [cell, at]).filter(([cell]) => is(cell)).map(([, at]) => at);
      const words = (row) => kept.map((at) => row.cells[at].textContent.trim().replace(/[\t\n]+/g, " ")).join("\t");
      copy([found.tHead.rows[0], ...[...body.rows].filter((row) => !row.hidden)].map(words).join("\n"), event.target);
    });
    found.closest(".scroll").before(element("p", { class: "bar" }, element("label", { for: filter.id }, "Filter the rows"), filter, copied, count));
  }
  const plain = document.querySelector("table#found.plain");
  if (plain && plain.rows.length > 2) table(plain);

  // ---- Answers in words, while one types.

  const question = $("ask-words"), words = $("words");
  let waiting = 0, asked = question.value.trim();
  function adopt(page) {
    const found = page.getElementById("words");
    if (!found) return;
    // The page may have an answer of its own, with the same names.
    for (const one of found.querySelectorAll("[id]")) one.id = `words-${one.id}`;
    for (const one of found.querySelectorAll("[form]")) one.setAttribute("form", `words-${one.getAttribute("form")}`);
    words.replaceChildren(...[...found.childNodes].map((node) => document.importNode(node, true)));
  }
  async function answer() {
    const typed = question.value.trim();
    if (typed === asked) return;
    asked = typed;
    if (typed.split(/\s+/).length < 2) return words.replaceChildren();
    if (open.words) open.words.abort();
    const abort = open.words = new AbortController();
    try {
      const got = await fetch(`query?ask=${encodeURIComponent(typed)}`, { signal: abort.signal });
      const page = new DOMParser().parseFromString(await got.text(), "text/html");
      if (question.value.trim() === typed) adopt(page);
    } catch { /* The next letter asks again. */ }
  }
  question.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(answer, 500); });
  words.addEventListener("click", (event) => {
    const link = event.target.closest("a.to-editor");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    put(link.closest("details").querySelector("pre").textContent);
    if (editor) editor.focus(); else area.focus();
  });
})();
