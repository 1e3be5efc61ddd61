// Findings, their light bulb, conversions, and the lines that send a status, as a user of VS Code meets them.
import assert from 'node:assert/strict';
import { join } from 'node:path';

import { until } from './editor.mjs';

const { SHOTS: shots } = process.env;

const API = `import express from 'express';

const app = express();
const box = { width: 200 };

app.delete('/cart', (req, res) => {
  res.status(204).json({ deleted: true });
});
`;
const SERVER = `package main

import "net/http"

func account(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") == "" {
		w.WriteHeader(404)
	}
	w.WriteHeader(http.StatusConflict)
	limit := 200
	_ = limit
}
`;
const OPENAPI = `openapi: 3.0.0
info: { title: cart, version: '1' }
paths:
  /cart:
    get:
      responses:
        200:
          description: The cart
        404:
          description: There is no cart
        '500':
          description: A bug
`;
const RAILS = `class CartsController < ApplicationController
  def create
    cart = Cart.new(cart_params)
    return render json: cart, status: :created if cart.save

    render json: cart.errors, status: :unprocessible_entity
  end
end
`;
const FASTAPI = `from fastapi import FastAPI

app = FastAPI()


@app.get("/cart")
def cart():
    pass
`;
const TOML = `[status.477]
name = "Tea Break"
summary = "The kitchen has its tea."
`;

