import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { load } from './load.mjs';

const links = await load('page_links');
const { Location, MarkdownString, Uri } = links.vscode;

const cache = mkdtempSync(join(tmpdir(), 'pages-'));
after(() => rmSync(cache, { recursive: true }));
const folder = join(cache, 'http-status-lsp/pages-0.1.0');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, '404.md'), '# 404 Not Found\n\ntext\n');
const page = (name) => pathToFileURL(join(folder, `${name}.md`)).href;

test('links of cards run the command that opens pages, and only that command is allowed', () => {
  const content = new MarkdownString(`[404 Not Found](<${page('404')}>), [all](${page('index')}), [RFC](<https://www.rfc-editor.org>)`);
  const hover = { contents: [content] };
  assert.equal(links.rewriteHover(hover), hover);
  assert.equal(
    content.value,
    '[404 Not Found](command:httpStatus.openPage?%5B%22404%22%5D "Open the page of 404"), ' +
      '[all](command:httpStatus.openPage?%5B%22index%22%5D "Open the list of all codes"), [RFC](<https://www.rfc-editor.org>)',
  );
  assert.deepEqual(content.isTrusted, { enabledCommands: ['httpStatus.openPage'] });
});

test('a folder of the cache may have any name', () => {
  for (const address of [
    'file:///C:/Users/J%C3%BCrgen%20(home)/AppData/http-status-lsp/pages-1.2.3/404.md',
    'file://server/share/http-status-lsp/pages-1.2.3/404.md',
  ]) {
    const content = new MarkdownString(`[x](<${address}>)`);
    links.rewriteHover({ contents: [content] });
    assert.match(content.value, /^\[x\]\(command:/, address);
  }
});

test('what is no page stays as it is, and is not trusted', () => {
  for (const value of ['[x](<file:///etc/passwd>)', '[x](file:///a/http-status-lsp/pages-1/404.txt)', '[x](https://a.b/http-status-lsp/pages-1/404.md)', 'text']) {
    const content = new MarkdownString(value);
    links.rewriteHover({ contents: [content, 'text', { language: 'go', value: 'x' }] });
    assert.equal(content.value, value);
    assert.equal(content.isTrusted, undefined);
  }
  for (const nothing of [undefined, null]) {
    assert.equal(links.rewriteHover(nothing), nothing);
    assert.equal(links.rewriteDefinition(nothing), nothing);
    assert.equal(links.rewriteLinks(nothing), nothing);
    assert.equal(links.rewriteCompletion(nothing), nothing);
  }
});

test('documentation of completions is rewritten too', () => {
  const item = { label: '404', documentation: new MarkdownString(`[404](<${page('404')}>)`) };
  links.rewriteCompletion(item);
  assert.match(item.documentation.value, /^\[404\]\(command:/);
  assert.deepEqual(links.rewriteCompletion({ label: '404', documentation: 'text' }), { label: '404', documentation: 'text' });
});

test('definitions lead to pages with a title, and elsewhere as before', () => {
  const range = {};
  const other = new Location(Uri.parse('file:///project/codes.ts'), range);
  const [first, second] = links.rewriteDefinition([new Location(Uri.parse(page('404')), range), other]);
  assert.equal(first.uri.toString(), 'http-status:/404%20Not%20Found');
  assert.equal(first.range, range);
  assert.equal(second, other);
  const link = { targetUri: Uri.parse(page('404')), targetRange: range, originSelectionRange: range };
  const [rewritten] = links.rewriteDefinition([link]);
  assert.equal(rewritten.targetUri.toString(), 'http-status:/404%20Not%20Found');
  assert.equal(rewritten.originSelectionRange, range);
  assert.equal(links.rewriteDefinition(new Location(Uri.parse(page('index')), range)).uri.path, '/HTTP status codes');
  assert.equal(links.rewriteDefinition(new Location(Uri.parse(page('999')), range)).uri.path, '/999', 'a file that is not there');
});

test('document links lead to pages with the title of the tooltip', () => {
  const all = [
    { target: Uri.parse(page('999')), tooltip: '999 Request Denied' },
    { target: Uri.parse(page('index')), tooltip: '4xx Client Error' },
    { target: Uri.parse('https://example.org/') },
    {},
  ];
  links.rewriteLinks(all);
  assert.deepEqual(all.map(({ target }) => target?.toString()), [
    'http-status:/999%20Request%20Denied',
    'http-status:/HTTP%20status%20codes',
    'https://example.org/',
    undefined,
  ]);
});

test('addresses of pages tell their names', () => {
  for (const [name, title] of [['404', '404 Not Found'], ['404', undefined], ['index', undefined], ['530', '530 A/B\\C']]) {
    assert.equal(links.pageName(links.pageAddress(name, title)), name);
  }
  assert.equal(links.pageAddress('530', '530 A/B\\C').path, '/530 A B C');
  assert.equal(links.pageName(Uri.parse('http-status:/4040')), 'index');
});
