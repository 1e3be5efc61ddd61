// Bundles the extension and the language client into one file, whose packages the notices must list.
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

process.chdir(new URL('..', import.meta.url).pathname);

const { metafile } = await build({
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  bundle: true,
  minify: true,
  metafile: true,
  platform: 'node',
  format: 'cjs',
  // VS Code 1.91, the oldest that is supported, runs extensions on Node 20.
  target: 'node20',
  // VS Code itself provides this module.
  external: ['vscode'],
  legalComments: 'none',
});

const folders = Object.keys(metafile.inputs).map((file) => /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[0]);
const notices = readFileSync('THIRD-PARTY-NOTICES.txt', 'utf8').split(/\r?\n/);
for (const folder of new Set(folders.filter(Boolean))) {
  const { name, version } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'));
  if (!notices.includes(`${name} ${version}`)) {
    throw new Error(`THIRD-PARTY-NOTICES.txt does not list ${name} ${version}: run .github/notices/notices.py`);
  }
}
