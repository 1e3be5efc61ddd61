import * as vscode from 'vscode';

import { INDEX, pageName } from './page_links';
import type { Pages } from './pages';
import { plain } from './plain';
import { Trail } from './trail';

/** The type of the editor in the manifest. */
export const PAGE_EDITOR = 'httpStatus.page';

/** What the script of a page sends. */
type Message =
  /** A link to another page was followed, as the page has it (`404.md`), and may ask for a tab that stays. */
  | { kind: 'follow'; link: string; isLasting: boolean }
  /** The page was scrolled, to so many CSS pixels. */
  | { kind: 'scroll'; top: number }
  /** The mouse has buttons for this. */
  | { kind: 'back' }
  | { kind: 'forward' };

/**
 * Shows a page as HTML. Each page is a document of the editor: the tab that the next page takes over, splitting, find, and
 * reopening with the window are the editor's.
 */
export class PageEditor implements vscode.CustomReadonlyEditorProvider {
  private readonly media: vscode.Uri;
  private readonly trail = new Trail();

  constructor(
    extension: vscode.Uri,
    private readonly pages: Pages,
  ) {
    this.media = vscode.Uri.joinPath(extension, 'media');
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  async resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): Promise<void> {
    const { webview } = panel;
    const name = pageName(uri);
    let visit = this.trail.arrive(name);
    panel.onDidChangeViewState(() => {
      if (panel.active) {
        visit = this.trail.arrive(name);
      }
    });
    panel.onDidDispose(() => {
      this.trail.leave(name);
    });
    webview.options = { enableScripts: true, localResourceRoots: [this.media] };
    webview.onDidReceiveMessage(async (message: Message) => {
      switch (message.kind) {
        case 'follow':
          await this.follow(message.link, message.isLasting);
          break;
        case 'scroll':
          visit.top = message.top;
          break;
        case 'back':
          await this.back();
          break;
        case 'forward':
          await this.forward();
          break;
      }
    });
    webview.html = this.document(webview, await this.content(uri), visit.top);
  }

  /** Goes to the page before this one, or to where the first one was opened from. */
  back(): Promise<void> {
    return this.go(this.trail.back(), 'workbench.action.navigateBack');
  }

  forward(): Promise<void> {
    return this.go(this.trail.forward(), 'workbench.action.navigateForward');
  }

  private async go(name: string | undefined, beyond: string): Promise<void> {
    if (name === undefined) {
      await vscode.commands.executeCommand(beyond);
    } else {
      await this.pages.open(name);
    }
  }

  private async follow(link: string, isLasting: boolean): Promise<void> {
    const name = /^(\d{3})\.md(?:#.*)?$/.exec(link)?.[1] ?? INDEX;
    this.trail.follow(name);
    await this.pages.open(name, { isLasting });
  }

  private async content(uri: vscode.Uri): Promise<string> {
    const page = await this.pages.read(uri);
    if ('problem' in page) {
      return `<p>${escaped(page.problem)}</p>`;
    }
    try {
      return await vscode.commands.executeCommand<string>('markdown.api.render', page.markdown);
    } catch {
      // The built-in Markdown extension is turned off.
      return `<pre>${escaped(plain(page.markdown))}</pre>`;
    }
  }

  private document(webview: vscode.Webview, content: string, top: number): string {
    const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(this.media, name)).toString();
    return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; script-src ${webview.cspSource}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file('page.css')}">
<script src="${file('page.js')}" defer></script>
</head>
<body data-top="${String(top)}">
<main>
${content}
</main>
</body>
</html>
`;
  }
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
