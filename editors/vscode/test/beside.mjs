// Sessions in which other extensions answer too: the built-in one of TypeScript, and a small one of the tests.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { until } from './editor.mjs';

const { SCRATCH: scratch, SHOTS: shots } = process.env;

/** How long the list waits for other providers, and how long the slow one of the tests takes, in milliseconds. */
const LIMIT = 150;
const SLOWLY = 2000;

const DECLARATIONS = `export declare enum StatusCodes {
  OK = 200,
  MOVED_PERMANENTLY = 301,
  NOT_MODIFIED = 304,
  FORBIDDEN = 403,
  NOT_FOUND = 404,
  NOT_ACCEPTABLE = 406,
  CONFLICT = 409,
  NOT_IMPLEMENTED = 501,
}
`;
const NOT_ANYTHING = ['NOT_ACCEPTABLE', 'NOT_FOUND', 'NOT_IMPLEMENTED', 'NOT_MODIFIED'];
const IMPORT = "import { StatusCodes } from 'http-status-codes';\n";
const USE = `${IMPORT}
export const missing = StatusCodes.NOT_FOUND;
export const refused = StatusCodes.FORBIDDEN;
`;
const OWN = `enum HttpStatus {
  Unauthorized = 401,
  NotFound = 404,
}

export const missing = HttpStatus.NotFound;
`;
const MODULE = JSON.stringify({ name: 'http-status-codes', version: '2.3.0', main: 'index.js', types: 'index.d.ts' });
const PROJECT = JSON.stringify({ compilerOptions: { module: 'commonjs', moduleResolution: 'node', allowJs: true, strict: true } });
const VUE = `<script>\n${IMPORT}\nconst missing = StatusCodes.NOT_FOUND\n</script>\n`;

/** Lines that a person writes, each ended by Enter. */
const PROSE = [
  'I am writing a letter about 40',
  'the server returns 40',
  'She returned 20',
  'I got a 20',
  'We got 50',
  'It gives 20',
  'Reply with 20',
  'zip code: 40',
  'Order code 40',
  'code: ',
  'We met 20',
];