/** @param tools  `test`, `session`, `finish` and `withServer` of test.mjs */
export function actionSession({ test, session, finish, withServer }) {
  return async (name) => {
    const ed = await session(name, {
      vsix: withServer,
      files: {
        'api.js': API,
        'server.go': SERVER,
        'openapi.yaml': OPENAPI,
        'cart.py': FASTAPI,
        'carts_controller.rb': RAILS,
        'notes.txt': 'There is nothing to do here.\n',
        '.http-status.toml': TOML,
      },
      // The entries of an assistant would stand among ours.
      settings: { 'httpStatus.trace.server': 'messages', 'chat.disableAIFeatures': true },
    });

    const asked = () => ed.output().split("Received response 'textDocument/codeAction").length;
    const bulb = ed.page.locator('.lightBulbWidget:visible, .monaco-editor .margin [class*="gutter-lightbulb"]:visible');
    const menu = ed.page.locator('.action-widget:visible');
    const squiggles = () => ed.page.locator('.editor-group-container.active .squiggly-warning, .editor-group-container.active .squiggly-info').count();

    /**
     * Puts the cursor into a word and waits for the light bulb. It shows when all providers have responded, and TypeScript takes its
     * time after a change. A click is lost where the editor is just taking the focus, and one where the cursor is already asks for
     * nothing, so the cursor leaves the word before the next.
     */
    const clickForBulb = (word) => {
      const isThere = async () => {
        await ed.click(word);
        if (await bulb.first().waitFor({ timeout: 12_000 }).then(() => true, () => false)) return true;
        await ed.press('Control+Home');
        return false;
      };
      return until(`a light bulb at ${word}`, isThere, 30_000);
    };
    /** The entries of the light bulb's menu at the cursor, opened by keyboard. */
    const entries = async () => {
      await ed.press('Control+.');
      await menu.first().waitFor();
      const rows = await until('the menu has entries', async () => {
        const all = await menu.locator('.monaco-list-row.action').allInnerTexts();
        return all.length > 0 && all;
      });
      return rows.map((row) => row.replace(/\u00a0/g, ' ').trim());
    };
    const choose = async (title) => {
      // By keyboard: in 1.100 the mouse does not reach the menu until it was moved.
      const focused = menu.locator('.monaco-list-row.action.focused');
      await until(`${title} is chosen`, async () => {
        if ((await focused.innerText({ timeout: 1000 })).replace(/\u00a0/g, ' ').trim() === title) return true;
        await ed.press('ArrowDown');
        return false;
      });
      await ed.press('Enter');
      await until('the menu is gone', async () => (await menu.count()) === 0);
    };

    await test('a finding is underlined, stands among the problems and says what is wrong', async () => {
      await ed.open('api.js');
      await until('it is underlined', async () => (await squiggles()) === 1);
      const text = await ed.hover('204', /No Content[^]*Full card/);
      assert.match(text, /204[^]*content[^]*http-status\s*\(?body-not-allowed/i);
      await ed.shot(join(shots, 'finding-hover.png'), 800);
      await ed.away();
      await ed.command('Problems: Focus on Problems View');
      const rows = ed.page.locator('.markers-panel .monaco-list-row');
      await until('it stands there', async () => (await rows.allInnerTexts()).some((row) => /body-not-allowed/.test(row)));
      assert.equal((await rows.allInnerTexts()).filter((row) => /http-status/.test(row)).length, 1);
      await ed.command('View: Toggle Problems');
    });

    await test('the light bulb of a finding has its fix, other statuses and the comment that silences it', async () => {
      await ed.open('api.js');
      await clickForBulb('204');
      const all = await entries();
      await ed.shot(join(shots, 'finding-menu.png'), 800);
      assert.match(all[0], /^Write 200, which may have content$/);
      assert.ok(all.includes('Ignore body-not-allowed on this line'), all.join('\n'));
      await choose('Write 200, which may have content');
      await until('the fix is in the text', async () => /res\.status\(200\)\.json/.test(await ed.text()));
      await until('nothing is underlined', async () => (await squiggles()) === 0);
      await ed.discard();
    });

    await test('an ignore comment silences a finding', async () => {
      await ed.open('api.js');
      await until('it is underlined', async () => (await squiggles()) === 1);
      await clickForBulb('204');
      await entries();
      await choose('Ignore body-not-allowed on this line');
      await until('the comment is there', async () => /json\(\{ deleted: true \}\); \/\/ http-status: ignore\[body-not-allowed\]/.test(await ed.text()));
      await until('nothing is underlined', async () => (await squiggles()) === 0);
      await ed.discard();
    });

    await test('a number becomes a constant, and a constant its number', async () => {
      await ed.open('server.go');
      await clickForBulb('404');
      const all = await entries();
      await ed.shot(join(shots, 'conversion-menu.png'), 800);
      assert.ok(all.includes('Write as http.StatusNotFound'), all.join('\n'));
      await choose('Write as http.StatusNotFound');
      await until('it is in the text', async () => /w\.WriteHeader\(http\.StatusNotFound\)/.test(await ed.text()));
      await clickForBulb('StatusConflict');
      await entries();
      await choose('Write as 409');
      await until('it is in the text', async () => /w\.WriteHeader\(409\)/.test(await ed.text()));
      await ed.discard();
    });

    await test('no light bulb shows where there is nothing to do', async () => {
      await ed.open('server.go');
      for (const word of ['package', '"net/http"', 'account', 'Authorization', 'limit', 'WriteHeader', '200']) {
        const before = asked();
        await ed.click(word);
        await until(`the server is asked at ${word}`, () => asked() > before);
        // That of the place before goes when the answer has come.
        await until('the last light bulb is gone', async () => (await bulb.count()) === 0);
        await ed.never(`a light bulb at ${word}`, async () => (await bulb.count()) > 0);
      }
      await clickForBulb('404');
    });

    await test('"Fix All" mends what is safe to mend', async () => {
      await ed.open('openapi.yaml');
      await until('two keys are underlined', async () => (await squiggles()) === 2);
      await ed.shot(join(shots, 'openapi.png'), 800);
      await ed.command('Fix All');
      await until('both are quoted', async () => /^\s*'200':\n[^]*^\s*'404':\n/m.test(await ed.text()));
      await until('nothing is underlined', async () => (await squiggles()) === 0);
      await ed.discard();
    });

    const insertResponse = async (query, expected) => {
      await ed.command('HTTP Status: Look Up and Insert a Response…');
      await ed.filter(query, expected);
      await ed.press('Enter');
    };
    await test('a response is inserted with its import, and its message is selected', async () => {
      await ed.open('cart.py');
      await ed.click('pass', { behind: true });
      await ed.press('Enter');
      await insertResponse('404', /^404 Not Found/);
      await until('the line is there', async () => /^ {4}raise HTTPException\(status_code=404, detail=".+"\)$/m.test(await ed.text()));
      assert.match(await ed.text(), /^from fastapi import FastAPI, HTTPException$/m);
      await ed.type('no cart');
      await until('the message is replaced', async () => /raise HTTPException\(status_code=404, detail="no cart"\)/.test(await ed.text()));
      await ed.shot(join(shots, 'insertion.png'), 800);
      await ed.discard();
    });

    await test('a language without such a line says so', async () => {
      await ed.open('notes.txt');
      await insertResponse('404', /^404 Not Found/);
      await ed.message(/There is no line for 404 Not Found in files of the type "plaintext"/);
      await ed.closeMessages();
    });

    await test('the look-up has the statuses of the project and leads to the lines that define them', async () => {
      await ed.open('api.js');
      await ed.command('HTTP Status: Look Up a Status…');
      assert.match(await ed.filter('kitchen', /^477 Tea Break/), /\nThe kitchen has its tea\.$/);
      await ed.press('Enter');
      await ed.tab('.http-status.toml');
      await until('the definition is there', async () => /^\[status\.477\]\nname = "Tea Break"/.test(await ed.text()));
    });

    for (const theme of ['Dark', 'Light']) {
      await test(`screenshots: ${theme.toLowerCase()}`, async () => {
        await ed.dress(theme, 820);
        await ed.open('carts_controller.rb');
        await until('it is underlined', async () => (await squiggles()) === 1);
        await clickForBulb('unprocessible_entity');
        await ed.press('Control+.');
        await menu.locator('.monaco-list-row.action').first().waitFor();
        await ed.shot(join(shots, `finding-${theme.toLowerCase()}.png`), 330);
        await ed.press('Escape');
        await ed.undress();
      });
    }

    await finish(name, ed);
  };
}
