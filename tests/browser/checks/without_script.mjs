// With JavaScript off everything is there, the menu opens and the search form searches.

export async function check(browser, pages, object) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 900 } });
  const tab = await context.newPage();
  for (const page of pages) {
    await tab.goto(page.url);
    const heading = tab.locator('main h1');
    const count = await heading.count();
    if (count !== 1) object('no script', page.path, `${count} main headings`);
    else if (!(await heading.isVisible()) && page.kind !== 'front') object('no script', page.path, 'the heading is hidden');
  }
  const front = pages.find((page) => page.kind === 'front');
  if (front) await search(tab, front, object);
  await context.close();
}

async function search(tab, front, object) {
  const complain = (message) => object('no script', front.path, message);
  await tab.goto(front.url);
  const menu = tab.locator('header summary:visible').first();
  if ((await menu.count()) === 0) return complain('no menu that opens without script');
  await menu.click();
  if ((await tab.locator('header details[open] a:visible').count()) === 0) complain('the menu opens and is empty');
  await tab.goto(front.url);
  const field = tab.locator('input[type=search]:visible').first();
  if ((await field.count()) === 0) await tab.locator('header a[href^="/search"]:visible').first().click();
  await field.fill('كتاب');
  await field.press('Enter');
  await tab.waitForURL((url) => [...url.searchParams.values()].includes('كتاب'), { timeout: 5000 }).catch(() =>
    complain(`searching led to ${tab.url()}`));
}