/** @param tools  `test`, `session`, `finish` and `withServer` of test.mjs */
export function besideOthers({ test, session, finish, withServer }) {
  return {
    async typescript(name) {
      const ed = await session(name, {
        vsix: withServer,
        files: {
          'tsconfig.json': PROJECT,
          'installed/node_modules/http-status-codes/package.json': MODULE,
          'installed/node_modules/http-status-codes/index.d.ts': DECLARATIONS,
          'installed/node_modules/http-status-codes/index.js': '',
          'installed/use.ts': USE,
          'missing/new.ts': IMPORT,
          'missing/new.js': IMPORT,
          'own.ts': OWN,
          'status.ts': '// answered with 403\nexport const first = 403; // status\n\n// HTTP/1.1 403 Forbidden\n// HTTP/1.1 503 Service Unavailable\n',
          'letter.txt': '',
          'letter.md': '',
          'main.go': 'package main\n\nimport "net/http"\n\nfunc account(w http.ResponseWriter, r *http.Request) {\n\n}\n',
          'app.py': 'import requests\n\nassert requests.get(url).status_code == 404\n',
        },
        settings: { 'httpStatus.trace.server': 'messages' },
      });

      await test('TypeScript itself completes', () =>
        typing(ed, ['own.ts'], async () => {
          await ed.type('"text".char');
          // TypeScript answers as soon as it has read the project.
          await until('TypeScript suggests', async () => {
            await ed.press('Escape', 'Control+Space');
            return until('suggestions', async () => (await ed.suggestions()).includes('charCodeAt'), 2000).catch(() => false);
          }, 50_000);
        }));

      await test('the card stands below what TypeScript says, with its title in view', async () => {
        await ed.open('use.ts', 'installed');
        await ed.hover('NOT_FOUND', /enum member[^]*404 Not Found/);
        const { rows, title } = await hoverRows(ed, '404 Not Found');
        assert.match(rows[0].text, /^\(enum member\) StatusCodes\.NOT_FOUND/);
        assert.ok(rows[0].top >= 0 && rows[0].bottom <= rows.height, `what TypeScript says is in view: ${JSON.stringify(rows[0])}`);
        assert.ok(title.top >= rows[0].bottom && title.bottom <= rows.height, `the title is in view: ${JSON.stringify(title)}`);
        await ed.shot(join(shots, 'beside-typescript.png'), 800);
      });

      await test('"Go to Definition" on a name jumps straight to its declaration', async () => {
        await jumps(ed, 'NOT_FOUND', 'index.d.ts');
      });

      await test('each member stands in the list once', () =>
        typing(ed, ['use.ts', 'installed'], async () => {
          await eachOnce(ed, 'export const other = StatusCodes.', 'NOT_', NOT_ANYTHING, 6);
          await ed.shot(join(shots, 'members-typescript.png'), 800);
        }));

      await test('by its number, a member is found beside TypeScript', () =>
        typing(ed, ['use.ts', 'installed'], async () => {
          await ed.type('export const other = StatusCodes.');
          await takes(ed, '404', 'NOT_FOUND');
        }));

      for (const file of ['new.ts', 'new.js']) {
        await test(`of a package that is not installed, our members are offered: ${file}`, () =>
          typing(ed, [file, 'missing'], async () => {
            await ed.type('export const other = StatusCodes.');
            await takes(ed, 'NOT_F', 'NOT_FOUND');
          }));
      }

      await test("a file's own enum has its own members and no others", () =>
        typing(ed, ['own.ts'], async () => {
          await eachOnce(ed, 'export const other = HttpStatus.', '', ['NotFound', 'Unauthorized'], 6);
        }));

      for (const [setting, expected] of [['always', 2], ['never', 1]]) {
        await test(`with constants "${setting}", a member that TypeScript has stands there ${expected === 1 ? 'once' : 'twice'}`, async () => {
          await settle(ed, { 'httpStatus.completion.constants': setting });
          await typing(ed, ['use.ts', 'installed'], async () => {
            await ed.type('export const other = StatusCodes.NOT_F');
            await until('as often as it should', async () => {
              const labels = (await ed.suggestions()).filter((label) => label === 'NOT_FOUND');
              return labels.length === expected;
            });
          });
          await settle(ed, { 'httpStatus.completion.constants': undefined });
        });
      }

      for (const [detail, last, distance] of [['brief', 'Full card', 40], ['full', 'All codes', 400]]) {
        await test(`a card that was scrolled leaves no scroll position to the next one: ${detail}`, async () => {
          if (detail === 'full') await settle(ed, { 'httpStatus.hover.detail': detail });
          await ed.open('status.ts');
          await ed.hover('503', new RegExp(`503 Service Unavailable[^]*${last}`));
          assert.equal((await hoverRows(ed, '503 Service Unavailable')).scrollTop, 0);
          // Two cards of one window that is scrolled between them, as by somebody who reads to the end.
          await scrollCard(ed, distance);
          await pointAt(ed, '403 Forbidden', '403');
          await until('the next card is there', async () => /403 Forbidden/.test((await ed.card.allInnerTexts()).join('\n')));
          const { scrollTop, title, rows } = await hoverRows(ed, '403 Forbidden');
          await ed.shot(join(shots, `after-scrolling-${detail}.png`), 800);
          assert.equal(scrollTop, 0);
          assert.ok(title.top >= 0 && title.bottom <= rows.height, JSON.stringify(title));
        });

        await test(`of a card by keyboard the same holds: ${detail}`, async () => {
          await scrollCard(ed, distance);
          await ed.away();
          await ed.click('503 Service');
          await ed.press('Control+k', 'Control+i');
          await until('the card is there', async () => /503 Service Unavailable/.test((await ed.card.allInnerTexts()).join('\n')));
          const { scrollTop } = await hoverRows(ed, '503 Service Unavailable');
          assert.equal(scrollTop, 0);
          await ed.away();
        });
      }
      ed.reset();

      for (const file of ['letter.txt', 'letter.md']) {
        await test(`prose stays as it is typed: ${file}`, () =>
          typing(ed, [file], async () => {
            for (const line of PROSE) {
              await ed.type(line);
              await ed.never(`a code suggested after "${line}"`, async () => {
                const labels = await ed.suggestions();
                if (labels.some((label) => /^\d/.test(label))) throw new Error(`after "${line}" stand ${labels.join(', ')}`);
                return false;
              });
              await ed.press('Enter');
            }
            await until('all lines are there', async () => (await ed.text()).trimEnd() === PROSE.join('\n').trimEnd());
          }));
      }

      await test('by its number, a constant is found in Go', () =>
        typing(ed, ['main.go'], async () => {
          await ed.type('func more(w http.ResponseWriter) {\n\tw.WriteHeader(http.');
          await takes(ed, '404', 'StatusNotFound');
        }));

      await test('settings hold for one language alone', async () => {
        await ed.open('app.py');
        await ed.hover('404', /404 Not Found/);
        await settle(ed, { '[python]': { 'httpStatus.hover.enable': false } });
        await ed.hoverNothing('404');
        await ed.open('status.ts');
        await ed.hover('503', /503 Service Unavailable/);
        await settle(ed, { '[python]': undefined });
        await ed.open('app.py');
        await ed.hover('404', /404 Not Found/);
      });

      await finish(name, ed);
    },

    async stub(name) {
      const ed = await session(name, {
        vsix: withServer,
        others: [packStub()],
        files: {
          'Quick.vue': VUE,
          'Slow.vue': VUE,
          'Hangs.vue': VUE,
          'Late.vue': VUE,
          'declarations.txt': 'declared here:\nNOT_FOUND\n',
        },
        settings: { 'httpStatus.trace.server': 'messages' },
      });
      // The editor may ask for the documentation of an item while the list is being closed.
      ed.expected = [/provider FAILED/];
      const asked = (method) => ed.output().split(`Sending request 'textDocument/${method}`).length - 1;

      await test('the card stands below what the other extension says, with its title in view', async () => {
        await ed.open('Quick.vue');
        await ed.hover('NOT_FOUND', /enum member[^]*404 Not Found/);
        const { rows, title } = await hoverRows(ed, '404 Not Found');
        assert.equal(rows[0].text, '(enum member) StatusCodes.NOT_FOUND');
        assert.ok(rows[0].top >= 0 && title.top >= rows[0].bottom && title.bottom <= rows.height, JSON.stringify({ rows, title }));
      });

      await test('"Go to Definition" on a name is left to the other extension', async () => {
        await jumps(ed, 'NOT_FOUND', 'declarations.txt');
      });

      await test('members that the other extension gives stand once; words and snippets do not count', () =>
        typing(ed, ['Quick.vue'], async () => {
          await ed.type('StatusCodes');
          const before = asked('completion');
          await ed.type('.');
          await until('members are suggested', async () => (await ed.suggestions()).length > 0);
          assert.equal(asked('completion'), before + 1, 'what we ask ourselves does not reach the server');
          await ed.press('Escape', 'Enter');
          await eachOnce(ed, 'StatusCodes.', 'NOT_', NOT_ANYTHING);
          for (const [typed, label] of [['CONF', 'CONFLICT'], ['GON', 'GONE']]) {
            await ed.press(...[...'NOT_'].map(() => 'Backspace'));
            await ed.type(typed);
            await until(`${label} is there, theirs and ours`, async () => (await ed.suggestions()).filter((one) => one === label).length === 2);
            await ed.press(...[...typed].map(() => 'Backspace'));
            await ed.type('NOT_');
          }
        }));

      for (const file of ['Slow.vue', 'Hangs.vue']) {
        await test(`another provider that does not answer costs no more than the limit: ${file}`, () =>
          typing(ed, [file], async () => {
            await ed.type('StatusCodes');
            await ed.press('Escape');
            const start = Date.now();
            await ed.press('.');
            await until('ours are there', async () => (await ed.suggestions()).length > 0);
            const took = Date.now() - start;
            console.log(`  ${file}: the list after ${took} ms`);
            assert.ok(took >= LIMIT, 'the other provider was waited for');
            // The rest is what the editor itself and the machine need.
            assert.ok(took < 0.75 * SLOWLY, `it took ${took} ms`);
            // Ours is asked again at the same place, while the other provider still waits.
            await ed.press('Escape', 'Control+Space');
            await takes(ed, 'NOT_F', 'NOT_FOUND');
          }));
      }

      await test('members that the other extension gives too late are left out with the next letters', () =>
        typing(ed, ['Late.vue'], async () => {
          const count = async (wanted) => (await ed.suggestions()).filter((label) => label === wanted).length;
          await ed.type('StatusCodes.');
          await until('members are suggested', async () => (await ed.suggestions()).length > 0);
          await ed.type('NOT_');
          await until('those that begin so are left, each once', async () => (await count('NOT_FOUND')) === 1 && (await count('NOT_ACCEPTABLE')) === 1);
          assert.equal(await count('NOT_MODIFIED'), 1, 'and those that it does not give stand');
        }));

      await test('text in the output is not looked at', async () => {
        await ed.open('Quick.vue');
        await ed.hover('NOT_FOUND', /404 Not Found/);
        await ed.command('Stub: Write Output');
        const line = ed.page.locator('.part.panel .view-line', { hasText: 'HTTP/1.1 404 Not Found' });
        await line.waitFor();
        const before = asked('hover');
        await ed.page.mouse.move(640, 300);
        const at = await line.locator('span').last().boundingBox();
        const [x, y] = [at.x + at.width / 2, at.y + at.height / 2];
        await ed.page.mouse.move(x, y, { steps: 4 });
        await ed.never('a card', async () => /Not Found/.test((await ed.card.allInnerTexts()).join('\n')));
        await ed.page.mouse.click(x, y);
        await ed.press('F12');
        await ed.never('a page', async () => (await ed.page.locator('.tab', { hasText: '404' }).count()) > 0);
        assert.equal(asked('hover'), before);
        assert.equal(asked('definition'), 1, 'the one in Quick.vue');
        await ed.command('View: Hide Panel');
      });

      await finish(name, ed);
    },

    async folders(name) {
      const off = JSON.stringify({ 'httpStatus.hover.enable': false });
      const ed = await session(name, {
        vsix: withServer,
        files: {
          'one/one.py': 'assert response.status_code == 404\n',
          'two/two.py': 'assert response.status_code == 404\n',
          'two/.vscode/settings.json': off,
          'both.code-workspace': JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }),
        },
        workspace: 'both.code-workspace',
        settings: { 'httpStatus.trace.server': 'messages' },
      });
      await test('settings hold for one folder alone, and change without a restart', async () => {
        await ed.open('one.py', 'one');
        await ed.hover('404', /404 Not Found/);
        await ed.open('two.py', 'two');
        await ed.hoverNothing('404');
        const settings = join(ed.folder, 'two/.vscode/settings.json');
        writeFileSync(settings, '{}');
        await ed.hover('404', /404 Not Found/);
        writeFileSync(settings, off);
        await ed.open('one.py', 'one');
        await ed.hover('404', /404 Not Found/);
      });
      await test('a wrong setting of a folder is named with the folder', async () => {
        writeFileSync(join(ed.folder, 'two/.vscode/settings.json'), JSON.stringify({ 'httpStatus.hover.enable': 'yes' }));
        ed.expected = [/"yes" is not true or false/];
        const message = await ed.message(/hover\.enable[^]*Set in the settings of the folder two\./);
        await message.getByRole('button', { name: 'Open Settings' }).click();
        await ed.page.locator('.view-line', { hasText: '"httpStatus.hover.enable"' }).waitFor();
      });
      await finish(name, ed);
    },
  };
}

