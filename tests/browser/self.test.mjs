// Each check sees what is wrong with a page on which everything is wrong.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { judge } from './judge.mjs';

const BAD = `<!doctype html><html lang="ar" dir="rtl"><head><title>سيئة</title>
<style>p { color: #bbb } div { inline-size: 2000px }</style></head><body>
<p id="a" id="b">باهت CANARY-DRAFT-4T7<center>قديم</center><a href="/x/"></a><div>عريض</div>
<img src="http://127.0.0.1:1/pixel.gif" width="1" height="1" alt="">
<script>document.cookie = 'a=b'; nobody.home()</script>${'<!-- ثقيل -->'.repeat(2000)}</body></html>`;

let server;
let objections;

before(async () => {
  server = createServer((_, answer) => answer.setHeader('content-type', 'text/html; charset=utf-8').end(BAD));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  objections = await judge(`http://127.0.0.1:${server.address().port}/`, [], { invented: true });
});

after(() => server.close());

const saw = (check, words) => objections.some((one) => one.check === check && words.test(one.message));

for (const [fact, check, words] of [
  ['an invalid attribute', 'markup', /Duplicate attribute/],
  ['an obsolete element', 'markup', /obsolete/],
  ['too little contrast', 'axe', /color-contrast/],
  ['a link without a name', 'axe', /link-name/],
  ['a page wider than the window', 'fit', /too wide: .*div/],
  ['a first Tab that leads elsewhere', 'keyboard', /not a link to the main part/],
  ['a request to somebody else', 'quiet', /asked http:\/\/127\.0\.0\.1:1 for image/],
  ['an error in a script', 'quiet', /nobody/],
  ['a cookie', 'quiet', /cookies: a/],
  ['a page too heavy', 'weight', /html_bytes/],
  ['what readers must not see', 'secrets', /shows CANARY-DRAFT-4T7/],
  ['a page without a heading', 'no script', /0 main headings/],
  ['a menu that needs script', 'no script', /no menu/],
  ['a page without a choice of theme', 'appearance', /no choice of theme/],
  ['a page without a menu', 'menu', /no menu/],
  ['a paper without articles to keep', 'offline', /too few articles/],
  ['a paper without an article to print', 'print', /no article/],
  ['a kind of page that is missing', 'kinds', /found no article/],
]) {
  test(`sees ${fact}`, () => assert.ok(saw(check, words), JSON.stringify(objections.filter((one) => one.check === check))));
}
