// What a user does with pages, the look-up, the walkthrough and the details of the extension, in a restricted workspace.
import assert from 'node:assert/strict';

import { until } from './editor.mjs';

const APP = `import express from 'express';

const app = express();

app.get('/account', (req, res) => {
  if (!req.user) {
    return res.status(401).json({ error: 'log in first' });
  }
  res.json(req.user);
});
`;

/** The session, made of what test.mjs has for all of them. */
export function pageSession({ session, test, finish, withServer }) {
  return async (name) => {
    const ed = await session(name, {
      vsix: withServer,
      files: { 'app.js': APP, 'other.js': APP },
      asksForTrust: true,
      settings: {
        'security.workspace.trust.startupPrompt': 'never',
        'security.workspace.trust.banner': 'never',
        // The second editor of a test may read what the first one wrote.
        'files.hotExit': 'off',
      },
    });
    const titles = (group) =>
      group.locator('.tabs-container .tab').evaluateAll((all) =>
        // 1.139 has the end of the name in an element of its own.
        all.map((tab) => [...tab.querySelectorAll('.label-name, .label-suffix')].map((part) => part.textContent).join('').trim()),
      );
    const tabs = () => titles(ed.page);
    const followFromCard = async (label) => {
      await ed.hover('401', /Unauthorized/);
      const link = ed.card.locator('a', { hasText: label }).first();
      const tooltip = await link.getAttribute('title');
      await link.click();
      return tooltip;
    };

    await test('a link in a card opens a page with a title, and leaves the code open', async () => {
      await ed.open('app.js');
      assert.equal(await followFromCard('403 Forbidden'), 'Open the page of 403');
      await ed.tab('403 Forbidden');
      const { text } = await ed.preview(/^403 Forbidden/);
      assert.doesNotMatch(text, /^#|\]\(/m, 'the page is rendered');
      assert.deepEqual(await tabs(), ['app.js', '403 Forbidden']);
      assert.equal(await ed.page.locator('.breadcrumbs-below-tabs .monaco-breadcrumb-item:visible').count(), 0);
      const tooltips = await ed.page.locator('.tabs-container .tab').evaluateAll((all) => all.map((tab) => tab.outerHTML).join());
      assert.doesNotMatch(tooltips, /http-status-lsp\/pages-/, 'the folder of the cache does not show');
    });

    await test('"Full card" opens the page of the status itself', async () => {
      await ed.open('app.js');
      assert.equal(await followFromCard('Full card'), 'Open the page of 401');
      await ed.tab('401 Unauthorized');
      const { text } = await ed.preview(/^401 Unauthorized/);
      assert.match(text, /has no valid credentials[^]*Common causes\s[^]*How to fix\s[^]*Which one\s[^]*Headers\s[^]*Example\s[^]*Background\s/);
      await ed.command('View: Close Editor');
      await ed.open('app.js');
      await followFromCard('403 Forbidden');
    });

    await test('links within pages take over the tab, and keys and buttons go back and forth', async () => {
      const { frame } = await ed.preview(/^403 Forbidden/);
      await frame.locator('a', { hasText: '404 Not Found' }).first().click();
      await ed.tab('404 Not Found');
      const { frame: second } = await ed.preview(/^404 Not Found/);
      assert.deepEqual(await tabs(), ['app.js', '404 Not Found']);
      await second.locator('a', { hasText: 'All codes' }).first().click();
      await ed.tab('HTTP status codes');
      const { text } = await ed.preview(/^HTTP status codes[^]*404 Not Found[^]*599/);
      assert.match(text, /1xx Informational/);
      assert.deepEqual(await tabs(), ['app.js', 'HTTP status codes']);
      await ed.press('Alt+ArrowLeft');
      await ed.tab('404 Not Found');
      const { frame: again } = await ed.preview(/^404 Not Found/);
      await until('the place is kept', () => again.evaluate(() => window.scrollY > 0));
      await ed.page.locator('.editor-actions .codicon-arrow-left').click();
      await ed.tab('403 Forbidden');
      await ed.preview(/^403 Forbidden/);
      await ed.press('Alt+ArrowRight');
      await ed.tab('404 Not Found');
      await ed.preview(/^404 Not Found/);
      await ed.press('Alt+ArrowLeft');
      await ed.tab('403 Forbidden');
      await ed.preview(/^403 Forbidden/);
      await ed.press('Alt+ArrowLeft');
      await ed.tab('app.js');
      assert.deepEqual(await tabs(), ['app.js', '403 Forbidden']);
    });

    await test('a link that is followed with Ctrl gets a tab that stays', async () => {
      await ed.page.locator('.tab', { hasText: '403 Forbidden' }).click();
      const { frame } = await ed.preview(/^403 Forbidden/);
      await frame.locator('a', { hasText: '404 Not Found' }).first().click({ modifiers: ['Control'] });
      await ed.tab('404 Not Found');
      await until('both are there', async () => (await tabs()).length === 3);
      await ed.command('View: Close Editor');
    });

    await test('find works in a page', async () => {
      await ed.tab('403 Forbidden');
      const { frame } = await ed.preview(/^403 Forbidden/);
      await ed.press('Control+f');
      await ed.page.locator('.simple-find-part.visible input').first().fill('CSRF verification');
      await ed.press('Enter');
      await until('it is found', () => frame.evaluate(() => window.getSelection().toString() === 'CSRF verification'));
      await ed.press('Escape');
    });

    await test('"Go to Definition" opens the page, and keys alone follow a link in it', async () => {
      await ed.open('app.js');
      await ed.click('401');
      await ed.press('F12');
      await ed.tab('401 Unauthorized');
      const { frame } = await ed.preview(/^401 Unauthorized/);
      await until('a link has the focus', async () => {
        await ed.press('Tab');
        return frame.evaluate(() => /^40[34]\.md$/.test(document.activeElement?.getAttribute('href') ?? ''));
      });
      const wanted = await frame.evaluate(() => document.activeElement.textContent);
      await ed.press('Enter');
      await ed.tab(wanted);
    });

    await test('peek shows text that reads, with a title', async () => {
      await ed.open('app.js');
      await ed.click('401');
      await ed.command('Peek Definition');
      const peek = ed.page.locator('.peekview-widget');
      await until('the text is there', async () => /no\svalid\scredentials/.test((await peek.locator('.view-lines').allInnerTexts()).join('\n')));
      assert.match(await peek.locator('.peekview-title').innerText(), /401 Unauthorized/);
      const lines = (await peek.locator('.view-lines').first().locator('.view-line').allInnerTexts()).map((line) => line.replace(/\u00a0/g, ' '));
      assert.ok(lines.some((line) => line.trim() === '401 Unauthorized'), lines.join('\n'));
      assert.ok(lines.every((line) => line.length <= 64), lines.join('\n'));
      assert.doesNotMatch(lines.join('\n'), /\]\(|\*\*|`|^#/m);
      assert.equal(await peek.locator('.unicode-highlight').count(), 0);
      await ed.shot(`${ed.shots}/peek.png`, 800);
      await ed.press('Escape');
    });

    await test('pages stay where they were moved, and the code stays in view', async () => {
      await ed.command('View: Close All Editors');
      await ed.open('app.js');
      await ed.click('401');
      await ed.press('F12');
      await ed.tab('401 Unauthorized');
      await ed.preview(/^401 Unauthorized/);
      await ed.command('View: Move Editor into Next Group');
      await until('there are two groups', async () => (await ed.page.locator('.editor-group-container').count()) === 2);
      // A page takes the focus when it has loaded anew, and would close a picker then.
      await ed.preview(/^401 Unauthorized/);
      await ed.page.locator('.editor-group-container').first().locator('.view-line').first().click();
      await ed.tab('app.js');
      await ed.command('HTTP Status: Look Up a Status…');
      await ed.filter('429', /^429 /);
      await ed.press('Enter');
      await ed.tab('429 Too Many Requests');
      assert.deepEqual(await titles(ed.page.locator('.editor-group-container').first()), ['app.js']);
      await ed.command('View: Close All Editors');
    });

    await test('the look-up finds constants, headers, owners and words of causes, the common ones first', async () => {
      await ed.open('app.js');
      await ed.click('import');
      await ed.command('HTTP Status: Look Up a Status…');
      assert.equal(await ed.pickerInput.inputValue(), '');
      await ed.filter('', /^200 OK/);
      await ed.filter('HTTP 404', /^404 /);
      await ed.filter('StatusNotFound', /^404 /);
      await ed.filter('StatusCodes.NOT_FOUND', /^404 /);
      await ed.filter('cloudflare', /^5\d\d /);
      await ed.filter('WWW-Authenticate', /^401 /);
      await ed.filter('no permission', /^403 /);
      for (const [query, ...expected] of [
        ['redirect', '301', '302', '303', '307', '308'], ['csrf', '403'], ['login', '401'], ['cors', '405'], ['slow down'], ['kubernetes', '503'],
      ]) {
        await ed.pickerInput.fill(query);
        await until(`"${query}" finds ${expected}`, async () => {
          const found = (await ed.choices()).map((choice) => choice.slice(0, 3));
          return found.length > 0 && /^\d{3}$/.test(found[0]) && expected.every((code) => found.includes(code));
        });
      }
      await ed.pickerInput.fill('qqqq zzz');
      await until('it says that nothing fits', async () => /^No status fits "qqqq zzz"/.test((await ed.choices())[0] ?? ''));
      await ed.shot(`${ed.shots}/look-up-nothing.png`, 300);
      await ed.press('Enter');
      assert.match((await ed.choices())[0], /^No status fits/, 'that row does nothing');
      await ed.press('Escape');
    });

    const rowButton = async (label) => {
      const row = ed.picker.locator('.monaco-list-row').first();
      await row.hover();
      await row.getByRole('button', { name: label, exact: true }).click();
      await until('the picker is gone', async () => !(await ed.pickerInput.isVisible()));
    };
    await test('the look-up copies a code and a name', async () => {
      for (const [label, copied] of [['Copy 404', '404'], ['Copy "Not Found"', 'Not Found']]) {
        await ed.command('HTTP Status: Look Up a Status…');
        await ed.filter('not found', /^404 /);
        await rowButton(label);
        await until('it is in the clipboard', async () => (await ed.page.evaluate(() => navigator.clipboard.readText())) === copied);
      }
    });

    await test('the look-up inserts a code in place of the one at the cursor, or at the cursor', async () => {
      await ed.open('app.js');
      await ed.click('401');
      await ed.command('HTTP Status: Look Up a Status…');
      await ed.filter('forbidden', /^403 /);
      await rowButton('Insert 403 at the cursor');
      await until('it is in the text', async () => /res\.status\(403\)\.json/.test(await ed.text()));
      await ed.click('log in first', { behind: true });
      await ed.command('HTTP Status: Look Up and Insert a Code…');
      await ed.filter('teapot', /^418 /);
      await ed.press('Enter');
      await until('it is in the text', async () => /'log in first418'/.test(await ed.text()));
      await ed.discard();
    });

    await test('the menu of an editor has the look-up', async () => {
      await ed.open('app.js');
      const { x, y } = await ed.place('401');
      await ed.page.mouse.click(x, y, { button: 'right' });
      // The menu does not take the click that follows at once on the one that opened it.
      await until('401 is the first choice', async () => {
        const entry = ed.page.locator('.context-view .action-label', { hasText: 'Look Up a Status…' });
        if (await entry.isVisible()) await entry.click({ timeout: 1000 });
        return /^401 /.test((await ed.choices())[0] ?? '');
      });
      await ed.press('Escape');
    });

    await test('with pages off, cards link to the web alone, and a link of a page that is open says so', async () => {
      await ed.click('401');
      await ed.press('F12');
      await ed.tab('401 Unauthorized');
      await ed.preview(/^401 Unauthorized/);
      await ed.open('app.js');
      ed.configure({ 'httpStatus.pages.enable': false });
      await until('no link leads to a page', async () => {
        await ed.hover('401', /Unauthorized/);
        const links = await ed.card.locator('a').evaluateAll((all) => all.map((link) => link.dataset.href));
        return links.length > 0 && links.every((link) => link.startsWith('https://'));
      });
      await ed.page.locator('.tab', { hasText: '401 Unauthorized' }).click();
      const { frame } = await ed.preview(/^401 Unauthorized/);
      await frame.locator('a', { hasText: '403 Forbidden' }).first().click();
      await ed.message(/403 Forbidden: [^]*httpStatus\.pages\.enable/);
      await ed.closeMessages();
      await ed.page.locator('.tab', { hasText: '401 Unauthorized' }).click();
      await ed.command('View: Close Editor');
      ed.configure({ 'httpStatus.pages.enable': undefined });
      await ed.open('app.js');
      await until('links lead to pages again', async () => {
        await ed.hover('401', /Unauthorized/);
        return (await ed.card.locator('a', { hasText: '403 Forbidden' }).count()) > 0;
      });
    });

    await test('a page comes back with the window', async () => {
      await ed.click('401');
      await ed.press('F12');
      await ed.tab('401 Unauthorized');
      await ed.preview(/^401 Unauthorized/);
      // The editor's own command saves what is open before it reloads; the browser's reload may come before that.
      await ed.page.evaluate(() => {
        window.isBeforeReload = true;
      });
      await ed.command('Developer: Reload Window');
      await until('the window is loaded anew', () => ed.page.evaluate(() => !window.isBeforeReload));
      await ed.tab('401 Unauthorized');
      await ed.preview(/^401 Unauthorized/);
      await ed.command('View: Close Editor');
    });

    await test('the walkthrough has a picture for each step, and its buttons work', async () => {
      await ed.command('Welcome: Open Walkthrough...');
      await ed.filter('HTTP Status', /HTTP Status Codes/);
      await ed.press('Enter');
      const page = ed.page.locator('.gettingStartedContainer');
      await page.locator('.getting-started-step').first().waitFor();
      assert.equal(await page.locator('.getting-started-step').count(), 5);
      await until('its picture is loaded', () => page.locator('.getting-started-media img').first().evaluate((image) => image.naturalWidth > 0));
      await ed.shot(`${ed.shots}/walkthrough.png`, 800);
      await page.locator('.getting-started-step', { hasText: 'Point at a status' }).getByRole('button', { name: 'Open a Sample' }).click();
      await until('the sample is there', async () => /res\.status\(401\)/.test(await ed.text()));
      await ed.hover('401', /Unauthorized/);
      await ed.discard();
      await ed.command('View: Close All Editors');
    });

    await test('the details of the extension show its README, with pictures from where an editor takes them', async () => {
      await ed.press('Control+Shift+x');
      await ed.page.locator('.extensions-list .extension-list-item', { hasText: 'HTTP Status Codes' }).first().click();
      const { frame, text } = await ed.preview(/HTTP Status Codes[^]*Install/);
      assert.match(text, /After installing[^]*Open any file and point at a 401/);
      const pictures = await frame.evaluate(() => [...document.images].map((image) => image.src));
      assert.equal(pictures.length, 5);
      assert.deepEqual(pictures.filter((address) => !/^https:.*\/editors\/vscode\/images\/[a-z-]+\.png$/.test(address)), []);
      await ed.command('View: Close All Editors');
      await ed.press('Control+Shift+e');
    });

    await test('the settings have their descriptions and links to each other', async () => {
      await ed.command('Preferences: Open Settings (UI)');
      const input = ed.page.locator('.settings-header .inputarea, .settings-header textarea, .settings-header .native-edit-context').first();
      await input.focus();
      await ed.type('@ext:http-status-lsp.http-status-lsp');
      const first = ed.page.locator('.settings-editor .setting-item-description', { hasText: 'Show the card of the status' });
      await first.first().waitFor();
      const links = await ed.page.locator('.settings-editor .setting-item-description a').allInnerTexts();
      assert.ok(links.includes('Http Status › Completion: Constants'), links.join());
      await ed.shot(`${ed.shots}/settings.png`, 800);
      // 1.139 shows the settings over the window: one press closes the suggestions of the query, the next the settings.
      await ed.press('Escape', 'Escape');
      await ed.command('View: Close All Editors');
    });

    await finish(name, ed);
  };
}
