// SPDX-License-Identifier: Apache-2.0
// Benign's language for JupyterLab 4 and Notebook 7: a container of module federation, written by hand and loaded as it is.
// `benign install` writes the words and the version.
(() => {
  "use strict";
  const NAME = "benign-language"; // as in package.json
  const WORDS = {};

  const sets = Object.fromEntries(Object.entries(WORDS).map(([kind, words]) => [kind, new Set(words.split(" "))]));
  const is = (kind, word) => sets[kind]?.has(word) ?? false;

  const NUMBER = /^(?:\d+(?:_\d+)*)?\.?\d+(?:_\d+)*(?:[eE][+-]?\d+(?:_\d+)*)?/;
  const NAMED = /^[A-Za-z_][A-Za-z0-9_]*/;

  // What stands at the beginning of a statement, and what stands elsewhere.
  const kindOf = (word, stream, { isFirst, isMember, isAtMargin }) => {
    if (/^(?:true|True|false|False|None)$/.test(word)) return "atom";
    if (/^(?:and|or|not)$/.test(word)) return "keyword";
    const isKey = stream.match(/^(?:\.[A-Za-z_]\w*)?\s*=(?!=)/, false);
    if (isKey) return isFirst && isAtMargin ? "variableName.definition" : "attributeName";
    if (isFirst && is("commands", word)) return "keyword";
    if (isMember) return is("quantities", word) ? "variableName.standard" : "propertyName";
    if (stream.match(/^\(/, false)) return "variableName.function";
    if (stream.match(/^\.[A-Za-z_]/, false)) return "variableName";
    if (is("constants", word) || is("words", word) && !is("quantities", word)) return "atom";
    if (is("quantities", word) || is("names", word)) return "variableName.standard";
    return "variableName";
  };

  // CodeMirror's StreamParser: one token a call, the state carried from line to line.
  const parser = {
    name: "benign",
    startState: () => ({ depth: 0, isFirst: true, isMember: false }),
    copyState: (state) => ({ ...state }),
    token(stream, state) {
      if (stream.sol()) state.isFirst = state.depth === 0;
      if (stream.eatSpace()) return null;
      if (stream.match(/^#.*/)) return "comment";
      const place = { ...state, isAtMargin: !/^[ \t]/.test(stream.string) };
      state.isFirst = state.isMember = false;
      if (stream.match(/^"(?:[^"\\]|\\.)*"/)) return "string";
      if (stream.match(/^".*/)) return "invalid";
      if (stream.match(NUMBER)) return "number";
      const name = stream.match(NAMED);
      if (name) return kindOf(name[0], stream, place);
      if (stream.match("..") || stream.match(/^(?:\*\*|[<>=!]=|[-+*/^<>=])/)) return "operator";
      const mark = stream.next();
      if (mark === "(" || mark === "[") {
        state.depth += 1;
        return "bracket";
      }
      if (mark === ")" || mark === "]") {
        if (state.depth === 0) return "invalid";
        state.depth -= 1;
        return "bracket";
      }
      if (mark === ".") {
        state.isMember = true;
        return "derefOperator";
      }
      return mark === "," ? "separator" : "invalid";
    },
    // Inside brackets a unit for each of them; elsewhere as the line above, since an indented line continues a statement.
    indent(state, textAfter, context) {
      const depth = state.depth - (/^[)\]]/.test(textAfter) ? 1 : 0);
      return state.depth > 0 ? depth * context.unit : null;
    },
    languageData: {
      commentTokens: { line: "#" },
      closeBrackets: { brackets: ["(", "[", '"'] },
      indentOnInput: /^\s*[)\]]$/,
      wordChars: "_",
    },
  };

  const plugin = (codemirror) => ({
    id: `${NAME}:plugin`,
    description: "Benign's language for the editors.",
    autoStart: true,
    requires: [codemirror.IEditorLanguageRegistry],
    activate: (app, languages) =>
      languages.addLanguage({
        name: "benign",
        displayName: "Benign",
        mime: "text/x-benign",
        extensions: ["benign"],
        support: codemirror.EditorLanguageRegistry.legacy(parser),
      }),
  });

  let shared = {};
  // Of the versions that are offered, the one that the application has loaded, else the last.
  const take = async (name) => {
    const versions = Object.values(shared[name] ?? {});
    const entry = versions.find((version) => version.loaded) ?? versions.at(-1);
    if (!entry) throw new Error(`${NAME}: ${name} is not shared`);
    return (await entry.get())();
  };
  const modules = {
    "./extension": async () => plugin(await take("@jupyterlab/codemirror")),
  };
  (window._JUPYTERLAB ??= {})[NAME] = {
    init: (scope) => {
      shared = scope;
    },
    get: async (module) => {
      const exports = await modules[module]();
      return () => ({ __esModule: true, default: exports });
    },
  };
})();
