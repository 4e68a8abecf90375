// What a reader chose holds after a reload and on other pages, and stands before the first paint.

import { BUDGETS } from './weight.mjs';

const CHOICES = [
  { name: 'theme', value: 'dark', holds: () => getComputedStyle(document.documentElement).colorScheme === 'dark' },
  { name: 'size', value: 'xl', holds: () => getComputedStyle(document.documentElement).getPropertyValue('--reading') === '1.35' },
];

export async function check(browser, pages, object) {
  const page = pages.find(({ kind }) => kind === 'article') ?? pages[0];
  const other = pages.find(({ kind }) => kind === 'front') ?? pages[0];
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
  const tab = await context.newPage();
  await tab.addInitScript(watch);
  const complain = (message) => object('appearance', page.path, message);
  try {
    await tab.goto(page.url);
    for (const { name, value, holds } of CHOICES) {
      const box = tab.locator(`header .top input[name^=${name}][value=${value}]`);
      if ((await box.count()) === 0) return complain(`no choice of ${name}`);
      // As the keyboard does it: to the group, then along it.
      await box.focus();
      await tab.keyboard.press('Space');
      if (!(await tab.evaluate(holds))) complain(`${name}: ${value} was chosen and does not hold`);
    }
    for (const [where, go] of [['a reload', () => tab.reload()], ['another page', () => tab.goto(other.url)]]) {
      await go();
      for (const { name, value, holds } of CHOICES) {
        if (!(await tab.evaluate(holds))) complain(`${name} is forgotten after ${where}`);
        const early = await tab.evaluate(() => globalThis.atFirstPaint);
        if (early[name] !== value) complain(`${name} is ${early[name]} at the first paint after ${where}`);
      }
      const shift = await tab.evaluate(() => globalThis.shifted);
      if (shift > BUDGETS.layout_shift) complain(`things move by ${shift} after ${where}`);
      const colour = await tab.evaluate(() =>
        [...document.querySelectorAll('meta[name=theme-color]')].find(({ media }) => matchMedia(media).matches)?.content);
      const paper = await tab.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--paper'));
      if (colour !== paper) complain(`the browser's bar is ${colour}, the page ${paper}, after ${where}`);
    }
  } finally {
    await context.close();
  }
}

/** Notes what stands when the first frame is made, and how far things move by themselves. */
function watch() {
  globalThis.shifted = 0;
  globalThis.atFirstPaint = {};
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) globalThis.shifted += shift.value;
  }).observe({ type: 'layout-shift', buffered: true });
  const note = () => {
    if (!document.body) return requestAnimationFrame(note);
    globalThis.atFirstPaint = { ...document.documentElement.dataset };
  };
  requestAnimationFrame(note);
}
