import * as vscode from 'vscode';

import type { Client, Insertion } from './client';
import type { Pages } from './pages';
import { denoted, Search, type Status } from './search';

/** What to do with the status that was chosen. */
type Action = 'open' | 'insert' | 'insertResponse' | 'copyCode' | 'copyName';

/** How long the status bar shows what was copied, in milliseconds. */
const TOLD = 3000;

/** The commands that let the user search for a status. */
export class LookUp {
  constructor(
    private readonly client: Client,
    private readonly pages: Pages,
  ) {}

  /** Opens the page of the status that the user chooses, or inserts or copies it. */
  run(): Promise<void> {
    return this.choose('open');
  }

  /** Inserts the code that the user chooses. */
  insert(): Promise<void> {
    return this.choose('insert');
  }

  /** Inserts the lines that send the status that the user chooses, or check it in a client. */
  insertResponse(): Promise<void> {
    return this.choose('insertResponse');
  }

  private async choose(standard: Action): Promise<void> {
    const list = await this.client.statuses();
    if (!list) {
      return;
    }
    const editor = vscode.window.activeTextEditor;
    const place = editor && placeOf(list.statuses, editor);
    const chosen = await pick(list.statuses, place?.status, standard, editor !== undefined);
    if (!chosen) {
      return;
    }
    const { status, action } = chosen;
    switch (action) {
      case 'open':
        await this.pages.open(String(status.code));
        break;
      case 'insert':
        if (editor) {
          await insert(editor, String(status.code), place?.code);
        }
        break;
      case 'insertResponse':
        if (editor) {
          await this.insertLines(editor, status);
        }
        break;
      case 'copyCode':
        await copy(String(status.code));
        break;
      case 'copyName':
        await copy(status.name);
        break;
    }
  }

  private async insertLines(editor: vscode.TextEditor, status: Status): Promise<void> {
    const insertion = await this.client.insertion(editor.document, editor.selection.active, status.code);
    if (insertion === null) {
      const name = `${String(status.code)} ${status.name}`;
      void vscode.window.showWarningMessage(`There is no line for ${name} in files of the type "${editor.document.languageId}".`);
    } else if (insertion) {
      await write(editor, insertion, String(status.code));
    }
  }
}

/** The status that is selected or under the cursor, and the range of its code where it is written as a number. */
interface Place {
  status: Status | undefined;
  code: vscode.Range | undefined;
}

function placeOf(statuses: readonly Status[], { document, selection }: vscode.TextEditor): Place | undefined {
  if (!selection.isSingleLine) {
    return undefined;
  }
  const range = selection.isEmpty ? document.getWordRangeAtPosition(selection.active, /[\p{L}\p{N}_]+/u) : selection;
  const source = range && document.getText(range);
  const status = source && denoted(statuses, source);
  return status ? { status, code: source === String(status.code) ? range : undefined } : undefined;
}

/** Writes a code at each cursor, in place of what is selected or of the code that the cursor is in. */
async function insert(editor: vscode.TextEditor, code: string, present: vscode.Range | undefined): Promise<void> {
  const shown = await vscode.window.showTextDocument(editor.document, editor.viewColumn);
  const { selections } = shown;
  // As a snippet, so that the cursors stand behind the code.
  const places = present && selections.length === 1 ? present : selections;
  if (!(await shown.insertSnippet(new vscode.SnippetString(code), places))) {
    void vscode.window.showWarningMessage(`${code} cannot be inserted: the editor is read-only.`);
  }
}

