import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';

/** How long other providers have to answer, in milliseconds. */
const LIMIT = 150;

/** A list that is asked for so soon after a change of the text comes up because of it, in milliseconds. */
const TYPING = 300;

/** A name alone, as it stands behind a qualifier. Elsewhere labels have their qualifier: `http.StatusNotFound`. */
const BARE_NAME = /^[\p{L}_$][\p{L}\p{N}_$]*(?=\(\)$|[?!]?$)/u;

/** What ends the text before a member. */
const QUALIFIED = /(?:\.|::|->)$/;

/** The name that a label of any provider begins with: `NotFound() : IActionResult`. */
const LEADING_NAME = /^[\p{L}_$][\p{L}\p{N}_$]*/u;

/**
 * Leaves out those members that other providers give at the same place, so that each stands in the list once. Where the
 * others give none, because a package is not installed or a language has no server, all of ours stand.
 */
export function besideOthers(lastChange: LastChange): NonNullable<Middleware['provideCompletionItem']> {
  const probes = new Probes();
  return async (document, position, asked, token, next) => {
    if (probes.isOurOwn(document, position)) {
      return null;
    }
    const context = lastChange.isRecent(document) ? unasked(asked) : asked;
    const list = await next(document, position, context, token);
    const items = Array.isArray(list) ? list : (list?.items ?? []);
    const names = items.map((item) => memberName(document, position, item));
    if (!list || names.every((name) => name === undefined) || !comparesConstants(document)) {
      return list;
    }
    const others = await probes.ask(document, position, context, token);
    if (!others) {
      // All of ours stand. With the next letter the editor asks us again, once, and the others may be ready by then.
      const isAgain = context.triggerKind === vscode.CompletionTriggerKind.TriggerForIncompleteCompletions;
      return isAgain ? list : new vscode.CompletionList(items, true);
    }
    const left = items.filter((item, index) => {
      const texts = others.get(names[index] ?? '') ?? [];
      return !texts.some((text) => fits(typed(document, position, item), text));
    });
    return Array.isArray(list) ? left : new vscode.CompletionList(left, list.isIncomplete);
  };
}

/**
 * The editor says "invoked" of a list that comes up by itself while a word is typed, as of one that the user asked for. The
 * server keeps quiet in prose and comments where a list is not asked for.
 */
function unasked(context: vscode.CompletionContext): vscode.CompletionContext {
  return context.triggerKind === vscode.CompletionTriggerKind.Invoke
    ? { ...context, triggerKind: vscode.CompletionTriggerKind.TriggerCharacter }
    : context;
}

/** When the text of which document was changed last. */
export class LastChange implements vscode.Disposable {
  private uri = '';
  private time = 0;
  private readonly listener = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length > 0) {
      this.uri = document.uri.toString();
      this.time = performance.now();
    }
  });

  isRecent(document: vscode.TextDocument): boolean {
    return this.uri === document.uri.toString() && performance.now() - this.time < TYPING;
  }

  dispose(): void {
    this.listener.dispose();
  }
}

/** What other providers give: the texts by which the editor finds each, under the name that its label begins with. */
type Given = ReadonlyMap<string, readonly string[]>;

/** Questions to all providers of a document, ours among them. */
class Probes {
  /** The questions that have not reached our own provider yet, the oldest first. */
  private readonly pending: { place: string }[] = [];

  /** Whether our provider is asked by ourselves. Each question reaches it at most once. */
  isOurOwn(document: vscode.TextDocument, position: vscode.Position): boolean {
    const place = placeOf(document, position);
    return this.end(this.pending.find((question) => question.place === place));
  }

  /** What the other providers give; nothing where they need longer than the limit. */
  ask(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.CompletionContext,
    token: vscode.CancellationToken,
  ): Promise<Given | undefined> {
    const question = { place: placeOf(document, position) };
    this.pending.push(question);
    const answer = vscode.commands
      .executeCommand<vscode.CompletionList | undefined>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        position,
        context.triggerCharacter,
      )
      .then(
        (list) => given(list?.items ?? []),
        // The document may have been closed meanwhile.
        () => given([]),
      );
    // Where a provider with a closer selector gives items, ours is not asked.
    void answer.then(() => this.end(question));
    return within(LIMIT, token, answer);
  }

  private end(question: { place: string } | undefined): boolean {
    const index = question ? this.pending.indexOf(question) : -1;
    return index >= 0 && this.pending.splice(index, 1).length > 0;
  }
}

/** Without the version: the text may change while the question is on its way, and the question keeps its place. */
function placeOf(document: vscode.TextDocument, position: vscode.Position): string {
  return `${document.uri.toString()} ${String(position.line)}:${String(position.character)}`;
}

function given(items: readonly vscode.CompletionItem[]): Given {
  const names = new Map<string, string[]>();
  for (const item of items) {
    // Words of the document and templates are not what the qualifier has.
    if (item.kind === vscode.CompletionItemKind.Text || item.kind === vscode.CompletionItemKind.Snippet) {
      continue;
    }
    const label = labelOf(item);
    const name = LEADING_NAME.exec(label)?.[0];
    if (name !== undefined) {
      names.set(name, [...(names.get(name) ?? []), item.filterText ?? label]);
    }
  }
  return names;
}

/** The name of a constant or a function of a library, where it stands behind a qualifier. */
function memberName(document: vscode.TextDocument, position: vscode.Position, item: vscode.CompletionItem): string | undefined {
  const isName = item.kind === vscode.CompletionItemKind.Constant || item.kind === vscode.CompletionItemKind.Function;
  const start = startOf(document, position, item);
  const before = new vscode.Range(start.translate(0, -Math.min(2, start.character)), start);
  return isName && QUALIFIED.test(document.getText(before)) ? BARE_NAME.exec(labelOf(item))?.[0] : undefined;
}

function labelOf({ label }: vscode.CompletionItem): string {
  return typeof label === 'string' ? label : label.label;
}

/** What stands before the cursor of the text that an item replaces. */
function typed(document: vscode.TextDocument, position: vscode.Position, item: vscode.CompletionItem): string {
  return document.getText(new vscode.Range(startOf(document, position, item), position));
}

function startOf(document: vscode.TextDocument, position: vscode.Position, { range }: vscode.CompletionItem): vscode.Position {
  const replaced = range instanceof vscode.Range ? range : range?.inserting;
  return replaced?.start ?? document.getWordRangeAtPosition(position)?.start ?? position;
}

/** Whether the editor can show an item for what was typed: `404` finds ours by its number, and not another's by its name. */
function fits(typed: string, text: string): boolean {
  const [wanted, found] = [typed.toLowerCase(), text.toLowerCase()];
  let from = 0;
  for (let index = 0; index < wanted.length; index += 1) {
    from = found.indexOf(wanted.charAt(index), from) + 1;
    if (from === 0) {
      return false;
    }
  }
  return true;
}

function comparesConstants(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration('httpStatus', document).get<string>('completion.constants', 'auto') === 'auto';
}

/** An answer, or nothing once it takes too long or is not wanted any more. */
function within<T>(limit: number, token: vscode.CancellationToken, answer: PromiseLike<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const end = (value: T | undefined) => {
      clearTimeout(timer);
      subscription.dispose();
      resolve(value);
    };
    const timer = setTimeout(() => {
      end(undefined);
    }, limit);
    const subscription = token.onCancellationRequested(() => {
      end(undefined);
    });
    void answer.then(end);
  });
}
