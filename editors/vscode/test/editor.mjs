// Drives a real VS Code (code-server in Chromium) as a user does: keys, mouse, and what can be read on the screen.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** How long anything may take before a test gives it up. */
const LIMIT = 20_000;
/** How often a condition is looked at. */
const INTERVAL = 40;
/** For how long something that must not appear is watched, after all that could bring it is known to be done. */
const WATCH = 400;

/** Settings under which nothing but the test changes the screen. */
const QUIET = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'chat.commandCenter.enabled': false,
  'editor.minimap.enabled': false,
  'editor.hover.delay': 100,
  'files.autoSave': 'off',
  'editor.accessibilitySupport': 'off',
};

/** Waits until `condition` answers something true, and answers that. */
export async function until(what, condition, limit = LIMIT) {
  const end = Date.now() + limit;
  let last;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) {
      throw new Error(`not within ${limit} ms: ${what}${last ? ` (${last.message})` : ''}`);
    }
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
}

/** The programs of the installed VS Code. */
export class Installation {
  constructor(folder) {
    /** The Node that its native modules are built for. */
    this.node = join(folder, 'node');
    this.entry = join(folder, 'node_modules/code-server/out/node/entry.js');
  }

  /** Puts an extension into a folder of extensions as `code --install-extension` does. */
  async install(extensions, vsix, env) {
    mkdirSync(extensions, { recursive: true });
    const folders = ['--extensions-dir', extensions, '--user-data-dir', join(extensions, '../install-data')];
    const { stdout } = await execute(this.node, [this.entry, '--install-extension', vsix, ...folders], { env });
    return stdout;
  }
}

/** One running VS Code with a folder open. */
export class Editor {
  /**
   * @param {object} how
   * @param {Installation} how.installation
   * @param {import('playwright-core').Browser} how.browser
   * @param {string} how.extensions  the folder of extensions
   * @param {string} how.data        the folder of the user's data, made when it is not there
   * @param {string} how.folder      the folder to open
   * @param {string} how.workspace   a file in it that names several folders to open, in place of the folder itself
   * @param {object} how.settings    settings of the user, beside those that keep the screen quiet
   * @param {NodeJS.ProcessEnv} how.env
   * @param {boolean} how.asksForTrust  whether the folder is restricted until the user trusts it
   */
  static async start(how) {
    const editor = new Editor(how);
    await editor.run();
    return editor;
  }

  constructor(how) {
    Object.assign(this, how);
    this.workspaceSettings = {};
  }

