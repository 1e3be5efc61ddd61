import { createInterface } from 'node:readline';
import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  type LanguageClient,
  RevealOutputChannelOn,
  ShowMessageNotification,
  State,
} from 'vscode-languageclient/node';

import { besideOthers, LastChange } from './beside';
import { GuestClient } from './guest';
import { type Log, TraceChannel } from './log';
import { keepingOrder } from './order';
import { rewriteCompletion, rewriteLinks } from './page_links';
import type { StatusList } from './search';
import { DOCUMENTS } from './selector';
import { findServer, type FoundServer, NoServer } from './server';
import { Messages, settingsOfDocuments } from './settings';

/** How the server is, as the user is told. */
export type Condition =
  | { kind: 'starting' }
  | { kind: 'running'; version: string }
  | { kind: 'stopped'; reason: string; isMissing: boolean };

/** An edit as the server sends it. */
interface Edit {
  range: { start: { line: number; character: number }; end: { line: number; character: number } };
  newText: string;
}

/** The answer to `httpStatus/insertion`. */
export interface Insertion {
  /** Its range begins at the start of a line, so that nothing is indented again. */
  line: Edit;
  /** Stands for the text of `line`. */
  snippet: string;
  imports: Edit[];
  /** Statements that the lines need for which there is no edit. */
  missing: string[];
  library: string;
}

