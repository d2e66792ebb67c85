// The editor of the query page: CodeMirror with SPARQL. It asks the page for what can be completed and what cannot be read, and knows
// no server. It lives in a shadow root, whose style sheets are made by the script alone, so that the policy of the page stays as it is.
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, bracketMatching, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { lintKeymap, linter } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "var(--link)", fontWeight: "600" },
  { tag: [tags.string, tags.number, tags.bool, tags.literal], color: "var(--mark)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
  { tag: [tags.variableName, tags.propertyName, tags.special(tags.variableName)], color: "var(--ink)" },
]);

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--paper)", border: "1px solid var(--quiet)", borderRadius: "4px", fontSize: "0.95rem" },
  "&.cm-focused": { outline: "3px solid var(--link)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "ui-monospace, Consolas, 'Liberation Mono', monospace", lineHeight: "1.5", maxHeight: "60vh" },
  ".cm-content": { caretColor: "var(--ink)", minHeight: "12em" },
  ".cm-gutters": { backgroundColor: "var(--shade)", color: "var(--quiet)", borderRight: "1px solid var(--line)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--quoted)" },
  ".cm-nonmatchingBracket, &.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent", color: "var(--mark)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--mark)", textUnderlineOffset: "3px" },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--quiet)", maxWidth: "92vw" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxWidth: "min(46rem, 92vw)", maxHeight: "none", overflow: "hidden" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "4px 8px", minHeight: "24px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--link)", color: "var(--paper)" },
  ".cm-completionDetail": { fontStyle: "normal", marginLeft: "1em", opacity: "0.85" },
  ".cm-diagnostic": { whiteSpace: "pre-wrap", fontFamily: "system-ui, sans-serif" },
  ".cm-diagnostic-error": { borderLeft: "5px solid var(--mark)" },
});

// A line for a prefix that is used and not declared, below the comments at the head.
function declaration(text, prefix) {
  if (!prefix || new RegExp(`\\bPREFIX\\s+${prefix[0].replace(/[^\w]/g, "\\$&")}:`, "i").test(text)) return null;
  const at = /^(?:[ \t]*(?:#[^\n]*)?\n)*/.exec(text)[0].length;
  return { from: at, insert: `PREFIX ${prefix[0]}: <${prefix[1]}>\n` };
}

function taken(option) {
  return (view, _, from, to) => {
    const line = option.type === "namespace" || !option.prefix ? null : declaration(view.state.doc.toString(), option.prefix);
    const changes = [{ from, to, insert: option.apply }];
    if (line && line.from <= from) changes.unshift(line);
    const moved = changes.length > 1 ? line.insert.length : 0;
    view.dispatch({ changes, selection: { anchor: from + moved + option.apply.length }, userEvent: "input.complete" });
  };
}

// Places in characters to places in units of UTF-16.
function unit(text, characters) {
  let at = 0;
  for (const character of text) {
    if (characters <= 0) break;
    characters -= 1;
    at += character.length;
  }
  return at;
}

window.remitEditor = function (area, { label, complete, faults, told, run }) {
  const host = document.createElement("div");
  area.before(host);
  area.hidden = true;
  const root = host.attachShadow({ mode: "open" });
  const source = async (context) => {
    const inside = syntaxTree(context.state).resolveInner(context.pos, -1).name;
    if (/comment|string/i.test(inside) && !context.explicit) return null;
    const word = context.matchBefore(/[?$]?[\p{L}\p{N}_:.\-]+/u);
    if (!word && !context.explicit) return null;
    const found = await complete(context.state.doc.toString(), context.pos);
    if (!found || !found.options.length || context.aborted) return null;
    const options = found.options.map((option) => ({
      label: option.label,
      detail: [option.type === "text" || option.apply === option.label ? "" : option.apply, option.detail].filter(Boolean).join(" \u00b7 "),
      type: option.type,
      apply: taken(option),
    }));
    return { from: context.pos - found.length, options, filter: false };
  };
  const marks = linter(async (view) => {
    const text = view.state.doc.toString();
    const found = text.trim() ? await faults(text) : [];
    const all = found.map(({ from, to, message }) => {
      const [begin, end] = [unit(text, from), unit(text, to)];
      // What is missing at the end is marked at the last character.
      return begin < end ? { from: begin, to: end, severity: "error", message } : { from: Math.max(begin - 1, 0), to: begin, severity: "error", message, at: begin };
    });
    told(all.map(({ from, at = from, message }) => {
      const line = view.state.doc.lineAt(Math.min(at, view.state.doc.length));
      return { line: line.number, column: at - line.from + 1, message };
    }));
    return all;
  }, { delay: 400 });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        lineNumbers(), highlightSpecialChars(), history(), bracketMatching(), look, syntaxHighlighting(colours), sparql(),
        EditorView.lineWrapping,
        autocompletion({ override: [source], icons: false, activateOnTypingDelay: 150, maxRenderedOptions: 10 }), marks,
        // Tab is not bound: it leads on to the next control, as everywhere.
        keymap.of([{ key: "Mod-Enter", run: () => { run(); return true; } }, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "false", autocapitalize: "off", autocorrect: "off" }),
        EditorView.updateListener.of((update) => { if (update.docChanged) area.value = update.state.doc.toString(); }),
      ],
    }),
  });
  return {
    get: () => view.state.doc.toString(),
    set(text) { view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }); },
    focus() { view.focus(); },
    goTo(line, column) {
      const to = view.state.doc.line(Math.min(line, view.state.doc.lines));
      view.dispatch({ selection: { anchor: Math.min(to.from + column - 1, to.to) }, scrollIntoView: true });
      view.focus();
    },
  };
};
