// What pages do beyond links: search as you type, and the words of a mark beside the figure. Pages are complete without it.
"use strict";
(function () {
  var up = document.body.dataset.up || "";

  // The rule of the search, as src/site/search.rs has it.
  function words(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().split(/[^\p{Alphabetic}\p{N}]+/u).filter(Boolean);
  }
  function fit(entry, typed) {
    var has = function (list, wanted) { return list.some(function (w) { return w.startsWith(wanted); }); };
    var missing = 0, inTitle = 0;
    typed.forEach(function (w) {
      if (has(entry.tw, w)) inTitle += 1;
      else if (!has(entry.ww, w)) missing += 1;
    });
    return missing < typed.length ? [missing, inTitle + missing < typed.length ? 1 : 0, entry.tw.length] : null;
  }
  var index = null;
  function ready() {
    index = window.remitWords;
    index.forEach(function (entry) { entry.tw = words(entry.t); entry.ww = words(entry.w || ""); });
  }
  function load(then) {
    if (!index && window.remitWords) ready();
    if (index) return then();
    var script = document.createElement("script");
    script.src = up + "assets/words.js";
    script.onload = function () {
      ready();
      then();
    };
    document.head.appendChild(script);
  }
  function found(text) {
    var typed = words(text), all = [];
    index.forEach(function (entry, at) {
      var grade = fit(entry, typed);
      if (grade) all.push(grade.concat(at));
    });
    all.sort(function (a, b) { return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3]; });
    var least = all.length ? all[0][0] : 0;
    var hits = all.filter(function (grade) { return grade[0] === least; }).map(function (grade) { return index[grade[3]]; });
    hits.lacking = least > 0;
    return hits;
  }
  function item(entry) {
    var line = document.createElement("li"), link = document.createElement("a"), small = document.createElement("small");
    link.href = up + entry.h;
    link.textContent = entry.t + " ";
    small.textContent = entry.k + (entry.k === "claim" && entry.w ? ": \u201c" + entry.w + "\u201d" : "");
    link.appendChild(small);
    line.appendChild(link);
    return line;
  }
  function list(hits, most) {
    var box = document.createElement("ul");
    hits.slice(0, most).forEach(function (entry) { box.appendChild(item(entry)); });
    return box;
  }
  function said(hits, most) {
    var told = document.createElement("p");
    told.setAttribute("role", "status");
    var lacking = hits.lacking ? "Nothing has all of these words; these have the most of them. " : "";
    told.textContent = hits.length === 0 ? "Nothing has any of these words."
      : lacking + (hits.length > most ? "The best " + most + " of " + hits.length + "." : hits.length + " found.");
    return told;
  }

  var input = document.getElementById("q"), box = document.getElementById("hits");
  function close() { box.hidden = true; }
  input.addEventListener("input", function () {
    if (!words(input.value).length) return close();
    load(function () {
      var hits = found(input.value);
      box.replaceChildren(said(hits, 12), list(hits, 12));
      box.hidden = false;
    });
  });
  input.form.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { close(); input.focus(); }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    var links = [input].concat(Array.from(box.querySelectorAll("a")));
    var at = links.indexOf(document.activeElement);
    if (box.hidden || at < 0) return;
    event.preventDefault();
    links[(at + (event.key === "ArrowDown" ? 1 : links.length - 1)) % links.length].focus();
  });
  document.addEventListener("click", function (event) { if (!input.form.contains(event.target)) close(); });

  // The page of the search on a site of files, where no server answers.
  var asked = new URLSearchParams(location.search).get("q");
  if (asked && document.body.dataset.served === undefined && /search\.html$/.test(location.pathname)) {
    input.value = asked;
    load(function () {
      var main = document.getElementById("main"), hits = found(asked);
      main.querySelectorAll("h1 ~ *").forEach(function (old) { old.remove(); });
      var all = list(hits, 200);
      all.className = "found";
      main.append(said(hits, 200), all);
    });
  }

  // A mark of a figure shows its words beside it; the link itself leads to them in the list below.
  var panel = null, from = null;
  function shut() {
    if (panel) { panel.remove(); panel = null; }
    if (from) { from.focus(); from = null; }
  }
  function show(note, mark) {
    if (panel) panel.remove();
    from = mark;
    panel = document.createElement("aside");
    panel.className = "panel";
    panel.tabIndex = -1;
    panel.setAttribute("aria-label", "The words of this mark");
    var button = document.createElement("button");
    button.textContent = "Close";
    button.addEventListener("click", shut);
    panel.append(button);
    Array.from(note.childNodes).forEach(function (node) { panel.append(node.cloneNode(true)); });
    document.body.append(panel);
    panel.focus();
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("svg a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    var href = link.getAttribute("href") || "", note = href.startsWith("#") && document.getElementById(href.slice(1));
    if (!note) return;
    event.preventDefault();
    show(note, link);
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape" && panel) shut(); });

  // All pages in one: the one that a link leads to is shown.
  var single = document.body.dataset.single !== undefined && Array.from(document.querySelectorAll("section.page"));
  if (single) input.form.addEventListener("submit", function (event) { event.preventDefault(); });

  // What a link leads to is opened, where it is folded.
  function open() {
    var id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch (error) { /* Not an address of ours: it is taken as it is. */ }
    var target = id && document.getElementById(id);
    if (single) {
      var page = target && target.closest("section.page") || single[0];
      single.forEach(function (other) { other.hidden = other !== page; });
      close();
      if (target === page || !target) window.scrollTo(0, 0);
    }
    for (var at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (target) target.scrollIntoView();
  }
  window.addEventListener("hashchange", open);
  open();
})();
