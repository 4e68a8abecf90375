// Sitemaps are valid by the schema of sitemaps.org and what Google adds to it, and name pages that
// answer at once.

import { lint } from '../xmllint.mjs';

const INDEX = '/sitemap.xml';
/** Told to Google alone, and so not in the index. */
const NEWS = '/sitemaps/news.xml';
const AT_ONCE = 8;

export async function check(base, object) {
  const index = await text(base, INDEX);
  const maps = new Map();
  for (const path of [...locations(index), NEWS]) maps.set(path, await text(base, path));
  const complaints = [
    ...(await lint('index', new Map([[INDEX, index]]), 'index.xsd')),
    ...(await lint('maps', maps, 'maps.xsd')),
  ];
  for (const { path, message } of complaints) object('maps', path, message);

  const named = [...new Set([...maps.values()].flatMap(locations))];
  if (named.length < 2) object('maps', INDEX, 'names no pages');
  while (named.length > 0) {
    await Promise.all(named.splice(0, AT_ONCE).map(async (path) => {
      const { status } = await fetch(new URL(path, base), { method: 'HEAD', redirect: 'manual' });
      if (status !== 200) object('maps', path, `is on a map and answers ${status}`);
    }));
  }
}

async function text(base, path) {
  return (await fetch(new URL(path, base))).text();
}

/** Paths that a map names, of pages, maps and pictures; the host is the paper's, not the server's. */
function locations(xml) {
  return [...xml.matchAll(/<(?:image:)?loc>([^<]*)</g)].flatMap(([, address]) => {
    if (!URL.canParse(address)) return [];
    const { pathname, search } = new URL(address.replaceAll('&amp;', '&'));
    return [pathname + search];
  });
}
