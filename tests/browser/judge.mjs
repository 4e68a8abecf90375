// Everything that is wrong with a site.

import { check as checkMarkup } from './checks/markup.mjs';
import { check as checkWithoutScript } from './checks/without_script.mjs';
import { launch } from './chromium.mjs';
import { crawl } from './crawl.mjs';
import { choose, missing } from './kinds.mjs';
import { look, MODES } from './look.mjs';

/**
 * Looks at one page of every kind at `base`, and at the paths in `also`.
 *
 * @returns {Promise<{check: string, page: string, message: string}[]>}
 */
export async function judge(base, also, { everyKind }) {
  const objections = [];
  const object = (check, page, message) => objections.push({ check, page, message });

  const pages = await crawl(base, also);
  const chosen = choose(pages, also);
  console.log(`${pages.length} pages reached from ${base}, of which these are looked at:`);
  for (const page of chosen) console.log(`  ${page.kind.padEnd(12)} ${decodeURI(page.path)}`);
  for (const kind of missing(chosen)) {
    if (everyKind) object('kinds', base, `found no ${kind}`);
    else console.log(`  no ${kind} here`);
  }

  checkMarkup(pages, object);
  const browser = await launch();
  try {
    await Promise.all(MODES.map((mode) => look(browser, chosen, mode, object)));
    await checkWithoutScript(browser, chosen, object);
  } finally {
    await browser.close();
  }
  return objections;
}
