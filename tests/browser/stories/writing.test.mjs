// Writing with script: what the editor makes is what the form sends.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { launch } from '../chromium.mjs';
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

// A page that is left open would complain when the server goes.
afterEach(() => Promise.all(context.pages().map((page) => page.close())));

/** The editor on a page of its own; whatever the console says fails the story. */
async function open(path = '/admin/articles/new') {
  const page = await context.newPage();
  page.on('console', (line) => ['error', 'warning'].includes(line.type()) && assert.fail(line.text()));
  page.on('pageerror', (error) => assert.fail(error));
  await page.goto(newsroom.base + path);
  return page;
}
const body = (page) => page.inputValue('#f-body');

test('an Arabic text with a heading, a list and a link is written with the keyboard', async () => {
  const page = await open();
  await page.fill('#f-headline', 'خريطة للرياح القديمة');
  await page.click('#surface');
  await page.keyboard.type('قضى الفريق أربعة مواسم.');
  await page.keyboard.press('Enter');
  await page.keyboard.type('## ما الذي تقوله حبّة رمل؟');
  await page.keyboard.press('Enter');
  await page.keyboard.type('- الأول');
  await page.keyboard.press('Enter');
  await page.keyboard.type('الثاني');
  assert.equal(await body(page), '<p>قضى الفريق أربعة مواسم.</p>\n\n<h2>ما الذي تقوله حبّة رمل؟</h2>\n\n<ul><li>الأول</li><li>الثاني</li></ul>');
  await page.click('button:has-text("احفظ")');
  await page.waitForURL(/done=saved/);
  assert.equal(await page.locator('#surface h2').textContent(), 'ما الذي تقوله حبّة رمل؟');
  assert.equal(await page.locator('#surface li').count(), 2);
});

test('every button does what it says', async () => {
  const page = await open();
  await page.click('#surface');
  const press = (deed) => page.click(`[data-do=${deed}]`);
  await page.keyboard.type('قبل ');
  await press('bold');
  await page.keyboard.type('غامق');
  // Nobody presses a button within the millisecond in which a letter arrives.
  await page.waitForFunction(() => document.querySelector('#f-body').value.includes('<strong>غامق'));
  await press('bold');
  await press('note');
  await page.fill('[data-dialog=note] [data-answer]', 'انظر الأغاني');
  await page.click('[data-dialog=note] [value=yes]');
  await page.keyboard.press('Enter');
  await press('embed');
  await page.fill('[data-dialog=embed] [data-answer]', 'https://www.youtube.com/watch?v=abc');
  await page.click('[data-dialog=embed] [value=yes]');
  await press('table');
  await page.keyboard.type('رأس');
  assert.ok(await page.isVisible('[data-do=deleteTable]'));
  const written = await body(page);
  const id = written.match(/data-fn="([^"]+)"/)[1];
  assert.ok(written.includes(`<p>قبل <strong>غامق</strong><sup data-fn="${id}" class="fn"><a href="#${id}" id="${id}-link">1</a></sup></p>`), written);
  assert.ok(written.includes(`<ol class="notes"><li id="${id}">انظر الأغاني <a href="#${id}-link">↩</a></li></ol>`), written);
  assert.ok(written.includes('<p>https://www.youtube.com/watch?v=abc</p>'), written);
  assert.ok(written.includes('<th>رأس</th>'), written);
});

test('a paragraph from the left says so, and all others take the side of their letters', async () => {
  const page = await open();
  await page.click('#surface');
  await page.keyboard.type('Aeolian Letters');
  const place = () => page.evaluate(() => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector('#surface p'));
    const [line, box] = [range.getBoundingClientRect(), document.querySelector('#surface').getBoundingClientRect()];
    return line.left - box.left < box.right - line.right ? 'left' : 'right';
  });
  assert.equal(await place(), 'left', 'its letters are Latin');
  await page.click('[data-do=rtl]');
  assert.equal(await place(), 'right', 'it was forced');
  assert.equal(await body(page), '<p dir="rtl">Aeolian Letters</p>');
});

test('what is pasted from Word is clean, and can be undone', async () => {
  const page = await open();
  await page.click('#surface');
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/html', '<html><body><!--StartFragment--><p class=MsoNormal dir=RTL style="text-align:right"><span style="font-family:Arial">قضى <b>الفريق</b><o:p></o:p></span></p><p class=MsoListParagraph style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·&nbsp;</span>بند</p><!--EndFragment--></body></html>');
    document.querySelector('#surface').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  assert.equal(await body(page), '<p>قضى <strong>الفريق</strong></p>\n\n<ul><li>بند</li></ul>');
  await page.keyboard.press('Control+z');
  assert.equal(await body(page), '');
});

test('what the editor does not know stays as it was written', async () => {
  const page = await open();
  const strange = '<figure class="gallery"><img src="/a.jpg"><img src="/b.jpg"></figure>';
  await page.evaluate((text) => (document.querySelector('#f-body').value = text), `<p>قبل</p>\n\n${strange}`);
  await page.fill('#f-headline', 'معرض');
  await page.evaluate(() => HTMLFormElement.prototype.submit.call(document.querySelector('form[data-editor]')));
  await page.waitForURL(/done=saved/);
  await page.click('#surface p');
  await page.keyboard.press('End');
  await page.keyboard.type(' وبعد');
  assert.equal(await body(page), `<p>قبل وبعد</p>\n\n${strange}`);
});

test('the form is whole without script', async () => {
  const plain = await browser.newContext({ javaScriptEnabled: false, storageState: await context.storageState() });
  const page = await plain.newPage();
  await page.goto(`${newsroom.base}/admin/articles/new`);
  assert.ok(await page.isVisible('#f-body'));
  assert.equal(await page.isVisible('[data-tools]'), false);
  await plain.close();
});
