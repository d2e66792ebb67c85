// The page of queries where no server answers: the engine is a part of the site, and runs in a worker that is ended where a query takes too
// long. Nothing is sent anywhere.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const { base, prefixes, pages, offers, saved, seconds, most, graphs, wider } = remitQueries;
  const wide = new Set(remitQueries.wide);
  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value); else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  };
  const area = $("sparql"), form = $("editor"), answer = $("answer");
  $("needs").remove();
  form.hidden = false;

  // ---- The engine.

  const unpacked = (stream, way) => new Response(stream.pipeThrough(new DecompressionStream(way))).arrayBuffer();
  const inflated = (text) => unpacked(new Blob([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))]).stream(), "deflate-raw");
  let parts = null, worker = null, ready = null;
  async function begin() {
    const read = async ({ standing, packed }) => ({ standing, quads: new TextDecoder().decode(await inflated(packed)) });
    parts = parts || Promise.all([inflated(remitEngine.wasm).then((bytes) => WebAssembly.compile(bytes)), ...remitQueries.graph.map(read)]);
    const [module, ...graph] = await parts;
    worker = new Worker(URL.createObjectURL(new Blob([remitEngine.glue], { type: "text/javascript" })));
    return sent({ module, graph, graphs, outOfDate: remitQueries.out_of_date, names: [wider, remitQueries.stated] }, 60);
  }
  function sent(message, limit) {
    const at = worker;
    return new Promise((done) => {
      const late = setTimeout(() => { ended(at); done({ fault: `The query took more than ${limit} seconds, and was ended. Ask for less.` }); }, limit * 1000);
      at.onmessage = ({ data }) => { clearTimeout(late); if (data.isBroken) ended(at); done(data.isBroken ? { isBroken: true, fault: "The engine ended: the query took more memory than it has, or put values into an order that it cannot sort. Ask for less, or leave the order out." } : data); };
      at.onerror = (event) => { clearTimeout(late); event.preventDefault(); ended(at); done({ fault: `The engine ended: ${event.message}` }); };
      at.postMessage(message);
    });
  }
  function ended(one) {
    one.terminate();
    if (one === worker) worker = ready = null;
  }
  let turn = Promise.resolve();
  // One query at a time; the engine is begun by the first one.
  const asked = (message) => turn = turn.then(async () => {
    ready = ready || begin();
    const begun = await ready;
    if (begun.fault) { ready = null; return begun; }
    return sent(message, seconds);
  });

  // ---- Prefixes need no line of their own, as everywhere; they stand before the first line, so that places stay.

  const head = Object.entries(prefixes).map(([name, iri]) => `PREFIX ${name}: <${iri}> `).join("") + `BASE <${base}> `;
  // A query with blanks for its texts and comments.
  const bare = (query) => query.replace(/<[^<>\s]*>|"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#.*/g, (part) => (part[0] === "<" ? part : part.replace(/[^\n]/g, " ")));
  // The query without a LIMIT and OFFSET at its end, which would let other rows take the place of those that are gone.
  function whole(query) {
    const end = /(?:\b(?:LIMIT|OFFSET)\s+\d+\s*)+$/i.exec(bare(query));
    return end ? query.slice(0, end.index) : query;
  }
  // The query without an order at its end: an order changes no row.
  function unsorted(query) {
    const end = /\bORDER\s+BY\b[^{}]*$/i.exec(bare(query));
    return end && !/\b(LIMIT|OFFSET|VALUES)\b/i.test(end[0]) ? query.slice(0, end.index) : query;
  }
  const isUnstable = (query) => /\b(RAND|UUID|STRUUID|BNODE|NOW)\s*\(/i.test(bare(query));
  // The graphs that a query sees: what follows by wider classes and properties is one of them where it names such. In one that is saved
  // it counts in the patterns that name them, as on a server.
  const rewritten = (query) => Object.keys(remitQueries.asked).find((name) => saved[name].trim() === query.trim());
  function message(query) {
    const name = rewritten(query);
    const found = name ? { query: head + remitQueries.asked[name], graphs, together: true } : typed(query);
    if (Object.values(saved).some((text) => text.trim() === query.trim())) found.isWide = false;
    const unsliced = unsorted(whole(found.query));
    return { ...found, unsliced, unsorted: unsorted(found.query), none: unsliced + "\nLIMIT 0", together: !!found.together, names: named(query) };
  }
  // The names in a query, in full.
  function named(query) {
    const code = bare(query), own = { ...prefixes };
    const declared = [...code.matchAll(/\bPREFIX\s+([\w-]*):\s*<([^>]*)>/gi)];
    for (const [, name, iri] of declared) own[name] = iri;
    const body = declared.reduce((rest, [whole]) => rest.replace(whole, " "), code);
    const found = [...body.matchAll(/<([^<>\s]*)>/g)].map(([, iri]) => iri);
    found.push(...[...body.replace(/<[^<>\s]*>/g, " ").matchAll(/(?<![?$\w:-])([\w-]*):([\w.-]*[\w-])/g)].filter(([, name]) => own[name]).map(([, name, rest]) => own[name] + rest));
    // Datatypes stand in queries that no statement has.
    return [...new Set(found)].filter((iri) => !iri.startsWith("http://www.w3.org/2001/XMLSchema#"));
  }
  function typed(query) {
    const code = bare(query);
    if (/(?<![?$\w:-])FROM\s+(?:NAMED\s+)?(?:<|[\w-]*:)/i.test(code)) return { query: head + query };
    const isWide = named(query).some((iri) => wide.has(iri) || wide.has(base + iri));
    // Whether some pattern may leave open which class or property it is about.
    const term = /[?$][\p{L}\p{N}_]+|<|[\p{L}\p{N}_.-]*:|["'\d[(]/u.source;
    const type = /(?:\ba|[:#]type>?)/.source;
    const isOpen = new RegExp(`${type}[\\s*+?)]+[?$]|${type}\\s*[/|*+?)]|[/|^(]\\s*${type}|!|(?:;\\s*|[\\p{L}\\p{N}_>\\])"]\\s+)[?$][\\p{L}\\p{N}_]+\\s+(?:${term})`, "u").test(code.slice(code.indexOf("{")));
    // Names that are written in a way that is not followed here may be those of wider classes or properties.
    const isUnclear = /\bBASE\b|\\u|[^\x00-\x7f]/i.test(code) || /[\w-]\.[\w.-]*:/.test(code);
    // Where each pattern names its class or property, what follows counts in all of them.
    const counts = !isOpen || isWide || isUnclear;
    return { query: head + query, graphs: graphs.filter((graph) => counts || graph !== wider), isWide: counts && isOpen };
  }
  function fault(words) {
    const place = /error at (\d+):(\d+):\s*/.exec(words);
    if (!place) return words;
    const line = Number(place[1]);
    let column = Number(place[2]);
    const rest = words.slice(place.index + place[0].length);
    const marks = bare(last).replace(/<[^<>\s]*>/g, " ");
    if (/\b(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|COPY|MOVE)\b/i.test(marks)) return "This page reads the graph and changes nothing.";
    if (marks.split("{").length > marks.split("}").length) return "A { of this query is not closed.";
    const expected = /^expected (?:one of )?(.*)$/s.exec(rest);
    // Of what could stand there the words and signs are told, and not every letter that a name may have.
    const signs = expected ? expected[1].split(", ").filter((one) => /^("[^"]{1,6}"|[A-Z]{2,})$/.test(one)) : [];
    const isPrefix = /Prefix not found/.test(rest);
    if (isPrefix) {
      // The engine tells where the name ends.
      const before = ((line === 1 ? head : "") + (bare(last).split("\n")[line - 1] || "")).slice(0, column - 1);
      column -= /[\w.-]*:[^\s:]*$/.exec(before)?.[0].length || 0;
    }
    const what = isPrefix ? "unknown prefix; declare it, or use one of those below"
      : expected ? `the query cannot be read here${signs.length ? `; expected one of ${signs.join(" ")}` : ""}` : rest;
    return `Line ${line}, column ${line === 1 ? Math.max(column - head.length, 1) : column}: ${what}`;
  }

  // ---- Answers.

  const short = (iri) => {
    for (const [name, long] of Object.entries(prefixes)) {
      if (iri.startsWith(long) && /^[\w-]+(\.[\w-]+)*$/.test(iri.slice(long.length))) return `${name}:${iri.slice(long.length)}`;
    }
    return iri;
  };
  function cell(term) {
    if (!term) return "";
    if (term.kind === "Literal") return element("span", term.language ? { lang: term.language } : {}, term.value);
    if (term.kind !== "NamedNode") return `_:${term.value}`;
    const page = term.value.startsWith(base) ? pages[term.value.slice(base.length)] : null;
    if (page) return element("a", { href: page }, short(term.value));
    return short(term.value);
  }
  // How much there is, and what of it is no fact.
  function counted({ rows, count, yes, isGraph, standings, fact }) {
    const one = isGraph ? "triple" : "row";
    const much = yes !== undefined ? (yes ? "Yes." : "No.") : count === 0 ? "No rows: nothing in this graph matches." : `${count} ${count === 1 ? one : one + "s"}.`;
    const cut = rows && count > rows.length ? ` This is not the whole answer: only the first ${rows.length} are shown. Add a LIMIT or ask for less; a download has all.` : "";
    const others = new Map();
    for (const word of standings || []) if (word !== fact) others.set(word, (others.get(word) || 0) + 1);
    if (!others.size) return much + cut;
    if (yes !== undefined) return `${much} This rests on claims that are not facts: ${[...others.keys()].join(", ")}.`;
    return `${much} Not facts: ${[...others].map(([word, n]) => `${n} ${word}`).join(", ")}.${cut}`;
  }
  // What a reader has to know of an answer, once it is known how its rows stand or why that cannot be told.
  function notes({ standings, fact, untold, rows, yes, isWide, isUnsorted, isDescribed, unknown }) {
    const all = (unknown || []).map((iri) => `${short(iri)} is not in this graph.${near(iri)}`);
    if (/\b(COUNT|SUM|MIN|MAX|AVG|SAMPLE|GROUP_CONCAT)\s*\(/i.test(bare(last).split("{")[0]) && (standings || []).some((word) => word !== fact)) {
      all.push("A row that counts or adds up is marked where something that it counts is no fact: the number is not itself an opinion, or denied.");
    }
    if (isUnsorted) all.push("The engine of this page cannot sort these values: the rows are in no order.");
    if (isDescribed) all.push("Here DESCRIBE gives the statements about a thing alone; `remit query` gives the claims about it too.");
    if (untold) all.push(`How these rows stand was not found: some may rest on claims that are not facts. ${fault(untold)}`);
    else if (!standings && (yes !== undefined || rows.length)) all.push("Checking which rows rest on claims that are not facts.");
    if (isWide) all.push("This query names a class or property with narrower ones. What follows by these counts in the whole query here, and on a server in the patterns alone that name them: this answer may have more rows.");
    if (isUnstable(last)) all.push("This query has another answer each time it is asked, so what its rows rest on cannot be tried; a row is marked only where it shows a claim that is no fact.");
    if (/^#\s*(sources|kinds|known-by):/m.test(last)) {
      all.push("This query is written for certain sources; this page asked all of them. `remit query` asks those alone.");
    }
    return all.map((words) => element("p", { class: "caution" }, words));
  }
  function shown(found) {
    if (found.fault) {
      answer.setAttribute("role", "alert");
      return answer.replaceChildren(element("h2", {}, "No answer"), element("p", { class: "caution" }, fault(found.fault)));
    }
    answer.removeAttribute("role");
    const { rows, columns, standings, fact } = found;
    const all = [element("h2", {}, "The answer to this query"), element("p", { role: "status" }, counted(found)), ...notes(found)];
    if (rows && rows.length) {
      const isMarked = standings && standings.some((word) => word !== fact);
      const names = isMarked ? [...columns, "standing"] : columns;
      const mark = (i) => (isMarked ? [element("td", {}, ...(standings[i] === fact ? [] : [element("span", { class: "mark" }, standings[i])]))] : []);
      const table = element("table", { id: "found", class: "plain" }, element("caption", { class: "aside" }, "The answer"),
        element("thead", {}, element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, name)))),
        element("tbody", {}, ...rows.map((row, i) => element("tr", {}, ...row.map((term) => element("td", {}, cell(term))), ...mark(i)))));
      all.push(element("div", { class: "scroll", role: "region", "aria-label": "Rows", tabindex: "0" }, table));
    }
    if (rows && (standings || found.untold)) {
      const forms = found.isGraph ? [["Turtle", "text/turtle", "ttl"], ["N-Triples", "application/n-triples", "nt"]]
        : [["CSV", "text/csv", "csv"], ["JSON", "application/sparql-results+json", "json"]];
      all.push(element("p", {}, "Download (without the standing column): ", ...forms.flatMap(([name, type, ending]) =>
        [element("button", { type: "button", onclick: () => download(type, ending) }, name), " "])));
    }
    answer.replaceChildren(...all);
  }
  async function download(type, ending) {
    const { text, fault: why } = await asked({ ...message(last), use: "answer", form: type });
    if (why) return shown({ fault: why });
    const link = element("a", { href: URL.createObjectURL(new Blob([text], { type })), download: `answer.${ending}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }
  let last = "";
  async function run() {
    const query = last = text();
    if (!query.trim()) return shown({ fault: "The query is empty." });
    answer.replaceChildren(element("p", { role: "status" }, worker ? "Asking" : "Starting the engine"));
    const isGraph = /^\s*(CONSTRUCT|DESCRIBE)\b/im.test(bare(query));
    const sent = message(query);
    let answered = await asked({ ...sent, most, use: "answer" });
    // What cannot be sorted is shown as it comes.
    const isUnsorted = answered.isBroken && sent.unsorted !== sent.query;
    if (isUnsorted) answered = await asked({ ...sent, query: sent.unsorted, most, use: "answer" });
    if (isUnsorted) sent.query = sent.unsorted;
    const found = { ...answered, isGraph, isUnsorted, isWide: sent.isWide, isDescribed: /^\s*DESCRIBE\b/im.test(bare(query)) };
    if (last !== query) return;
    shown(found);
    if (found.fault) return;
    Object.assign(found, await asked({ use: "unknown", names: sent.names }), { fault: null });
    if (last === query && found.unknown?.length) shown(found);
    const stand = await asked({ ...sent, most, use: "standings", isUnstable: isUnstable(query) });
    if (last === query) shown({ ...found, ...stand, fault: null, untold: stand.fault });
  }

  // The term whose name is nearest, where one is near: at most a third of its letters are others.
  function near(iri) {
    const wanted = short(iri).toLowerCase();
    const away = (a, b) => {
      let row = [...Array(b.length + 1).keys()];
      for (let i = 1; i <= a.length; i += 1) {
        row = row.reduce((next, _, k) => [...next, k ? Math.min(row[k] + 1, next[k - 1] + 1, row[k - 1] + (a[i - 1] === b[k - 1] ? 0 : 1)) : i], []);
      }
      return row[b.length];
    };
    const found = offers.map(({ apply }) => [away(wanted, apply.toLowerCase()), apply]).sort((a, b) => a[0] - b[0])[0];
    return found && found[0] <= Math.max(2, wanted.length / 6) ? ` Did you mean ${found[1]}?` : "";
  }

  // ---- The editor, and what is saved with the graph.

  let editor = null;
  function complete(whole, at) {
    const word = /[?$]?[\p{L}\p{N}_:.\-]*$/u.exec(whole.slice(0, at))[0];
    const wanted = word.toLowerCase();
    if (!wanted) return null;
    if (/^[?$]/.test(word)) {
      const names = [...new Set(whole.match(/[?$][\w]+/g) || [])].filter((name) => name !== word && name.startsWith(word));
      return { length: word.length, options: names.map((name) => ({ label: name, apply: name, type: "variable", detail: "" })) };
    }
    const begins = (offer) => offer.label.toLowerCase().split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(wanted)) || offer.apply.toLowerCase().startsWith(wanted);
    // Behind a variable or a semicolon stands a property, behind `a` a class.
    const before = whole.slice(0, at - word.length);
    const wants = /(^|\s)a\s+$/.test(before) ? "class" : /([?$][\w]+|[>\w])\s+$|;\s*$/.test(before) ? "property" : "";
    const all = offers.filter(begins).sort((a, b) => (b.type === wants) - (a.type === wants));
    return { length: word.length, options: all.slice(0, 40) };
  }
  if (window.remitEditor) {
    editor = window.remitEditor(area, { label: "SPARQL query", complete: async (whole, at) => complete(whole, at), faults: async () => [], told() {}, run });
    document.querySelector("label[for='sparql']").addEventListener("click", () => editor.focus());
  }
  const text = () => (editor ? editor.get() : area.value);
  const put = (query) => { if (editor) editor.set(query); else area.value = query; };
  form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
  const choice = $("saved");
  if (choice) choice.form.addEventListener("submit", (event) => { event.preventDefault(); put(saved[choice.value]); run(); });
  if (choice) choice.form.hidden = false;
})();
