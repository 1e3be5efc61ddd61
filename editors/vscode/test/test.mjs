// What a user of the extension does, in a real VS Code. Started by run.sh, which says what the variables are.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

import { actionSession } from './actions.mjs';
import { besideOthers } from './beside.mjs';
import { cardSession } from './card.mjs';
import { Editor, Installation, until } from './editor.mjs';
import { pageSession } from './pages.mjs';

const { SCRATCH: scratch, VSCODE: vscode, CHROMIUM: chromiumPath, SHOTS: shots } = process.env;
const { BIN: bin, PACKAGES: packageFolder, ONLY: only = '', SESSIONS: wanted = '' } = process.env;
const { chromium } = createRequire(join(vscode, 'index.js'))('playwright-core');

/** No single test and no run as a whole may take longer, in milliseconds. */
const TEST_LIMIT = 60_000;
const RUN_LIMIT = 840_000;

const server = join(bin, 'http-status-lsp');
const packages = readdirSync(packageFolder);
const withServer = join(packageFolder, packages.find((name) => !name.includes('universal')));
const withoutServer = join(packageFolder, packages.find((name) => name.includes('universal')));

const APP = `import express from 'express';

const app = express();
const box = { width: 200 };

app.get('/account', (req, res) => {
  if (!req.user) {
    return res.status(401).json({ error: 'log in first' });
  }
  res.json(req.user);
});
`;
const SERVER = `package main

import "net/http"

func account(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") == "" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
}
`;

let failed = 0;
let passed = 0;
let current; // the editor whose picture is taken when a test fails

async function test(name, body) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${TEST_LIMIT} ms`)), TEST_LIMIT);
  });
  const start = Date.now();
  try {
    await Promise.race([body(), limit]);
    passed += 1;
    console.log(`ok - ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed += 1;
    console.log(`not ok - ${name}\n  ${String(error.stack ?? error).split('\n').slice(0, 12).join('\n  ')}`);
    await current?.page?.screenshot({ path: join(shots, `failed-${failed}.png`) }).catch(() => {});
    // What the test left behind must not fail the next one.
    await current?.press('Escape', 'Escape').catch(() => {});
    if (current?.usual) current.reset(current.usual);
  } finally {
    clearTimeout(timer);
  }
}

/** The `PATH` without any server on it, so that each session has just the one it is about. */
const cleanPath = process.env.PATH.split(delimiter)
  .filter((folder) => !existsSync(join(folder, 'http-status-lsp')))
  .join(delimiter);

/** An editor with folders of its own below the scratch folder. */
async function session(name, { vsix, others = [], files, path = cleanPath, ...how }) {
  const root = join(scratch, name);
  for (const folder of ['home', 'work']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(root, 'work', file, '..'), { recursive: true });
    writeFileSync(join(root, 'work', file), text);
  }
  const env = {
    PATH: path,
    SHELL: '/bin/bash',
    HOME: join(root, 'home'),
    LANG: 'C.UTF-8',
    // The times in the logs are compared with those of the tests.
    ...(process.env.TZ ? { TZ: process.env.TZ } : {}),
    XDG_CACHE_HOME: join(root, 'cache'),
    XDG_CONFIG_HOME: join(root, 'config'),
    XDG_DATA_HOME: join(root, 'data-home'),
    XDG_STATE_HOME: join(root, 'state'),
  };
  // VS Code takes the environment of a login shell, in which the PATH would be that of the system.
  writeFileSync(join(root, 'home/.profile'), `PATH='${path}'\n`);
  const extensions = join(root, 'extensions');
  await test(`${name}: the package can be installed`, async () => {
    for (const one of [...others, vsix]) {
      assert.match(await installation.install(extensions, one, env), /successfully installed/);
    }
  });
  const folders = { extensions, data: join(root, 'data'), folder: join(root, 'work') };
  current = await Editor.start({ installation, browser, env, settings: {}, ...folders, ...how });
  current.root = root;
  current.shots = shots;
  return current;
}

/** Whether a line of the log is about what a test did on purpose: of a kind that is known, and at the time of that test. */
function isExpected({ expected = [], trouble = [], named = [] }, line) {
  if (named.some((known) => known.test(line))) return true;
  const time = new Date(line.slice(0, 23)).getTime();
  const [from = -Infinity, to = Infinity] = trouble;
  return time >= from && time <= to && expected.some((known) => known.test(line));
}

