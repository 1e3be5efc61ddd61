import * as vscode from 'vscode';

import { type Client, text } from './client';
import type { Log } from './log';
import { PAGE_EDITOR, PageEditor } from './page_editor';
import { INDEX, OPEN_PAGE, PAGE_SCHEME, pageAddress, pageName } from './page_links';
import { plain } from './plain';
import type { StatusList } from './search';

/** The editor in which the built-in Markdown extension shows a rendered file. */
const PREVIEW = 'vscode.markdown.preview.editor';

/** The text of a page, or the reason why there is none. */
export type PageText = { markdown: string } | { problem: string };

/** The pages: their texts, and the commands that open them. */
export class Pages implements vscode.TextDocumentContentProvider {
  constructor(
    private readonly client: Client,
    private readonly log: Log,
  ) {}

  /** Registers what shows pages: an editor, and documents with their text for peek. */
  register(extension: vscode.Uri): vscode.Disposable {
    const editor = new PageEditor(extension, this);
    return vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(PAGE_SCHEME, this),
      vscode.window.registerCustomEditorProvider(PAGE_EDITOR, editor, {
        supportsMultipleEditorsPerDocument: true,
        webviewOptions: { enableFindWidget: true },
      }),
      vscode.commands.registerCommand(OPEN_PAGE, (name: unknown) => this.open(String(name))),
      vscode.commands.registerCommand('httpStatus.pageBack', () => editor.back()),
      vscode.commands.registerCommand('httpStatus.pageForward', () => editor.forward()),
    );
  }

  /** Opens the list of all codes. */
  showAll(): Promise<void> {
    return this.open(INDEX);
  }

  /** Opens the page of a code, the lines of the project file that define it, or the list of all. Where there is no page, shows the reason and a way to get one. */
  async open(name: string, how: { isLasting: boolean } = { isLasting: false }): Promise<void> {
    const list = await this.client.statuses();
    if (!list) {
      return;
    }
    const definition = list.statuses.find(({ code }) => String(code) === name)?.definition;
    if (definition) {
      const { line, character } = definition.range.start;
      const at = new vscode.Position(line, character);
      await vscode.window.showTextDocument(vscode.Uri.parse(definition.uri, true), { selection: new vscode.Range(at, at) });
    } else if (this.file(list, name) !== undefined || (await this.offerToTurnOn(list, name))) {
      await this.show(pageAddress(name, titleIn(list, name)), how.isLasting);
    }
  }

  /** The text of the page at an address of the editor. */
  async read(address: vscode.Uri): Promise<PageText> {
    const list = await this.client.statuses();
    if (!list) {
      return { problem: 'The HTTP Status server does not run, so there is no page.' };
    }
    const file = this.file(list, pageName(address));
    if (file === undefined) {
      return { problem: noPages() };
    }
    try {
      return { markdown: new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.parse(file, true))) };
    } catch (error) {
      this.log.error(`The page ${file} cannot be read: ${text(error)}`);
      return { problem: 'The page cannot be read.' };
    }
  }

  /** For peek, and for "Reopen Editor With…", "Text Editor". */
  async provideTextDocumentContent(address: vscode.Uri): Promise<string> {
    const page = await this.read(address);
    return 'problem' in page ? `${page.problem}\n` : plain(page.markdown);
  }

  /** Opens a Markdown file of the extension as it is meant to be read. */
  async openFile(file: vscode.Uri): Promise<void> {
    try {
      await vscode.commands.executeCommand('vscode.openWith', file, PREVIEW);
    } catch (error) {
      // Without the built-in Markdown extension the text is still worth reading.
      this.log.warn(`The file cannot be shown as Markdown: ${text(error)}`);
      await vscode.commands.executeCommand('vscode.open', file);
    }
  }

  private file(list: StatusList, name: string): string | undefined {
    const file = name === INDEX ? list.index : list.statuses.find(({ code }) => String(code) === name)?.page;
    return file ?? undefined;
  }

  /**
   * Opens a page where another one is open, so that pages that were moved to the side stay there and the code stays in view.
   * Without `isLasting` the tab is the one that the next page takes over.
   */
  private async show(address: vscode.Uri, isLasting: boolean): Promise<void> {
    const { all, activeTabGroup } = vscode.window.tabGroups;
    const group = [activeTabGroup, ...all].find(({ tabs }) => tabs.some(isPage)) ?? activeTabGroup;
    if (group.activeTab?.isPreview && group.isActive && !isPage(group.activeTab)) {
      // As "Go to Definition" does: the document that it starts from stays open.
      await vscode.commands.executeCommand('workbench.action.keepEditor');
    }
    const options: vscode.TextDocumentShowOptions = { viewColumn: group.viewColumn, preview: !isLasting };
    // Not with the editor's name: users can associate pages with the text editor.
    await vscode.commands.executeCommand('vscode.open', address, options);
  }

  /** Shows the summary of a status that has no page, and offers to turn pages on. Returns whether there are pages now. */
  private async offerToTurnOn(list: StatusList, name: string): Promise<boolean> {
    const status = list.statuses.find(({ code }) => String(code) === name);
    const known = status ? `${titleIn(list, name) ?? name}: ${status.summary}` : 'The list of all codes is a page.';
    if (arePagesOn()) {
      const show = 'Show Output';
      const chosen = await vscode.window.showWarningMessage(`${known} ${noPages()}`, show);
      if (chosen === show) {
        this.log.show();
      }
      return false;
    }
    const turnOn = 'Turn On Pages';
    const chosen = await vscode.window.showInformationMessage(`${known} ${noPages()}`, turnOn);
    if (chosen !== turnOn) {
      return false;
    }
    await turnPagesOn();
    // The server receives the setting before it receives this request.
    const now = await this.client.statuses();
    return now !== undefined && this.file(now, name) !== undefined;
  }
}

function titleIn({ statuses }: StatusList, name: string): string | undefined {
  const status = statuses.find(({ code }) => String(code) === name);
  return status && `${String(status.code)} ${status.name}`;
}

function isPage({ input }: vscode.Tab): boolean {
  const isDocument = input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText;
  return isDocument && input.uri.scheme === PAGE_SCHEME;
}

function arePagesOn(): boolean {
  return vscode.workspace.getConfiguration('httpStatus', null).get<boolean>('pages.enable', true);
}

/** The reason why the server has no files of pages. */
function noPages(): string {
  return arePagesOn()
    ? 'The pages could not be written.'
    : 'Pages are turned off by the setting httpStatus.pages.enable.';
}

/** Turns pages on where they were turned off. */
async function turnPagesOn(): Promise<void> {
  const settings = vscode.workspace.getConfiguration('httpStatus', null);
  const set = settings.inspect<boolean>('pages.enable');
  const target =
    set?.workspaceValue === false ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await settings.update('pages.enable', true, target);
}
