import * as vscode from 'vscode';

import { Client } from './client';
import { Log } from './log';
import { LookUp } from './look_up';
import { Pages } from './pages';
import { bugReport } from './report';
import { openSample } from './sample';
import { PATH_SETTING } from './server';
import { statusItem } from './status';

let client: Client | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const channel = vscode.window.createOutputChannel('HTTP Status', { log: true });
  const log = new Log(channel);
  const theClient = new Client(context.extensionUri, log, channel);
  const pages = new Pages(theClient, log);
  const lookUp = new LookUp(theClient, pages);
  client = theClient;

  const commands: Record<string, () => unknown> = {
    'httpStatus.lookUp': () => lookUp.run(),
    'httpStatus.insertCode': () => lookUp.insert(),
    'httpStatus.insertResponse': () => lookUp.insertResponse(),
    'httpStatus.showAll': () => pages.showAll(),
    'httpStatus.openSample': openSample,
    'httpStatus.restart': () => theClient.restartAndTell(),
    'httpStatus.showOutput': () => {
      log.show();
    },
    'httpStatus.copyBugReport': async () => {
      await vscode.env.clipboard.writeText(bugReport(context, theClient, log));
      void vscode.window.showInformationMessage('The bug report is in the clipboard. It has no text and no paths of your files.');
    },
    // The next two are buttons of messages and stand in no menu.
    'httpStatus.openPathSetting': () =>
      vscode.commands.executeCommand(
        // In a remote window the path is one of the remote machine, and the settings of the user do not have it.
        vscode.env.remoteName ? 'workbench.action.openRemoteSettings' : 'workbench.action.openSettings',
        { query: `httpStatus.${PATH_SETTING}` },
      ),
    'httpStatus.howToInstall': () => pages.openFile(vscode.Uri.joinPath(context.extensionUri, 'readme.md')),
  };
  for (const [name, run] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(name, run));
  }
  context.subscriptions.push(
    log,
    theClient,
    statusItem(theClient),
    pages.register(context.extensionUri),
    // All other settings reach the server while it runs. A workspace that becomes trusted may bring a path of its own.
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`httpStatus.${PATH_SETTING}`)) {
        void theClient.restart();
      }
    }),
  );
  // Not awaited: the commands are there at once, and the status item shows how the start goes.
  void theClient.restart();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
