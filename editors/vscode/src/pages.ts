import * as vscode from 'vscode';

import { type Client, text } from './client';
import type { Log } from './log';
import { denoted, search, type Status, type StatusList } from './search';

/** The editor in which the built-in Markdown extension shows a rendered file. */
const PREVIEW = 'vscode.markdown.preview.editor';

/** The commands that lead to pages. */
export class Pages {
  constructor(
    private readonly client: Client,
    private readonly log: Log,
  ) {}

  /** Lets the user search for a status and opens its page. */
  async lookUp(): Promise<void> {
    const list = await this.client.statuses();
    if (!list) {
      return;
    }
    const editor = vscode.window.activeTextEditor;
    const status = await pick(list.statuses, (editor && startingQuery(list.statuses, editor)) ?? '');
    if (status) {
      const find = ({ statuses }: StatusList) => statuses.find(({ code }) => code === status.code)?.page;
      await this.show(find(list), find, `${String(status.code)} ${status.name}: ${status.summary}`);
    }
  }

  /** Opens the list of all codes. */
  async showAll(): Promise<void> {
    const list = await this.client.statuses();
    if (list) {
      await this.show(list.index, ({ index }) => index, 'The list of all codes is a page.');
    }
  }

  /** Opens a page. Where there is none, says `instead`, why there is none, and how to get one. */
  private async show(
    page: string | null | undefined,
    find: (list: StatusList) => string | null | undefined,
    instead: string,
  ): Promise<void> {
    if (page) {
      await this.open(vscode.Uri.parse(page, true));
      return;
    }
    if (vscode.workspace.getConfiguration('httpStatus').get<boolean>('pages.enable', true)) {
      const show = 'Show Output';
      const chosen = await vscode.window.showWarningMessage(`${instead} The pages could not be written.`, show);
      if (chosen === show) {
        this.log.show();
      }
      return;
    }
    const turnOn = 'Turn On Pages';
    const chosen = await vscode.window.showInformationMessage(
      `${instead} Pages are turned off by the setting httpStatus.pages.enable.`,
      turnOn,
    );
    if (chosen === turnOn) {
      await turnPagesOn();
      // The server hears of the setting before it hears of this request.
      const list = await this.client.statuses();
      const written = list && find(list);
      if (written) {
        await this.open(vscode.Uri.parse(written, true));
      }
    }
  }

  /** Opens a Markdown file as it is meant to be read. */
  async open(page: vscode.Uri): Promise<void> {
    try {
      await vscode.commands.executeCommand('vscode.openWith', page, PREVIEW);
    } catch (error) {
      // Without the built-in Markdown extension the text is still worth reading.
      this.log.warn(`The page cannot be shown as Markdown: ${text(error)}`);
      await vscode.commands.executeCommand('vscode.open', page);
    }
  }
}

/** What the look-up starts with: the status that is selected or under the cursor, or nothing. */
function startingQuery(statuses: readonly Status[], { document, selection }: vscode.TextEditor): string | undefined {
  if (!selection.isSingleLine) {
    return undefined;
  }
  const range = selection.isEmpty ? document.getWordRangeAtPosition(selection.active, /[\p{L}\p{N}_]+/u) : selection;
  const status = range && denoted(statuses, document.getText(range));
  return status && String(status.code);
}

interface StatusItem extends vscode.QuickPickItem {
  status: Status;
}

function pick(statuses: readonly Status[], query: string): Promise<Status | undefined> {
  const picker = vscode.window.createQuickPick<StatusItem>();
  picker.title = 'Look Up a Status';
  picker.placeholder = 'Code, class (4xx), name, owner, or words of what it means';
  picker.value = query;
  const update = () => {
    picker.items = search(statuses, picker.value).map(item);
  };
  update();
  picker.onDidChangeValue(update);
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      resolve(picker.activeItems[0]?.status);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

function item(status: Status): StatusItem {
  const others = status.aliases.length === 0 ? '' : ` · ${status.aliases.join(', ')}`;
  return {
    status,
    label: `${String(status.code)} ${status.name}`,
    description: status.owner + others,
    detail: status.summary,
    // The search is ours: the editor's own would want the words of a query in one piece.
    alwaysShow: true,
  };
}

/** Turns pages on where they were turned off. */
async function turnPagesOn(): Promise<void> {
  const settings = vscode.workspace.getConfiguration('httpStatus');
  const set = settings.inspect<boolean>('pages.enable');
  const target =
    set?.workspaceValue === false ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await settings.update('pages.enable', true, target);
}
