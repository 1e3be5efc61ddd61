import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';

/** The scheme of pages in the editor. For the server they are files in its cache directory. */
export const PAGE_SCHEME = 'http-status';
/** The command that links in cards run. Its argument is the name of a page. */
export const OPEN_PAGE = 'httpStatus.openPage';
/** The name of the page with all codes. The other pages are named by their code: `404`. */
export const INDEX = 'index';

const INDEX_TITLE = 'HTTP status codes';
/** The address of a page as the server writes it, up to its name. */
const PAGE_FILE = /^file:\/\/.*\/http-status-lsp\/pages-[^/]+\/(\d{3}|index)\.md(?:#.*)?$/;
/** A link in Markdown: its address in angle brackets or without, and no title. */
const MARKDOWN_LINK = /\]\((?:<(file:[^<>\n]*)>|(file:[^()<>\s]*))\)/g;

/** The address under which the editor shows a page. The last segment of its path is the title of the tab. */
export function pageAddress(name: string, title?: string): vscode.Uri {
  const shown = name === INDEX ? INDEX_TITLE : (title ?? name).replace(/[\\/]/g, ' ');
  return vscode.Uri.from({ scheme: PAGE_SCHEME, path: `/${shown}` });
}

/** The name of the page at an address of `PAGE_SCHEME`. */
export function pageName(address: vscode.Uri): string {
  return /^\/(\d{3})(?!\d)/.exec(address.path)?.[1] ?? INDEX;
}

/** The name of the page that a file of the server's cache directory holds; nothing for any other address. */
export function pageOfFile(address: string): string | undefined {
  return PAGE_FILE.exec(address)?.[1];
}

/** A hover whose links to pages open them as pages. `T` may be nothing: whatever has no such link is returned as it is. */
export function rewriteHover<T extends vscode.Hover | null | undefined>(hover: T): T {
  if (hover && Array.isArray(hover.contents)) {
    hover.contents.forEach(rewriteMarkdown);
  }
  return hover;
}

/** The same for a completion with documentation. */
export function rewriteCompletion<T extends vscode.CompletionItem | null | undefined>(item: T): T {
  rewriteMarkdown(item?.documentation);
  return item;
}

/** Definitions that lead to pages as the editor shows them, and to all other places as before. */
export function rewriteDefinition<T extends vscode.Definition | vscode.DefinitionLink[] | null | undefined>(definition: T): T {
  if (!definition) {
    return definition;
  }
  return (Array.isArray(definition) ? definition.map(rewritten) : rewritten(definition)) as T;
}

/** Document links that lead to pages as the editor shows them. */
export function rewriteLinks<T extends vscode.DocumentLink[] | null | undefined>(links: T): T {
  for (const link of links ?? []) {
    const name = link.target && pageOfFile(link.target.toString());
    if (link.target && name !== undefined) {
      // The server's tooltip is the title of what is linked: of a status, or of a class, which has no page by itself.
      const title = link.tooltip?.startsWith(name) ? link.tooltip : titleOf(link.target);
      link.target = pageAddress(name, title);
    }
  }
  return links;
}

/** Replaces links to files of pages by links that run `OPEN_PAGE`, and allows that one command. */
function rewriteMarkdown(content: unknown): void {
  if (!(content instanceof vscode.MarkdownString)) {
    return;
  }
  const value = content.value.replace(MARKDOWN_LINK, (link, bracketed?: string, bare?: string) => {
    const name = pageOfFile(bracketed ?? bare ?? '');
    if (name === undefined) {
      return link;
    }
    const tooltip = name === INDEX ? 'Open the list of all codes' : `Open the page of ${name}`;
    return `](command:${OPEN_PAGE}?${encodeURIComponent(JSON.stringify([name]))} "${tooltip}")`;
  });
  if (value === content.value) {
    return;
  }
  content.value = value;
  if (content.isTrusted !== true) {
    const others = content.isTrusted ? content.isTrusted.enabledCommands : [];
    content.isTrusted = { enabledCommands: [...others, OPEN_PAGE] };
  }
}

function rewritten(place: vscode.Location | vscode.LocationLink): vscode.Location | vscode.LocationLink {
  const target = 'targetUri' in place ? place.targetUri : place.uri;
  const name = pageOfFile(target.toString());
  if (name === undefined) {
    return place;
  }
  const address = pageAddress(name, titleOf(target));
  return 'targetUri' in place ? { ...place, targetUri: address } : new vscode.Location(address, place.range);
}

/** The title of a page's file, which the server writes before it answers; nothing where it cannot be read. */
function titleOf(file: vscode.Uri): string | undefined {
  try {
    return titleOfText(readFileSync(file.fsPath, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The first heading of a page. */
export function titleOfText(markdown: string): string | undefined {
  return /^# +(.*\S)/.exec(markdown)?.[1];
}
