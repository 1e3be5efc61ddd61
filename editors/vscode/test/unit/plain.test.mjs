import assert from 'node:assert/strict';
import { test } from 'node:test';

import { load } from './load.mjs';

const { plain } = await load('plain');

test('a page becomes text with filled lines', () => {
  const markdown = `# 404 Not Found

4xx Client Error · [RFC 9110 §15.5.5][1]

**The server has nothing to show at this address, or will not say that it has.** In nginx the slash at the end of
\`proxy_pass http://app/;\` decides that, and \`\` a\`b \`\` is code too.

## Common causes

- **Server:** A reverse proxy adds or strips a path prefix; in nginx the slash at the end of \`proxy_pass http://app/;\` decides that.
- [410 Gone](<410.md>): It was here.

1. Check the URL: \`curl …\`.

---

\`\`\`http
HTTP/1.1 404 Not Found

{"a":"**b**"}
\`\`\`

[All codes](<index.md>) · [MDN](https://developer.mozilla.org/docs/Web/HTTP)

[1]: <https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.5>
`;
  assert.equal(
    plain(markdown),
    `404 Not Found
=============

4xx Client Error | RFC 9110, section 15.5.5

The server has nothing to show at this address, or will not say
that it has. In nginx the slash at the end of proxy_pass
http://app/; decides that, and a\`b is code too.

Common causes
-------------

- Server: A reverse proxy adds or strips a path prefix; in nginx
  the slash at the end of proxy_pass http://app/; decides that.
- 410 Gone: It was here.

1. Check the URL: curl ....

    HTTP/1.1 404 Not Found

    {"a":"**b**"}

All codes | MDN
`,
  );
});

test('whatever comes, lines are no longer than a word needs', () => {
  assert.equal(plain(''), '\n');
  const long = 'x'.repeat(100);
  assert.equal(plain(`a ${long} b`), `a\n${long}\nb\n`);
  assert.equal(plain('```\nnever closed'), 'never closed\n');
});
