// The first Tab reaches the link past the menus, and it leads into the main part.

export async function check(tab, object) {
  await tab.keyboard.press('Tab');
  const first = await tab.evaluate(() => {
    const link = document.activeElement;
    const target = link?.getAttribute('href') ?? '';
    const leads = target.startsWith('#') && document.getElementById(target.slice(1))?.localName === 'main';
    return { name: link?.localName, leads };
  });
  if (!first.leads) object('keyboard', `the first Tab reaches ${first.name}, not a link to the main part`);
  await tab.evaluate(() => document.activeElement?.blur());
}
