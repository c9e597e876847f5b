// Starts awmc's language server for specs, and says what to do where it does not start.
"use strict";

const { spawn } = require("node:child_process");
const vscode = require("vscode");
const { CloseAction, LanguageClient } = require("vscode-languageclient/node");

const INSTALL = 'pip install "awmc[lsp]"';
const SHOW_OUTPUT = "Show output";
const COPY = "Copy the install command";
const SETTINGS = "Open the settings";
const MOST_SAID = 2000; // characters of what the server wrote before it ended
const PATIENCE = 1000; // milliseconds for a server that failed to end by itself

let output;
/** @type {Client | undefined} */
let client;
// Starts and stops follow one another, however fast commands and settings come.
let turn = Promise.resolve();

class Client extends LanguageClient {
  // Why the server did not start is told once, by `explain`.
  error(message, data, show) {
    super.error(message, data, this.isRunning() ? show : false);
  }
}

function activate(context) {
  output = vscode.window.createOutputChannel("awm", { log: true });
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand("awmc.restart", restart),
    vscode.commands.registerCommand("awmc.showOutput", () => output.show()),
    vscode.commands.registerCommand("awmc.format", () => vscode.commands.executeCommand("editor.action.formatDocument")),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("awmc.server") && restart()),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
  );
  return restart();
}

function deactivate() {
  return next(stop);
}

function restart() {
  return next(() => stop().then(start));
}

/** Does what is wanted after all that was wanted before; what failed was told to whom wanted it. */
function next(step) {
  turn = turn.catch(() => undefined).then(step);
  return turn;
}

async function stop() {
  const stopped = client;
  client = undefined;
  if (stopped?.isRunning()) await stopped.dispose();
}

async function start() {
  // The folder's settings name the program.
  if (!vscode.workspace.isTrusted) return;
  const command = serverCommand();
  const server = { said: "", process: undefined, ended: undefined };
  let ready = false;
  const started = new Client("awmc", "awm", () => launch(command, server), {
    documentSelector: [{ scheme: "file", language: "awm" }],
    outputChannel: output,
    errorHandler: {
      error: (...found) => usual.error(...found),
      closed: () => (ready ? usual.closed() : { action: CloseAction.DoNotRestart, handled: true }),
    },
    initializationFailedHandler: () => false,
  });
  const usual = started.createDefaultErrorHandler();
  client = started;
  try {
    await started.start();
    ready = true;
  } catch (error) {
    await ended(server);
    explain(command, server.said.trim().split("\n").at(-1) || error.message);
  }
}

/** The program and its arguments. */
function serverCommand() {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  const words = vscode.workspace.getConfiguration("awmc").get("server.command");
  return [words].flat().map((word) => String(word).replaceAll("${workspaceFolder}", folder));
}

/** The running process of `server`, whose `said` gets the end of what it writes to standard error. */
function launch([program, ...words], server) {
  const cwd = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd });
    child.stderr.on("data", (data) => (server.said = (server.said + data).slice(-MOST_SAID)));
    child.once("error", (error) => {
      reject(error.code === "ENOENT" ? new Error(`there is no program \`${program}\``) : error);
    });
    child.once("spawn", () => {
      server.process = child;
      server.ended = new Promise((end) => child.once("close", end));
      resolve(child);
    });
  });
}

/** Waits for the end of a server that failed, so that its last words are read. */
async function ended(server) {
  if (!server.process) return;
  const late = setTimeout(() => server.process.kill(), PATIENCE);
  await server.ended;
  clearTimeout(late);
}

/** One message with what to do next. */
async function explain(command, reason) {
  const message =
    `awm: the language server \`${command.join(" ")}\` did not start: ${reason.replace(/[.\s]+$/, "")}. ` +
    `Install it with ${INSTALL}, or say in the setting awmc.server.command where it is. Specs are still coloured.`;
  const chosen = await vscode.window.showErrorMessage(message, COPY, SETTINGS, SHOW_OUTPUT);
  if (chosen === COPY) await vscode.env.clipboard.writeText(INSTALL);
  if (chosen === SETTINGS) await vscode.commands.executeCommand("workbench.action.openSettings", "awmc.server.command");
  if (chosen === SHOW_OUTPUT) output.show();
}

module.exports = { activate, deactivate };
