// Looking at what was written: links into the archive, spelling, what others will show, and what changed.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { launch } from '../chromium.mjs';
import { check as checkAccessibility } from '../checks/accessibility.mjs';
import { Newsroom } from './newsroom.mjs';

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
afterEach(() => Promise.all(context.pages().map((page) => page.close())));

/** An article that is saved, open in the editor. */
async function written(headline, text) {
  const page = await context.newPage();
  await page.goto(`${newsroom.base}/admin/articles/new`);
  await page.fill('#f-headline', headline);
  await page.click('#surface');
  await page.keyboard.type(text);
  await page.click('button:has-text("احفظ")');
  await page.waitForURL(/done=saved/);
  return page;
}

test('an article of the archive is found and linked to', async () => {
  const published = await written('رياح المدينة القديمة', 'نصّ عن الرياح.');
  await published.click('button:has-text("انشر الآن")');
  await published.waitForURL(/done=published/);
  const address = await published.getAttribute('a:has-text("كما يراها القرّاء")', 'href');
  const page = await written('مادة أخرى', 'انظر هنا');
  await page.click('#surface');
  await page.keyboard.press('Control+a');
  await page.click('[data-do=link]');
  await page.fill('[data-search]', 'الرياح');
  await page.click('.found button:has-text("رياح المدينة القديمة")', { timeout: 10_000 });
  await page.click('[data-dialog=link] [value=yes]');
  assert.equal(await page.inputValue('#f-body'), `<p><a href="${address}">انظر هنا</a></p>`);
});

test('a slip is shown, and changed when somebody says so', async () => {
  const page = await written('سهو', 'ذهب الى المدرسه.');
  await page.click('.spelling summary');
  assert.equal(await page.locator('.spelling li').count(), 2);
  assert.equal(await page.inputValue('#f-body'), '<p>ذهب الى المدرسه.</p>', 'nothing is changed unasked');
  await page.click('.spelling li button >> nth=0');
  assert.equal(await page.inputValue('#f-body'), '<p>ذهب إلى المدرسه.</p>');
  assert.equal(await page.textContent('[data-count=words]'), '3');
});

test('what others will show follows what is typed', async () => {
  const page = await written('عنوان للقرّاء', 'نصّ.');
  const title = () => page.textContent('[data-shows=title]');
  assert.equal(await title(), 'عنوان للقرّاء');
  await page.fill('#f-seo_title', 'عنوان لمحرّكات البحث');
  assert.equal(await title(), 'عنوان لمحرّكات البحث');
});

test('whoever only looks has typed nothing', async () => {
  const page = await written('نظرة', 'نصّ.');
  await page.click('#surface');
  await page.keyboard.press('End');
  await page.waitForTimeout(3_000);
  assert.equal(await page.isVisible('[data-keeping]'), false);
});

test('two texts are compared from the list of them', async () => {
  const page = await written('خريطة', 'قضى الفريق موسمين.');
  await page.click('#surface');
  await page.keyboard.press('End');
  await page.keyboard.type(' ثم عاد.');
  await page.click('button:has-text("احفظ")');
  await page.waitForURL(/done=saved/);
  await page.click('a:has-text("النسخ السابقة")');
  await page.click('button:has-text("قارن")');
  assert.equal((await page.textContent('.changes ins')).trim(), 'ثم عاد.');
});

test('editor, history and comparison are sound for those who hear or touch them', async () => {
  const page = await written('سمع', 'نصّ.');
  const objections = [];
  const object = (check, message) => objections.push(`${page.url()} ${check}: ${message}`);
  await checkAccessibility(page, object);
  await page.click('a:has-text("النسخ السابقة")');
  await checkAccessibility(page, object);
  await page.click('button:has-text("قارن")');
  await checkAccessibility(page, object);
  assert.deepEqual(objections, []);
});

test('a picture of the library is chosen, and stands where its marker stands', async () => {
  const page = await written('صورة', 'قبل.');
  const [, id] = (await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
    canvas.getContext('2d').fillRect(0, 0, 640, 480);
    const file = await new Promise((done) => canvas.toBlob(done, 'image/jpeg'));
    const form = new FormData();
    form.append('file', new File([file], 'ريح.jpg', { type: 'image/jpeg' }));
    const sent = await fetch('/admin/media', { method: 'POST', body: form, headers: { accept: 'application/json' } });
    return sent.text();
  })).match(/"id":(\d+)/);
  await page.click('#surface');
  await page.keyboard.press('End');
  await page.click('[data-do=picture]');
  await page.click('[data-dialog=picture] .found button');
  assert.equal(await page.inputValue('#f-body'), `<p>قبل.</p>\n\n[صورة ${id}]`);
  await page.click('button:has-text("احفظ")');
  await page.waitForURL(/done=saved/);
  assert.equal(await page.locator('#surface .blk').textContent(), `[صورة ${id}]`);
});
