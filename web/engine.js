// Oxigraph in a worker: it takes the graph once, and then one query at a time. Whoever started it ends it where a query takes too long.
import init, { Store, namedNode } from "oxigraph/web.js";

let parts = [];
let all = [];
// The words for how what a row shows stands, by IRI; and of each standing its place, the worst last.
const shown = new Map();
const places = new Map();
// The whole graph, and another one that holds what is needed up to a standing; each also with all statements once more in one graph, where a
// query asks for that.
const wholes = new Map(), partial = new Map();
let [wider, stated] = ["", ""];

// A term as the page shows it: its kind, its value, and of a literal its language or datatype.
const term = (found) => found && {
  kind: found.termType, value: found.value,
  ...(found.termType === "Literal" ? { language: found.language, datatype: found.datatype.value } : {}),
};

function load(store, { quads }, together) {
  const form = { format: "application/n-quads", lenient: true };
  store.load(quads, form);
  if (!together) return store;
  const lines = quads.split("\n").filter((line) => line && !line.endsWith(` <${wider}> .`));
  store.load(lines.map((line) => line.replace(/ <[^<>]*> \.$/, ` <${stated}> .`)).join("\n"), form);
  return store;
}

function whole(together) {
  if (!wholes.has(together)) wholes.set(together, parts.reduce((store, part) => load(store, part, together), new Store()));
  return wholes.get(together);
}

// The statements up to a standing: the facts stay, and the few others come and go.
function upTo(level, together) {
  if (!partial.has(together)) partial.set(together, { store: load(new Store(), parts[0], together), added: [] });
  const { store, added } = partial.get(together);
  while (added.length > level) for (const quad of added.pop()) store.delete(quad);
  while (added.length < level) {
    const more = load(new Store(), parts[added.length + 1], together).match().filter((quad) => !store.has(quad));
    for (const quad of more) store.add(quad);
    added.push(more);
  }
  return store;
}

async function begin({ module, graph, graphs, outOfDate: [word, late], names }) {
  await init({ module_or_path: module });
  [wider, stated] = names;
  all = graphs.map((name) => namedNode(name));
  parts = graph;
  for (const { standing, quads } of parts.slice(1)) {
    for (const [, iri] of quads.matchAll(/^<([^>]*)>/gm)) shown.set(iri, standing);
  }
  for (const iri of late) shown.set(iri, word);
  [...parts.map(({ standing }) => standing), word].forEach((standing, i) => places.set(standing, i));
  return { size: whole(false).size };
}

// A query that names graphs has its own.
const seen = ({ graphs, together }) => (graphs ? { default_graph: graphs.map((graph) => namedNode(graph)), named_graphs: together ? [...all, namedNode(stated)] : all } : {});
// A row as one text, in whatever order its columns come. Terms without a name have another one in each store.
const text = (one) => (one.termType === "BlankNode" ? "_:" : one.toString());
const key = (row) => (row instanceof Map ? [...row].map(([name, one]) => `${name} ${text(one)}`).sort() : [row.subject, row.predicate, row.object].map(text)).join("\n");
const termsOf = (row) => (row instanceof Map ? [...row.values()] : [row.subject, row.predicate, row.object]);

// The columns in the order of the query, which an answer in a form of its own tells; as they come where none can be had.
function columnsOf(store, message, rows) {
  for (const query of [message.none, message.query]) {
    try {
      return JSON.parse(store.query(query, { ...seen(message), results_format: "json" })).head.vars;
    } catch { /* VALUES may stand behind what would be taken off. */ }
  }
  return [...new Set(rows.flatMap((row) => [...row.keys()]))];
}

function asked(message) {
  const { query, most, form, together } = message;
  const store = whole(together);
  if (form) return { text: store.query(query, { ...seen(message), results_format: form }) };
  const found = store.query(query, seen(message));
  if (typeof found === "boolean") return { yes: found };
  const rows = found.slice(0, most);
  if (rows.length && !(rows[0] instanceof Map)) return { columns: ["subject", "predicate", "object"], rows: rows.map((row) => termsOf(row).map(term)), count: found.length };
  const columns = columnsOf(store, message, rows);
  return { columns, rows: rows.map((row) => columns.map((column) => term(row.get(column)))), count: found.length };
}

// Which of some names stand nowhere in the graph.
function unknown({ names }) {
  const store = whole(false);
  const isThere = (name) => [[name], [null, name], [null, null, name], [null, null, null, name]].some((at) => {
    const [s, p, o, g] = [...at, null, null, null].slice(0, 4);
    return store.match(s, p, o, g).length > 0;
  });
  return { unknown: names.filter((name) => !isThere(namedNode(name))) };
}

// How each of the first rows stands, or the yes or no: the query is asked again of the graph without the claims that are no facts, and then with
// more and more of them. A row stands as the last ones that it needs.
function standings(message) {
  const { query, unsliced, most, isUnstable, together } = message;
  const last = parts.length - 1;
  const store = whole(together);
  const answer = store.query(query, seen(message));
  const all = (found) => (typeof found === "boolean" ? [String(found)] : found.map(key));
  const isYes = typeof answer === "boolean";
  const rows = isYes ? [answer] : answer.slice(0, most);
  const words = rows.map((row) => (isYes ? [] : termsOf(row).map((one) => shown.get(one.value)).filter(Boolean)));
  // What a query constructs and the graph holds is not the query's own.
  const isHeld = (row) => !isYes && !(row instanceof Map) && store.match(row.subject, row.predicate, row.object, null).length > 0;
  const open = new Map();
  all(isYes ? answer : rows).forEach((name, i) => isHeld(rows[i]) || open.set(name, [...(open.get(name) || []), i]));
  for (let level = 0; level <= last && open.size && !isUnstable; level += 1) {
    const found = level === last ? [...open.keys()] : all(upTo(level, together).query(unsliced, seen(message)));
    for (const one of found) {
      for (const i of open.get(one) || []) words[i].push(parts[level].standing);
      open.delete(one);
    }
  }
  const worst = (found) => found.reduce((a, b) => (places.get(b) > places.get(a) ? b : a), parts[0].standing);
  return { standings: words.map(worst), fact: parts[0].standing };
}

self.onmessage = async ({ data }) => {
  try {
    self.postMessage(data.module ? await begin(data) : data.use === "standings" ? standings(data) : data.use === "unknown" ? unknown(data) : asked(data));
  } catch (error) {
    // What is wrong with a query is an error of the engine's own; one of the machine below leaves an engine that answers nothing more.
    const isBroken = error instanceof WebAssembly.RuntimeError || error instanceof RangeError || /memory|unreachable/i.test(String(error));
    self.postMessage({ fault: String(error && error.message || error), isBroken });
  }
};
