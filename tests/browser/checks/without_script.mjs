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
  const menu = tab.locator('header summary').first();
  if (!(await menu.isVisible())) return complain('no menu that opens without script');
  await menu.click();
  const field = tab.locator('input[type=search]:visible').first();
  if ((await field.count()) === 0) return complain('the open menu has no search field');
  await field.fill('كتاب');
  await field.press('Enter');
  await tab.waitForLoadState();
  const { searchParams } = new URL(tab.url());
  if (searchParams.get('s') !== 'كتاب') complain(`searching led to ${tab.url()}`);
}
