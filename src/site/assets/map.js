// The map: things and their links, opened out one by one; each line opens the words that it rests on.
//
// What is drawn is a function of the address: where it starts, and the log of what was opened, folded, removed and filtered
// since. A thing gets a cell of the grid when it is first seen and keeps it, so that nothing moves when something is added.
"use strict";
(function () {
  const data = window.remitGraph, host = document.getElementById("map");
  if (!data || !host) return;
  document.getElementById("plain").hidden = true;
  host.hidden = false;

  const MOST = 300, LISTED = 200;
  const WIDE = 184, HIGH = 92, GAP_X = 60, GAP_Y = 48, STEP_X = WIDE + GAP_X, STEP_Y = HIGH + GAP_Y;
  const { things, claims, kinds, properties, statuses } = data;
  const links = data.links.map((link) => ({ ...link, basis: link.inferred ? link.inferred.claims : [link.claim] }));
  const numbered = new Map(things.map((thing, at) => [thing.key, at]));
  const around = things.map(() => []);
  links.forEach((link, at) => {
    around[link.from].push(at);
    if (link.to !== link.from) around[link.to].push(at);
  });

  // What cannot be seen, or turns the text beside it, is told by its code.
  const visible = (text) => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (c) => `\\u{${c.charCodeAt(0).toString(16)}}`);
  const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;
  const name = (thing) => things[thing].name;
  const kind = (thing) => kinds[things[thing].kind].name;

  // ---- The address.

  const FIELDS = ["kind", "standing", "status", "voice", "source", "known", "on"];
  const USUAL = { kind: [], standing: ["fact", "inferred"], status: [], voice: [], source: [], known: [], on: [] };
  const encoded = (text) => encodeURIComponent(text).replace(/^[-~]/, (c) => `%${c.charCodeAt(0).toString(16)}`);
  function decoded(text) {
    try { return decodeURIComponent(text); } catch { return text; }
  }

  // A filter by what is no date would say more than it does.
  const isValue = (field, value) => (field !== "known" && field !== "on") || days(value);

  function read(hash) {
    const view = { start: "", to: "", filters: { ...USUAL }, log: [] };
    for (const part of hash.replace(/^#/, "").split("&")) {
      const at = part.indexOf("="), field = part.slice(0, at), raw = part.slice(at + 1), list = raw.split("+").filter(Boolean);
      if (at < 1) continue;
      if (field === "start" || field === "to") view[field] = decoded(raw);
      else if (FIELDS.includes(field)) view.filters = { ...view.filters, [field]: list.map(decoded).filter((value) => isValue(field, value)) };
      else if (field === "open") view.log = list;
    }
    return view;
  }

  function written(view) {
    const parts = [`start=${encoded(view.start)}`];
    if (view.to) parts.push(`to=${encoded(view.to)}`);
    for (const field of FIELDS) {
      if (view.filters[field].join("\n") !== USUAL[field].join("\n")) parts.push(`${field}=${view.filters[field].map(encoded).join("+")}`);
    }
    if (view.log.length) parts.push(`open=${view.log.join("+")}`);
    return `#${parts.join("&")}`;
  }

  // ---- What the filters leave.

  // The days that a date may mean, as numbers that can be compared; none for what is no date.
  function days(text) {
    const found = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec((text || "").trim());
    if (!found) return null;
    const [year, month, day] = found.slice(1).map((part) => (part ? Number(part) : 0));
    const last = day || new Date(Date.UTC(2000 + (year % 400), month || 12, 0)).getUTCDate();
    return [year * 10000 + (month || 1) * 100 + (day || 1), year * 10000 + (month || 12) * 100 + last];
  }
  const among = (list, one) => !list.length || list.includes(one);

  // A source without a date is not taken as later, and a claim without dates may hold on any day; as `remit` has it elsewhere.
  function says(claim, filters, known, on) {
    const from = days(claim.from), until = days(claim.until), published = days(claim.known);
    return among(filters.status, statuses[claim.status].key)
      && among(filters.voice, things[claim.speaker].key)
      && among(filters.source, things[claim.source].key)
      && !(known && published && published[1] > known[1])
      && !(on && from && from[0] > on[1])
      && !(on && until && on[0] > until[1]);
  }

  const left = new Map();
  // Which links pass, and what is one step from a thing over them. What is inferred passes where every claim of its proof does.
  function passing(filters) {
    const id = JSON.stringify(filters);
    if (!left.has(id)) {
      const known = days(filters.known[0]), on = days(filters.on[0]);
      const said = claims.map((claim) => says(claim, filters, known, on));
      const passes = links.map((link) => among(filters.standing, link.standing) && link.basis.every((claim) => said[claim]));
      const near = new Map();
      left.set(id, {
        passes,
        has: (thing) => among(filters.kind, kinds[things[thing].kind].key),
        links: (thing) => around[thing].filter((link) => passes[link]),
        near(thing) {
          if (!near.has(thing)) {
            const met = new Map();
            for (const at of around[thing]) {
              const link = links[at], other = link.from === thing ? link.to : link.from;
              if (passes[at] && other !== thing && !met.has(other)) met.set(other, properties[link.property].name);
            }
            const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
            near.set(thing, [...met.keys()].sort((a, b) =>
              order(met.get(a), met.get(b)) || order(name(a), name(b)) || order(things[a].key, things[b].key)));
          }
          return near.get(thing);
        },
      });
      if (left.size > 40) left.delete(left.keys().next().value);
    }
    return left.get(id);
  }

  // ---- From an address to what is drawn.

  function path(from, to, rest) {
    const came = new Map([[from, from]]), queue = [from];
    for (const thing of queue) {
      for (const other of rest.near(thing)) {
        if (came.has(other) || (other !== to && !rest.has(other))) continue;
        came.set(other, thing);
        if (other === to) {
          const found = [to];
          while (found[0] !== from) found.unshift(came.get(found[0]));
          return found;
        }
        queue.push(other);
      }
    }
    return null;
  }

  const OFFSETS = [];
  for (let c = -24; c <= 24; c += 1) for (let r = -40; r <= 40; r += 1) OFFSETS.push([c, r, Math.hypot(c * STEP_X, r * STEP_Y * 1.6)]);
  OFFSETS.sort((a, b) => a[2] - b[2] || a[1] - b[1] || b[0] - a[0]);

  const near = (state, thing) => state.rest.near(thing).filter((other) => state.rest.has(other) && !state.gone.has(other));

  // What can be seen, each thing with the one that brought it.
  function seen(state) {
    const all = new Map(state.roots.map((root) => [root, null]));
    for (const thing of all.keys()) {
      if (state.open.has(thing)) for (const other of near(state, thing)) if (!all.has(other)) all.set(other, thing);
    }
    return all;
  }

  const pair = (a, b) => (a < b ? `${a} ${b}` : `${b} ${a}`);

  // Gives places and numbers to what has none.
  function settle(state) {
    state.shown = seen(state);
    let before = null;
    for (const [thing, by] of state.shown) {
      if (!state.places.has(thing)) {
        const beside = by === null ? before : by, [c, r] = beside === null ? [0, 0] : state.places.get(beside);
        const ahead = by === null && beside !== null ? [c + 1, r] : null;
        const free = (cell) => !state.taken.has(cell.join());
        const found = ahead && free(ahead) ? ahead
          : OFFSETS.map(([dc, dr]) => [c + dc, r + dr]).find(free) || [0, 1 + Math.max(...[...state.places.values()].map((p) => p[1]))];
        state.places.set(thing, found);
        state.taken.add(found.join());
      }
      if (by === null) before = thing;
    }
    state.lines = new Map();
    for (const thing of state.shown.keys()) {
      for (const at of state.rest.links(thing)) {
        const { from, to } = links[at];
        if (from !== thing || from === to || !state.shown.has(to)) continue;
        const id = pair(from, to);
        if (!state.numbers.has(id)) state.numbers.set(id, state.numbers.size + 1);
        if (!state.lines.has(id)) state.lines.set(id, { number: state.numbers.get(id), ends: id.split(" ").map(Number), links: [] });
        state.lines.get(id).links.push(at);
      }
    }
    return state;
  }

  function lay(state) {
    if (state.to === undefined) { state.roots = [state.start]; return; }
    const found = path(state.start, state.to, state.rest);
    state.hasPath = Boolean(found);
    state.roots = found || [state.start, state.to];
  }

  // Carries out one entry of the log, unless it would draw too much.
  function step(state, entry) {
    const old = { filters: state.filters, rest: state.rest, open: new Set(state.open), gone: new Set(state.gone), roots: state.roots };
    state.refused = 0;
    if (entry[0] === "~") {
      const [field, list] = entry.slice(1).split(":");
      if (!FIELDS.includes(field)) return;
      state.filters = { ...state.filters, [field]: (list || "").split(",").filter(Boolean).map(decoded).filter((value) => isValue(field, value)) };
      state.rest = passing(state.filters);
      lay(state);
    } else if (entry === "-") {
      state.gone.clear();
    } else {
      const thing = numbered.get(decoded(entry.replace(/^-/, "")));
      if (thing === undefined) return;
      if (entry[0] === "-") state.gone.add(thing);
      else if (!state.open.delete(thing)) state.open.add(thing);
    }
    const size = seen(state).size;
    if (size > MOST) Object.assign(state, old, { refused: size });
    else settle(state);
  }

  function replay(view) {
    const state = {
      start: numbered.get(view.start), filters: view.filters, rest: passing(view.filters), open: new Set(), gone: new Set(),
      places: new Map(), taken: new Set(), numbers: new Map(), shown: new Map(), lines: new Map(), roots: [], refused: 0,
    };
    if (state.start === undefined) return null;
    if (view.to && view.to !== view.start) state.to = numbered.get(view.to);
    lay(state);
    settle(state);
    if (state.to === undefined) step(state, encoded(view.start));
    view.log.forEach((entry) => step(state, entry));
    return state;
  }

  // ---- Lines run in the lanes between the cells.

  // What brought a thing: what was opened, or the step before it on a path.
  function brought(thing) {
    const by = state.shown.get(thing), step = state.roots.indexOf(thing);
    return by !== null || step < 1 || !state.hasPath ? by : state.roots[step - 1];
  }
  const corner = (state, thing) => { const [c, r] = state.places.get(thing); return [c * STEP_X, r * STEP_Y]; };

  function lanes(segments, gap) {
    segments.sort((a, b) => a.span[0] - b.span[0] || a.number - b.number);
    const ends = [];
    for (const segment of segments) {
      let lane = ends.findIndex((end) => end + 6 < segment.span[0]);
      if (lane < 0) lane = ends.length;
      ends[lane] = segment.span[1];
      segment.lane = lane;
    }
    const wide = Math.min(8, (gap - 20) / Math.max(1, ends.length - 1));
    for (const segment of segments) segment.shift = (segment.lane - (ends.length - 1) / 2) * wide;
  }

  function routes(state) {
    const ports = new Map(), gutters = new Map(), all = [], order = [...state.shown.keys()];
    const boxed = new Set(order.map((thing) => state.places.get(thing).join()));
    const isFree = (row, from, to) => { for (let c = from + 1; c < to; c += 1) if (boxed.has(`${c},${row}`)) return false; return true; };
    const port = (thing, side, other) => {
      const id = `${thing} ${side}`, one = { other: corner(state, other), thing, side };
      if (!ports.has(id)) ports.set(id, []);
      ports.get(id).push(one);
      return one;
    };
    for (const line of state.lines.values()) {
      // It is read from the thing that brought the other one.
      let [a, b] = line.ends;
      if (brought(a) === b || (brought(b) !== a && order.indexOf(a) > order.indexOf(b))) [a, b] = [b, a];
      const [ca, ra] = state.places.get(a), [cb, rb] = state.places.get(b);
      const route = { line, a, b };
      if (ca === cb && Math.abs(ra - rb) === 1) {
        const down = rb > ra;
        Object.assign(route, { shape: "down", row: Math.max(ra, rb), out: port(a, down ? "bottom" : "top", b), into: port(b, down ? "top" : "bottom", a) });
      } else if (Math.abs(ca - cb) <= 1 || (ra === rb && isFree(ra, Math.min(ca, cb), Math.max(ca, cb)))) {
        const right = cb > ca || (cb === ca && line.number % 2 === 0);
        const back = cb === ca ? right : !right;
        Object.assign(route, { shape: "beside", column: right ? ca + 1 : ca, out: port(a, right ? "right" : "left", b), into: port(b, back ? "right" : "left", a) });
      } else {
        const right = cb > ca, above = rb > ra;
        Object.assign(route, {
          shape: "round", column: right ? ca + 1 : ca, row: above ? rb : rb + 1,
          out: port(a, right ? "right" : "left", b), into: port(b, above ? "top" : "bottom", a),
        });
      }
      all.push(route);
    }
    for (const list of ports.values()) {
      const level = list[0].side === "left" || list[0].side === "right";
      list.sort((p, q) => (level ? p.other[1] - q.other[1] || p.other[0] - q.other[0] : p.other[0] - q.other[0] || p.other[1] - q.other[1]));
      list.forEach((one, at) => {
        const [x, y] = corner(state, one.thing), part = (at + 1) / (list.length + 1);
        one.x = one.side === "left" ? x : one.side === "right" ? x + WIDE : x + WIDE * part;
        one.y = one.side === "top" ? y : one.side === "bottom" ? y + HIGH : y + HIGH * part;
      });
    }
    const segment = (route, id, from, to) => {
      const one = { number: route.line.number, span: [Math.min(from, to), Math.max(from, to)] };
      if (!gutters.has(id)) gutters.set(id, []);
      gutters.get(id).push(one);
      return one;
    };
    for (const route of all) {
      const { out, into } = route, y = route.row * STEP_Y - GAP_Y / 2, x = route.column * STEP_X - GAP_X / 2;
      if (route.shape === "down") route.level = segment(route, `r${route.row}`, out.x, into.x);
      if (route.shape === "beside") route.upright = segment(route, `c${route.column}`, out.y, into.y);
      if (route.shape === "round") {
        route.upright = segment(route, `c${route.column}`, out.y, y);
        route.level = segment(route, `r${route.row}`, x, into.x);
      }
      route.at = [x, y];
    }
    for (const [id, list] of gutters) lanes(list, id[0] === "c" ? GAP_X : GAP_Y);
    for (const route of all) {
      const { out, into, level, upright } = route, x = route.at[0] + (upright ? upright.shift : 0), y = route.at[1] + (level ? level.shift : 0);
      route.points = route.shape === "down" ? [[out.x, out.y], [out.x, y], [into.x, y], [into.x, into.y]]
        : route.shape === "beside" ? [[out.x, out.y], [x, out.y], [x, into.y], [into.x, into.y]]
          : [[out.x, out.y], [x, out.y], [x, y], [into.x, y], [into.x, into.y]];
    }
    return all;
  }

  // ---- Words.

  // The word that stands beside a link, where it is not plainly a fact.
  const mark = (link) => (link.inferred || link.standing !== "fact" ? link.standing : claims[link.claim].mark || "");
  const marks = (line) => [...new Set(line.links.map((at) => mark(links[at])))].filter(Boolean);
  // How a line looks: as its firmest link.
  function firmness(line) {
    const each = line.links.map((at) => links[at]);
    if (each.some((link) => link.standing === "fact" && !mark(link))) return "";
    if (each.some((link) => link.standing === "fact")) return "promised";
    return each.some((link) => link.standing === "inferred") ? "inferred" : "no-fact";
  }

  // The words of a line: those of its further links where one is plainly a fact.
  function marked(line) {
    const words = marks(line).join(", ");
    return words && !firmness(line) ? `also ${words}` : words;
  }

  function element(tag, attributes, ...inside) {
    const one = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith("on")) one.addEventListener(key.slice(2), value);
      else if (typeof value === "boolean") one[key] = value;
      else one.setAttribute(key, value);
    }
    one.append(...inside.map((piece) => (typeof piece === "string" ? visible(piece) : piece)));
    return one;
  }
  const anchor = (text, href, type) => element("a", type ? { href, class: type } : { href }, text);

  function citation(claim) {
    const inside = [];
    if (claim.quote) inside.push(element("blockquote", {}, anchor(`\u201c${claim.quote}\u201d`, claim.quoted)));
    inside.push(element("p", { class: "who" }, `${claim.who}; ${statuses[claim.status].name}; `, anchor(claim.place, claim.quoted), ". ",
      anchor("How do we know?", claim.address, "know")));
    return inside;
  }
  function saying(sentence, word, isFact, ...inside) {
    const line = element("p", { class: "sentence" }, sentence);
    if (word) line.append(" ", element("span", { class: "mark" }, word));
    return element("article", { class: isFact ? "saying" : "saying no-fact" }, line, ...inside);
  }
  const isFact = (link) => link.standing === "fact";
  function words(at) {
    const link = links[at], known = link.inferred;
    if (!known) return saying(claims[link.claim].sentence, mark(link), isFact(link), ...citation(claims[link.claim]));
    const cautions = (known.cautions || []).map((caution) => element("p", { class: "detail caution" }, caution));
    const below = known.claims.slice(0, 12).map((claim) => saying(claims[claim].sentence, claims[claim].mark || "", claims[claim].standing === "fact", ...citation(claims[claim])));
    if (known.claims.length > 12) below.push(element("p", {}, `${known.claims.length - 12} more claims are on the page of the rule.`));
    return saying(known.sentence, mark(link), false, element("p", { class: "who" }, "by the rule: ", anchor(known.rule, known.address), ", from:"), ...cautions, ...below);
  }

  // ---- The page.

  const said = element("p", { role: "status", class: "said" });
  const canvas = element("div", { class: "canvas" });
  const list = element("section", { id: "words" });
  const files = element("p", { class: "forms" });
  let state = null, view = read(""), focus = null, scale = 1, panel = null, drawn = null, told = "";

  const choices = element("datalist", { id: "map-names" });
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
  const twice = new Set(), once = new Set();
  for (const thing of things) (once.has(folded(thing.name)) ? twice : once).add(folded(thing.name));
  const option = (at) => (twice.has(folded(name(at))) ? `${name(at)} [${things[at].key}]` : name(at));
  // Things whose name, other names or key have words that begin as was typed: the same rule as that of the search.
  const spelled = things.map((thing) => `${folded(thing.name)} ${folded(thing.also || "")} ${folded(thing.key)}`.split(/[^\p{Alphabetic}\p{N}]+/u));
  function matching(typed) {
    const wanted = folded(typed).split(/[^\p{Alphabetic}\p{N}]+/u).filter(Boolean);
    return wanted.length ? things.map((_, at) => at).filter((at) => wanted.every((w) => spelled[at].some((s) => s.startsWith(w)))) : [];
  }
  function meant(typed) {
    const text = typed.trim(), all = things.map((_, at) => at);
    const exact = [(at) => things[at].key === text, (at) => option(at) === text, (at) => folded(name(at)) === folded(text)].map((is) => all.filter(is)).find((f) => f.length === 1);
    if (exact) return exact[0];
    const found = matching(text);
    if (found.length === 1) return found[0];
    told = found.length ? `${count(found.length, "thing", "things")} begin so: ${found.slice(0, 5).map(option).join("; ")}${found.length > 5 ? "; \u2026" : ""}. Type more of the name.`
      : `Nothing here is called \u201c${text}\u201d.`;
    return null;
  }
  function field(id) {
    const input = element("input", { id, list: "map-names", autocomplete: "off", size: "24" });
    input.addEventListener("input", () => choices.replaceChildren(...matching(input.value).slice(0, 50).map((at) => element("option", { value: option(at) }))));
    return input;
  }
  const startField = field("map-start"), toField = field("map-to");
  const asked = element("form", { class: "basis" }, element("label", { for: "map-start" }, "Start at"), startField,
    element("label", { for: "map-to" }, "Path to (may be empty)"), toField, element("button", {}, "Show"), choices);
  asked.addEventListener("submit", (event) => {
    event.preventDefault();
    const start = meant(startField.value), to = start !== null && toField.value.trim() ? meant(toField.value) : undefined;
    if (start === null || to === null) { say(told); return; }
    focus = start;
    go({ start: things[start].key, to: to === undefined ? "" : things[to].key, filters: current(), log: [] }, true);
  });

  // ---- Filters.

  const used = { kind: new Set(), standing: new Set(["fact", "inferred"]), status: new Set(), voice: new Set(), source: new Set() };
  things.forEach((thing, at) => { if (around[at].length) used.kind.add(thing.kind); });
  links.forEach((link) => used.standing.add(link.standing));
  claims.forEach((claim) => { used.status.add(claim.status); used.voice.add(claim.speaker); used.source.add(claim.source); });
  const byName = (entries) => entries.sort((a, b) => (folded(a[1]) < folded(b[1]) ? -1 : 1));
  const options = {
    kind: byName([...used.kind].map((at) => [kinds[at].key, kinds[at].name])),
    standing: [...used.standing].map((word) => [word, word]),
    status: byName([...used.status].map((at) => [statuses[at].key, statuses[at].name])),
    voice: byName([...used.voice].map((at) => [things[at].key, name(at)])),
    source: byName([...used.source].map((at) => [things[at].key, name(at)])),
  };
  const current = () => (state ? state.filters : view.filters);
  function filtered(changed, values) {
    const before = current();
    if (values.join("\n") === before[changed].join("\n")) return;
    if (!state) { go({ ...view, filters: { ...before, [changed]: values } }); return; }
    act(`~${changed}:${values.map(encoded).join(",")}`, (old) => {
      const gone = [...old.shown.keys()].filter((thing) => !state.shown.has(thing)).length;
      return `Filter changed: ${gone} gone, ${[...state.shown.keys()].filter((thing) => !old.shown.has(thing)).length} added.`;
    });
  }
  function boxes(id, legend) {
    const checks = options[id].map(([value, words]) => {
      const box = element("input", { type: "checkbox", value });
      box.addEventListener("change", () => filtered(id, checks.filter((c) => c.box.checked).map((c) => c.box.value)));
      return { box, label: element("label", {}, box, ` ${words}`) };
    });
    return { words: legend, set: (values) => checks.forEach((c) => { c.box.checked = values.includes(c.box.value); }),
      part: element("fieldset", {}, element("legend", {}, `${legend} (none ticked: all)`), ...checks.map((c) => c.label)) };
  }
  function select(id, words) {
    const box = element("select", { id: `map-${id}` }, element("option", { value: "" }, "all"), ...options[id].map(([value, label]) => element("option", { value }, label)));
    box.addEventListener("change", () => filtered(id, box.value ? [box.value] : []));
    return { words, set: (values) => { box.value = values[0] || ""; }, part: element("p", {}, element("label", { for: `map-${id}` }, words), " ", box) };
  }
  function date(id, words) {
    const box = element("input", { id: `map-${id}`, size: "10", placeholder: "2023-04-01" });
    box.addEventListener("change", () => {
      if (box.value.trim() && !days(box.value)) say(`\u201c${box.value}\u201d is not a date: write 2023, 2023-04 or 2023-04-01.`);
      else filtered(id, box.value.trim() ? [box.value.trim()] : []);
    });
    return { words, set: (values) => { box.value = values[0] || ""; }, part: element("p", {}, element("label", { for: `map-${id}` }, words), " ", box) };
  }
  const controls = {
    standing: boxes("standing", "How it stands"), status: boxes("status", "Status of the claims"), kind: boxes("kind", "Kind of thing"),
    voice: select("voice", "Said by"), source: select("source", "Source"), known: date("known", "Published by"), on: date("on", "True on"),
  };
  const summary = element("summary", {}, "Filters");
  const filters = element("details", { class: "filters" }, summary, ...Object.values(controls).map((control) => control.part));

  function button(words, then) { return element("button", { type: "button", onclick: then }, words); }
  const bar = element("div", { class: "bar", role: "group", "aria-label": "The map" },
    button("Open or fold", () => focus !== null && toggle(focus)), button("Remove", () => focus !== null && away(focus)),
    button("Words of its links", () => toWords()), button("Smaller", () => zoom(0.8)), button("Larger", () => zoom(1.25)),
    button("Restore removed", () => state && (state.gone.size ? act("-", () => "Everything that was removed is back.") : say("Nothing was removed."))),
    button("Start over", () => state && go({ start: things[state.start].key, to: state.to === undefined ? "" : things[state.to].key, filters: state.filters, log: [] })));
  const help = element("p", { class: "asks keys" }, "Keys on the map: arrows move to the next box, Enter opens or folds it, Delete folds or removes it, w lists the words of its links, Home goes to the start. Click a line for its words.");
  const key = element("p", { class: "asks" }, "Lines: solid, a fact; long dashes, promised or planned; dots, inferred; short dashes, not a fact. The word stands on the line or in the box that it leads to. The numbers are those of the words.");
  host.append(asked, filters, said, bar, canvas, key, help, files, list);

  function say(text) { told = ""; said.textContent = visible(text); }

  // ---- What is done, by way of the address.

  let pending = null;
  function go(wanted, focuses) {
    const hash = written(wanted);
    pending = { focuses, text: "" };
    if (hash === location.hash) show(); else location.hash = hash;
  }
  function act(entry, words) {
    const old = state;
    const next = replay({ ...view, log: view.log.concat(entry) });
    if (next.refused) {
      Object.entries(controls).forEach(([id, control]) => control.set(state.filters[id]));
      say(`That would draw ${next.refused} things; at most ${MOST} are drawn. Filter first, or open another thing.`);
      return;
    }
    state = next;
    const text = words(old);
    state = old;
    const hash = written({ ...view, log: view.log.concat(entry) });
    pending = { focuses: true, text, hash, next };
    location.hash = hash;
  }
  const more = (thing) => near(state, thing).filter((other) => !state.shown.has(other)).length;
  function toggle(thing) {
    const opens = !state.open.has(thing);
    act(encoded(things[thing].key), (old) => {
      const [a, b] = opens ? [state, old] : [old, state], changed = [...a.shown.keys()].filter((other) => !b.shown.has(other)).length;
      return opens ? `${changed} added around ${name(thing)}.` : `${name(thing)} folded, ${changed} gone.`;
    });
  }
  function away(thing) {
    if (state.roots.includes(thing)) { say(`${name(thing)} is where the map starts, and stays.`); return; }
    const by = state.shown.get(thing);
    act(`-${encoded(things[thing].key)}`, () => `${name(thing)} removed.`);
    focus = by;
  }
  function zoom(factor) {
    scale = Math.min(1.6, Math.max(0.4, scale * factor));
    if (state) { draw(); rove(); bring(); }
  }

  // ---- Drawing.

  const SVG = "http://www.w3.org/2000/svg";
  function shape(tag, attributes, ...inside) {
    const one = document.createElementNS(SVG, tag);
    for (const [attribute, value] of Object.entries(attributes)) one.setAttribute(attribute, value);
    one.append(...inside.map((piece) => (typeof piece === "string" ? visible(piece) : piece)));
    return one;
  }
  const ruler = document.createElement("canvas").getContext("2d"), family = getComputedStyle(document.body).fontFamily;
  // A text no wider than so many pixels in a font.
  function cut(text, most, font) {
    ruler.font = `${font} ${family}`;
    if (ruler.measureText(text).width <= most) return text;
    const all = [...text.slice(0, 400)];
    let low = 0, high = all.length;
    while (low < high) {
      const half = Math.ceil((low + high) / 2);
      if (ruler.measureText(`${all.slice(0, half).join("")}\u2026`).width <= most) low = half; else high = half - 1;
    }
    return `${all.slice(0, low).join("").trimEnd()}\u2026`;
  }
  // A name in two rows.
  function rows(text, most, font) {
    ruler.font = `${font} ${family}`;
    const all = text.slice(0, 200).split(/\s+/);
    let first = all.shift();
    while (all.length && ruler.measureText(`${first} ${all[0]}`).width <= most) first += ` ${all.shift()}`;
    return [first, all.join(" ")].filter(Boolean).map((row) => cut(row, most, font));
  }
  // The relation by which a line is read from one of its ends.
  function relation(line, from, word = "") {
    const link = links[line.links[0]];
    const further = line.links.length > 1 ? ` +${line.links.length - 1}` : "";
    return `${link.from === from ? "\u2192" : "\u2190"} ${word ? `${word}: ` : ""}${properties[link.property].name}${further}`;
  }

  function box(thing) {
    const by = brought(thing), line = by === null ? null : state.lines.get(pair(thing, by));
    const [x, y] = corner(state, thing), isOpen = state.open.has(thing), hidden = more(thing);
    const adds = hidden ? `${hidden} more` : isOpen ? "opened" : "nothing more";
    const names = rows(visible(name(thing)), WIDE - 18, "600 13px");
    const one = shape("g", {
      class: `box${state.roots.includes(thing) ? " root" : ""}${isOpen ? " open" : ""}`, role: "button", tabindex: thing === focus ? "0" : "-1",
      transform: `translate(${x} ${y})`, "data-key": things[thing].key,
      "aria-label": visible(`${name(thing)}, ${kind(thing)}, ${adds}`),
    }, shape("title", {}, `${name(thing)}, ${kind(thing)}`), shape("rect", { width: WIDE, height: HIGH, rx: 5 }));
    if (hidden || isOpen) one.setAttribute("aria-expanded", String(isOpen));
    // What is cut, and set in rows, would be read out as such: the label of the box has it whole.
    const face = shape("g", { transform: `translate(${x} ${y})` });
    const put = (attributes, text) => face.append(shape("text", attributes, text));
    names.forEach((row, at) => put({ x: 9, y: (names.length === 1 ? 26 : 18) + at * 16, class: "called" }, row));
    put({ x: 9, y: 50, class: "kind" }, cut(kind(thing), WIDE - 60, "400 11px"));
    if (hidden) put({ x: WIDE - 9, y: 50, "text-anchor": "end", class: "more" }, `+${hidden}`);
    if (line) {
      put({ x: 9, y: 67, class: "by" }, cut(`${line.number} ${relation(line, by)}`, WIDE - 18, "400 11px"));
      put({ x: 9, y: 83, class: `by ${firmness(line)}`.trim() }, cut(marked(line), WIDE - 18, "600 11px"));
    }
    one.addEventListener("click", () => { focus = thing; toggle(thing); });
    one.addEventListener("focus", () => { if (focus !== thing) { focus = thing; rove(); } listed(thing); });
    return [one, face];
  }

  function stroke(route) {
    const { line, points, a, b } = route, d = `M${points.map((p) => p.map((n) => Math.round(n * 10) / 10).join(" ")).join("L")}`;
    const heading = `${line.number}: ${name(a)} ${relation(line, a, marked(line))} ${name(b)}`;
    const one = shape("g", { class: `line ${firmness(line)}`.trim(), "data-line": line.number }, shape("title", {}, heading),
      shape("path", { d, class: "hit" }), shape("path", { d, class: "lane" }));
    // An arrow at each end that a link leads to.
    const ends = [[a, points[0], points[1]], [b, points[points.length - 1], points[points.length - 2]]];
    for (const [thing, [x, y], [px, py]] of ends) {
      if (!line.links.some((at) => links[at].to === thing)) continue;
      const length = Math.hypot(px - x, py - y) || 1, ux = (px - x) / length, uy = (py - y) / length;
      one.append(shape("path", { class: "arrow", d: `M${x} ${y}L${x + ux * 8 - uy * 4} ${y + uy * 8 + ux * 4}L${x + ux * 8 + uy * 4} ${y + uy * 8 - ux * 4}Z` }));
    }
    const [x, y] = points[points.length - 1], [px, py] = points[points.length - 2], length = Math.hypot(px - x, py - y) || 1;
    const far = Math.min(18, Math.max(9, length)), cx = x + ((px - x) / length) * far, cy = y + ((py - y) / length) * far;
    const tag = shape("g", { class: "tag" }, shape("circle", { cx, cy, r: 8 }), shape("text", { x: cx, y: cy + 3, "text-anchor": "middle", class: "number" }, String(line.number)));
    // Where the box does not say how it is joined, the line does.
    const word = marked(line);
    if (word && brought(b) !== a) {
      const at = points.slice(1).reduce((best, p, i) => (Math.hypot(p[0] - points[i][0], p[1] - points[i][1]) > best[0] ? [Math.hypot(p[0] - points[i][0], p[1] - points[i][1]), i] : best), [0, 0])[1];
      // Beside a short line, since the number stands on it.
      const short = Math.hypot(points[at + 1][0] - points[at][0], points[at + 1][1] - points[at][1]) < 60, between = short && route.shape !== "down";
      const text = between ? cut(word, GAP_X - 8, "400 10px") : word;
      ruler.font = `400 10px ${family}`;
      const wide = ruler.measureText(text).width + 6;
      const mx = between ? route.column * STEP_X - GAP_X / 2 : (points[at][0] + points[at + 1][0]) / 2 + (short ? wide / 2 + 10 : 0);
      const my = (points[at][1] + points[at + 1][1]) / 2 - (between ? 15 : 0);
      tag.append(shape("rect", { x: mx - wide / 2, y: my - 7, width: wide, height: 14, rx: 3, class: "word" }), shape("text", { x: mx, y: my + 3.5, "text-anchor": "middle", class: "number" }, text));
    }
    [one, tag].forEach((part) => part.addEventListener("click", () => open(line, a, b)));
    one.ends = line.ends;
    return [one, tag];
  }

  function draw() {
    const had = drawn && drawn.contains(document.activeElement);
    const places = [...state.shown.keys()].map((thing) => corner(state, thing));
    const bounds = [0, 1].map((i) => [Math.min(...places.map((p) => p[i])) - [80, 44][i], Math.max(...places.map((p) => p[i])) + [80 + WIDE, 44 + HIGH][i]]);
    // What is in sight stays where it is: the picture is never smaller than that.
    const screen = [canvas.clientWidth - 2, canvas.clientHeight - 2].map((n) => Math.floor(n / scale));
    const first = corner(state, state.start);
    const sight = drawn && drawn.start === state.start ? [canvas.scrollLeft, canvas.scrollTop].map((n, i) => drawn.low[i] + n / drawn.scale)
      : [state.to === undefined ? first[0] + (WIDE - screen[0]) / 2 : bounds[0][0], state.to === undefined ? first[1] + (HIGH - screen[1]) / 2 : first[1] - screen[1] / 4];
    const low = bounds.map((bound, i) => Math.min(bound[0], sight[i])), size = bounds.map((bound, i) => Math.max(bound[1], sight[i] + screen[i]) - low[i]);
    const svg = shape("svg", {
      xmlns: SVG, viewBox: `${low[0]} ${low[1]} ${size[0]} ${size[1]}`, width: Math.round(size[0] * scale), height: Math.round(size[1] * scale),
      role: "group", "aria-label": visible(`Map from ${name(state.start)}`),
    });
    const lines = shape("g", { "aria-hidden": "true" }), boxesOf = shape("g", {}), faces = shape("g", { class: "faces", "aria-hidden": "true" });
    const tags = shape("g", { "aria-hidden": "true" });
    for (const route of routes(state)) {
      const [one, tag] = stroke(route);
      lines.append(one);
      tags.append(tag);
    }
    for (const thing of state.shown.keys()) {
      const [one, face] = box(thing);
      boxesOf.append(one);
      faces.append(face);
    }
    svg.append(lines, tags, boxesOf, faces);
    if (state.lines.size > 60) lines.setAttribute("class", "many");
    canvas.replaceChildren(svg);
    drawn = Object.assign(svg, { low, scale, bounds, start: state.start });
    [canvas.scrollLeft, canvas.scrollTop] = sight.map((n, i) => Math.round((n - low[i]) * scale));
    return had;
  }
  const boxOf = (thing) => [...drawn.querySelectorAll(".box")].find((one) => one.dataset.key === things[thing].key);
  function rove() {
    drawn.querySelectorAll(".box").forEach((one) => one.setAttribute("tabindex", one.dataset.key === things[focus].key ? "0" : "-1"));
    drawn.querySelectorAll(".line").forEach((one) => one.classList.toggle("mine", one.ends.includes(focus)));
  }
  // Brings the box in focus into sight, without moving the page more than needed.
  function bring() {
    if (focus === null || !state.shown.has(focus)) return;
    const [x, y] = corner(state, focus).map((n, i) => (n - drawn.low[i]) * scale), wide = WIDE * scale, high = HIGH * scale;
    if (x < canvas.scrollLeft + 8 || x + wide > canvas.scrollLeft + canvas.clientWidth - 8) canvas.scrollLeft = x + wide / 2 - canvas.clientWidth / 2;
    if (y < canvas.scrollTop + 8 || y + high > canvas.scrollTop + canvas.clientHeight - 8) canvas.scrollTop = y + high / 2 - canvas.clientHeight / 2;
  }
  function focusOn(thing) {
    focus = thing;
    rove();
    bring();
    boxOf(thing).focus({ preventScroll: true });
  }

  // ---- Words of a line, and of a thing.

  function shut() {
    if (panel) panel.remove();
    panel = null;
    if (state && focus !== null && state.shown.has(focus)) boxOf(focus).focus({ preventScroll: true });
  }
  function open(line, a, b) {
    if (panel) panel.remove();
    panel = element("aside", { class: "panel", tabindex: "-1", "aria-label": `The words of line ${line.number}` }, button("Close", shut),
      element("p", { class: "name" }, `Line ${line.number}: ${name(a)} \u2013 ${name(b)}`), ...line.links.map(words));
    document.body.append(panel);
    panel.focus();
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && panel) shut(); });

  let listing = null;
  function listed(thing) {
    const id = `${thing} ${written(view)}`;
    if (listing === id) return;
    listing = id;
    const line = (at) => state.lines.get(pair(links[at].from, links[at].to));
    const all = state.rest.links(thing).slice().sort((p, q) => (line(p) ? line(p).number : 1e9) - (line(q) ? line(q).number : 1e9) || p - q);
    const heading = element("h2", { tabindex: "-1" }, `Words of ${name(thing)} (${all.length})`);
    const items = all.slice(0, LISTED).map((at) => {
      const number = element("p", { class: "name" }, line(at) ? `Line ${line(at).number}` : links[at].from === links[at].to ? "To itself" : "Not on the map");
      if (line(at)) number.append(" ", element("button", { type: "button", onclick: () => open(line(at), links[at].from, links[at].to) }, "All words of this line"));
      return element("li", {}, number, words(at));
    });
    const none = all.length ? [] : [element("p", {}, "The filters leave none of its links.")];
    if (all.length > LISTED) none.push(element("p", {}, `${all.length - LISTED} more are on its page.`));
    list.replaceChildren(heading, element("p", {}, anchor(`All about ${name(thing)}`, things[thing].address), " ", button("Back to the map", () => focusOn(thing))), element("ul", { class: "said-of" }, ...items), ...none);
  }
  function toWords() {
    if (focus === null || !state) return;
    listed(focus);
    list.querySelector("h2").focus();
  }

  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || focus === null || !event.target.closest(".box")) return;
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (ways[event.key]) {
      const [wx, wy] = ways[event.key], [x, y] = corner(state, focus);
      const far = (thing) => { const [tx, ty] = corner(state, thing), dx = tx - x, dy = ty - y; const on = dx * wx + dy * wy; return on > 0 ? on + 2 * Math.abs(dx * wy + dy * wx) : Infinity; };
      const best = [...state.shown.keys()].reduce((found, thing) => (far(thing) < far(found) ? thing : found), focus);
      if (best !== focus) focusOn(best);
    } else if (event.key === "Enter" || event.key === " ") toggle(focus);
    else if (event.key === "Delete" || event.key === "Backspace") { if (state.open.has(focus)) toggle(focus); else away(focus); }
    else if (event.key === "w") toWords();
    else if (event.key === "Home") focusOn(state.start);
    else return;
    event.preventDefault();
  });

  // ---- What is shown, as files.

  const seenLinks = () => [...state.lines.values()].sort((a, b) => a.number - b.number).flatMap((line) => line.links.map((at) => [line, links[at]]));
  const sentence = (link) => (link.inferred ? link.inferred.sentence : claims[link.claim].sentence);
  // What a link rests on, in one row.
  function ground(link) {
    const told = (claim) => `${claim.quote ? `\u201c${claim.quote}\u201d ` : ""}(${claim.who}; ${statuses[claim.status].name}; ${claim.place})`;
    return link.inferred ? `Rule: ${link.inferred.rule}. From: ${link.basis.map((at) => told(claims[at])).join(" ")}` : told(claims[link.claim]);
  }
  const stem = () => `map-${things[state.start].key.replace(/[^\w.-]+/g, "_").slice(0, 60)}`;
  function save(text, type, ending) {
    const href = URL.createObjectURL(text instanceof Blob ? text : new Blob([text], { type }));
    const link = element("a", { href, download: `${stem()}.${ending}` });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(href), 10000);
    say(`${stem()}.${ending} is made: ${count(state.shown.size, "thing", "things")}, ${count(seenLinks().length, "link", "links")}.`);
  }
  function filtersInWords(filters = state.filters) {
    const told = FIELDS.filter((id) => filters[id].length).map((id) => `${controls[id].words.toLowerCase()}: ${filters[id].map((value) => ((options[id] || []).find((o) => o[0] === value) || [0, value])[1]).join(", ")}`);
    return told.join("; ");
  }

  // The picture with all its looks in itself, and below it the words of each line.
  const LOOKS = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-weight", "font-family"];
  function picture() {
    const [[x0, x1], [y0, y1]] = drawn.bounds, copy = drawn.cloneNode(true);
    // The lines of the box in focus look like the others.
    drawn.querySelectorAll(".mine").forEach((one) => one.classList.remove("mine"));
    const from = drawn.querySelectorAll("*"), to = copy.querySelectorAll("*");
    from.forEach((one, at) => {
      if (/^(rect|path|text|circle)$/.test(one.tagName)) {
        const look = getComputedStyle(one);
        LOOKS.forEach((id) => to[at].setAttribute(id, look.getPropertyValue(id)));
      }
      ["tabindex", "role", "aria-expanded", "aria-hidden"].forEach((id) => to[at].removeAttribute(id));
    });
    rove();
    copy.querySelectorAll(".hit").forEach((one) => one.remove());
    const look = getComputedStyle(document.body), wide = Math.max(x1 - x0, 640);
    let y = y1 + 24;
    const put = (text, weight) => {
      let row = "";
      ruler.font = `${weight} 12px ${look.fontFamily}`;
      const out = (words) => { copy.append(shape("text", { x: x0 + 20, y, fill: look.color, "font-size": 12, "font-family": look.fontFamily, "font-weight": weight }, words)); y += 17; };
      for (const word of text.split(/\s+/)) {
        if (row && ruler.measureText(`${row} ${word}`).width > wide - 44) { out(row); row = ""; }
        row = row ? `${row} ${word}` : word;
      }
      if (row) out(row);
    };
    put(`${document.title}. ${drawn.getAttribute("aria-label")}. Filters: ${filtersInWords() || "none"}.`, "700");
    put(key.textContent, "400");
    for (const [line, link] of seenLinks()) {
      put(`${line.number}  ${sentence(link)}${mark(link) ? ` (${mark(link)})` : ""}`, "600");
      put(ground(link), "400");
    }
    const high = y + 10 - y0;
    copy.setAttribute("viewBox", `${x0} ${y0} ${wide} ${high}`);
    copy.setAttribute("width", wide);
    copy.setAttribute("height", high);
    copy.setAttribute("role", "img");
    copy.prepend(shape("rect", { x: x0, y: y0, width: wide, height: high, fill: look.backgroundColor }));
    return { text: new XMLSerializer().serializeToString(copy), wide, high };
  }
  function png() {
    const { text, wide, high } = picture(), image = new Image(), size = Math.min(2, 16000 / wide, 16000 / high);
    image.onload = () => {
      const board = Object.assign(document.createElement("canvas"), { width: Math.round(wide * size), height: Math.round(high * size) });
      board.getContext("2d").drawImage(image, 0, 0, board.width, board.height);
      board.toBlob((blob) => (blob ? save(blob, "image/png", "png") : say("The browser cannot make so large a picture; take the SVG.")));
    };
    image.onerror = () => say("The browser cannot make this picture; take the SVG.");
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  }

  function dot() {
    const quoted = (text) => `"${visible(text).replace(/\\/g, "\\\\").replace(/"/g, '\\"')}"`;
    const styles = { "": "solid", promised: "dashed", inferred: "dotted", "no-fact": "dashed" };
    const out = ["digraph map {", `  label=${quoted(`${drawn.getAttribute("aria-label")}. ${filtersInWords()}`)};`, "  node [shape=box];"];
    for (const thing of state.shown.keys()) out.push(`  ${quoted(things[thing].key)} [label=${quoted(name(thing))}, tooltip=${quoted(kind(thing))}];`);
    for (const [, link] of seenLinks()) {
      const label = properties[link.property].name + (mark(link) ? ` (${mark(link)})` : "");
      out.push(`  ${quoted(things[link.from].key)} -> ${quoted(things[link.to].key)} [label=${quoted(label)}, style=${styles[firmness({ links: [links.indexOf(link)] })]}, tooltip=${quoted(`${sentence(link)} ${ground(link)}`)}];`);
    }
    return `${out.join("\n")}\n}\n`;
  }

  function csv() {
    // A spreadsheet runs what begins like a formula.
    const cell = (value) => {
      const text = visible(String(value)), safe = /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
      return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
    };
    const out = [["line", "from", "from-name", "predicate", "label", "to", "to-name", "standing", "sentence", "status", "speaker", "source", "published", "quote", "claims", "rule", "holds-from", "holds-until"]];
    for (const [line, link] of seenLinks()) {
      const claim = link.inferred ? null : claims[link.claim], property = properties[link.property];
      const of = claim ? [statuses[claim.status].key, things[claim.speaker].key, things[claim.source].key, claim.known || "", claim.quote || ""] : ["", "", "", "", ""];
      out.push([line.number, things[link.from].key, name(link.from), property.key, property.name, things[link.to].key, name(link.to), link.standing, sentence(link), ...of,
        link.basis.map((at) => claims[at].key).join("; "), link.inferred ? link.inferred.rule : "", claim ? claim.from || "" : "", claim ? claim.until || "" : ""]);
    }
    return out.map((row) => `${row.map(cell).join(",")}\n`).join("");
  }

  // Facts and what is inferred as plain triples; each link with what it rests on. What is not a fact is no plain triple.
  function turtle() {
    const iri = (text) => `<${text.replace(/[\u0000-\u0020<>"{}|^`\\]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)}>`;
    const text = (value) => `"${value.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n").replace(/\r/g, "\\r")}"`;
    const of = (thing) => iri(data.iris[things[thing].is_claim ? 1 : 0] + things[thing].key), ofClaim = (at) => iri(data.iris[1] + claims[at].key);
    const out = ["@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .", "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .", "@prefix prov: <http://www.w3.org/ns/prov#> .", "@prefix remit: <https://remit.example/ns#> .", ""];
    const named = new Set(state.shown.keys()), cited = new Set(), all = seenLinks().map(([, link]) => link);
    all.forEach((link) => link.basis.forEach((at) => { cited.add(at); [claims[at].speaker, claims[at].source, claims[at].about].forEach((thing) => named.add(thing)); }));
    for (const thing of named) if (!things[thing].is_claim) out.push(`${of(thing)} a ${iri(kinds[things[thing].kind].iri)} ; skos:prefLabel ${text(name(thing))} .`);
    const triple = (link) => `${of(link.from)} ${iri(properties[link.property].iri)} ${of(link.to)}`;
    new Set(all.filter((link) => link.standing === "fact" || link.standing === "inferred").map(triple)).forEach((line) => out.push(`${line} .`));
    const reified = (link) => `rdf:subject ${of(link.from)} ; rdf:predicate ${iri(properties[link.property].iri)} ; rdf:object ${of(link.to)}`;
    for (const link of all) {
      if (!link.inferred) out.push(`${ofClaim(link.claim)} ${reified(link)} .`);
      else out.push(`${iri(data.iris[2] + link.inferred.key)} a remit:Derivation ; ${reified(link)} ; prov:wasDerivedFrom ${link.basis.map(ofClaim).join(" , ")} ; remit:standing ${text(link.standing)} .`);
    }
    for (const at of [...cited].sort((a, b) => a - b)) {
      const claim = claims[at];
      out.push(`${ofClaim(at)} a remit:Claim ; remit:standing ${text(claim.standing)} ; remit:polarity remit:${claim.is_denied ? "denied" : "affirmed"} ; remit:status ${iri(statuses[claim.status].iri)} ; remit:speaker ${of(claim.speaker)} ; prov:wasQuotedFrom ${of(claim.source)}${claim.quote ? ` ; remit:quote ${text(claim.quote)}` : ""} .`);
    }
    return `${out.join("\n")}\n`;
  }
  files.append("Download what is shown: ", button("SVG", () => save(picture().text, "image/svg+xml", "svg")), " ", button("PNG", png), " ",
    button("DOT", () => save(dot(), "text/vnd.graphviz", "dot")), " ", button("CSV", () => save(csv(), "text/csv", "csv")), " ", button("Turtle", () => save(turtle(), "text/turtle", "ttl")));

  // ---- From the address.

  // Where one may begin: what has most links.
  const linked = things.map(() => 0);
  links.forEach((link, at) => { if (link.from !== link.to && passing(USUAL).passes[at]) { linked[link.from] += 1; linked[link.to] += 1; } });
  const begin = element("section", {}, element("h2", {}, "Where to start"), element("p", { class: "buttons" },
    ...things.map((_, at) => at).filter((at) => !things[at].is_claim && linked[at]).sort((a, b) => linked[b] - linked[a] || a - b).slice(0, 12)
      .flatMap((at) => [anchor(option(at), written({ start: things[at].key, to: "", filters: USUAL, log: [] })), " "])));
  host.insertBefore(begin, canvas);

  function show() {
    view = read(location.hash);
    const done = pending || { focuses: false, text: "" };
    pending = null;
    listing = null;
    if (panel) { panel.remove(); panel = null; }
    const was = state;
    state = done.hash === location.hash ? done.next : replay(view);
    Object.entries(controls).forEach(([id, control]) => control.set((state ? state.filters : view.filters)[id]));
    const set = filtersInWords(state ? state.filters : view.filters);
    summary.textContent = visible(`Filters${set ? ` (${set})` : ": none"}`);
    const parts = [bar, canvas, key, help, files, list];
    parts.forEach((part) => { part.hidden = !state; });
    begin.hidden = Boolean(state);
    if (!state) {
      drawn = null;
      say(view.start ? `There is nothing with the key \u201c${view.start}\u201d in this graph.` : "");
      return;
    }
    startField.value = option(state.start);
    toField.value = state.to === undefined ? "" : option(state.to);
    if (focus === null || !state.shown.has(focus)) focus = was && was.start === state.start && focus !== null && was.shown.get(focus) != null && state.shown.has(was.shown.get(focus)) ? was.shown.get(focus) : state.start;
    const had = draw();
    rove();
    listed(focus);
    bring();
    if (had || done.focuses) boxOf(focus).focus({ preventScroll: true });
    const sizes = `${count(state.shown.size, "thing", "things")} and ${count(state.lines.size, "line", "lines")} on the map`;
    const missing = state.to === undefined || state.hasPath ? "" : ` The filters leave no path from ${name(state.start)} to ${name(state.to)}.`;
    const wrong = view.to && state.to === undefined && view.to !== view.start ? ` There is nothing with the key \u201c${view.to}\u201d.` : "";
    const over = state.refused ? ` Opening it would draw ${state.refused} things; at most ${MOST} are drawn. Filter first.` : "";
    say(`${done.text ? `${done.text} ` : ""}${state.hasPath ? `A shortest path, ${count(state.roots.length - 1, "step", "steps")}. ` : ""}${sizes}.${missing}${wrong}${over}`);
  }
  // A link to a part of the page leaves the map as it is.
  window.addEventListener("hashchange", () => { if (/^(#?$|#[a-z]+=)/.test(location.hash)) show(); });
  show();
})();
