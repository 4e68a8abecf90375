// Everything that is wrong with a site.

import { check as checkAppearance } from './checks/appearance.mjs';
import { check as checkConsent } from './checks/consent.mjs';
import { check as checkData } from './checks/data.mjs';
import { check as checkFeeds } from './checks/feeds.mjs';
import { check as checkLinks } from './checks/links.mjs';
import { check as checkMaps } from './checks/maps.mjs';
import { check as checkMarkup } from './checks/markup.mjs';
import { check as checkMenu } from './checks/menu.mjs';
import { check as checkOffline } from './checks/offline.mjs';
import { check as checkPrint } from './checks/print.mjs';
import { check as checkSecrets } from './checks/secrets.mjs';
import { check as checkWithoutScript } from './checks/without_script.mjs';
import { launch } from './chromium.mjs';
import { crawl } from './crawl.mjs';
import { choose, missing } from './kinds.mjs';
import { clearShots, look, MODES } from './look.mjs';

/**
 * Looks at one page of every kind at `base`, and at the paths in `also`.
 *
 * The invented newspaper has one of everything, and secrets that we know; other papers may have no
 * tags. `set` changes a setting of the paper, where that can be done.
 *
 * @returns {Promise<{check: string, page: string, message: string}[]>}
 */
export async function judge(base, also, { invented, set }) {
  const objections = [];
  const object = (check, page, message) => objections.push({ check, page, message });

  const pages = await crawl(base, also);
  const chosen = choose(pages, also);
  console.log(`${pages.length} pages reached from ${base}, of which these are looked at:`);
  for (const page of chosen) console.log(`  ${page.kind.padEnd(18)} ${decodeURI(page.path)}`);
  for (const kind of missing(chosen)) {
    if (invented) object('kinds', base, `found no ${kind}`);
    else console.log(`  no ${kind} here`);
  }

  if (invented) await checkSecrets(base, pages, object);
  await checkFeeds(base, chosen, object);
  await checkMaps(base, object);
  await checkData(chosen, object);
  await checkLinks(base, pages, object);
  clearShots();
  const browser = await launch();
  try {
    const looks = MODES.map((mode) => look(browser, chosen, mode, object));
    await Promise.all([checkMarkup(pages, object), ...looks]);
    await checkWithoutScript(browser, chosen, object);
    await checkAppearance(browser, chosen, object);
    await checkMenu(browser, chosen, object);
    await checkOffline(browser, chosen, object);
    await checkPrint(browser, chosen, object);
    if (set) await checkConsent(browser, { base, set }, (check, message) => object(check, base, message));
  } finally {
    await browser.close();
  }
  return objections;
}
