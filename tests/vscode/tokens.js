// Prints the tokens that VS Code's own engine makes of files, as JSON: for each file a list of [start, end, scopes].
// Usage: node tokens.js PACKAGES_FOLDER EXTENSION_FOLDER SCOPE FILE…; places are counted in code points.
const fs = require("fs");
const path = require("path");

const [packages, extension, scope, ...files] = process.argv.slice(2);
const installed = (name) => require(path.join(packages, "node_modules", name));
const oniguruma = installed("vscode-oniguruma");
const textmate = installed("vscode-textmate");

const GRAMMARS = {
  "source.awm": "awm.tmLanguage.json",
  "markdown.awm": "markdown-awm.tmLanguage.json",
};
// As small as Markdown can be: what is coloured inside comes from the injection.
const MARKDOWN = { scopeName: "text.html.markdown", patterns: [{ match: "^#.*$", name: "markup.heading" }], repository: {} };

async function main() {
  const wasm = fs.readFileSync(path.join(packages, "node_modules/vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (name) => {
      if (name === "text.html.markdown") return MARKDOWN;
      const file = path.join(extension, "syntaxes", GRAMMARS[name]);
      return textmate.parseRawGrammar(fs.readFileSync(file, "utf8"), file);
    },
    getInjections: (name) => (name === "text.html.markdown" ? ["markdown.awm"] : undefined),
  });
  const grammar = await registry.loadGrammar(scope);
  process.stdout.write(JSON.stringify(files.map((file) => tokens(grammar, fs.readFileSync(file, "utf8")))));
}

function tokens(grammar, text) {
  const found = [];
  let [start, stack] = [0, textmate.INITIAL];
  for (const line of text.split("\n")) {
    const place = (index) => start + [...line.slice(0, index)].length;
    const result = grammar.tokenizeLine(line, stack);
    if (result.stoppedEarly) throw new Error(`gave up on a line of ${line.length} characters`);
    for (const token of result.tokens) found.push([place(token.startIndex), place(Math.min(token.endIndex, line.length)), token.scopes]);
    stack = result.ruleStack;
    start += [...line].length + 1;
  }
  return found;
}

main();
