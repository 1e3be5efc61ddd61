import assert from 'node:assert/strict';
import { test } from 'node:test';

import { load } from './load.mjs';

const { Search, denoted } = await load('search');

/** Statuses as in the server's answer, with less text. */
const STATUSES = [
  status(100, 'Continue', 'Go on and send the body.', { rank: 60 }),
  status(200, 'OK', 'It worked.', { rank: 0, spellings: ['StatusOK', 'SC_OK'], text: 'A search without hits.' }),
  status(301, 'Moved Permanently', 'Another address from now on.', { rank: 4, headers: ['Location'], text: 'Redirects of http: to https:.' }),
  status(302, 'Found', 'Another address for now.', { rank: 5, headers: ['Location'], aliases: ['Moved Temporarily'], spellings: ['StatusFound'] }),
  status(303, 'See Other', 'Get the result elsewhere.', { rank: 22, headers: ['Location'] }),
  status(307, 'Temporary Redirect', 'The same request elsewhere for now.', { rank: 15, headers: ['Location'] }),
  status(308, 'Permanent Redirect', 'The same request elsewhere from now on.', { rank: 16, headers: ['Location'] }),
  status(401, 'Unauthorized', 'The request lacks valid credentials.', {
    rank: 3,
    aliases: ['Authorization Required'],
    spellings: ['StatusUnauthorized', ':unauthorized', 'SC_UNAUTHORIZED'],
    headers: ['WWW-Authenticate'],
    text: 'The session has expired. Log in again, and send the token.',
  }),
  status(403, 'Forbidden', 'The server refuses the request.', {
    rank: 2,
    spellings: ['StatusForbidden', ':forbidden'],
    text: 'The account has no permission. The CSRF token is missing. A CORS preflight is refused. Another login may have it.',
  }),
  status(404, 'Not Found', 'The server has nothing at this address.', {
    rank: 1,
    aliases: ['Page Not Found'],
    spellings: ['StatusNotFound', ':not_found', 'NOT_FOUND', 'Status404NotFound'],
    text: 'Redirect moved addresses with 301, and answer 410 for those that are gone.',
  }),
  status(418, "I'm a teapot", 'Not for use.', { rank: 70 }),
  status(429, 'Too Many Requests', 'The client sends more than it may.', { rank: 9, headers: ['Retry-After'], text: 'Slow down and wait.' }),
  status(499, 'Client Closed Request', 'The client went away.', { rank: 40, owner: 'nginx' }),
  status(503, 'Service Unavailable', 'The server cannot answer now.', { rank: 7, headers: ['Retry-After'], text: 'Too much at once: slow down.' }),
  status(505, 'HTTP Version Not Supported', 'The server does not speak this version.', { rank: 71 }),
  status(520, 'Web Server Returned an Unknown Error', 'The origin sent something odd.', { rank: 45, owner: 'Cloudflare' }),
];

function status(code, name, summary, more = {}) {
  return { code, name, summary, owner: 'IANA registry', isRegistered: !more.owner, aliases: [], page: null, ...more };
}

const search = new Search(STATUSES);
const codes = (query, among = search) => among.find(query).map(({ code }) => code);
const first = (query) => codes(query)[0];

test('an empty query has all, the common ones first', () => {
  assert.deepEqual(codes('').slice(0, 5), [200, 404, 403, 401, 301]);
  assert.equal(codes('').length, STATUSES.length);
  for (const query of ['  http ', 'status code', 'HTTP error response']) {
    assert.equal(codes(query).length, STATUSES.length, `"${query}" fits all`);
  }
});

test('codes, their beginnings and classes', () => {
  assert.deepEqual(codes('404'), [404]);
  assert.deepEqual(codes('HTTP 404'), [404]);
  assert.deepEqual(codes('error 404 not found'), [404]);
  assert.deepEqual(codes('40'), [404, 403, 401], 'texts that name codes are not meant');
  assert.deepEqual(codes('5xx'), [503, 520, 505]);
  assert.deepEqual(codes('410'), []);
});

test('names, aliases and constants of libraries', () => {
  for (const query of [
    'not found', 'notfound', 'Page Not Found', 'StatusNotFound', 'http.StatusNotFound', 'StatusNotF', ':not_found', 'NOT_FOUND',
    'StatusCodes.NOT_FOUND', 'HttpStatus.NOT_FOUND', 'HttpURLConnection.HTTP_NOT_FOUND', 'HTTPStatus.NotFound',
    'StatusCodes.Status404NotFound',
  ]) {
    assert.equal(first(query), 404, query);
  }
  assert.equal(first('found'), 302, 'a whole name comes before a part of one');
  assert.equal(first('moved temporarily'), 302);
  assert.equal(first('ok'), 200);
  assert.equal(first('http version'), 505);
  assert.equal(first('teapot'), 418);
});

test('headers and owners', () => {
  assert.deepEqual(codes('WWW-Authenticate'), [401]);
  assert.deepEqual(codes('retry-after'), [503, 429]);
  assert.deepEqual(codes('nginx'), [499]);
  assert.deepEqual(codes('nginx closed'), [499]);
  assert.deepEqual(codes('cloudflare'), [520]);
});

test('words of causes and fixes', () => {
  assert.deepEqual(codes('cors'), [403]);
  assert.deepEqual(codes('csrf'), [403]);
  assert.deepEqual(codes('no permission'), [403]);
  assert.deepEqual(codes('login'), [403, 401], 'texts say "log in" too');
  assert.deepEqual(codes('session login'), [401]);
  assert.deepEqual(codes('slow down'), [503, 429]);
  assert.deepEqual(codes('redirect'), [307, 308, 301, 302, 303, 404]);
});

test('what fits nothing finds nothing', () => {
  for (const query of ['zzz', 'kubernetes operator', '999', '4711', '???x']) {
    assert.deepEqual(codes(query), [], query);
  }
  assert.equal(codes('???').length, STATUSES.length, 'there is no word in it');
});

test('an older server leaves fields out', () => {
  const older = STATUSES.map(({ code, name, summary, owner, isRegistered, aliases, page }) => ({ code, name, summary, owner, isRegistered, aliases, page }));
  const among = new Search(older);
  assert.deepEqual(codes('', among).slice(0, 2), [100, 200]);
  assert.ok(codes('', among).indexOf(499) > codes('', among).indexOf(505), 'registered ones first');
  assert.equal(codes('StatusNotFound', among)[0], 404);
  assert.deepEqual(codes('cors', among), []);
});

test('what the cursor is on', () => {
  for (const [source, code] of [['404', 404], ['StatusUnauthorized', 401], ['not_found', 404], ['SC_OK', 200], ['Not Found', 404]]) {
    assert.equal(denoted(STATUSES, source)?.code, code, source);
  }
  for (const source of ['4040', 'x', '', 'package']) {
    assert.equal(denoted(STATUSES, source), undefined, source);
  }
});
