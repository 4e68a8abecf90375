// Without a line, what was read and what was saved can be read; it stays within a megabyte; and the
// worker of another system that was at this address before is gone.

import { lineTo } from '../line.mjs';

/** What the browser may hold of the paper, with all that it writes beside it. */
const MOST = 1_048_576;
const NEVER = ['/search?q=%D9%85%D8%AF%D9%8A%D9%86%D8%A9', '/contact/', '/comment/thanks?article=1'];

export async function check(browser, pages, object) {
  const articles = pages.filter(({ kind }) => kind === 'article');
  const complain = (message) => object('offline', '/sw.js', message);
  if (articles.length < 3) return complain('too few articles to tell');
  await reading(browser, pages, articles, complain);
  await moving(browser, articles[0].url, complain);
}

async function reading(browser, pages, [saved, read, unread], complain) {
  const line = await lineTo(read.url);
  const context = await browser.newContext({ viewport: { width: 390, height: 900 } });
  const tab = await context.newPage();
  const open = ({ path }) => tab.goto(new URL(path, line.base).href, { waitUntil: 'load' });
  try {
    await open(saved);
    const button = tab.locator('.keep button');
    if ((await button.count()) === 0) return complain('an article cannot be saved');
    await button.click();
    await tab.locator('.keep[data-kept]').waitFor({ timeout: 20_000 });
    if ((await tab.locator('.keep [role=status]').innerText()).trim() === '') complain('nobody is told that an article was saved');
    await open(read);
    await until(tab, isKept, read.path);
    const headline = await tab.locator('h1').innerText();
    for (const path of NEVER) await open({ path });

    line.cut();
    for (const [page, name] of [[read, 'what was read'], [saved, 'what was saved']]) {
      await open(page);
      const seen = await tab.evaluate(look);
      if (page === read && seen.headline !== headline) complain(`${name} cannot be read without a line`);
      if (!seen.isStyled) complain(`${name} has no style without a line`);
      if (page === saved && !seen.isPictured) complain('a saved article has no picture without a line');
    }
    for (const path of [unread.path, '/search?q=%D8%B1%D8%A8%D9%89', '/newsletter/']) {
      await open({ path });
      if (!(await tab.locator('.missing').isVisible())) complain(`no sentence says that ${path} is not at hand`);
      await tab.locator(`[data-shelf=saved] a[href="${saved.path}"]`).waitFor({ timeout: 5000 })
        .catch(() => complain(`what is at hand is not listed in the place of ${path}`));
    }

    await line.mend();
    // As many pages as a shelf of the last ones holds, and some more.
    for (const page of pages.filter(({ status, path }) => status === 200 && path !== saved.path && path !== read.path).slice(0, 30)) {
      await open(page);
      await tab.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    }
    await tab.waitForTimeout(500);
    if (!(await tab.evaluate(isKept, saved.path))) complain('a saved article was dropped for others');
    if (await tab.evaluate(isKept, read.path)) complain('what was read first is still kept after many others');
    const { usage, kept } = await tab.evaluate(weigh);
    if (usage > MOST) complain(`${usage} bytes are kept, more than ${MOST}`);
    for (const path of kept.filter((path) => /search|contact|comment|newsletter|admin/.test(path))) {
      if (!path.startsWith('/assets/')) complain(`${path} is kept`);
    }
    await open({ path: '/offline/' });
    await tab.locator('.empty-all').click();
    await until(tab, async () => !(await caches.has('saved')) || (await (await caches.open('saved')).keys()).length === 0);
  } catch (error) {
    complain(error.message);
  } finally {
    line.cut();
    await context.close();
  }
}

/** A reader whose browser runs the worker of the old site, which shows old pages for ever. */
async function moving(browser, base, complain) {
  const old = '/superpwa-sw.js';
  const line = await lineTo(base, {
    '/before': { kind: 'text/html', text: `<title>x</title><script>navigator.serviceWorker.register('${old}')</script>` },
    [old]: {
      kind: 'text/javascript',
      text: `oninstall = (e) => e.waitUntil(caches.open('superpwa').then((c) => c.put('/', new Response('old'))));
        onfetch = (e) => e.respondWith(caches.match(e.request).then((r) => r ?? fetch(e.request)))`,
    },
  });
  const context = await browser.newContext();
  const tab = await context.newPage();
  try {
    await tab.goto(`${line.base}before`);
    await tab.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    line.forget(old);
    for (let visits = 0; visits < 6 && !(await tab.locator('main').count()); visits++) {
      await tab.goto(line.base);
      // Browsers ask for a newer worker when a page has been quiet for a while.
      await tab.waitForTimeout(2500);
    }
    if (!(await tab.locator('main').count())) return complain('the worker of the old site goes on showing the old front page');
    await until(tab, () => navigator.serviceWorker.getRegistration().then(({ active }) => active?.scriptURL.endsWith('/sw.js')));
    if (await tab.evaluate(() => caches.has('superpwa'))) complain('the pages of the old site are still in the browser');
  } catch (error) {
    complain(`after another system: ${error.message}`);
  } finally {
    line.cut();
    await context.close();
  }
}

/** Tries again until something is so. */
async function until(tab, fact, argument) {
  await tab.waitForFunction(fact, argument, { timeout: 20_000 });
}

async function isKept(path) {
  return Boolean(await caches.match(path, { ignoreVary: true }));
}

function look() {
  const picture = document.querySelector('.hero img');
  return {
    headline: document.querySelector('h1')?.innerText,
    isStyled: [...document.styleSheets].every(({ cssRules }) => cssRules.length > 5) && document.styleSheets.length === 2,
    isPictured: !picture || picture.naturalWidth > 0,
  };
}

async function weigh() {
  const { usage } = await navigator.storage.estimate();
  const shelves = await Promise.all((await caches.keys()).map((name) => caches.open(name).then((shelf) => shelf.keys())));
  return { usage, kept: shelves.flat().map(({ url }) => new URL(url).pathname) };
}
