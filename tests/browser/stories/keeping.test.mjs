// What is typed is not lost: not by a server that dies, nor without a line, nor between two windows.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from '../chromium.mjs';
import { Newsroom } from './newsroom.mjs';

/** How often the server is killed at a moment of chance; `WARRAQ_ROUNDS=200` for a long night. */
const ROUNDS = Number(process.env.WARRAQ_ROUNDS ?? 3);

let newsroom, browser, context;

before(async () => {
  browser = await launch();
  newsroom = await Newsroom.open();
  context = await newsroom.somebody(browser, 'رنا العلي', 'rana@example.org');
});
after(async () => {
  await browser?.close();
  await newsroom?.close();
});

async function open(path) {
  const page = await context.newPage();
  await page.goto(newsroom.base + path);
  return page;
}

/** Begins an article and returns its path. */
async function begin(headline) {
  const page = await open('/admin/articles/new');
  await page.fill('#f-headline', headline);
  await page.click('#surface');
  await page.keyboard.type('الأصل.');
  await page.click('button:has-text("احفظ")');
  await page.waitForURL(/done=saved/);
  const path = new URL(page.url()).pathname;
  await page.close();
  return path;
}

async function type(page, text) {
  await page.click('#surface');
  await page.keyboard.press('Control+End');
  await page.keyboard.type(text);
}
const says = (page, state) => page.waitForSelector(`[data-state=${state}]:visible`, { timeout: 15_000 });

/** Takes up the newest text that waits, and returns its body. */
async function takeUp(page) {
  await page.waitForSelector('[data-unsaved]');
  await page.click('[data-unsaved] a >> nth=0');
  assert.ok(await page.isVisible('ins'), 'what is different is shown');
  await page.click('a.pri');
  return page.inputValue('#f-body');
}

test('the server dies in the middle, and what it had acknowledged is there', async () => {
  const path = await begin('رياح');
  const page = await open(path);
  await type(page, ' ما قيل إنه محفوظ.');
  await says(page, 'kept');
  await newsroom.kill();
  await page.close();
  await newsroom.start();
  const again = await open(path);
  assert.ok((await again.inputValue('#f-body')).includes('الأصل.</p>'), 'the saved text stands');
  assert.equal(await takeUp(again), '<p>الأصل. ما قيل إنه محفوظ.</p>');
  await again.click('button:has-text("احفظ")');
  await again.waitForURL(/done=saved/);
  assert.equal(await again.locator('[data-unsaved]').count(), 0);
  await again.close();
});

test('without a line the browser keeps it, and sends it when the line is back', async () => {
  const path = await begin('مطر');
  const page = await open(path);
  await context.setOffline(true);
  await type(page, ' كُتب بلا اتصال.');
  await says(page, 'local');
  await context.setOffline(false);
  await says(page, 'kept');
  await page.close();
  const again = await open(path);
  assert.equal(await takeUp(again), '<p>الأصل. كُتب بلا اتصال.</p>');
  await again.close();
});

test('a window that closes without a line leaves its text in the browser', async () => {
  const path = await begin('ثلج');
  const page = await open(path);
  await newsroom.kill();
  await type(page, ' بقي في المتصفّح.');
  await says(page, 'local');
  await page.close();
  await newsroom.start();
  const again = await open(path);
  assert.equal(await takeUp(again), '<p>الأصل. بقي في المتصفّح.</p>');
  await again.close();
});

test('two windows overwrite nothing, and know of each other', async () => {
  const path = await begin('غيم');
  const [one, other] = [await open(path), await open(path)];
  await type(one, ' من الأولى.');
  await says(one, 'kept');
  await type(other, ' من الثانية.');
  await says(other, 'kept');
  await other.waitForSelector('[data-holder]:visible');
  await one.click('button:has-text("احفظ")');
  await one.waitForURL(/done=saved/);
  await other.click('button:has-text("احفظ")');
  await other.waitForSelector('.theirs');
  assert.ok((await other.inputValue('#f-body')).includes('من الثانية'));
  assert.ok((await other.textContent('.theirs')).includes('من الأولى'));
  await one.close();
  await other.close();
});

test('somebody else is named, and can be relieved', async () => {
  const path = await begin('ريح');
  const own = await open(path);
  await own.waitForTimeout(500);
  const others = await newsroom.somebody(browser, 'سامي المرعشلي', 'sami@example.org');
  const page = await others.newPage();
  await page.goto(newsroom.base + path);
  assert.ok((await page.textContent('[data-holder]')).includes('رنا العلي'));
  await page.click('[data-take]');
  await page.waitForSelector('[data-holder]', { state: 'hidden' });
  await type(own, ' وأنا أكتب.');
  await own.waitForSelector('[data-holder]:has-text("سامي المرعشلي")', { timeout: 15_000 });
  await others.close();
  await own.close();
});

test(`nothing that was acknowledged is lost, whenever the server dies (${ROUNDS} rounds)`, async () => {
  const path = await begin('عاصفة');
  let chance = Number(process.env.WARRAQ_CHANCE ?? 1);
  const draw = () => (chance = (chance * 48271) % 2147483647) / 2147483647;
  for (let round = 0; round < ROUNDS; round++) {
    const page = await open(path);
    await page.evaluate(() => {
      const field = document.querySelector('#f-body');
      const state = document.querySelector('[data-state=kept]');
      // Whatever the field held when the page said «kept».
      new MutationObserver(() => { if (!state.hidden) window.acknowledged = field.value; }).observe(state, { attributes: true });
    });
    const dies = new Promise((done) => setTimeout(done, 1_500 + draw() * 5_000)).then(() => newsroom.kill());
    for (let n = 0; n < 12; n++) {
      await type(page, ` كلمة${round}.${n}`);
      await page.waitForTimeout(draw() * 500);
    }
    await dies;
    const acknowledged = await page.evaluate(() => window.acknowledged ?? '');
    await page.close();
    await newsroom.start();
    if (!acknowledged) continue;
    const again = await open(path);
    await again.waitForTimeout(1_000);
    const found = [];
    await again.reload();
    for (const href of await again.locator('[data-unsaved] a').evaluateAll((links) => links.map((link) => link.href))) {
      const look = await context.newPage();
      await look.goto(href);
      await look.click('a.pri');
      found.push(await look.inputValue('#f-body'));
      await look.close();
    }
    // A later text of the same window begins with it.
    const begins = acknowledged.replace(/<\/p>$/, '');
    assert.ok(found.some((text) => text.startsWith(begins)), `round ${round}: ${acknowledged}\n${found.join('\n')}`);
    await again.close();
  }
});