/** Puts the extension of the tests into a package, as it would come from a marketplace. */
function packStub() {
  const file = join(scratch, 'stub.vsix');
  const vsce = new URL('../node_modules/@vscode/vsce/vsce', import.meta.url).pathname;
  const options = ['--no-dependencies', '--skip-license', '--allow-missing-repository', '--out', file];
  execFileSync(process.execPath, [vsce, 'package', ...options], {
    cwd: new URL('stub', import.meta.url).pathname,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return file;
}

/** Opens a file, puts the cursor behind its text, and forgets in the end what was typed, also when something went wrong. */
async function typing(ed, [file, inside], body) {
  await ed.open(file, inside);
  await ed.press('Control+End');
  try {
    await body();
  } finally {
    await ed.press('Escape', 'Escape');
    await ed.discard();
  }
}

/** Types a member of `StatusCodes` and takes the suggestion for it. */
async function takes(ed, typed, label) {
  await until('members are suggested', async () => (await ed.suggestions()).length > 0);
  await ed.type(typed);
  await until(`${label} is the first`, async () => (await ed.suggestions())[0] === label);
  await ed.accept(label);
  await until('it is in the text', async () => new RegExp(`\\.${label}\\b`).test((await ed.text()).split(' = ').at(-1)));
}

/** Changes settings and waits until the server knows them. */
async function settle(ed, changes) {
  const sent = () => ed.output().split("'workspace/didChangeConfiguration'").length;
  const before = sent();
  ed.configure(changes);
  await until('the settings are sent', () => sent() > before);
}

/**
 * Types a line up to the dot behind a qualifier, then the beginning of members, and sees that the list has those that begin
 * so, each once, and no two alike in all that is seen of it. Another extension may need longer than we wait for it as long as
 * a file is new to it, so this may be tried again.
 */
async function eachOnce(ed, line, typed, expected, attempts = 1) {
  const alike = (labels) => labels.filter((label, index) => labels.indexOf(label) !== index);
  for (let attempt = 1; ; attempt += 1) {
    await ed.type(line);
    try {
      await until('members are suggested', async () => (await ed.suggestions()).length > 0);
      assert.deepEqual(alike(await ed.suggestions()), []);
      await ed.type(typed);
      await until('those that begin so are left', async () => {
        const left = (await ed.suggestions()).filter((label) => label.startsWith(typed));
        assert.deepEqual(left.sort(), expected);
        return true;
      }, 2000);
      return;
    } catch (error) {
      if (attempt === attempts) throw error;
      console.log(`  attempt ${attempt}: ${error.message.split('\n')[0]}`);
    }
    await ed.press('Escape', 'End', 'Shift+Home', 'Backspace');
  }
}

/** Presses F12 on a word and sees that one place is opened, without a choice. */
async function jumps(ed, word, tab) {
  await ed.away();
  await ed.click(word);
  await ed.press('F12');
  await ed.tab(tab);
  assert.equal(await ed.page.locator('.peekview-widget').count(), 0, 'there is no choice');
}

/** The rows of the hover and the title of a card, in pixels from the top of the window that is seen of it. */
async function hoverRows(ed, title) {
  const found = await ed.page.evaluate((wanted) => {
    const hover = [...document.querySelectorAll('.monaco-hover')].find((one) => one.offsetWidth > 0 && one.querySelector('.hover-row'));
    const content = hover.querySelector('.monaco-hover-content');
    const frame = content.getBoundingClientRect();
    const place = (element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return { top: Math.round(top - frame.top), bottom: Math.round(bottom - frame.top), text: element.innerText.trim().slice(0, 60) };
    };
    const heading = [...hover.querySelectorAll('h1, h2, h3, strong')].find((one) => one.innerText.trim().startsWith(wanted));
    return {
      scrollTop: content.scrollTop,
      height: Math.round(frame.height),
      rows: [...hover.querySelectorAll('.hover-row')].map(place),
      title: heading && place(heading),
    };
  }, title);
  return { ...found, rows: Object.assign(found.rows, { height: found.height }) };
}

/** Turns the wheel over the card that is shown, until it is as far as wanted. */
async function scrollCard(ed, distance) {
  const box = await ed.page.locator('.monaco-hover:visible').first().boundingBox();
  await ed.page.mouse.move(box.x + 60, box.y + box.height / 2, { steps: 5 });
  const content = ed.page.locator('.monaco-hover:visible .monaco-hover-content').first();
  await until('the card is scrolled', async () => {
    await ed.page.mouse.wheel(0, 100);
    return (await content.evaluate((element) => element.scrollTop)) >= distance;
  });
}

/** Moves the mouse from where it is to a word, without leaving the text between. */
async function pointAt(ed, line, word) {
  const { left, y } = await ed.place(line);
  const { width } = await ed.page.evaluate((text) => {
    const canvas = document.createElement('canvas').getContext('2d');
    canvas.font = window.getComputedStyle(document.querySelector('.view-line')).font;
    return { width: canvas.measureText(text).width };
  }, word);
  await ed.page.mouse.move(left + width / 2, y, { steps: 5 });
}
