import * as vscode from 'vscode';

import type { Client, Condition } from './client';
import { DOCUMENTS } from './selector';

/** Shows how the server is behind the braces of the status bar, where it takes no room until something is wrong. */
export function statusItem(client: Client): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('httpStatus.server', DOCUMENTS as vscode.DocumentFilter[]);
  item.name = 'HTTP Status';
  const show = (condition: Condition) => {
    item.busy = condition.kind === 'starting';
    item.severity = vscode.LanguageStatusSeverity.Information;
    item.detail = '';
    switch (condition.kind) {
      case 'starting':
        item.text = 'HTTP Status: starting';
        item.command = { title: 'Show Output', command: 'httpStatus.showOutput' };
        break;
      case 'running':
        item.text = `HTTP Status ${condition.version}`;
        item.command = { title: 'Look Up a Status…', command: 'httpStatus.lookUp' };
        break;
      case 'stopped':
        item.text = 'HTTP Status: stopped';
        // The whole reason would not fit there; commands and the output tell it.
        item.detail = condition.isMissing ? 'no server found' : '';
        item.severity = vscode.LanguageStatusSeverity.Error;
        item.command = condition.isMissing
          ? { title: 'Open Settings', command: 'httpStatus.openPathSetting' }
          : { title: 'Restart Server', command: 'httpStatus.restart' };
        break;
    }
  };
  show(client.condition);
  return vscode.Disposable.from(item, client.onDidChange(show));
}
