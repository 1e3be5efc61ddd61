// Bundles the extension and the language client into one file, and puts the licences of what is in it beside it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

const packages = Object.keys(metafile.inputs).map((file) => /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[0]);
const notices = [...new Set(packages.filter(Boolean))].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return `${name} ${version} (${license})\n\n${file ? readFileSync(folder + file, 'utf8').trim() : ''}\n`;
});
writeFileSync('dist/licenses.txt', notices.join('\n----------\n\n'));
