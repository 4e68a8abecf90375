// The keeper, between a server and a browser that fail at any moment: what was acknowledged is on one of them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { Keeper, sendLeft } = await load('keeper');
const ROUNDS = Number(process.env.WARRAQ_ROUNDS ?? 20);

/** A server as the archive is one, a shelf, and a clock that a test moves. */
class World {
  kept = new Map();
  shelved = new Map();
  waiting = [];
  heard = [];
  isAway = false;
  loses = () => false;

  server = {
    send: async (copy) => {
      if (this.isAway) return 'away';
      const found = this.kept.get(copy.pen);
      if (found && found.seq === copy.seq && found.text !== copy.fields.body) return { state: 'pen_taken', newest: 0, holder: '', is_self: false };
      if (!found || found.seq < copy.seq) this.kept.set(copy.pen, { seq: copy.seq, text: copy.fields.body });
      // The text has arrived, its answer has not.
      if (this.loses()) return 'away';
      return { state: 'kept', newest: 0, holder: '', is_self: false };
    },
    hold: async () => 'away',
  };

  shelf = {
    put: async (copy) => void ((this.shelved.get(copy.pen)?.seq ?? 0) < copy.seq && this.shelved.set(copy.pen, copy)),
    drop: async (pen, seq) => void ((this.shelved.get(pen)?.seq ?? Infinity) <= seq && this.shelved.delete(pen)),
    all: async () => [...this.shelved.values()],
  };

  keeper(read) {
    return new Keeper({ account: '1', keepsAt: '/admin/articles/7' }, () => ({ body: read() }), {
      server: this.server, shelf: this.shelf,
      after: (ms, call) => this.waiting.push({ ms, call }),
      told: (standing) => standing && this.heard.push(standing),
    });
  }

  /** Lets everything that waits happen, heartbeats apart. */
  async pass() {
    const due = this.waiting.filter(({ ms }) => ms !== 30_000);
    this.waiting = this.waiting.filter(({ ms }) => ms === 30_000);
    for (const { call } of due.sort((one, other) => one.ms - other.ms)) call();
    for (let n = 0; n < 20; n++) await Promise.resolve();
  }

  texts() {
    return [...[...this.kept.values()].map(({ text }) => text), ...[...this.shelved.values()].map(({ fields }) => fields.body)];
  }
}

test('what is typed goes to the server, and leaves the shelf', async () => {
  const world = new World();
  const keeper = world.keeper(() => 'قضى الفريق');
  keeper.changed();
  await world.pass();
  assert.deepEqual(world.texts(), ['قضى الفريق']);
  assert.equal(world.shelved.size, 0);
  assert.equal(world.heard.at(-1), 'kept');
});

test('without a line it stays on the shelf, and goes when the line is back', async () => {
  const world = new World();
  world.isAway = true;
  const keeper = world.keeper(() => 'بلا اتصال');
  keeper.changed();
  await world.pass();
  assert.equal(world.heard.at(-1), 'local');
  assert.deepEqual(world.texts(), ['بلا اتصال']);
  world.isAway = false;
  await world.pass();
  assert.equal(world.kept.size, 1);
  assert.equal(world.shelved.size, 0);
});

test('where nothing can be kept, that is said', async () => {
  const world = new World();
  world.isAway = true;
  world.shelf.put = async () => { throw new Error('full'); };
  world.keeper(() => 'نصّ').changed();
  await world.pass();
  assert.equal(world.heard.at(-1), 'failed');
});

test('an earlier window left a text: it is sent, and offered', async () => {
  const world = new World();
  const copy = { pen: 'p'.repeat(16), seq: 3, account: '1', keepsAt: '/admin/articles/7', fields: { body: 'بقي' } };
  await world.shelf.put(copy);
  assert.equal(await sendLeft('1', '/admin/articles/7', world.shelf, world.server), true);
  assert.equal(world.shelved.size, 0);
  world.kept.set('q'.repeat(16), { seq: 3, text: 'غيره' });
  await world.shelf.put({ ...copy, pen: 'q'.repeat(16) });
  await sendLeft('1', '/admin/articles/7', world.shelf, world.server);
  assert.ok(world.texts().includes('بقي') && world.texts().includes('غيره'), 'both stay');
});

test(`nothing that was said to be kept is lost, whenever it stops (${ROUNDS} rounds)`, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const world = new World();
    let chance = round * 7919 + 1;
    const draw = () => (chance = (chance * 48271) % 2147483647) / 2147483647;
    world.loses = () => draw() < 0.3;
    let typed = '';
    const keeper = world.keeper(() => typed);
    for (let step = 0; step < 12; step++) {
      world.isAway = draw() < 0.4;
      typed += ` كلمة${step}`;
      keeper.changed();
      if (draw() < 0.7) await world.pass();
      // Told once all is quiet: what was typed last is on the server or on the shelf.
      const said = world.heard.at(-1);
      if (said === 'kept') assert.ok([...world.kept.values()].some(({ text }) => text === typed), `round ${round}, step ${step}`);
      if (said === 'local') assert.ok(world.texts().includes(typed), `round ${round}, step ${step}`);
    }
    // The window is gone. Another one opens.
    world.isAway = false;
    world.loses = () => false;
    const before = world.texts();
    await sendLeft('1', '/admin/articles/7', world.shelf, world.server);
    const longest = (texts) => Math.max(0, ...texts.map((text) => text.length));
    assert.equal(longest(world.texts()), longest(before), `round ${round}`);
    assert.equal(world.shelved.size, 0);
  }
});
