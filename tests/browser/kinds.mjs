// Which pages to look at: one of every kind, and articles until every element was seen once.

/** Kinds by their address, in the order in which they are asked. */
const BY_ADDRESS = [
  ['front', /^\/$/],
  ['front 2', /^\/page\/2\/$/],
  ['year', /^\/\d{4}\/$/],
  ['month', /^\/\d{4}\/\d\d\/$/],
  ['day', /^\/\d{4}\/\d\d\/\d\d\/$/],
  ['author', /\/author\/[^/]+\/$/],
  ['tag', /\/tag\/[^/]+\/$/],
  ['section', /\/category\/(?:(?!page\/)[^/]+\/)+$/],
  ['section 2', /\/category\/.*\/page\/2\/$/],
  ['archive', /^\/archive\/$/],
  ['writers', /^\/authors\/$/],
  ['video', /^\/video\/$/],
  ['thanks', /^\/comment\/thanks$/],
  ['sitemap', /^\/sitemap\/$/],
  ['sitemap of a year', /^\/sitemap\/\d{4}\/$/],
];

/** Kinds that the invented newspaper must have. */
const NEEDED = [
  ...BY_ADDRESS.map(([kind]) => kind),
  'search', 'search none', 'not found', 'article', 'reply', 'page',
];

/** More articles and pages than this would only repeat. */
const MOST = { article: 12, page: 4 };

/** The needed kinds that were not found. */
export function missing(chosen) {
  return NEEDED.filter((kind) => !chosen.some((page) => page.kind === kind));
}

/** One page of every kind, the articles and pages that differ, and the pages asked for by name. */
export function choose(pages, also) {
  const sorted = pages.map((page) => ({ ...page, kind: kindOf(page) }));
  const first = new Map();
  for (const page of sorted) {
    if (page.kind && !MOST[page.kind] && !first.has(page.kind)) first.set(page.kind, page);
  }
  const various = Object.entries(MOST).flatMap(([kind, most]) =>
    differing(sorted.filter((page) => page.kind === kind), most));
  const asked = sorted.filter((page) => also.includes(page.path));
  return [...new Set([...first.values(), ...various, ...asked])];
}

/** What kind of page this is; nothing for lists further on. */
function kindOf({ path, status, html }) {
  if (status === 404) return 'not found';
  if (status !== 200) return undefined;
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  if (searchParams.get('q') ?? searchParams.get('s')) return /<mark\b/.test(html) ? 'search' : 'search none';
  if (searchParams.has('replytocom')) return 'reply';
  if (pathname === '/search') return 'search form';
  const known = BY_ADDRESS.find(([, address]) => address.test(pathname));
  if (known) return known[0];
  if (/\/page\/\d+\/$/.test(pathname)) return undefined;
  return /property="og:type" content="article"/.test(html) ? 'article' : 'page';
}

/** Pages that together hold every element and class that any of them holds. */
function differing(pages, most) {
  const left = pages.map((page) => ({ page, marks: marks(page.html) }));
  const seen = new Set();
  const chosen = [];
  const news = ({ marks }) => [...marks].filter((mark) => !seen.has(mark)).length;
  while (left.length > 0 && chosen.length < most) {
    left.sort((a, b) => news(b) - news(a));
    const next = left.shift();
    if (news(next) === 0) break;
    next.marks.forEach((mark) => seen.add(mark));
    chosen.push(next.page);
  }
  return chosen;
}

function marks(html) {
  const main = /<main\b.*<\/main>/s.exec(html)?.[0] ?? html;
  const elements = [...main.matchAll(/<([a-z][a-z0-9]*)/g)].map(([, name]) => name);
  const classes = [...main.matchAll(/\sclass="([^"]*)"/g)].flatMap(([, names]) => names.split(/\s+/));
  return new Set([...elements, ...classes]);
}
