// Each check sees what is wrong with a page on which everything is wrong.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { judge } from './judge.mjs';

const BAD = `<!doctype html><html lang="ar" dir="rtl"><head><title>سيئة</title>
<style>p { color: #bbb } div { inline-size: 2000px }</style></head><body>
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle"}</script>
<link rel="alternate" type="application/rss+xml" href="/feed/"><a href="/gone/">لا شيء</a><a href="/#c">ولا هنا</a>
<p id="a" id="b">باهت CANARY-DRAFT-4T7<center>قديم</center><a href="/x/"></a><div>عريض</div>
<img src="http://127.0.0.1:1/pixel.gif" width="1" height="1" alt="">
<script>document.cookie = 'a=b'; nobody.home()</script>${'<!-- ثقيل -->'.repeat(2000)}</body></html>`;

const BAD_FEED = `<?xml version="1.0"?><rss version="2.0"><channel><title>سيئة</title><link>https://a.example/خبر/</link>
${'<item><title>خبر</title><guid>1</guid><link>/a/</link><pubDate>Mon, 25 Sep 2022 06:00:00 +0300</pubDate><description>&lt;script>&lt;a href="/b/"></description></item>'.repeat(2)}
<item><guid>2</guid><pubDate>2022-09-25</pubDate></item></channel></rss>`;

const BAD_MAP = `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><lastmod>أمس</lastmod><loc>https://a.example/gone/</loc></url></urlset>`;

/** What is answered elsewhere than at a page. */
const FILES = { '/feed/': BAD_FEED, '/sitemap.xml': BAD_MAP, '/sitemaps/news.xml': BAD_MAP };

let server;
let objections;

before(async () => {
  server = createServer(({ url }, answer) => {
    const file = FILES[url];
    answer.statusCode = url === '/gone/' ? 404 : 200;
    answer.setHeader('content-type', file ? 'application/xml' : 'text/html; charset=utf-8').end(file ?? BAD);
  });
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
  ['a date of another form', 'feeds', /2022-09-25 is not as RFC 822 asks/],
  ['a date on another day of the week', 'feeds', /another day of the week/],
  ['an id twice', 'feeds', /an id twice/],
  ['an address that is not ASCII', 'feeds', /خبر\/ is not full, or not ASCII/],
  ['an address that starts nowhere', 'feeds', /address \/b\/, which starts nowhere/],
  ['a script in a feed', 'feeds', /holds <script/],
  ['a feed that does not say where it is', 'feeds', /says that it is at undefined/],
  ['a feed that no reader can read', 'feeds', /cannot be read/],
  ['a list of maps that is none', 'maps', /urlset/],
  ['an element in the wrong place', 'maps', /lastmod/],
  ['a page on a map that is gone', 'maps', /answers 404/],
  ['an article without a headline for machines', 'data', /headline/],
  ['a link that is broken', 'links', /\/gone\/ answers 404/],
  ['a place that is not on the page', 'links', /no c on \//],
  ['a kind of page that is missing', 'kinds', /found no article/],
]) {
  test(`sees ${fact}`, () => assert.ok(saw(check, words), JSON.stringify(objections.filter((one) => one.check === check))));
}
