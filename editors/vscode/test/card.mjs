// What the hover of an editor shows of the brief card without scrolling: alone, and below one row of TypeScript.
import assert from 'node:assert/strict';
import { join } from 'node:path';

const { SHOTS: shots } = process.env;

/** The most pixels that a hover has in height until the user resizes it, in an editor of at most four times as many. */
const HEIGHT = 250;

/** Code, name, and the member of `http-status-codes`, which has no 520. */
const STATUSES = [
  [304, 'Not Modified', 'NOT_MODIFIED'],
  [401, 'Unauthorized', 'UNAUTHORIZED'],
  [403, 'Forbidden', 'FORBIDDEN'],
  [404, 'Not Found', 'NOT_FOUND'],
  [409, 'Conflict', 'CONFLICT'],
  [422, 'Unprocessable Content', 'UNPROCESSABLE_ENTITY'],
  [429, 'Too Many Requests', 'TOO_MANY_REQUESTS'],
  [502, 'Bad Gateway', 'BAD_GATEWAY'],
  [503, 'Service Unavailable', 'SERVICE_UNAVAILABLE'],
  [520, 'Web Server Returned an Unknown Error', undefined],
];
const MEMBERS = STATUSES.filter(([, , member]) => member !== undefined);

const SENDS = `import express from 'express';\n\nconst app = express();\napp.get('/', (req, res) => {
${STATUSES.map(([code]) => `  if (req.query.a) return res.status(${code}).end();`).join('\n')}
});
`;
const CHECKS = `const response = await fetch(url);\n${STATUSES.map(([code]) => `if (response.status === ${code}) console.log('no');`).join('\n')}\n`;
const DECLARATIONS = `export declare enum StatusCodes {
${MEMBERS.map(([code, , member]) => `  ${member} = ${code},`).join('\n')}
}
`;
const NAMES = `import { StatusCodes } from 'http-status-codes';

${MEMBERS.map(([, , member], index) => `export const status${index} = StatusCodes.${member};`).join('\n')}
`;
const MODULE = JSON.stringify({ name: 'http-status-codes', version: '2.3.0', main: 'index.js', types: 'index.d.ts' });
const PROJECT = JSON.stringify({ compilerOptions: { module: 'commonjs', moduleResolution: 'node', allowJs: true, strict: true } });

/** @param tools  `test`, `session`, `finish` and `withServer` of test.mjs */
export function cardSession({ test, session, finish, withServer }) {
  return async (name) => {
    const ed = await session(name, {
      vsix: withServer,
      files: {
        'sends.js': SENDS,
        'checks.js': CHECKS,
        'names.ts': NAMES,
        'tsconfig.json': PROJECT,
        'node_modules/http-status-codes/package.json': MODULE,
        'node_modules/http-status-codes/index.d.ts': DECLARATIONS,
        'node_modules/http-status-codes/index.js': '',
      },
    });

    const numbers = STATUSES.map(([code, title]) => ({ word: String(code), heading: `${code} ${title}`, first: '^' }));
    const names = MEMBERS.map(([code, title, word]) => ({ word, heading: `${code} ${title}`, first: '^\\(enum member\\) [^]*' }));
    for (const [file, places] of [['sends.js', numbers], ['checks.js', numbers], ['names.ts', names]]) {
      await test(`title, summary and first fix show without scrolling: ${file}`, async () => {
        await ed.open(file);
        const hidden = [];
        for (const { word, heading, first } of places) {
          await ed.hover(word, new RegExp(`${first}${heading}`));
          const ends = await partEnds(ed, heading);
          await ed.shot(join(shots, `brief-${file}-${heading.slice(0, 3)}.png`), 800);
          const { title, summary, fix, fixes, height } = ends;
          console.log(`  ${heading}: of ${height} pixels the first fix ends at ${fix}, the last at ${fixes}`);
          assert.ok(0 < title && title < summary && summary < fix && fix <= fixes, JSON.stringify(ends));
          assert.ok(height <= HEIGHT, `a card that is higher proves nothing: ${height}`);
          if (fix > height) hidden.push(`${heading}: the first fix ends ${fix - height} pixels below the edge`);
        }
        assert.deepEqual(hidden, []);
      });
    }

    await finish(name, ed);
  };
}

/** Where parts of the card end, in pixels below the upper edge of the hover, and the height of the hover. */
function partEnds(ed, heading) {
  return ed.page.evaluate((wanted) => {
    const hover = [...document.querySelectorAll('.monaco-hover')].find((one) => one.offsetWidth > 0 && one.querySelector('.hover-row'));
    const content = hover.querySelector('.monaco-hover-content');
    const frame = content.getBoundingClientRect();
    const bottom = (element) => Math.round(element.getBoundingClientRect().bottom - frame.top);
    const title = [...content.querySelectorAll('h2')].find((one) => one.innerText.trim() === wanted);
    const paragraphs = [...content.querySelectorAll('p')];
    const summary = paragraphs.find((one) => one.firstElementChild?.tagName === 'STRONG' && one.innerText === one.firstElementChild.innerText);
    return {
      height: content.clientHeight,
      title: bottom(title),
      summary: bottom(summary),
      fix: bottom(content.querySelector('ol > li')),
      fixes: bottom(content.querySelector('ol')),
    };
  }, heading);
}
