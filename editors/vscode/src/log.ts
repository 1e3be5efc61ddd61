import * as vscode from 'vscode';

/** How many lines a bug report may quote. */
const KEPT_LINES = 50;

/** The output channel of the extension, which remembers its last lines for bug reports. */
export class Log implements vscode.LogOutputChannel {
  private readonly kept: string[] = [];

  constructor(protected readonly channel: vscode.LogOutputChannel) {}

  /** The last lines, oldest first. */
  lastLines(): readonly string[] {
    return this.kept;
  }

  get name(): string {
    return this.channel.name;
  }
  get logLevel(): vscode.LogLevel {
    return this.channel.logLevel;
  }
  get onDidChangeLogLevel(): vscode.Event<vscode.LogLevel> {
    return this.channel.onDidChangeLogLevel;
  }

  trace(message: string): void {
    // Traces hold the text of documents, so no report may quote them.
    this.channel.trace(message);
  }
  debug(message: string): void {
    this.keep('debug', message);
    this.channel.debug(message);
  }
  info(message: string): void {
    this.keep('info', message);
    this.channel.info(message);
  }
  warn(message: string): void {
    this.keep('warning', message);
    this.channel.warn(message);
  }
  error(message: string | Error): void {
    this.keep('error', String(message));
    this.channel.error(message);
  }
  append(value: string): void {
    this.channel.append(value);
  }
  appendLine(value: string): void {
    this.channel.appendLine(value);
  }
  replace(value: string): void {
    this.channel.replace(value);
  }
  clear(): void {
    this.channel.clear();
  }
  show(columnOrPreserveFocus?: vscode.ViewColumn | boolean, preserveFocus?: boolean): void {
    this.channel.show(typeof columnOrPreserveFocus === 'boolean' ? columnOrPreserveFocus : preserveFocus);
  }
  hide(): void {
    this.channel.hide();
  }
  dispose(): void {
    this.channel.dispose();
  }

  private keep(level: string, message: string): void {
    this.kept.push(...message.split('\n').map((line) => `[${level}] ${line}`));
    this.kept.splice(0, this.kept.length - KEPT_LINES);
  }
}

/**
 * Where the client writes what it exchanges with the server. The client asks the log level of the channel whether it is to
 * trace at all; here the setting `httpStatus.trace.server` answers, so that one setting is enough to see a trace.
 */
export class TraceChannel extends Log {
  private readonly changed = new vscode.EventEmitter<vscode.LogLevel>();
  private readonly subscription = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('httpStatus.trace.server')) {
      this.changed.fire(this.logLevel);
    }
  });

  override get logLevel(): vscode.LogLevel {
    const wanted = vscode.workspace.getConfiguration('httpStatus').get<string>('trace.server', 'off');
    return wanted === 'off' ? vscode.LogLevel.Info : vscode.LogLevel.Trace;
  }
  override get onDidChangeLogLevel(): vscode.Event<vscode.LogLevel> {
    return this.changed.event;
  }
  override trace(message: string): void {
    this.channel.info(message);
  }
  override dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}
