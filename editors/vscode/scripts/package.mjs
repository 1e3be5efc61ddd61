// Makes two packages: one with the server for one platform, and one without, for platforms that have none of their own.
//
// usage: node scripts/package.mjs [--target TARGET] [--out FOLDER]
//   TARGET            the platform of the server; that of this machine without it. Another one needs HTTP_STATUS_LSP
//   FOLDER            where the packages are put; this folder without it
//   HTTP_STATUS_LSP   a server that is already built; without it `cargo build --release --locked` builds one
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** The targets that VS Code knows and that a server can be built for. */
const TARGETS = [
  'win32-x64', 'win32-arm64', 'darwin-x64', 'darwin-arm64', 'linux-x64', 'linux-arm64', 'alpine-x64', 'alpine-arm64',
];
/** What the packages may weigh, in bytes. */
const LIMIT_WITH_SERVER = 6_000_000;
const LIMIT_WITHOUT_SERVER = 500_000;
/** Notices of third-party packages: beside the bundle those of npm, beside the server those of its crates. */
const NOTICES = 'THIRD-PARTY-NOTICES.txt';
/** What the licenses ask to go along; vsce gives the license this name. */
const LEGAL = ['LICENSE.txt', NOTICES];

// Thrown and not exited with, so that what was put here for the package is taken away first.
process.on('uncaughtException', (error) => {
  console.error(`package.mjs: ${error.message}`);
  process.exit(1);
});

const options = { target: { type: 'string' }, out: { type: 'string' } };
const { values } = parseArgs({ options });
const root = new URL('..', import.meta.url).pathname;
const project = resolve(root, '../..');
const out = resolve(values.out ?? root);
process.chdir(root);

const target = values.target ?? targetOfThisMachine();
if (!TARGETS.includes(target)) {
  fail(`${target} is none of ${TARGETS.join(', ')}`);
}
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
mkdirSync(out, { recursive: true });

const server = builtServer();
const program = target.startsWith('win32') ? 'http-status-lsp.exe' : 'http-status-lsp';
rmSync('server', { recursive: true, force: true });
try {
  mkdirSync('server');
  copyFileSync(server, join('server', program));
  chmodSync(join('server', program), 0o755);
  copyFileSync(join(project, NOTICES), join('server', NOTICES));
  makePackage(`http-status-lsp-${target}-${version}.vsix`, LIMIT_WITH_SERVER, [...LEGAL, `server/${NOTICES}`], ['--target', target]);
} finally {
  rmSync('server', { recursive: true, force: true });
}
makePackage(`http-status-lsp-universal-${version}.vsix`, LIMIT_WITHOUT_SERVER, LEGAL, []);

function builtServer() {
  const given = process.env.HTTP_STATUS_LSP;
  if (given) {
    return resolve(given);
  }
  if (target !== targetOfThisMachine()) {
    fail(`a server for ${target} is not built here; set HTTP_STATUS_LSP to one`);
  }
  execFileSync('cargo', ['build', '--release', '--locked', '--bin', 'http-status-lsp'], { cwd: project, stdio: 'inherit' });
  return join(project, 'target/release', process.platform === 'win32' ? 'http-status-lsp.exe' : 'http-status-lsp');
}

function makePackage(name, limit, files, more) {
  const file = join(out, name);
  const address = 'https://github.com/http-status-lsp/http-status-lsp';
  execFileSync(
    process.execPath,
    [
      'node_modules/@vscode/vsce/vsce', 'package', ...more, '--out', file,
      // Everything that is needed is in the bundle.
      '--no-dependencies',
      // The README is shown without the extension's folder, so its relative links are made absolute. Its pictures need a
      // network: the editor takes them from `https:` alone (1.139; until 1.100 `data:` too). Those of the walkthrough do not.
      '--baseContentUrl', `${address}/blob/HEAD/editors/vscode`,
      '--baseImagesUrl', `${address}/raw/HEAD/editors/vscode`,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  // Names stand in a zip file as they are.
  const content = readFileSync(file);
  const missing = files.filter((path) => !content.includes(`extension/${path}`));
  if (missing.length > 0) {
    rmSync(file);
    fail(`${name} lacks ${missing.join(', ')}`);
  }
  const { size } = statSync(file);
  if (size > limit) {
    rmSync(file);
    fail(`${name} has ${size} bytes, and ${limit} are allowed`);
  }
  console.log(`${file}: ${size} bytes`);
}

function targetOfThisMachine() {
  const isMusl = process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
  return `${isMusl ? 'alpine' : process.platform}-${process.arch}`;
}

function fail(message) {
  throw new Error(message);
}