/** What must be true of each session when it ends. */
async function finish(name, ed) {
  await test(`${name}: nothing went wrong that the logs know of`, () => {
    const output = ed.output();
    assert.notEqual(output, '', 'the extension writes a log');
    const wrong = output.split('\n').filter((line) => /\[(error|warning)\]|WARN|ERROR/.test(line));
    assert.deepEqual(wrong.filter((line) => !isExpected(ed, line)), []);
    const host = ed.log('remoteexthost.log').split('\n').filter((line) => /http-status|httpStatus/i.test(line));
    assert.ok(host.some((line) => /activat/i.test(line)), 'the log of the extension host tells of the extension');
    assert.deepEqual(host.filter((line) => /\[error\]|\[warning\]/.test(line) && !isExpected(ed, line)), []);
  });
  await test(`${name}: the server ends with the editor`, async () => {
    if (!ed.hasNoServer) {
      assert.equal(ed.languageServers().length, 1);
    }
    await ed.close();
    current = undefined;
    await until('no server is left', () => ed.languageServers().length === 0);
  });
}

const SESSIONS = {
  card: cardSession({ session, test, finish, withServer }),

  pages: pageSession({ session, test, finish, withServer }),

  actions: actionSession({ session, test, finish, withServer }),

  async bundled(name) {
    const ed = await session(name, {
      vsix: withServer,
      files: { 'app.js': APP, 'server.go': SERVER, 'notes.md': '# My notes\n\nas I wrote them\n', 'notes.ipynb': NOTEBOOK },
    });
    const traced = () => ed.output().split('\n').filter((line) => /(Sending|Received) (request|response|notification)/.test(line));
    const settingsSent = () => traced().filter((line) => line.includes("'workspace/didChangeConfiguration'")).length;

    await test('the card of a number in JavaScript', async () => {
      await ed.open('app.js');
      const card = await ed.hover('401', /Unauthorized[^]*Full card/);
      assert.match(card, /^401 Unauthorized/);
      assert.match(card, /has no valid credentials[^]*\nRetry: [^]*\nCauses: Authorization missing[^]*WWW-Authenticate[^]*Instead of 401:[^]*403 Forbidden: [^]*Full card · MDN/);
      assert.doesNotMatch(card, /about authentication, not permission/, 'the background is on the page');
      assert.doesNotMatch(card, /file:|\]\(|\*\*/, 'Markdown is rendered and no address shows');
    });

    await test('the trace is off until its setting turns it on, and is so at once', async () => {
      assert.deepEqual(traced(), []);
      ed.usual = { 'httpStatus.trace.server': 'messages' };
      ed.reset(ed.usual);
      await until('the setting is sent on', () => traced().some((line) => line.includes('setTrace')) || traced().length > 0);
      await ed.hover('401', /Unauthorized/);
      await until('the hover is in the trace', () => traced().some((line) => line.includes("'textDocument/hover")));
      assert.doesNotMatch(ed.output(), /log in first/, 'messages alone do not hold text of documents');
    });

    await test('a width of 200 shows nothing', async () => {
      await ed.hoverNothing('200');
    });

    await test('the card of a constant in Go', async () => {
      await ed.open('server.go');
      assert.match(await ed.hover('StatusUnauthorized', /Unauthorized[^]*Full card/), /^401 Unauthorized[^]*Retry: [^]*Causes: [^]*Full card/);
    });

    await test('with the detail "full", the card has everything at once', async () => {
      const before = settingsSent();
      ed.configure({ 'httpStatus.hover.detail': 'full' });
      await until('the setting is sent', () => settingsSent() > before);
      const card = await ed.hover('StatusUnauthorized', /Unauthorized[^]*All codes/);
      assert.match(card, /^401 Unauthorized[^]*Common causes\s[^]*How to fix\s[^]*Which one\s[^]*Headers\s[^]*Background\s[^]*about authentication, not permission/);
      ed.configure({ 'httpStatus.hover.detail': undefined });
    });

    await test('a link in the card leads to a page in the preview, and a link there to the next', async () => {
      await ed.open('app.js');
      await ed.hover('401', /Full card/);
      await ed.card.locator('a', { hasText: '403 Forbidden' }).first().click();
      await ed.tab('403 Forbidden');
      const { frame, text } = await ed.preview(/^403 Forbidden/);
      assert.doesNotMatch(text, /^#|\]\(/m, 'the page is rendered');
      await frame.locator('a', { hasText: '404 Not Found' }).first().click();
      await ed.tab('404 Not Found');
      await ed.preview(/^404 Not Found/);
    });

    await test('"Go to Definition" opens the page in the preview', async () => {
      await ed.open('app.js');
      await ed.click('401');
      await ed.press('F12');
      await ed.tab('401 Unauthorized');
      await ed.preview(/^401 Unauthorized/);
    });

    await test('with definitions off and document links on, a click with Ctrl on a status opens its page', async () => {
      await ed.open('app.js');
      const links = () => ed.page.locator('.editor-group-container.active .detected-link').count();
      assert.equal(await links(), 0);
      ed.configure({ 'httpStatus.documentLinks.enable': true, 'httpStatus.definition.enable': false });
      await until('the status is a link', async () => (await links()) > 0);
      const { x, y } = await ed.place('401');
      await ed.page.keyboard.down('Control');
      await ed.page.mouse.click(x, y);
      await ed.page.keyboard.up('Control');
      await ed.tab('401 Unauthorized');
      await ed.preview(/^401 Unauthorized/);
      await ed.open('app.js');
      ed.configure({ 'httpStatus.documentLinks.enable': undefined, 'httpStatus.definition.enable': undefined });
      await until('there are no links any more', async () => (await links()) === 0);
    });

    await test("the user's own Markdown opens as text", async () => {
      await ed.open('notes.md');
      await until('the text is there', async () => /^# My notes\n\nas I wrote them/.test(await ed.text()));
    });

    await test('codes complete in JavaScript', async () => {
      await ed.command('File: New Untitled Text File');
      await ed.language('JavaScript');
      await ed.type("import express from 'express';\nconst app = express();\napp.get('/', (req, res) => {\nres.status(");
      await until('codes are suggested', async () => (await ed.suggestions()).some((label) => /^[1-5]\d\d$/.test(label)));
      const [first] = await ed.suggestions();
      assert.match(first, /^[1-5]\d\d$/);
      await ed.type('40');
      await until('40x is left, and what has both digits after it', async () => {
        const labels = await ed.suggestions();
        return /^40\d$/.test(labels[0]) && labels.includes('404') && labels.every((label) => /^4.*0/.test(label));
      });
      assert.ok((await ed.suggestionRows()).some((row) => /^401 *\n? *Unauthorized$/.test(row)), 'each code has its name beside it');
      await ed.accept('404');
      await until('it is in the text', async () => /res\.status\(404\)/.test(await ed.text()));
    });

    await test('a code typed by hand stays as it was typed', async () => {
      await ed.press('End', 'Enter');
      await ed.type('res.status(');
      await until('codes are suggested', async () => (await ed.suggestions()).length > 0);
      await ed.type('401)');
      await until('the line is there', async () => /res\.status\(401\)\n?/.test(await ed.text()));
      await ed.type('.end();');
      await until('the line goes on', async () => /^\s*res\.status\(401\)\.end\(\);$/m.test(await ed.text()));
      await ed.discard();
    });

    await test('constants complete in Go', async () => {
      await ed.open('server.go');
      await ed.click('StatusUnauthorized)', { behind: true });
      await ed.press('Enter');
      await ed.type('w.WriteHeader(http.Status');
      await until('constants are suggested', async () => (await ed.suggestions()).some((label) => label.endsWith('StatusNotFound')));
      await ed.type('NotF');
      await until('the fitting one is left', async () => (await ed.suggestions())[0]?.endsWith('StatusNotFound'));
      await ed.accept((await ed.suggestions())[0]);
      await until('it is in the text', async () => /w\.WriteHeader\(http\.StatusNotFound\)/.test(await ed.text()));
      await ed.discard();
    });

    await test('an untitled document', async () => {
      await ed.command('File: New Untitled Text File');
      await ed.type('HTTP/1.1 404 Not Found\n');
      assert.match(await ed.hover('404', /Not Found/), /^404 Not Found/);
      await ed.discard();
    });

    await test('a cell of a notebook', async () => {
      await ed.press('Control+p');
      await ed.filter('notes.ipynb', /^notes\.ipynb/);
      await ed.press('Enter');
      await ed.tab('notes.ipynb');
      assert.match(await ed.hover('503', /Service Unavailable/), /^503 Service Unavailable/);
    });

    await test('look-up by code, class, name, alias, owner and words of the summary', async () => {
      await ed.command('HTTP Status: Look Up a Status…');
      await ed.filter('418', /^418 /);
      await ed.filter('gateway time', /^504 Gateway Timeout/);
      await ed.filter('authorization required', /^401 Unauthorized/);
      await ed.filter('notfound', /^404 Not Found/);
      await ed.filter('nginx closed', /^499 /);
      await ed.filter('valid credentials', /^401 Unauthorized/);
      await ed.filter('5xx', /^500 /);
      assert.ok((await ed.choices()).every((choice) => choice.startsWith('5')));
      await ed.pickerInput.fill('zzz');
      await until('nothing fits', async () => !(await ed.choices()).some((choice) => /^\d/.test(choice)));
      assert.match(await ed.filter('too many', /^429 Too Many Requests/), /IANA registry[^]*\n/);
      await ed.press('Enter');
      await ed.tab('429 Too Many Requests');
      await ed.preview(/^429 Too Many Requests/);
    });

    await test('look-up starts with the status under the cursor', async () => {
      await ed.open('server.go');
      await ed.click('StatusUnauthorized');
      await ed.command('HTTP Status: Look Up a Status…');
      await until('401 is the first choice', async () => (await ed.choices())[0]?.startsWith('401 Unauthorized'));
      assert.equal(await ed.pickerInput.inputValue(), '401');
      await ed.press('Escape');
      await ed.click('package');
      await ed.command('HTTP Status: Look Up a Status…');
      await until('all are there', async () => (await ed.choices())[0]?.startsWith('200 OK'));
      assert.equal(await ed.pickerInput.inputValue(), '');
      await ed.press('Escape');
    });

    await test('all codes', async () => {
      await ed.command('HTTP Status: Show All Codes');
      await ed.tab('HTTP status codes');
      const { frame } = await ed.preview(/^HTTP status codes[^]*404 Not Found[^]*599/);
      await frame.locator('a', { hasText: '100 Continue' }).first().click();
      await ed.preview(/^100 Continue/);
    });

    await test('a setting holds at once, is sent once, and needs no restart', async () => {
      await ed.open('app.js');
      const [process] = ed.languageServers();
      let before = settingsSent();
      ed.configure({ 'httpStatus.hover.enable': false });
      await until('the setting is sent', () => settingsSent() > before);
      await ed.hoverNothing('401');
      assert.equal(settingsSent(), before + 1);
      before = settingsSent();
      ed.configure({ 'httpStatus.hover.enable': undefined });
      await until('the setting is sent', () => settingsSent() > before);
      await ed.hover('401', /Unauthorized/);
      assert.equal(settingsSent(), before + 1);
      assert.deepEqual(ed.languageServers(), [process]);
    });

    await test('languages can be left out', async () => {
      const before = settingsSent();
      ed.configure({ 'httpStatus.exclude.languages': ['javascript'] });
      await until('the setting is sent', () => settingsSent() > before);
      await ed.hoverNothing('401');
      await ed.open('server.go');
      await ed.hover('StatusUnauthorized', /Unauthorized/);
      ed.configure({ 'httpStatus.exclude.languages': undefined });
      await ed.open('app.js');
      await ed.hover('401', /Unauthorized/);
    });

    await test('wrong settings are named in one message, with the file that they stand in and a button that opens it', async () => {
      ed.named = [/\[warning\] httpStatus: 2 settings are wrong/];
      ed.configure({ 'httpStatus.hover.enable': 'yes', 'httpStatus.pages.enable': 'no' });
      const message = await ed.message(/hover\.enable[^]*"yes" is not true or false[^]*pages\.enable[^]*Set in the workspace settings\./);
      assert.equal((await ed.messages()).length, 1);
      assert.match(ed.output(), /\[warning\] httpStatus[^[]*hover\.enable[^[]*pages\.enable[^[]*Set in the workspace settings\./);
      await message.getByRole('button', { name: 'Open Settings' }).click();
      await ed.page.locator('.view-line', { hasText: '"httpStatus.pages.enable"' }).waitFor();
      await ed.closeSettings();
      await ed.open('app.js');
      await ed.hover('401', /Unauthorized/);
      ed.configure({ 'httpStatus.hover.enable': undefined, 'httpStatus.pages.enable': undefined });
      await ed.closeMessages();
    });

    await test('with pages off, the look-up says so and turns them on when it is asked to', async () => {
      const before = settingsSent();
      ed.configure({ 'httpStatus.pages.enable': false });
      await until('the setting is sent', () => settingsSent() > before);
      await ed.command('HTTP Status: Look Up a Status…');
      await ed.filter('418', /^418 /);
      await ed.press('Enter');
      const message = await ed.message(/418 [^]*httpStatus\.pages\.enable/);
      await message.getByRole('button', { name: 'Turn On Pages' }).click();
      await ed.tab("418 I'm a teapot");
      await ed.preview(/^418 /);
      assert.equal(ed.savedSettings()['httpStatus.pages.enable'], true);
      ed.configure({ 'httpStatus.pages.enable': undefined });
    });

    // From here on servers are killed and missed on purpose, and the logs tell of it.
    ed.trouble = [Date.now()];
    ed.expected = [
      /crashed 5 times/, /was killed|signal|exited with/i, /\/nowhere\//, /provider FAILED/,
      /connection to server is erroring|Sending request failed|Request textDocument\/\w+ failed|Sending (document )?notification .*failed|Processing message queue failed|Document pull failed/,
      /Server initialization failed|couldn't create connection|(Stopping|Restarting) server failed/,
    ];
    await test('the server comes back after it is killed', async () => {
      await ed.open('app.js');
      const [old] = ed.languageServers();
      const started = () => ed.output().split('Starting the server (bundled)').length - 1;
      assert.equal(started(), 1);
      process.kill(old, 'SIGKILL');
      await until('there is another server', () => ed.languageServers().some((id) => id !== old));
      await ed.hover('401', /Unauthorized/);
      assert.equal(started(), 2, 'the log tells of the second start');
    });

    await test('the command restarts the server and says so', async () => {
      const [old] = ed.languageServers();
      await ed.command('HTTP Status: Restart Server');
      await until('there is another server, and only that', () => {
        const now = ed.languageServers();
        return now.length === 1 && now[0] !== old;
      });
      await ed.message(/the server was restarted \(version \d+\.\d+\.\d+\)/);
      await ed.closeMessages();
      await ed.hover('401', /Unauthorized/);
      assert.match(ed.output(), /Server process exited successfully/);
    });

    await test('the status item tells the version and leads to the look-up', async () => {
      const { text } = await ed.languageStatus(/HTTP Status \d+\.\d+\.\d+/);
      assert.match(text, /Look Up a Status…/);
    });

    const starts = () => ed.output().split("Received response 'initialize").length - 1;
    const givenUp = () => ed.output().split('will not be restarted').length - 1;
    /** Kills the server until the client gives it up: the fifth end within three minutes is the last. */
    const crash = async () => {
      const before = givenUp();
      while (givenUp() === before) {
        const [id] = await until('a server runs', () => ed.languageServers());
        const started = starts();
        if (id !== undefined) process.kill(id, 'SIGKILL');
        await until('it starts again or is given up', () => starts() > started || givenUp() > before);
      }
    };
    await test('a server that keeps dying is given up, and the message restarts it', async () => {
      // What the status item shows would cover the message.
      await ed.away();
      // Some of the five ends were caused by tests before this one.
      await crash();
      const message = await ed.message(/crashed 5 times/);
      assert.equal((await ed.messages()).length, 1);
      await message.getByRole('button', { name: 'Restart Server' }).click();
      await until('there is a server', () => ed.languageServers().length === 1);
      await ed.hover('401', /Unauthorized/);
    });

    await test('the status item says that the server is given up, and a restart from there helps', async () => {
      await crash();
      await ed.message(/crashed 5 times/);
      await ed.closeMessages();
      const { text } = await ed.languageStatus(/HTTP Status: stopped/);
      assert.match(text, /Restart Server/);
      // The editor draws the entries anew whenever one of them changes, and a click may meet an old one.
      await until('there is a server', async () => {
        const { item } = await ed.languageStatus(/HTTP Status: stopped/);
        await item.locator('a', { hasText: 'Restart Server' }).click({ timeout: 2000 });
        return until('a process', () => ed.languageServers().length === 1, 3000).catch(() => false);
      });
      await ed.open('app.js');
      await ed.hover('401', /Unauthorized/);
    });

    await test('a path that leads nowhere is named, and a right one is taken at once', async () => {
      ed.configure({ 'httpStatus.server.path': '/nowhere/http-status-lsp' });
      const message = await ed.message(/httpStatus\.server\.path is "\/nowhere\/http-status-lsp"/);
      for (const button of ['Open Settings', 'How to Install']) {
        await message.getByRole('button', { name: button }).waitFor();
      }
      await until('the old server is gone', () => ed.languageServers().length === 0);
      await ed.closeMessages();
      mkdirSync(join(ed.root, 'home/bin'));
      writeFileSync(join(ed.root, 'home/bin/mine'), readFileSync(server));
      chmodSync(join(ed.root, 'home/bin/mine'), 0o755);
      ed.configure({ 'httpStatus.server.path': '~/bin/mine' });
      await until('that server is started', () => ed.output().includes(`(setting): ${join(ed.root, 'home/bin/mine')}`));
      await ed.hover('401', /Unauthorized/);
      ed.configure({ 'httpStatus.server.path': undefined });
      await until('the bundled server is back', () => ed.languageServers().length === 1);
      await ed.hover('401', /Unauthorized/);
    });

    ed.trouble.push(Date.now());
    await test('the bug report tells versions, system, settings and log, and nothing of the files', async () => {
      const before = settingsSent();
      ed.configure({ 'httpStatus.exclude.languages': ['css'] });
      await until('the setting is there', () => settingsSent() > before);
      await ed.open('app.js');
      await ed.command('HTTP Status: Prepare a Bug Report');
      const report = await until('a report is in the clipboard', async () => {
        const text = await ed.page.evaluate(() => navigator.clipboard.readText());
        return text.includes('- Extension: ') && text;
      });
      assert.match(report, /- Extension: \d+\.\d+\.\d+\n- Server: \d+\.\d+\.\d+ \(bundled\)\n- Editor: code-server 1\.\d+\.\d+ \(remote\)\n- System: linux /);
      assert.match(report, /- Language of the active editor: javascript\n/);
      assert.match(report, /"httpStatus\.exclude\.languages": \[\s+"css"\s+\]/);
      // The log quotes a message about it, from the test of wrong settings.
      assert.doesNotMatch(report, /"httpStatus\.hover\.enable"/);
      assert.match(report, /Last lines of the log:[^]*\[info\] Starting the server \(bundled\)/);
      for (const secret of [ed.folder, ed.env.HOME, 'app.js', 'log in first', 'file:']) {
        assert.ok(!report.includes(secret), `${secret} stands in the report`);
      }
      ed.configure({ 'httpStatus.exclude.languages': undefined });
    });

    for (const theme of ['Dark', 'Light']) {
      await test(`screenshots: ${theme.toLowerCase()}`, () => takePictures(ed, theme));
    }

    await finish(name, ed);
  },

  async path(name) {
    const ed = await session(name, {
      vsix: withoutServer,
      files: { 'app.js': APP },
      path: [bin, cleanPath].join(delimiter),
    });
    await test('without a server of its own, the one on the PATH is used', async () => {
      await ed.open('app.js');
      await ed.hover('401', /Unauthorized/);
      assert.match(ed.output(), /Starting the server \(PATH\)/);
    });
    await finish(name, ed);
  },

  async missing(name) {
    const ed = await session(name, { vsix: withoutServer, files: { 'app.js': APP } });
    ed.expected = [/there is no http-status-lsp on the PATH/];
    await test('where there is no server, a message says what to do, and its button opens the setting', async () => {
      const message = await ed.message(/no http-status-lsp on the PATH[^]*httpStatus\.server\.path/);
      await message.getByRole('button', { name: 'How to Install' }).waitFor();
      await message.getByRole('button', { name: 'Open Settings' }).click();
      await ed.page.locator('.settings-editor .setting-item-label', { hasText: 'Path' }).first().waitFor();
      await ed.closeSettings();
    });
    await test('each command says so again', async () => {
      await ed.command('HTTP Status: Look Up a Status…');
      const message = await ed.message(/no http-status-lsp on the PATH/);
      await message.getByRole('button', { name: 'How to Install' }).click();
      await ed.preview(/^HTTP Status[^]*Install/);
    });
    await test('a path that is set then starts the server without a reload', async () => {
      ed.configure({ 'httpStatus.server.path': server });
      await ed.open('app.js');
      await ed.hover('401', /Unauthorized/);
    });
    await finish(name, ed);
  },

  async restricted(name) {
    const marker = join(scratch, 'the-workspace-chose-the-server');
    const ed = await session(name, {
      vsix: withServer,
      files: {
        'app.js': APP,
        'tools/http-status-lsp': `#!/bin/sh\necho x >"${marker}"\nexec "${server}"\n`,
        '.vscode/settings.json': JSON.stringify({ 'httpStatus.server.path': '${workspaceFolder}/tools/http-status-lsp' }),
      },
      asksForTrust: true,
      settings: { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' },
    });
    chmodSync(join(ed.folder, 'tools/http-status-lsp'), 0o755);
    await test('a restricted workspace has cards, and does not choose the server', async () => {
      await ed.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
      await ed.open('app.js');
      await ed.hover('401', /Unauthorized/);
      assert.match(ed.output(), /Starting the server \(bundled\)/);
      assert.ok(!existsSync(marker));
    });
    await test('once it is trusted, its server is taken', async () => {
      await ed.command('Workspaces: Manage Workspace Trust');
      await ed.page.locator('.workspace-trust-editor').getByRole('button', { name: /^Trust/ }).first().click();
      await until('the workspace is asked for its server', () => existsSync(marker));
      await until('only that server runs', () => ed.languageServers().length === 1);
      await ed.open('app.js');
      await ed.hover('401', /Unauthorized/);
    });
    await finish(name, ed);
  },
};

Object.assign(SESSIONS, besideOthers({ test, session, finish, withServer }));

const NOTEBOOK = JSON.stringify({
  cells: [
    {
      cell_type: 'code',
      execution_count: null,
      metadata: {},
      outputs: [],
      source: ['import requests\n', 'r = requests.get(url)\n', 'assert r.status_code != 503\n'],
    },
  ],
  metadata: { language_info: { name: 'python' } },
  nbformat: 4,
  nbformat_minor: 2,
});

/** The pictures of the README: nothing but the window, the extension and a small file. */
async function takePictures(ed, theme) {
  const file = (what) => join(shots, `${what}-${theme.toLowerCase()}.png`);
  await ed.dress(theme, 820);
  await ed.open('app.js');

  await ed.hover('401', /Unauthorized[^]*Full card/);
  await ed.shot(file('card'), 520);

  await ed.click('401');
  await ed.press('F12');
  await ed.preview(/^401 Unauthorized/);
  await ed.shot(file('page'), 820);

  await ed.command('View: Close Editor');
  await ed.open('app.js');
  await ed.click("first' });", { behind: true });
  await ed.press('Enter');
  await ed.type('res.status(');
  await until('codes are suggested', async () => (await ed.suggestions()).length > 0);
  await ed.showDocumentation();
  await ed.shot(file('completion'), 820);
  await ed.press('Escape');
  await ed.discard();

  await ed.open('app.js');
  await ed.command('HTTP Status: Look Up a Status…');
  await ed.filter('too large', /^413 /);
  await ed.shot(file('look-up'), 420);
  await ed.press('Escape');
  await ed.undress();
}

/** Runs a session and ends its editor. */
async function attempt(name, run) {
  try {
    await run(name);
  } catch (error) {
    // A session that does not even start.
    await test(`${name}: the session`, () => {
      throw error;
    });
  } finally {
    await current?.close().catch(() => {});
    current = undefined;
  }
}

const installation = new Installation(vscode);
const browser = await chromium.launch({
  executablePath: chromiumPath,
  args: [
    // Tests run as root in containers, where the sandbox cannot.
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
  ],
});
const watchdog = setTimeout(async () => {
  console.log(`not ok - all within ${RUN_LIMIT} ms`);
  await current?.close().catch(() => {});
  await browser.close().catch(() => {});
  process.exit(1);
}, RUN_LIMIT);

for (const [name, run] of Object.entries(SESSIONS)) {
  if (!new RegExp(only).test(name) || !new RegExp(wanted).test(name)) continue;
  const before = { passed, failed };
  await attempt(name, run);
  if (failed === before.failed) continue;
  // The workbench in a browser loses a key or the focus now and then, to a part that loads late. What fails in a new editor too
  // fails the run.
  console.log(`# ${name}: ${failed - before.failed} failed, so the session is run again in a new editor`);
  ({ passed, failed } = before);
  await attempt(`${name}-again`, run);
}
clearTimeout(watchdog);
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
