// What a language's own extension answers, as fast or as slowly as the name of the file says.
const vscode = require('vscode');

const MEMBERS = ['NOT_FOUND', 'NOT_ACCEPTABLE', 'OK'];
/** How long the slow one takes, and a late one at first, in milliseconds. */
const SLOWLY = 2000;
const LATE = 500;

function activate(context) {
  const named = (document, name) => document.uri.path.endsWith(`/${name}`);
  const items = (kind, ...labels) => labels.map((label) => new vscode.CompletionItem(label, kind));
  const isMember = (document, position) => /StatusCodes\.\w*$/.test(document.lineAt(position).text.slice(0, position.character));
  const after = (time, answer) => new Promise((resolve) => setTimeout(() => resolve(answer), time));
  let lateAnswers = 0;
  const { Text, Snippet, EnumMember } = vscode.CompletionItemKind;

  context.subscriptions.push(
    vscode.languages.registerHoverProvider('vue', {
      provideHover(document, position) {
        const range = document.getWordRangeAtPosition(position, /StatusCodes\.\w+/);
        if (!range) return undefined;
        const text = new vscode.MarkdownString().appendCodeblock(`(enum member) ${document.getText(range)}`, 'typescript');
        return new vscode.Hover(text, range);
      },
    }),
    vscode.languages.registerDefinitionProvider('vue', {
      async provideDefinition(document, position) {
        const range = document.getWordRangeAtPosition(position);
        const word = range && document.getText(range);
        if (!MEMBERS.includes(word)) return undefined;
        const declarations = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(document.uri, '../declarations.txt'));
        return new vscode.Location(declarations.uri, declarations.positionAt(declarations.getText().indexOf(word)));
      },
    }),
    vscode.languages.registerCompletionItemProvider(
      'vue',
      {
        provideCompletionItems(document, position) {
          if (!isMember(document, position)) return undefined;
          if (named(document, 'Late.vue')) {
            lateAnswers += 1;
            // The editor is the first that asks, and our extension the second.
            return after(lateAnswers <= 2 ? LATE : 0, items(EnumMember, ...MEMBERS));
          }
          if (!named(document, 'Quick.vue')) return undefined;
          return [...items(EnumMember, ...MEMBERS), ...items(Text, 'CONFLICT'), ...items(Snippet, 'GONE')];
        },
      },
      '.',
    ),
    // A selector that fits less: this one is asked only where the others have nothing, which is so when ours asks them.
    vscode.languages.registerCompletionItemProvider('*', {
      provideCompletionItems(document, position) {
        if (!isMember(document, position)) return undefined;
        if (named(document, 'Hangs.vue')) return new Promise(() => {});
        if (!named(document, 'Slow.vue')) return undefined;
        return after(SLOWLY, items(EnumMember, ...MEMBERS));
      },
    }),
    vscode.commands.registerCommand('stub.writeOutput', () => {
      const channel = vscode.window.createOutputChannel('Stub');
      context.subscriptions.push(channel);
      channel.appendLine('HTTP/1.1 404 Not Found');
      channel.show();
    }),
  );
}

module.exports = { activate };
