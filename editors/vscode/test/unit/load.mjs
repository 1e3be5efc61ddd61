// Loads a source file of the extension into a test.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url));

/** What the sources need of the editor's own module. */
const VSCODE = `
export class MarkdownString { constructor(value) { this.value = value; } }
export class Location { constructor(uri, range) { this.uri = uri; this.range = range; } }
export class Uri {
  constructor(address) { this.url = new URL(address); }
  static parse(address) { return new Uri(address); }
  static from({ scheme, path }) { return new Uri(scheme + ':' + encodeURI(path)); }
  get scheme() { return this.url.protocol.slice(0, -1); }
  get path() { return decodeURI(this.url.pathname); }
  get fsPath() { return this.path; }
  toString() { return this.url.href; }
}
`;

/** The source file by its name; what it takes from the editor comes as `vscode`. */
export async function load(name) {
  const { outputFiles } = await build({
    stdin: { contents: `export * from './${name}'; export * as vscode from 'vscode';`, resolveDir: SOURCES, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    plugins: [
      {
        name: 'vscode',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^vscode$/ }, ({ path }) => ({ path, namespace: 'vscode' }));
          onLoad({ filter: /.*/, namespace: 'vscode' }, () => ({ contents: VSCODE }));
        },
      },
    ],
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
}