  async run() {
    mkdirSync(join(this.data, 'User'), { recursive: true });
    writeFileSync(join(this.data, 'User/settings.json'), JSON.stringify({ ...QUIET, ...this.settings }, undefined, 2));
    const port = await freePort();
    const trust = this.asksForTrust ? [] : ['--disable-workspace-trust'];
    const server = spawn(
      this.installation.node,
      [
        this.installation.entry, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry',
        '--disable-update-check', '--disable-getting-started-override', ...trust,
        '--extensions-dir', this.extensions, '--user-data-dir', this.data,
      ],
      { env: this.env, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
    );
    this.server = server;
    this.serverLog = createWriteStream(join(this.data, 'code-server.log'));
    server.stdout.pipe(this.serverLog, { end: false });
    server.stderr.pipe(this.serverLog, { end: false });
    const address = `http://127.0.0.1:${port}`;
    await until('code-server answers', async () => (await fetch(`${address}/healthz`)).ok);
    this.context = await this.browser.newContext({
      viewport: { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    this.page = await this.context.newPage();
    const opened = this.workspace ? `workspace=${encodeURIComponent(join(this.folder, this.workspace))}` : `folder=${encodeURIComponent(this.folder)}`;
    await this.page.goto(`${address}/?${opened}`);
    await this.page.locator('.monaco-workbench .part.editor').waitFor({ timeout: 60_000 });
  }

  /** Ends the editor as closing its window and its server does; answers when both are gone. */
  async close() {
    await this.context?.close();
    if (this.server.exitCode === null && this.server.signalCode === null) {
      const gone = once(this.server, 'exit');
      // The process group: code-server starts others, which end with it when it is asked and not when it is killed.
      this.server.kill('SIGTERM');
      await gone;
    }
    this.serverLog.end();
  }

  // Settings.

  /**
   * Changes settings of the workspace by writing their file, which the editor watches. (code-server does not watch that of
   * the user.) `undefined` takes one out.
   */
  configure(changes) {
    Object.assign(this.workspaceSettings, changes);
    mkdirSync(join(this.folder, '.vscode'), { recursive: true });
    // In one step: an editor that read the file while it is written would find no settings, and tell the server so.
    const written = join(this.data, 'settings.json');
    writeFileSync(written, JSON.stringify(this.workspaceSettings, undefined, 2));
    renameSync(written, this.settingsFile);
  }

  /** Takes out all settings of the workspace but these. */
  reset(settings = {}) {
    this.workspaceSettings = {};
    this.configure(settings);
  }

  /** The settings of the workspace as they stand in the file, with what the editor itself changed. */
  savedSettings() {
    return JSON.parse(readFileSync(this.settingsFile, 'utf8'));
  }

  get settingsFile() {
    return join(this.folder, '.vscode/settings.json');
  }

  // Logs.

  /** What stands in the logs whose path ends so, all runs together. */
  log(name) {
    const root = join(this.data, 'logs');
    if (!existsSync(root)) return '';
    return readdirSync(root, { recursive: true })
      .filter((file) => String(file).endsWith(name))
      .sort()
      .map((file) => readFileSync(join(root, String(file)), 'utf8'))
      .join('');
  }

  /** The output channel of the extension. */
  output() {
    return this.log('HTTP Status.log');
  }

  // Processes.

  /** The ids of the servers that this editor started. */
  languageServers() {
    const found = [];
    for (const id of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      try {
        const [program] = readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0');
        const environment = readFileSync(`/proc/${id}/environ`, 'utf8');
        const state = /^State:\s+(\S)/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1];
        if (program.endsWith('http-status-lsp') && environment.includes(this.env.XDG_CACHE_HOME) && state !== 'Z') {
          found.push(Number(id));
        }
      } catch {
        // It ended meanwhile.
      }
    }
    return found;
  }

  // Keys and commands.

  press(...keys) {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  type(text) {
    return this.page.keyboard.type(text, { delay: 15 });
  }

  /**
   * Presses the keys that bring up a picker until it is there. Focus may be in the frame of a page that is just being
   * replaced, where keys are lost; a click on the tab brings it back.
   */
  async summon(keys) {
    await until(`${keys} brings up a picker`, async () => {
      await this.press(keys);
      const isThere = await this.pickerInput.waitFor({ timeout: 1500 }).then(() => true, () => false);
      if (!isThere) await this.page.locator('.editor-group-container.active .tab.active, .part.titlebar').first().click();
      return isThere;
    });
  }

  get picker() {
    return this.page.locator('.quick-input-widget:visible');
  }

  get pickerInput() {
    return this.picker.locator('input.input').first();
  }

  /** The entries of the picker that can be seen, a text each. */
  async choices() {
    const rows = await this.picker.locator('.monaco-list-row').allInnerTexts();
    return rows.map((row) => row.replace(/\u00a0/g, ' ').replace(/\s*\n\s*/g, '\n').trim());
  }

  /** Types into the open picker in place of what stands there, waits until the first choice fits, and answers it. */
  async filter(text, expected) {
    await this.pickerInput.fill(text);
    return until(`the first choice for "${text}" is ${expected}; choices: ${await this.choices()}`, async () => {
      const [first] = await this.choices();
      return first !== undefined && expected.test(first) && first;
    });
  }

  /** Runs a command by its title, from the command palette. */
  async command(title) {
    // The palette puts what was used last first, so the wanted one may be further down.
    const label = this.page.locator('.label-name', { hasText: new RegExp(`^${escape(title)}$`) });
    const row = this.picker.locator('.monaco-list-row').filter({ has: label });
    await until(`the command "${title}"`, async () => {
      await this.summon('F1');
      await this.pickerInput.fill(`>${title}`, { timeout: 1000 });
      await row.first().click({ timeout: 2000 });
      return true;
    });
    await until('the palette is gone', async () => {
      const value = await this.pickerInput.inputValue({ timeout: 500 }).catch(() => '');
      return value !== `>${title}`;
    });
  }

  // Editors.

  /** Opens a file of the folder by its name and waits until its text is there. Behind the name stands the folder it is in. */
  async open(name, inside = '') {
    const wanted = new RegExp(`^${escape(name)}${inside}(\\n|$)`);
    // A page that takes the focus just then closes the picker again.
    await until(`the first choice for "${name}" is ${wanted}`, async () => {
      // The keys would choose the next entry of a picker that is there.
      if (!(await this.picker.isVisible())) await this.summon('Control+p');
      await this.pickerInput.fill(name, { timeout: 1000 });
      const [first] = await this.choices();
      return first !== undefined && wanted.test(first);
    });
    await this.press('Enter');
    await this.tab(name);
    // The tab is there before the editor has the text of the file; keys would reach the one before.
    const editor = `.monaco-editor[data-uri*="${encodeURI(name)}"]`;
    await this.page.locator(`.editor-group-container.active ${editor} .view-line`).first().waitFor();
  }

  /** Waits until the active tab is this one. */
  async tab(name) {
    await until(`the active tab is ${name}`, async () => {
      // 1.139 has the end of the name in an element of its own.
      const parts = this.page.locator('.editor-group-container.active .tab.active').first().locator('.label-name, .label-suffix');
      return (await parts.allInnerTexts()).join('').trim() === name;
    });
  }

  /** The text of the active editor that can be seen. */
  async text() {
    const lines = this.page.locator('.editor-group-container.active .monaco-editor .view-line');
    const placed = await lines.evaluateAll((all) =>
      all.map((line) => [parseFloat(line.style.top), line.textContent.replace(/\u00a0/g, ' ')]),
    );
    return placed.sort((a, b) => a[0] - b[0]).map(([, text]) => text).join('\n');
  }

  /** Closes the active editor and forgets what was typed into it. */
  async discard() {
    const active = this.page.locator('.editor-group-container.active .tab.active');
    const name = await active.first().getAttribute('data-resource-name');
    const tab = this.page.locator(`.editor-group-container.active .tab[data-resource-name="${name}"]`);
    await until(`${name} is closed`, async () => {
      await this.command('View: Revert and Close Editor');
      // A file that was never saved is at times emptied and not closed.
      return until('no tab', async () => (await tab.count()) === 0, 2000).catch(() => false);
    });
  }

  /** Closes the settings, or their file, which 1.139 opens above all others. */
  async closeSettings() {
    const above = this.page.locator('.monaco-modal-editor-block:visible');
    if ((await above.count()) === 0) {
      await this.command('View: Close Editor');
      return;
    }
    await until('the settings are closed', async () => {
      await this.press('Escape');
      return (await above.count()) === 0;
    });
  }

  /** Gives the active editor a language by its name in the status bar. */
  async language(name) {
    await this.command('Change Language Mode');
    await this.filter(name, new RegExp(`^${escape(name)} ?\\(`));
    await this.press('Enter');
    await until(`the language is ${name}`, () => this.page.locator('#status\\.editor\\.mode', { hasText: name }).isVisible());
  }

  /** The entry of the extension behind the braces of the status bar, once it fits. */
  async languageStatus(expected) {
    const item = this.page.locator('.hover-language-status .element').filter({ hasText: expected });
    await until(`the status item shows ${expected}`, async () => {
      await this.page.mouse.move(640, 400);
      await this.page.locator('#status\\.languageStatus').hover();
      return item.first().waitFor({ timeout: 1500 }).then(() => true, () => false);
    });
    return { item: item.first(), text: await item.first().innerText() };
  }

  /** Shows or hides the side bar. */
  async sideBar(isWanted) {
    const bar = this.page.locator('.part.sidebar');
    if ((await bar.isVisible()) !== isWanted) {
      await this.press('Control+b');
      await until('the side bar is as wanted', async () => (await bar.isVisible()) === isWanted);
    }
  }

  /** Gives the card that is on the screen a height by its lower edge, with the mouse slow enough that it stays. */
  async resizeCard(height) {
    const card = this.page.locator('.monaco-resizable-hover');
    const box = await card.boundingBox();
    const [x, y] = [box.x + 40, box.y + box.height - 1];
    await this.page.mouse.move(x, box.y + 20, { steps: 10 });
    // The editor remembers the size of the last card.
    if (Math.abs(box.height - height) > 20) {
      await this.page.mouse.move(x, y, { steps: 10 });
      await this.page.mouse.down();
      await this.page.mouse.move(x, box.y + height, { steps: 10 });
      await this.page.mouse.up();
      await this.page.mouse.move(x, box.y + height / 2, { steps: 5 });
    }
    const now = (await card.boundingBox())?.height ?? 0;
    if (Math.abs(now - height) > 40) throw new Error(`the card is ${now} high in place of ${height}`);
  }

  /** Shows the documentation beside the suggestions. */
  async showDocumentation() {
    const details = this.page.locator('.suggest-details:visible');
    if ((await details.count()) === 0) await this.press('Control+Space');
    await until('the documentation is there', async () => (await details.innerText({ timeout: 1000 })).length > 100);
  }

  /** Where a word of the active editor stands on the screen. */
  async place(word) {
    return until(`"${word}" is on the screen`, () =>
      this.page.evaluate((wanted) => {
        const isShown = (element) => element.getBoundingClientRect().width > 0;
        // Notebooks lie above the group of editors and not in it.
        const editor = [...document.querySelectorAll('.editor-group-container.active .monaco-editor .view-lines, .notebook-editor .code .monaco-editor .view-lines, .notebookOverlay .monaco-editor .view-lines')].find(isShown);
        if (!editor) return undefined;
        const lines = [...editor.querySelectorAll('.view-line')].sort((a, b) => parseFloat(a.style.top) - parseFloat(b.style.top));
        for (const line of lines) {
          const at = line.textContent.replace(/\u00a0/g, ' ').indexOf(wanted);
          if (at < 0) continue;
          const range = document.createRange();
          let passed = 0;
          let isOpen = false;
          const walker = document.createTreeWalker(line, 4);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const end = passed + node.length;
            if (!isOpen && at < end) {
              range.setStart(node, at - passed);
              isOpen = true;
            }
            if (isOpen && at + wanted.length <= end) {
              range.setEnd(node, at + wanted.length - passed);
              break;
            }
            passed = end;
          }
          const { x, y, width, height } = range.getBoundingClientRect();
          if (width > 0) return { x: x + width / 2, y: y + height / 2, right: x + width, left: x };
        }
        return undefined;
      }, word),
    );
  }

  /** Puts the cursor into a word, or behind it. */
  async click(word, { behind = false } = {}) {
    const { x, y, right } = await this.place(word);
    await this.page.mouse.click(behind ? right : x, y);
  }

  /** Takes the mouse off the text, so that the next hover is a new one. */
  async away() {
    await this.press('Escape');
    await this.page.mouse.move(640, 798);
    await until('the card is gone', async () => (await this.card.count()) === 0);
  }

  /** Points at a word with the mouse, once nothing lies above it: the frame of a page goes later than its tab and takes the mouse. */
  async point(word) {
    await this.away();
    const { x, y } = await until(`nothing lies above ${word}`, async () => {
      const place = await this.place(word);
      const isFree = ({ x, y }) => document.elementFromPoint(x, y)?.closest('.monaco-editor') != null;
      return (await this.page.evaluate(isFree, place)) && place;
    });
    await this.page.mouse.move(x - 3, y);
    await this.page.mouse.move(x, y, { steps: 3 });
  }

  /** What is on the screen of a hover; not the word that another extension is still to answer. */
  get card() {
    return this.page.locator('.monaco-hover:visible .hover-row').filter({ hasNotText: /^Loading\.\.\.$/ });
  }

  /** Points at a word and answers the text of the card once it shows `expected`. */
  async hover(word, expected) {
    return until(`the card of ${word} shows ${expected}`, async () => {
      await this.point(word);
      return until('a card', async () => {
        const text = (await this.card.allInnerTexts()).join('\n');
        return expected.test(text) && text;
      }, 3000);
    });
  }

  /** Points at a word and makes sure that the server was asked, answered, and nothing is shown. Needs the trace. */
  async hoverNothing(word) {
    const answers = () => this.output().split("Received response 'textDocument/hover").length;
    const before = answers();
    await this.point(word);
    await until('the server answers the hover', () => answers() > before);
    await this.never('a card', async () => (await this.card.count()) > 0);
  }

  /** Watches that something does not happen. */
  async never(what, condition) {
    const end = Date.now() + WATCH;
    while (Date.now() < end) {
      if (await condition()) throw new Error(`there is ${what}`);
      await new Promise((resolve) => setTimeout(resolve, INTERVAL));
    }
  }

  /** The suggestions on the screen, a label each; the documentation beside them is not part of it. */
  async suggestions() {
    const rows = this.page.locator('.suggest-widget.visible .monaco-list-row .label-name');
    return (await rows.allInnerTexts()).map((label) => label.trim());
  }

  /** The same with all that stands in their rows. */
  async suggestionRows() {
    const rows = await this.page.locator('.suggest-widget.visible .monaco-list-row').allInnerTexts();
    return rows.map((row) => row.trim());
  }

  /** Moves along the suggestions to one and accepts it. */
  async accept(label) {
    const focused = this.page.locator('.suggest-widget.visible .monaco-list-row.focused .label-name');
    await until(`${label} is chosen`, async () => {
      if ((await focused.innerText({ timeout: 1000 })).trim() === label) return true;
      await this.press('ArrowDown');
      return false;
    });
    await this.press('Enter');
    await until('the suggestions are gone', async () => (await this.suggestions()).length === 0);
  }

  /** The rendered Markdown of the preview that is on the screen. */
  async preview(expected) {
    return until(`a preview shows ${expected}`, async () => {
      for (const frame of this.page.frames()) {
        if (!frame.url().includes('fake.html')) continue;
        // Frames of previews in the background stay there, with no size.
        const isShown = await frame.evaluate(() => window.innerWidth > 0 && document.visibilityState === 'visible').catch(() => false);
        if (!isShown) continue;
        const text = await frame.locator('body').innerText({ timeout: 500 }).catch(() => '');
        if (expected.test(text)) return { frame, text };
      }
      return undefined;
    });
  }

  /** The messages in the corner of the window. */
  async messages() {
    return (await this.page.locator('.notifications-toasts .notification-list-item').allInnerTexts()).map((text) => text.trim());
  }

  /** Waits for a message and answers it, with its buttons at hand. */
  async message(expected) {
    const item = this.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: expected });
    await item.first().waitFor({ timeout: LIMIT });
    return item.first();
  }

  async closeMessages() {
    await this.command('Notifications: Clear All Notifications');
    await until('no messages', async () => (await this.messages()).length === 0);
  }

  /** Makes the window one for pictures: narrow, with nothing around the code, in the theme "Dark" or "Light". */
  async dress(theme, height) {
    await this.closeMessages();
    await this.command('View: Close All Editors');
    this.configure({
      'workbench.colorTheme': `Default ${theme} Modern`,
      'workbench.activityBar.location': 'hidden',
      'workbench.statusBar.visible': false,
      'workbench.layoutControl.enabled': false,
      'workbench.editor.editorActionsLocation': 'hidden',
      'breadcrumbs.enabled': false,
      'window.title': '${activeEditorShort}',
      'editor.fontSize': 15,
    });
    await this.sideBar(false);
    await this.page.setViewportSize({ width: 1000, height });
    await until('the theme is there', () => this.page.locator(`.monaco-workbench.vs${theme === 'Dark' ? '-dark' : ''}`).isVisible());
  }

  /** Gives the window its usual size again. */
  async undress() {
    await this.page.setViewportSize({ width: 1280, height: 800 });
    await this.sideBar(true);
  }

  /** Takes a picture of the upper part of the window once nothing moves any more. */
  async shot(file, height) {
    await until('nothing moves', () =>
      this.page.evaluate(() => document.getAnimations().every((animation) => animation.playState !== 'running' || animation.effect.getTiming().iterations === Infinity)),
    );
    const { width } = this.page.viewportSize();
    await this.page.screenshot({ path: file, clip: { x: 0, y: 0, width, height } });
  }
}

function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
