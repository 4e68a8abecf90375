// Every page that a reader can reach from the front page, within reason.

/** Enough for every kind of page many times over. */
const LIMIT = 400;
const AT_ONCE = 4;

/** No page links to these; a reader types them, or is led there by a form. */
export const TYPED = ['/no-such-address/', '/comment/thanks?article=1', `/?s=${encodeURIComponent('قق'.repeat(9))}`];

/** Every comment has a form that answers it, and one is like the others. */
const isReply = (path) => path.includes('?replytocom=');

/**
 * Follows links within the site, breadth first.
 *
 * @returns {Promise<{path: string, url: string, status: number, html: string}[]>} HTML answers only
 */
export async function crawl(base, also) {
  const front = new URL(base);
  const known = new Set();
  const queue = [];
  const pages = [];
  const meet = (path) => {
    if (isReply(path) && [...known].some(isReply)) return;
    if (!known.has(path)) queue.push(path);
    known.add(path);
  };
  [front.pathname, ...also, ...TYPED].forEach(meet);

  while (queue.length > 0 && pages.length < LIMIT) {
    const answers = await Promise.all(queue.splice(0, AT_ONCE).map((path) => ask(front, path)));
    for (const page of answers) {
      // Where a redirect leads is a page of its own.
      if (page.moved) meet(page.moved);
      if (!page.html) continue;
      pages.push(page);
      if (page.path === front.pathname) meet(`/?s=${encodeURIComponent(longestWord(page.html))}`);
      for (const path of links(page.html, new URL(page.path, front))) meet(path);
      for (const path of days(page.html)) meet(path);
    }
  }
  return pages;
}

async function ask(front, path) {
  const url = new URL(path, front);
  const answer = await fetch(url, { redirect: 'manual' });
  const location = answer.headers.get('location');
  const target = location && parse(location, url);
  const text = await answer.text();
  const isPage = answer.headers.get('content-type')?.startsWith('text/html') && !location;
  return {
    path,
    url: url.href,
    status: answer.status,
    html: isPage ? text : undefined,
    moved: target?.origin === front.origin ? target.pathname + target.search : undefined,
  };
}

/** Paths on this site that a page's links lead to. */
function links(html, page) {
  const found = [];
  for (const [, href] of html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)) {
    const target = parse(unescape(href), page);
    if (target?.origin === page.origin) found.push(target.pathname + target.search);
  }
  return found;
}

function parse(href, page) {
  try {
    return new URL(href, page);
  } catch {
    return undefined;
  }
}

function unescape(text) {
  return text.replaceAll('&amp;', '&').replaceAll('&#x2f;', '/').replaceAll('&quot;', '"');
}

/** The archive pages of the first date on a page. */
function days(html) {
  const date = /<time\b[^>]*\sdatetime="(\d{4})-(\d\d)-(\d\d)/.exec(html);
  if (!date) return [];
  const [, year, month, day] = date;
  return [`/${year}/`, `/${year}/${month}/`, `/${year}/${month}/${day}/`];
}

/** A word that is on the front page and so is found. */
function longestWord(html) {
  const headings = [...html.matchAll(/<h[1-3]\b.*?<\/h[1-3]>/gs)].map(([heading]) => heading.replace(/<[^>]*>/g, ' '));
  const words = headings.join(' ').match(/\p{Script=Arabic}+/gu) ?? ['الورّاق'];
  return words.reduce((longest, word) => (word.length > longest.length ? word : longest));
}
