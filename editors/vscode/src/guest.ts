import * as vscode from 'vscode';
import {
  type ClientCapabilities,
  DefinitionRequest,
  DynamicFeature,
  type FeatureState,
  HoverRequest,
  LanguageClient,
  type LanguageClientOptions,
  MarkupContent,
  MarkupKind,
  type ServerCapabilities,
  type ServerOptions,
  type StaticFeature,
} from 'vscode-languageclient/node';

import { rewriteDefinition, rewriteHover } from './page_links';
import { DOCUMENTS } from './selector';

/**
 * VS Code orders providers by how closely their selectors fit a document. A scheme fits as closely as a language (10), and
 * of two that fit alike, the one that registered last comes first. `*` fits less (5). With it, the hover and the definition
 * of the language's own extension come before ours.
 */
const BELOW_THE_LANGUAGE: vscode.DocumentSelector = { language: '*' };

/** The requests that the client of the library would register with its one selector. */
const REGISTERED_HERE = new Set<string>([HoverRequest.method, DefinitionRequest.method]);

/** A client whose hover and definition come below those of the language's own extension. */
export class GuestClient extends LanguageClient {
  constructor(id: string, name: string, server: ServerOptions, options: LanguageClientOptions) {
    super(id, name, server, options);
    this.registerFeature(new HoverAndDefinition(this));
  }

  /** The constructor of the library's client passes its own features through here. */
  override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
    if (!(DynamicFeature.is(feature) && REGISTERED_HERE.has(feature.registrationType.method))) {
      super.registerFeature(feature);
    }
  }
}

/** Hover and definition. The client calls `initialize` after each start of the server and `clear` after each end. */
class HoverAndDefinition implements StaticFeature {
  private readonly registrations: vscode.Disposable[] = [];

  constructor(private readonly client: LanguageClient) {}

  fillClientCapabilities(capabilities: ClientCapabilities): void {
    const textDocument = (capabilities.textDocument ??= {});
    textDocument.hover = { contentFormat: [MarkupKind.Markdown, MarkupKind.PlainText] };
    textDocument.definition = { linkSupport: true };
  }

  initialize({ hoverProvider, definitionProvider }: ServerCapabilities): void {
    this.clear();
    if (hoverProvider !== undefined && hoverProvider !== false) {
      const cards = new Cards(this.client);
      // The one that registers last stands first.
      this.registrations.push(
        vscode.languages.registerHoverProvider(BELOW_THE_LANGUAGE, { provideHover: (...at) => cards.rest(...at) }),
        vscode.languages.registerHoverProvider(BELOW_THE_LANGUAGE, { provideHover: (...at) => cards.head(...at) }),
      );
    }
    if (definitionProvider !== undefined && definitionProvider !== false) {
      const provideDefinition = this.definition.bind(this);
      this.registrations.push(
        vscode.languages.registerDefinitionProvider(BELOW_THE_LANGUAGE, { provideDefinition }),
      );
    }
  }

  getState(): FeatureState {
    return { kind: 'static' };
  }

  clear(): void {
    vscode.Disposable.from(...this.registrations.splice(0)).dispose();
  }

  private async definition(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Definition | vscode.DefinitionLink[] | null | undefined> {
    if (!isSeen(document)) {
      return null;
    }
    const { client } = this;
    const params = client.code2ProtocolConverter.asTextDocumentPositionParams(document, position);
    try {
      const result = await client.sendRequest(DefinitionRequest.type, params, token);
      return rewriteDefinition(await client.protocol2CodeConverter.asDefinitionResult(result, token));
    } catch (error) {
      return client.handleFailedRequest(DefinitionRequest.type, token, error, null);
    }
  }
}

/** A card in the two parts that VS Code is given. */
interface Card {
  head: vscode.Hover;
  rest: vscode.Hover | undefined;
}

/** How much later than VS Code's own timer the first part of a card arrives, in milliseconds. */
const AFTER_THE_TIMER = 20;

/**
 * Cards, each as two hovers: the title, and what follows it.
 *
 * VS Code (1.100 to 1.139) has one hover widget for each editor, and its scroll position stays when its content is replaced.
 * After a card has been scrolled, the next one would show from the middle. No extension can set the position, but VS Code
 * lays out the widget after each hover that arrives, and a title alone is too short to be scrolled. So the title has to
 * arrive first and on its own. What arrives before the delay of the hover has passed is shown at once, all together;
 * therefore both parts are held back until then. They arrive in one go, and the title alone is never painted.
 */
class Cards {
  /** The requests that wait for their answer or for the delay, by place. Both providers are asked, the server once. */
  private readonly waiting = new Map<string, { card: Promise<Card | null>; token: vscode.CancellationToken }>();

