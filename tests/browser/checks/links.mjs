// Every link of the paper to itself leads to something, in one step more at most, and to a place
// that is there.

import { TYPED } from '../crawl.mjs';

const AT_ONCE = 4;

export async function check(base, pages, object) {
  const front = new URL(base);
  const ids = new Map(pages.map(({ path, html }) => [path, new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id))]));
  const places = new Map();
  // What was only typed may be about nothing.
  for (const page of pages.filter(({ path }) => !TYPED.includes(path))) {
    for (const target of targets(page.html, new URL(page.path, front))) {
      const path = target.pathname + target.search;
      // A page may name itself, though nobody be led to it.
      if (target.origin !== front.origin || path === page.path || isLikeOthers(target, places)) continue;
      if (!places.has(path)) places.set(path, page.path);
      const id = decode(target.hash.slice(1));
      if (id && ids.has(path) && !ids.get(path).has(id)) object('links', page.path, `no ${id} on ${decode(path)}`);
    }
  }
  const queue = [...places];
  while (queue.length > 0) {
    await Promise.all(queue.splice(0, AT_ONCE).map(async ([path, from]) => {
      const end = await follow(new URL(path, front));
      if (end) object('links', from, `${decode(path)} ${end}`);
    }));
  }
}

/** What is wrong with where an address leads. */
async function follow(url) {
  const first = await ask(url);
  if (first.status === 200) return undefined;
  if (first.status < 300 || first.status >= 400) return `answers ${first.status}`;
  const { status } = await ask(new URL(first.headers.get('location'), url));
  return status === 200 ? undefined : `leads to something that answers ${status}`;
}

function ask(url) {
  return fetch(url, { method: 'HEAD', redirect: 'manual' });
}

/** What a page leads to and shows, sizes of its pictures apart: they are made when asked for. */
function targets(html, page) {
  return [...html.matchAll(/\s(?:href|src|poster)="([^"]*)"/g)].flatMap(([, address]) => {
    const text = address.replaceAll('&amp;', '&');
    return URL.canParse(text, page) ? [new URL(text, page)] : [];
  });
}

/** Every comment has a form that answers it, and one is like the others. */
function isLikeOthers({ search }, places) {
  return search.startsWith('?replytocom=') && [...places.keys()].some((path) => path.includes('?replytocom='));
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
