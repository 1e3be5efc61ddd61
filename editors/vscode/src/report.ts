import { homedir, release } from 'node:os';
import * as vscode from 'vscode';

import type { Client } from './client';
import type { Log } from './log';

/** What a bug report needs, and nothing of the files that are open. */
export function bugReport(context: vscode.ExtensionContext, client: Client, log: Log): string {
  const manifest = context.extension.packageJSON as Manifest;
  const { condition } = client;
  const server =
    condition.kind === 'running'
      ? `${condition.version} (${client.origin ?? 'unknown'})`
      : condition.kind === 'starting'
        ? 'starting'
        : `stopped: ${condition.reason}`;
  const lines = [
    `- Extension: ${manifest.version}`,
    `- Server: ${withoutPaths(server)}`,
    `- Editor: ${vscode.env.appName} ${vscode.version}${vscode.env.remoteName ? ' (remote)' : ''}`,
    `- System: ${process.platform} ${release()} ${process.arch}`,
    `- Language of the active editor: ${vscode.window.activeTextEditor?.document.languageId ?? 'none'}`,
    `- Workspace: ${vscode.workspace.isTrusted ? 'trusted' : 'restricted'}`,
    '',
    'Settings that differ from their defaults:',
    '',
    '```json',
    JSON.stringify(changedSettings(manifest), undefined, 2),
    '```',
    '',
    'Last lines of the log:',
    '',
    '```text',
    ...log.lastLines().map(withoutPaths),
    '```',
  ];
  return `${lines.join('\n')}\n`;
}

interface Manifest {
  version: string;
  contributes: { configuration: { properties: Record<string, { default: unknown }> } };
}

function changedSettings(manifest: Manifest): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const [key, { default: standard }] of Object.entries(manifest.contributes.configuration.properties)) {
    const value = vscode.workspace.getConfiguration(undefined, null).get<unknown>(key);
    if (JSON.stringify(value) !== JSON.stringify(standard)) {
      // Where the server lies is nobody's business; that it was set is enough.
      changed[key] = key === 'httpStatus.server.path' ? '(set)' : value;
    }
  }
  return changed;
}

/** Takes out addresses of documents and folders of the user, in whatever form they come. */
function withoutPaths(line: string): string {
  let clean = line.replace(/\b[a-z][a-z\d+.-]*:\/\/\S+/gi, '(address)').replace(/\b(?:untitled|git|review|pr):\S+/g, '(address)');
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  for (const folder of folders.sort((a, b) => b.length - a.length)) {
    clean = clean.replaceAll(folder, '(workspace)');
  }
  return clean.replaceAll(homedir(), '~');
}