  constructor(private readonly client: LanguageClient) {}

  async head(...at: Place): Promise<vscode.Hover | undefined> {
    return (await this.card(...at))?.head;
  }

  async rest(...at: Place): Promise<vscode.Hover | undefined> {
    const card = await this.card(...at);
    // One step behind the title, and with it in the same turn of the event loop: so both leave in one message.
    await Promise.resolve();
    return card?.rest;
  }

  private card(...at: Place): Promise<Card | null> {
    const [document, position, token] = at;
    if (!isSeen(document)) {
      return Promise.resolve(null);
    }
    const key = `${document.uri.toString()} ${String(document.version)} ${String(position.line)}:${String(position.character)}`;
    const same = this.waiting.get(key);
    // The mouse may have left the place and come back.
    if (same && !same.token.isCancellationRequested) {
      return same.card;
    }
    const asked = { card: this.ask(...at), token };
    this.waiting.set(key, asked);
    const forget = () => {
      if (this.waiting.get(key) === asked) {
        this.waiting.delete(key);
      }
    };
    asked.card.then(forget, forget);
    return asked.card;
  }

  private async ask(...[document, position, token]: Place): Promise<Card | null> {
    const { client } = this;
    const asked = Date.now();
    const params = client.code2ProtocolConverter.asTextDocumentPositionParams(document, position);
    let card: Card | null;
    try {
      card = this.split(await client.sendRequest(HoverRequest.type, params, token));
    } catch (error) {
      return client.handleFailedRequest(HoverRequest.type, token, error, null);
    }
    if (card && !isAtCursor(document, position)) {
      await passed(asked + untilShown(document), token);
    }
    return token.isCancellationRequested ? null : card;
  }

  private split(hover: Parameters<LanguageClient['protocol2CodeConverter']['asHover']>[0]): Card | null {
    const convert = this.client.protocol2CodeConverter;
    if (hover && MarkupContent.is(hover.contents) && hover.contents.kind === MarkupKind.Markdown) {
      const { kind, value } = hover.contents;
      const end = value.indexOf('\n\n');
      if (end > 0) {
        const part = (text: string) => rewriteHover(convert.asHover({ ...hover, contents: { kind, value: text } }));
        return { head: part(value.slice(0, end)), rest: part(value.slice(end + 2)) };
      }
    }
    const head = rewriteHover(convert.asHover(hover));
    return head ? { head, rest: undefined } : null;
  }
}

type Place = [document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken];

/** Whether the server sees a document. Our own log is among those that it does not see. */
function isSeen(document: vscode.TextDocument): boolean {
  return vscode.languages.match(DOCUMENTS as vscode.DocumentFilter[], document) > 0;
}

/** Whether a hover was asked for by keyboard: then VS Code shows each part as it comes, without a delay. */
function isAtCursor(document: vscode.TextDocument, position: vscode.Position): boolean {
  const editor = vscode.window.activeTextEditor;
  return editor?.document === document && editor.selection.active.isEqual(position);
}

/** For how long after it has asked VS Code keeps the answers to a hover, in milliseconds: the second half of the delay. */
function untilShown(document: vscode.TextDocument): number {
  return vscode.workspace.getConfiguration('editor.hover', document).get<number>('delay', 300) / 2 + AFTER_THE_TIMER;
}

/** Waits until a time of the clock, or until the answer is not wanted any more. */
function passed(time: number, token: vscode.CancellationToken): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      subscription.dispose();
      resolve();
    };
    const timer = setTimeout(end, time - Date.now());
    const subscription = token.onCancellationRequested(end);
  });
}
