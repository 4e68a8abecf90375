// Feeds keep the rules of the W3C's validator, and a feed reader finds in each format what the
// others hold.

import { parseFeed } from 'feedsmith';
import { lint } from '../xmllint.mjs';

/** «Sun, 25 Sep 2022 06:00:00 +0300» */
const RFC_822 = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}$/;
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})$/;
/** What a reader must not run, by the validator's list. */
const DANGEROUS = /<(?:script|style|object|embed|iframe|form|input|meta|link)\b|\son[a-z]+=|javascript:/i;

const FORMATS = { rss: '', atom: 'atom/', json: 'json/' };

/** Looks at the feeds that pages name, in every format. */
export async function check(base, pages, object) {
  const paths = named(pages);
  if (paths.length === 0) object('feeds', base, 'no page names a feed');
  const documents = new Map();
  for (const path of paths) {
    const ids = {};
    for (const [format, end] of Object.entries(path.endsWith('/feed/') ? FORMATS : { rss: '' })) {
      const address = path + end;
      const complain = (message) => object('feeds', decodeURI(address), message);
      const answer = await fetch(new URL(address, base), { redirect: 'manual' });
      if (answer.status !== 200) complain(`answers ${answer.status}`);
      const text = await answer.text();
      if (format !== 'json') documents.set(address, text);
      try {
        const items = { rss, atom, json }[format](text, address, complain);
        ids[format] = items.map(({ id }) => id).join(' ');
        judge(items, complain);
      } catch (error) {
        complain(`cannot be read: ${error.message}`);
      }
    }
    for (const [format, list] of Object.entries(ids)) {
      if (list !== ids.rss) object('feeds', decodeURI(path), `${format} holds something else than RSS`);
    }
  }
  for (const { path, message } of await lint('feeds', documents)) object('feeds', path, message);
}

/** Paths of the feeds that the heads of pages name. */
function named(pages) {
  const links = pages.flatMap(({ html }) => [...html.matchAll(/<link rel="alternate" type="application\/rss\+xml"[^>]*\shref="([^"]*)"/g)]);
  return [...new Set(links.map(([, href]) => href.replaceAll('&amp;', '&')))];
}

function rss(text, address, complain) {
  const { format, feed } = parseFeed(text);
  if (format !== 'rss') complain(`is no RSS but ${format}`);
  for (const part of ['title', 'link', 'description', 'language']) if (!feed[part]) complain(`has no ${part}`);
  judgeOwn(feed.atom?.links ?? [], address, complain);
  judgeAddress(feed.link, complain);
  for (const [, name, date] of text.matchAll(/<(pubDate|lastBuildDate)>([^<]*)</g)) {
    if (!RFC_822.test(date)) complain(`${name} ${date} is not as RFC 822 asks`);
    else if (!isItsDay(date)) complain(`${date} is another day of the week`);
  }
  for (const { enclosures = [] } of feed.items ?? []) {
    for (const { url, length, type } of enclosures) {
      judgeAddress(url, complain);
      if (!(length > 0) || !/^[a-z]+\/[a-z0-9.+-]+$/.test(type ?? '')) complain(`enclosure of ${length} bytes, type ${type}`);
    }
  }
  return (feed.items ?? []).map((item) => ({
    id: item.guid?.value,
    link: item.link,
    title: item.title ?? item.description,
    at: item.pubDate,
    html: item.content?.encoded ?? item.description ?? '',
  }));
}

function atom(text, address, complain) {
  const { format, feed } = parseFeed(text);
  if (format !== 'atom') complain(`is no Atom but ${format}`);
  for (const part of ['id', 'title', 'updated']) if (!feed[part]) complain(`has no ${part}`);
  judgeOwn(feed.links ?? [], address, complain);
  for (const [, name, date] of text.matchAll(/<(updated|published)>([^<]*)</g)) {
    if (!RFC_3339.test(date)) complain(`${name} ${date} is not as RFC 3339 asks`);
  }
  const entries = feed.entries ?? [];
  if (!feed.authors?.length && entries.some(({ authors }) => !authors?.length)) complain('somebody is the author of nothing');
  return entries.map((entry) => ({
    id: entry.id,
    link: entry.links?.find(({ rel }) => (rel ?? 'alternate') === 'alternate')?.href,
    title: entry.title?.value ?? entry.title,
    at: entry.updated,
    html: entry.content?.value ?? entry.content ?? '',
  }));
}

function json(text, address, complain) {
  const feed = JSON.parse(text);
  if (!feed.version?.startsWith('https://jsonfeed.org/version/')) complain(`is version ${feed.version}`);
  judgeOwn([{ rel: 'self', href: feed.feed_url }], address, complain);
  for (const item of feed.items) {
    if (typeof item.id !== 'string') complain(`the id ${item.id} is no text`);
    for (const name of ['date_published', 'date_modified']) {
      if (item[name] && !RFC_3339.test(item[name])) complain(`${name} ${item[name]} is not as RFC 3339 asks`);
    }
  }
  return feed.items.map((item) => ({
    id: item.id,
    link: item.url,
    title: item.title,
    at: item.date_published,
    html: item.content_html ?? item.content_text ?? '',
  }));
}

/** What holds for items of every format. */
function judge(items, complain) {
  const ids = items.map(({ id }) => id);
  if (new Set(ids).size < ids.length) complain('an id twice');
  for (const { id, link, title, at, html } of items) {
    if (!id || !title) complain(`an item without ${id ? 'a title' : 'an id'}: ${link}`);
    judgeAddress(link, complain);
    if (new Date(at) > Date.now()) complain(`${id} is of ${at}, which is to come`);
    if (DANGEROUS.test(html)) complain(`${id} holds ${DANGEROUS.exec(html)[0]}`);
    for (const [, address] of String(html).matchAll(/\s(?:href|src)="([^"]*)"/g)) {
      // A place on the article's own page is found by readers that know the article.
      if (!URL.canParse(address) && !address.startsWith('#')) complain(`${id} has the address ${address}, which starts nowhere`);
    }
  }
}

/** Whether a date names its own day of the week, wherever its clocks are. */
function isItsDay(date) {
  const local = new Date(`${date.slice(0, -5)}+0000`);
  return local.toUTCString().startsWith(date.slice(0, 3));
}

/** A feed says where it is. The host is the paper's, not the server's. */
function judgeOwn(links, address, complain) {
  const own = links.find(({ rel }) => rel === 'self')?.href;
  if (!own || !URL.canParse(own)) return complain(`says that it is at ${own}`);
  const { pathname, search } = new URL(own);
  if (pathname + search !== address) complain(`says that it is at ${pathname}${search}`);
}

/** The validator takes addresses in ASCII alone. */
function judgeAddress(address, complain) {
  if (!address || !URL.canParse(address) || !/^[\x21-\x7e]+$/.test(address)) complain(`the address ${address} is not full, or not ASCII`);
}
