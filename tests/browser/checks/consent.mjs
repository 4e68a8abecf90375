// A paper that counts its readers with a script of others: nothing of it is asked for before a reader
// has agreed, refusing is as easy as agreeing, and both are remembered.

import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { check as checkAccessibility } from './accessibility.mjs';
import { check as checkFit } from './fit.mjs';

const SCRIPT = 'https://stats.example/count.js';

export async function check(browser, { base, set }, object) {
  set('analytics.script', SCRIPT);
  try {
    await until(async () => (await fetch(base).then((answer) => answer.text())).includes(SCRIPT));
    await choose(browser, base, 'no', object);
    await choose(browser, base, 'yes', object);
    await withoutScript(browser, base, object);
  } finally {
    set('analytics.script', '');
  }
}

/** Changes a setting of the archive in a folder. */
export const setter = (program, archive) => (key, value) =>
  execFileSync(program, ['--archive', archive, 'set', key, value]);

async function choose(browser, base, choice, object) {
  const complain = (message) => object('consent', `${choice}: ${message}`);
  const context = await browser.newContext({ viewport: { width: 390, height: 900 } });
  const tab = await context.newPage();
  let asked = 0;
  await context.route(`${SCRIPT}*`, (route) => {
    asked += 1;
    return route.fulfill({ contentType: 'text/javascript', body: 'globalThis.counted = true;' });
  });
  await tab.goto(base, { waitUntil: 'load' });
  const question = tab.locator('#consent');
  await question.waitFor({ state: 'visible', timeout: 5000 });
  if (asked > 0) complain('the script is asked for before anybody has agreed');
  const sizes = await question.locator('button').evaluateAll((buttons) =>
    buttons.map((button) => {
      const { width, height } = button.getBoundingClientRect();
      const { color, backgroundColor, fontWeight } = getComputedStyle(button);
      return [width, height, color, backgroundColor, fontWeight].join();
    }));
  if (sizes.length !== 2 || sizes[0] !== sizes[1]) complain(`one answer is easier: ${sizes.join(' / ')}`);
  await checkAccessibility(tab, (check, message) => complain(`${check}: ${message}`));
  await checkFit(tab, { width: 390 }, (check, message) => complain(message));

  // By keyboard, as everything.
  await question.locator(`button[value=${choice}]`).press('Enter');
  await question.waitFor({ state: 'hidden', timeout: 5000 });
  await tab.goto(new URL('archive/', base).href, { waitUntil: 'load' });
  await sleep(200);
  if (await question.isVisible()) complain('the question is asked again');
  const wanted = choice === 'yes' ? 2 : 0;
  if (asked !== wanted) complain(`the script was asked for ${asked} times, not ${wanted}`);
  const counted = await tab.evaluate(() => globalThis.counted === true);
  if (counted !== (choice === 'yes')) complain(`the script ${counted ? 'ran' : 'did not run'}`);
  await tab.locator('#consent-again').click();
  if (!(await question.isVisible())) complain('nobody can change their mind');
  await context.close();
}

async function withoutScript(browser, base, object) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const tab = await context.newPage();
  const others = [];
  tab.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(base).origin) others.push(request.url());
  });
  await tab.goto(base, { waitUntil: 'load' });
  if (others.length > 0) object('consent', `without script ${others[0]} is asked for`);
  if (await tab.locator('#consent').isVisible()) object('consent', 'without script a question is asked');
  await context.close();
}

async function until(isSo) {
  for (let tries = 0; tries < 50; tries += 1) {
    if (await isSo()) return;
    await sleep(100);
  }
  throw new Error('the setting does not show');
}
