// Takes the picture of the README: Neovim in a terminal, with the card of the status under the cursor. The terminal is the one of
// VS Code, so it needs what editors/vscode/test/install.sh installs, pngquant, and a built server on the PATH.
//
// usage: node picture.mjs VSCODE NVIM OUT.png
//   VSCODE   the folder of VS Code 1.100: its xterm.js and node-pty are used
//   NVIM     the program
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [vscode, nvim, out] = process.argv.slice(2);
const require = createRequire(join(vscode, 'index.js'));
const modules = join(vscode, 'node_modules/code-server/lib/vscode/node_modules');
const { chromium } = require('playwright-core');
const pty = require(join(modules, 'node-pty'));

const here = dirname(fileURLToPath(import.meta.url));
const SIZE = { cols: 92, rows: 30 };
/** How long anything may take, in milliseconds. */
const LIMIT = 20_000;

const SERVER = `package main

import "net/http"

func account(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") == "" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
}
`;

const home = mkdtempSync(join(tmpdir(), 'picture-'));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
try {
  mkdirSync(join(home, 'work/.git'), { recursive: true });
  writeFileSync(join(home, 'work/server.go'), SERVER);
  writeFileSync(join(home, 'init.lua'), `vim.o.termguicolors = true\ndofile('${join(here, 'minimal_init.lua')}')\nvim.o.winborder = 'rounded'\n`);

  const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  await page.setContent('<body style="margin:0;background:#14161b"><div id="terminal" style="display:inline-block;padding:8px"></div></body>');
  await page.addStyleTag({ content: readFileSync(join(modules, '@xterm/xterm/css/xterm.css'), 'utf8') });
  await page.addScriptTag({ content: readFileSync(join(modules, '@xterm/xterm/lib/xterm.js'), 'utf8') });
  await page.evaluate((size) => {
    const theme = { background: '#14161b', foreground: '#e0e2ea' };
    window.terminal = new window.Terminal({ ...size, fontSize: 15, fontFamily: 'monospace', theme, allowProposedApi: true });
    window.terminal.open(document.getElementById('terminal'));
  }, SIZE);
  await page.exposeFunction('answer', (text) => child.write(text));
  await page.evaluate(() => window.terminal.onData((text) => window.answer(text)));

  const env = {
    ...process.env, HOME: home, XDG_CACHE_HOME: join(home, 'cache'), XDG_CONFIG_HOME: join(home, 'config'),
    XDG_STATE_HOME: join(home, 'state'), XDG_DATA_HOME: join(home, 'data'), HTTP_STATUS_NVIM: join(here, '..'),
    TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'C.UTF-8',
  };
  const child = pty.spawn(nvim, ['--clean', '-n', '-i', 'NONE', '-u', join(home, 'init.lua'), 'server.go'], { ...SIZE, name: 'xterm-256color', cwd: join(home, 'work'), env });
  const show = (text) => page.evaluate((data) => window.terminal.write(data), text);
  // What it writes as it ends comes too late.
  child.onData((text) => void show(text).catch(() => {}));

  /** Waits until the screen shows some text. */
  const shows = (text) =>
    page.waitForFunction((wanted) => {
      const { active } = window.terminal.buffer;
      const rows = Array.from({ length: window.terminal.rows }, (_, row) => active.getLine(row)?.translateToString(true) ?? '');
      return rows.join('\n').includes(wanted);
    }, text, { timeout: LIMIT });
  await shows('StatusUnauthorized');
  child.write(':lua vim.wait(9000, function() local c = vim.lsp.get_clients({ bufnr = 0 })[1]; return c and c.initialized end)\r');
  child.write('7GfSll\u000cK');
  await shows('401 Unauthorized');
  // The picture is taken once all that was written is drawn.
  await page.evaluate(() => new Promise((resolve) => window.terminal.write('', () => requestAnimationFrame(() => requestAnimationFrame(resolve)))));
  await page.locator('#terminal').screenshot({ path: out });
  const end = new Promise((resolve) => child.onExit(resolve));
  child.kill();
  await end;
} finally {
  await browser.close();
  rmSync(home, { recursive: true, force: true });
}
execFileSync('pngquant', ['--force', '--strip', '--speed', '1', '--output', out, '128', out]);
