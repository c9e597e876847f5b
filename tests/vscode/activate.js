// Runs the extension with the real language client in a stand-in for VS Code, and prints what a user would meet, as JSON.
// Usage: node activate.js EXTENSION_FOLDER WORKSPACE_FOLDER SETTINGS_AS_JSON COMMAND…
const fs = require("fs");
const Module = require("module");
const path = require("path");

const [extension, folder, settings, ...wanted] = process.argv.slice(2);
const manifest = JSON.parse(fs.readFileSync(path.join(extension, "package.json"), "utf8"));
const chosen = JSON.parse(settings);
const met = { errors: [], output: [], commands: {}, executed: [] };

// What the extension needs of VS Code is below; of the rest, which the client asks for, anything does.
function anything() {
  return new Proxy(function () {}, {
    get(target, name) {
      if (name === "then") return undefined;
      if (name === Symbol.toPrimitive) return () => 0;
      if (name === Symbol.iterator) return [][Symbol.iterator].bind([]);
      if (name === "prototype") return target.prototype;
      return (target[name] ??= anything());
    },
    apply: () => anything(),
    construct: (_, words, made) => Reflect.construct(Object, [], made),
  });
}

function partly(known) {
  return new Proxy(known, { get: (target, name) => (name in target ? target[name] : (target[name] = anything())) });
}

class EventEmitter {
  listeners = new Set();
  event = (listener) => (this.listeners.add(listener), { dispose: () => this.listeners.delete(listener) });
  fire = (event) => this.listeners.forEach((listener) => listener(event));
  dispose = () => this.listeners.clear();
}

const defaults = manifest.contributes.configuration.properties;
const disposable = { dispose() {} };
const channel = partly({ show: () => met.executed.push("output shown"), dispose() {} });
for (const name of ["append", "appendLine", "info", "warn", "error", "debug", "trace"])
  channel[name] = (text) => met.output.push(String(text));
const vscode = partly({
  EventEmitter,
  version: manifest.engines.vscode.replace("^", ""),
  workspace: partly({
    isTrusted: chosen.trusted !== false,
    workspaceFolders: [{ uri: { fsPath: folder, toString: () => "file://" + folder }, name: "here", index: 0 }],
    textDocuments: [],
    getConfiguration: (section) =>
      partly({ get: (name, other) => chosen[`${section}.${name}`] ?? defaults[`${section}.${name}`]?.default ?? other }),
  }),
  window: partly({
    createOutputChannel: () => channel,
    visibleTextEditors: [],
    activeTextEditor: undefined,
    tabGroups: partly({ all: [] }),
    showErrorMessage: async (text, ...buttons) => {
      met.errors.push({ text, buttons });
      return chosen.press;
    },
  }),
  commands: partly({
    registerCommand: (name, run) => ((met.commands[name] = run), disposable),
    executeCommand: async (...words) => met.executed.push(words.join(" ")),
  }),
  env: partly({ language: "en", appName: "stand-in", clipboard: { writeText: async (text) => met.executed.push(`copied ${text}`) } }),
});

const load = Module._load;
Module._load = (name, ...rest) => (name === "vscode" ? vscode : load(name, ...rest));

async function main() {
  const { activate, deactivate } = require(path.join(extension, manifest.main));
  const context = { subscriptions: [] };
  await activate(context);
  for (const name of wanted) await met.commands[name]();
  await deactivate();
  // The client looks after its server for two seconds more, which the test need not wait for.
  process.stdout.write(JSON.stringify({ ...met, commands: Object.keys(met.commands) }), () => process.exit());
}

main();
