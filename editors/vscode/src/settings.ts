import * as vscode from 'vscode';
import { type ConfigurationItem, MessageType, type Middleware, type ShowMessageParams } from 'vscode-languageclient/node';

import type { Log } from './log';

/** The section of all settings. */
const SECTION = 'httpStatus';

/**
 * Answers the server's questions for settings. The client of the library looks up an address alone, for which VS Code knows
 * no language. With the open document at hand, settings of its language hold: `"[python]": { "httpStatus.hover.enable": false }`.
 */
export function settingsOfDocuments(): NonNullable<NonNullable<Middleware['workspace']>['configuration']> {
  return async (params, token, next) => {
    const documents = new Map(vscode.workspace.textDocuments.map((document) => [document.uri.toString(), document]));
    const one = async (item: ConfigurationItem): Promise<unknown> => {
      const document = item.scopeUri === undefined ? undefined : documents.get(vscode.Uri.parse(item.scopeUri).toString());
      if (document && item.section !== undefined) {
        return plain(vscode.workspace.getConfiguration(undefined, document).get(item.section));
      }
      const answer = await next({ items: [item] }, token);
      return Array.isArray(answer) ? (answer[0] as unknown) : answer;
    };
    return Promise.all(params.items.map(one));
  };
}

/** A setting without the proxies that VS Code wraps around objects; `null` where it is not set, as the protocol wants it. */
function plain(value: unknown): unknown {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as unknown);
}

/** Shows the server's messages; those about wrong settings with the place of each setting and a button that leads there. */
export class Messages {
  /** Messages about settings that are on the screen. The server repeats them after each change of any setting. */
  private readonly shown = new Set<string>();

  constructor(private readonly log: Log) {}

  async show({ type, message }: ShowMessageParams): Promise<void> {
    if (type === MessageType.Warning && message.startsWith(SECTION)) {
      await this.showWrongSettings(message);
    } else if (type === MessageType.Error) {
      await vscode.window.showErrorMessage(message);
    } else if (type === MessageType.Warning) {
      await vscode.window.showWarningMessage(message);
    } else {
      await vscode.window.showInformationMessage(message);
    }
  }

  private async showWrongSettings(message: string): Promise<void> {
    const sources = sourcesOf(namesIn(message));
    const text = sources.length === 0 ? message : `${message} Set in ${sources.map(({ title }) => title).join(' and ')}.`;
    if (this.shown.has(text)) {
      return;
    }
    this.log.warn(text);
    this.shown.add(text);
    const open = 'Open Settings';
    const chosen = await vscode.window.showWarningMessage(text, open);
    this.shown.delete(text);
    if (chosen === open) {
      await (sources[0]?.open() ?? vscode.commands.executeCommand('workbench.action.openSettings', { query: SECTION }));
    }
  }
}

/** Where settings are set. */
interface Source {
  title: string;
  open: () => Thenable<unknown>;
}

/** The names of settings in a message, without the section. */
function namesIn(message: string): string[] {
  return [...message.matchAll(/\b(?:httpStatus\.)?([a-z][A-Za-z]*(?:\.[A-Za-z]+)+)/g)].map(([, name]) => name ?? '');
}

/** The settings files in which any of these settings is set, the one that counts most first. */
function sourcesOf(names: readonly string[]): Source[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const sources: Source[] = folders
    .filter((folder) =>
      // In a window with one folder, its settings are those of the workspace.
      vscode.workspace.workspaceFile ? isSet(names, folder.uri, 'workspaceFolderValue', 'workspaceFolderLanguageValue') : false,
    )
    .map((folder) => ({
      title: `the settings of the folder ${folder.name}`,
      open: () =>
        vscode.commands.executeCommand('vscode.open', vscode.Uri.joinPath(folder.uri, '.vscode', 'settings.json')),
    }));
  if (isSet(names, undefined, 'workspaceValue', 'workspaceLanguageValue')) {
    sources.push({
      title: 'the workspace settings',
      open: () => vscode.commands.executeCommand('workbench.action.openWorkspaceSettingsFile'),
    });
  }
  if (isSet(names, undefined, 'globalValue', 'globalLanguageValue')) {
    sources.push({ title: 'the user settings', open: () => vscode.commands.executeCommand('workbench.action.openSettingsJson') });
  }
  return sources;
}

type Level =
  | 'globalValue'
  | 'globalLanguageValue'
  | 'workspaceValue'
  | 'workspaceLanguageValue'
  | 'workspaceFolderValue'
  | 'workspaceFolderLanguageValue';

/** Whether any of the settings is set on one of these levels, for all languages or for one that a document is open in. */
function isSet(names: readonly string[], folder: vscode.Uri | undefined, ...levels: Level[]): boolean {
  const languages = [undefined, ...new Set(vscode.workspace.textDocuments.map(({ languageId }) => languageId))];
  return languages.some((languageId) => {
    const scope = languageId === undefined ? folder : { ...(folder && { uri: folder }), languageId };
    const settings = vscode.workspace.getConfiguration(SECTION, scope);
    return names.some((name) => {
      const found = settings.inspect(name);
      return levels.some((level) => found?.[level] !== undefined);
    });
  });
}
