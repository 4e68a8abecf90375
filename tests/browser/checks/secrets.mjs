// What the invented newspaper keeps from its readers is on no page, in no feed and in no sitemap.

import { readFileSync } from 'node:fs';

const { canaries } = JSON.parse(readFileSync(new URL('../../../fixtures/newsroom/expected.json', import.meta.url), 'utf8'));

/** Addresses that no page links to as a reader sees it. */
const FOR_MACHINES = ['/feed/', '/comments/feed/', '/sitemap.xml'];

/** Words that drafts, held comments and private items hold; a search must not lead to them. */
const SEARCHES = canaries
  .filter((canary) => canary.startsWith('CANARY-'))
  .map((canary) => `/search?q=${encodeURIComponent(canary)}`);

export async function check(base, pages, object) {
  for (const page of pages) judge(page.path, page.html, object);
  const queue = [...FOR_MACHINES];
  const known = new Set(queue);
  while (queue.length > 0) {
    const path = queue.shift();
    const text = await fetch(new URL(path, base)).then((answer) => answer.text());
    judge(path, text, object);
    for (const [, address] of text.matchAll(/<loc>([^<]*\/[^<]*sitemap[^<]*\.xml)<\/loc>/g)) {
      const { pathname } = new URL(address);
      if (!known.has(pathname)) queue.push(pathname);
      known.add(pathname);
    }
  }
  for (const path of SEARCHES) {
    const html = await fetch(new URL(path, base)).then((answer) => answer.text());
    const main = /<main\b.*<\/main>/s.exec(html)?.[0] ?? html;
    if (/<mark\b/.test(main)) object('secrets', path, 'a search for it finds something');
  }
}

function judge(path, text, object) {
  for (const canary of canaries.filter((canary) => text.includes(canary))) {
    // A search page repeats the words that were searched for.
    if (!decodeURIComponent(path).includes(canary)) object('secrets', path, `shows ${canary}`);
  }
}
