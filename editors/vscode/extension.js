// Starts `remit lsp` for files of a project, and starts it anew when that is asked for or the program is another one.
const { commands, window, workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

async function start() {
  const program = workspace.getConfiguration("remit").get("program");
  const files = "**/*.{toml,csv,ttl,rq}";
  client = new LanguageClient("remit", "Remit", { command: program, args: ["lsp"] }, {
    documentSelector: [{ scheme: "file", pattern: files }],
  });
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    window.showErrorMessage(`\`${program} lsp\` cannot be started: ${error.message}. Say where the program is in the setting remit.program.`);
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

exports.activate = async (context) => {
  const restart = async () => {
    await stop();
    await start();
  };
  context.subscriptions.push(
    commands.registerCommand("remit.restart", restart),
    workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("remit.program") && restart()),
  );
  await start();
};

exports.deactivate = stop;
