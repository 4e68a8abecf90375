// The menu of a narrow window comes in from where lines begin, tells whether it is open, keeps the
// focus while it is, and closes by Escape. «/» leads to the search.

import { check as checkAccessibility } from './accessibility.mjs';

export async function check(browser, pages, object) {
  const page = pages.find(({ kind }) => kind === 'front') ?? pages[0];
  const context = await browser.newContext({ viewport: { width: 390, height: 900 }, reducedMotion: 'reduce' });
  const tab = await context.newPage();
  const complain = (message) => object('menu', page.path, message);
  try {
    await tab.goto(page.url);
    const opener = tab.locator('header summary:visible').first();
    if ((await opener.count()) === 0) return complain('no menu');
    await opener.focus();
    if ((await expanded(context, tab)) !== false) complain('a closed menu does not say so');
    const shut = (await opener.innerText()).trim();
    await tab.keyboard.press('Enter');
    if ((await expanded(context, tab)) !== true) complain('an open menu does not say so');
    if ((await opener.innerText()).trim() === shut) complain('what opened the menu is not named for closing it');
    if (!(await tab.evaluate(comesFromTheStart))) complain('the menu is not at the edge where lines begin');
    await checkAccessibility(tab, (_, message) => {
      // What is behind an open menu is not there for whoever is in it.
      if (!/^(landmark-one-main|page-has-heading-one) /.test(message)) complain(`open: ${message}`);
    });

    for (const key of ['Tab', 'Shift+Tab']) {
      for (let times = 0; times < 40; times++) {
        await tab.keyboard.press(key);
        if (await tab.evaluate(() => document.activeElement.closest('header details') === null)) {
          complain(`${key} leads out of the open menu`);
          break;
        }
      }
    }
    await tab.keyboard.press('Escape');
    if (await tab.evaluate(() => document.querySelector('header details').open)) complain('Escape leaves the menu open');
    if (!(await tab.evaluate(() => document.activeElement.localName === 'summary'))) complain('the focus is lost when the menu closes');
    if (await tab.evaluate(() => document.querySelector('main').inert)) complain('the page stays dead when the menu is closed');
    await opener.click();
    await tab.mouse.click(10, 600);
    if (await tab.evaluate(() => document.querySelector('header details').open)) complain('a touch beside the menu leaves it open');

    await tab.setViewportSize({ width: 1280, height: 900 });
    await tab.evaluate(() => document.activeElement?.blur());
    await tab.keyboard.press('/');
    if (!(await tab.evaluate(() => document.activeElement.type === 'search'))) complain('«/» does not lead to the search');
  } finally {
    await context.close();
  }
}

/** What the browser tells those who do not see whether the focused element is open. */
async function expanded(context, tab) {
  const session = await context.newCDPSession(tab);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const focused = nodes.find(({ properties = [], role }) =>
    role.value !== 'RootWebArea' && properties.some(({ name, value }) => name === 'focused' && value.value));
  return focused?.properties.find(({ name }) => name === 'expanded')?.value.value;
}

function comesFromTheStart() {
  const { left, right, width } = document.querySelector('header details[open] > :not(summary)').getBoundingClientRect();
  const window = document.documentElement.clientWidth;
  const isAtStart = document.dir === 'rtl' ? right === window : left === 0;
  return isAtStart && width < window;
}
