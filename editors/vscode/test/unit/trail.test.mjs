import assert from 'node:assert/strict';
import { test } from 'node:test';

import { load } from './load.mjs';

const { Trail } = await load('trail');

test('links lead on, and back and forward between what was reached', () => {
  const trail = new Trail();
  trail.arrive('401');
  for (const name of ['403', '404']) {
    trail.follow(name);
    trail.arrive(name);
  }
  assert.equal(trail.forward(), undefined);
  assert.equal(trail.back(), '403');
  assert.equal(trail.back(), '401');
  assert.equal(trail.back(), undefined, 'the first page was not reached from another one');
  assert.equal(trail.forward(), '403');
  trail.arrive('403');
  trail.follow('410');
  assert.equal(trail.forward(), undefined, 'a link ends what was forward');
  assert.equal(trail.back(), '403');
});

test('a page that is opened in another way begins a new trail', () => {
  const trail = new Trail();
  trail.arrive('401');
  trail.follow('403');
  trail.arrive('403');
  trail.arrive('500');
  assert.equal(trail.back(), undefined);
});

test('the place in a page is kept for those who come back, and not once it is closed', () => {
  const trail = new Trail();
  trail.arrive('401').top = 300;
  trail.follow('403');
  trail.arrive('403');
  trail.leave('401');
  assert.equal(trail.back(), '401');
  assert.equal(trail.arrive('401').top, 300);
  trail.follow('401');
  assert.equal(trail.forward(), '403', 'a link to the page itself is no step');
  trail.arrive('403').top = 200;
  trail.leave('403');
  assert.equal(trail.arrive('403').top, 0);
});
