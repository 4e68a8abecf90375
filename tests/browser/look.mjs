// Looking at pages in one mode: a width and a colour scheme.

import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { check as checkAccessibility } from './checks/accessibility.mjs';
import { check as checkFit } from './checks/fit.mjs';
import { check as checkKeyboard } from './checks/keyboard.mjs';
import { listen } from './checks/quiet.mjs';
import { check as checkWeight } from './checks/weight.mjs';

export const MODES = [390, 1280].flatMap((width) =>
  ['light', 'dark'].map((scheme) => ({ width, scheme, name: `${width} ${scheme}` })));

const SHOTS = process.env.WARRAQ_SHOTS ?? fileURLToPath(new URL('../../target/screenshots', import.meta.url));

/** How long a page's pictures may take, sizes included that nobody has asked for before. */
const PATIENCE = 20_000;

/** Makes room for new screenshots; older ones show pages that may be no more. */
export function clearShots() {
  rmSync(SHOTS, { recursive: true, force: true });
  mkdirSync(SHOTS, { recursive: true });
}

/** Looks at every page, a new visit for each. */
export async function look(browser, pages, mode, object) {
  for (const page of pages) {
    const context = await browser.newContext({
      viewport: { width: mode.width, height: 900 },
      colorScheme: mode.scheme,
      // Nothing may move while it is photographed.
      reducedMotion: 'reduce',
    });
    try {
      const name = `${page.kind} ${decodeURI(page.path)}, ${mode.name}`;
      await visit(context, page, mode, (check, message) => object(check, name, message));
    } finally {
      await context.close();
    }
  }
}

async function visit(context, page, mode, object) {
  const tab = await context.newPage();
  const heard = await listen(tab, page);
  await tab.goto(page.url, { waitUntil: 'load' });
  await tab.evaluate(() => document.fonts.ready);

  await checkWeight(heard, page, object);
  await checkAccessibility(tab, object);
  await checkFit(tab, mode, object);
  await checkKeyboard(tab, object);

  // Pictures below the fold load when they come near; for a photograph of the page all must.
  if (!(await tab.evaluate(loadPictures, PATIENCE))) object('quiet', 'a picture does not load');
  await heard.judge(context, object);
  const file = `${page.kind} ${page.path}`.replace(/%[0-9a-f]{2}/gi, '').replace(/[^a-z0-9]+/gi, '-').slice(0, 60);
  await tab.screenshot({ path: `${SHOTS}/${file}-${mode.name.replace(' ', '-')}.png`, fullPage: true });
}

/** Whether every picture is there in time. */
function loadPictures(patience) {
  const pictures = [...document.images];
  for (const picture of pictures) picture.loading = 'eager';
  const loaded = Promise.all(pictures.map((picture) => picture.decode())).then(() => true, () => false);
  return Promise.race([loaded, new Promise((late) => setTimeout(late, patience, false))]);
}