/** The server and the connection to it. */
export class Client implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private server: FoundServer | undefined;
  private readonly trace: TraceChannel;
  private readonly lastChange = new LastChange();
  private readonly messages: Messages;
  private readonly changed = new vscode.EventEmitter<Condition>();
  readonly onDidChange = this.changed.event;
  condition: Condition = { kind: 'starting' };
  /** Starts and stops, one after the other: settings can change while the server is still starting. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly extension: vscode.Uri,
    private readonly log: Log,
    channel: vscode.LogOutputChannel,
  ) {
    this.trace = new TraceChannel(channel);
    this.messages = new Messages(log);
  }

  /** Starts the server, or stops it first where it runs. Failures are shown and not thrown. */
  restart(): Promise<void> {
    return this.enqueue(async () => {
      await this.stopNow();
      await this.startNow();
    });
  }

  /** Restarts because the user asked for it, and says that it is done. A failure is shown by `restart`. */
  async restartAndTell(): Promise<void> {
    await this.restart();
    if (this.condition.kind === 'running') {
      void vscode.window.showInformationMessage(`HTTP Status: the server was restarted (version ${this.condition.version}).`);
    }
  }

  stop(): Promise<void> {
    return this.enqueue(() => this.stopNow());
  }

  dispose(): void {
    this.trace.dispose();
    this.lastChange.dispose();
    this.changed.dispose();
  }

  /** Where the running server came from. */
  get origin(): string | undefined {
    return this.server?.origin;
  }

  /**
   * All statuses, with those of the project that the active document is in; without one, of the first folder. Nothing where no
   * server can tell them; the user then knows why.
   */
  statuses(): Promise<StatusList | undefined> {
    const document = vscode.window.activeTextEditor?.document;
    const params = ({ code2ProtocolConverter: converter }: LanguageClient) =>
      document?.uri.scheme === 'file' ? { textDocument: converter.asTextDocumentIdentifier(document) } : {};
    return this.ask('httpStatus/statuses', params, 'its statuses');
  }

  /**
   * The lines that send a status at a position, or check it; `null` where the language has none. Nothing where no server can
   * tell them; the user then knows why.
   */
  insertion(document: vscode.TextDocument, at: vscode.Position, code: number): Promise<Insertion | null | undefined> {
    const params = ({ code2ProtocolConverter: converter }: LanguageClient) => ({
      textDocument: converter.asTextDocumentIdentifier(document),
      position: converter.asPosition(at),
      code,
    });
    return this.ask('httpStatus/insertion', params, 'the lines of a status');
  }

  private async ask<T>(method: string, params: (client: LanguageClient) => object, what: string): Promise<T | undefined> {
    await this.queue;
    if (this.client?.state !== State.Running) {
      this.tellThatStopped();
      return undefined;
    }
    try {
      return await this.client.sendRequest<T>(method, params(this.client));
    } catch (error) {
      this.log.error(`${method}: ${text(error)}`);
      void this.offer(`The server does not tell ${what}; it may be older than the extension. (${text(error)})`, [
        ['Restart Server', 'httpStatus.restart'],
        ['Show Output', 'httpStatus.showOutput'],
      ]);
      return undefined;
    }
  }

  private enqueue(work: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(work, work);
    return this.queue;
  }

  private async startNow(): Promise<void> {
    this.become({ kind: 'starting' });
    try {
      this.server = await findServer(this.extension);
      this.client = this.connect(this.server);
      await this.client.start();
    } catch (error) {
      const isMissing = error instanceof NoServer;
      const reason = isMissing ? error.message : `The server does not start: ${text(error)}`;
      this.log.error(reason);
      this.become({ kind: 'stopped', reason, isMissing });
      this.tellThatStopped();
    }
  }

  private connect(server: FoundServer): LanguageClient {
    const client: LanguageClient = new GuestClient(
      // The section of the settings in which the client looks for `trace.server`.
      'httpStatus',
      'HTTP Status',
      // The folder that is open is no working directory for the server: it would keep it from being removed on Windows.
      { command: server.path, options: { cwd: this.extension.fsPath } },
      {
        documentSelector: DOCUMENTS,
        outputChannel: this.log,
        traceOutputChannel: this.trace,
        // The status item tells of problems. A window that opens by itself while somebody types would not help.
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        errorHandler: patient(
          () => client.createDefaultErrorHandler(),
          (message) => {
            void this.offer(message, [
              ['Restart Server', 'httpStatus.restart'],
              ['Show Output', 'httpStatus.showOutput'],
            ]);
          },
        ),
        // No `synchronize.configurationSection`: the server registers for changes itself, and both would tell it twice.
        middleware: {
          workspace: {
            configuration: settingsOfDocuments(),
            didChangeConfiguration: (sections, next) => this.passOn(client, sections, next),
          },
          provideCompletionItem: besideOthers(this.lastChange),
          sendNotification: keepingOrder(),
          provideDocumentLinks: async (document, token, next) => rewriteLinks(await next(document, token)),
          resolveCompletionItem: async (item, token, next) => rewriteCompletion(await next(item, token)),
        },
        stdioOptions: {
          stdout: (output) => output.resume(),
          // The server writes warnings and its own log there, each with its level; none of it is an error of the client.
          stderr: (output) => {
            createInterface({ input: output }).on('line', (line) => {
              this.log.info(line);
            });
          },
        },
      },
    );
    client.onDidChangeState(({ newState }) => {
      if (client === this.client) {
        this.follow(client, newState);
      }
    });
    client.onNotification(ShowMessageNotification.type, (params) => this.messages.show(params));
    return client;
  }

  /** Sends changed settings, and has the editor ask again for what it asks only once. */
  private async passOn(
    client: LanguageClient,
    sections: string[] | undefined,
    next: (sections: string[] | undefined) => Promise<void>,
  ): Promise<void> {
    try {
      await next(sections);
    } catch (error) {
      if (client === this.client) {
        throw error;
      }
      // The setting that changed is the path of the server, and this one has just been stopped.
      return;
    }
    // A new provider makes the editor ask for the links of each document again; this one is gone before it is asked.
    vscode.languages.registerDocumentLinkProvider('*', { provideDocumentLinks: () => [] }).dispose();
  }

  private follow(client: LanguageClient, state: State): void {
    switch (state) {
      case State.Starting:
        // Here and not where it is started: the client starts a server that crashed again by itself.
        if (this.server) {
          this.log.info(`Starting the server (${this.server.origin}): ${this.server.path}`);
        }
        this.become({ kind: 'starting' });
        break;
      case State.Running:
        this.become({ kind: 'running', version: client.initializeResult?.serverInfo?.version ?? '' });
        break;
      case State.Stopped:
      case State.StartFailed:
        this.become({ kind: 'stopped', reason: 'The server has stopped.', isMissing: false });
        break;
    }
  }

  private async stopNow(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.server = undefined;
    if (client === undefined) {
      return;
    }
    try {
      // Waits for the process to end, and ends it where it does not.
      await client.dispose();
    } catch (error) {
      // A client that never started cannot be stopped; there is nothing to do about it.
      this.log.info(`Stopping: ${text(error)}`);
    }
  }

  private become(condition: Condition): void {
    this.condition = condition;
    this.changed.fire(condition);
  }

  private tellThatStopped(): void {
    const { condition } = this;
    if (condition.kind === 'starting') {
      void vscode.window.showInformationMessage('The HTTP Status server is still starting.');
    } else if (condition.kind === 'stopped') {
      void this.offer(
        `HTTP Status: ${condition.reason}`,
        condition.isMissing
          ? [
              ['Open Settings', 'httpStatus.openPathSetting'],
              ['How to Install', 'httpStatus.howToInstall'],
            ]
          : [
              ['Restart Server', 'httpStatus.restart'],
              ['Show Output', 'httpStatus.showOutput'],
              ['Open Settings', 'httpStatus.openPathSetting'],
            ],
      );
    }
  }

  /** Shows an error with buttons, each of which runs a command. */
  private async offer(message: string, buttons: [title: string, command: string][]): Promise<void> {
    const chosen = await vscode.window.showErrorMessage(message, ...buttons.map(([title]) => title));
    const button = buttons.find(([title]) => title === chosen);
    if (button) {
      await vscode.commands.executeCommand(button[1]);
    }
  }
}

/**
 * The client's own handler for servers that end: it starts them again, up to four times in three minutes. But it also gives
 * up for good after four messages that cannot be written, and so many are on their way when a server dies just as all open
 * documents are sent to it. Here only the end of the server counts, which follows. Its message that it gives up is shown by
 * `tell`, with a button that restarts the server.
 */
function patient(create: () => ErrorHandler, tell: (message: string) => void): ErrorHandler {
  let standard: ErrorHandler | undefined;
  return {
    error: () => ({ action: ErrorAction.Continue, handled: true }),
    closed: async () => {
      const result = await (standard ??= create()).closed();
      if (result.action === CloseAction.DoNotRestart && result.message !== undefined) {
        tell(result.message.replace(' See the output for more information.', ''));
        return { ...result, handled: true };
      }
      return result;
    },
  };
}

/** What an error says. */
export function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