/** Writes the imports, then the lines as a snippet. All imports stand above the lines. */
async function write(editor: vscode.TextEditor, insertion: Insertion, code: string): Promise<void> {
  const shown = await vscode.window.showTextDocument(editor.document, editor.viewColumn);
  const { document } = shown;
  const count = document.lineCount;
  const options = { undoStopBefore: true, undoStopAfter: false };
  const isEdited =
    insertion.imports.length === 0 ||
    (await shown.edit((builder) => {
      for (const { range, newText } of insertion.imports) {
        builder.replace(rangeOf(range), newText);
      }
    }, options));
  const { start, end } = rangeOf(insertion.line.range);
  const added = document.lineCount - count;
  const range = new vscode.Range(start.translate(added), end.translate(added));
  const snippet = new vscode.SnippetString(insertion.snippet);
  const isFirst = insertion.imports.length === 0;
  if (!isEdited || !(await shown.insertSnippet(snippet, range, { undoStopBefore: isFirst, undoStopAfter: true }))) {
    void vscode.window.showWarningMessage(`The lines of ${code} cannot be inserted: the editor is read-only.`);
  } else if (insertion.missing.length > 0) {
    void vscode.window.showInformationMessage(`The lines of ${code} also need: ${insertion.missing.join(' ')}`);
  }
}

function rangeOf({ start, end }: Insertion['line']['range']): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

async function copy(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(`Copied: ${text}`, TOLD);
}

interface Button extends vscode.QuickInputButton {
  action: Action;
}

interface Item extends vscode.QuickPickItem {
  /** Not set in the row for queries that no status fits. */
  status?: Status;
}

interface Chosen {
  status: Status;
  action: Action;
}

const TITLES: Partial<Record<Action, string>> = {
  insert: 'Look Up and Insert a Code',
  insertResponse: 'Look Up and Insert a Response',
};

function pick(
  statuses: readonly Status[],
  first: Status | undefined,
  standard: Action,
  canInsert: boolean,
): Promise<Chosen | undefined> {
  const search = new Search(statuses);
  const picker = vscode.window.createQuickPick<Item>();
  picker.title = TITLES[standard] ?? 'Look Up a Status';
  picker.placeholder = 'Code, class (4xx), name, constant, header, server, or words of a cause or fix';
  picker.value = first ? String(first.code) : '';
  const update = () => {
    const found = search.find(picker.value);
    picker.items = found.length > 0 ? found.map((status) => item(status, standard, canInsert)) : [nothingFits(picker.value)];
  };
  update();
  picker.onDidChangeValue(update);
  return new Promise((resolve) => {
    const choose = (status: Status | undefined, action: Action) => {
      if (status) {
        resolve({ status, action });
        picker.hide();
      }
    };
    picker.onDidAccept(() => {
      choose(picker.activeItems[0]?.status, standard);
    });
    picker.onDidTriggerItemButton(({ item: { status }, button }) => {
      choose(status, (button as Button).action);
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

function item(status: Status, standard: Action, canInsert: boolean): Item {
  const code = String(status.code);
  const others = status.aliases.length === 0 ? '' : ` · ${status.aliases.join(', ')}`;
  const button = (action: Action, icon: string, tooltip: string): Button => ({
    action,
    iconPath: new vscode.ThemeIcon(icon),
    tooltip,
  });
  const buttons = [
    button('open', 'book', `Open the page of ${code}`),
    ...(canInsert
      ? [
          button('insert', 'insert', `Insert ${code} at the cursor`),
          button('insertResponse', 'symbol-snippet', `Insert the lines that send or check ${code}`),
        ]
      : []),
    button('copyCode', 'copy', `Copy ${code}`),
    button('copyName', 'symbol-text', `Copy "${status.name}"`),
  ];
  return {
    status,
    label: `${code} ${status.name}`,
    description: status.owner + others,
    detail: status.summary,
    buttons: buttons.filter(({ action }) => action !== standard),
    // The search is ours: the editor's own would want the words of a query in one piece.
    alwaysShow: true,
  };
}

function nothingFits(query: string): Item {
  return {
    label: `No status fits "${query.trim()}"`,
    detail: 'Try a code (404), a class (4xx), a constant, a header, or fewer words.',
    alwaysShow: true,
  };
}
