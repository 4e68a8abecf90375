// What other programs put beside a text when it is copied there. The words stay, the rest goes.

import { inert } from './inert';

/** Marks that turn the direction of what follows, and that messengers put round every name and number. */
const DIRECTION_MARKS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
/** `[12:30 م, 20/11/2026] رنا العلي: ` before a message; the name stays. */
const MESSAGE = /^\[[^\]\n]*\d[:.]\d{2}[^\]\n]*\]\s*(?=[^:\n]{1,60}:\s)/;

const KEPT: Record<string, string[]> = {
  A: ['href'], B: [], BLOCKQUOTE: [], BR: [], CODE: [], DEL: [], EM: [], H2: [], H3: [], H4: [], HR: [], I: [], LI: [], OL: ['start'],
  P: [], S: [], STRONG: [], SUB: [], SUP: ['data-fn', 'data-note'], TABLE: [], TBODY: [], TD: ['colspan', 'rowspan'], TFOOT: [],
  TH: ['colspan', 'rowspan'], THEAD: [], TR: [], U: [], UL: [], FIGURE: ['class'], FIGCAPTION: [], BDI: ['dir', 'lang'],
  DIV: ['data-raw'], IMG: ['src', 'alt', 'width', 'height'],
};
const GONE = 'script, style, meta, link, title, head, xml, o\\:p, svg, noscript, template, input, button';
const BLOCK = /^(P|DIV|H[1-6]|UL|OL|LI|TABLE|BLOCKQUOTE|FIGURE|SECTION|ARTICLE|HR|TR|TD|TH)$/;

/** Mark-up of the clipboard without what says nothing to readers. */
export function cleanHtml(html: string): string {
  // Our own text, which needs no cleaning.
  if (html.includes('data-pm-slice')) return html;
  const bare = html.replace(/<!\[[^\]]*\]>/g, '').replace(/<\/?o:p[^>]*>/g, '');
  // Styles are read, never applied: under this name the page's security policy has nothing to report.
  const root = inert(bare.replace(/(<[a-z][^>]*\s)style(?=\s*=)/gi, '$1data-style'));
  for (const gone of [...root.querySelectorAll(GONE)]) gone.remove();
  dropComments(root);
  joinWordLists(root);
  for (const element of [...root.querySelectorAll('*')].reverse()) tidy(element as HTMLElement);
  tidyText(root);
  for (const empty of [...root.querySelectorAll('p, h2, h3, h4, li, b, strong, em, i')].reverse()) {
    if (!empty.textContent?.trim() && !empty.querySelector('img, br, sup, hr, [data-raw]')) empty.remove();
  }
  // Documents of Google put an empty line between paragraphs that are paragraphs already.
  for (const line of [...root.querySelectorAll('br')]) if (line.parentElement === root && !isInline(line.nextSibling, line.previousSibling)) line.remove();
  return root.innerHTML;
}

/** Text of the clipboard without marks that nobody sees. */
export function cleanText(text: string): string {
  const lines = text.replace(DIRECTION_MARKS, '').replace(/\u00a0/g, ' ').split(/\r?\n/);
  return lines.map((line) => line.replace(MESSAGE, '')).join('\n');
}

function isInline(...around: (Node | null)[]): boolean {
  return around.some((node) => node && (node.nodeType === 3 ? Boolean(node.nodeValue?.trim()) : !BLOCK.test(node.nodeName)));
}

function dropComments(node: Node): void {
  for (const child of [...node.childNodes]) {
    if (child.nodeType === 8) child.remove();
    else dropComments(child);
  }
}

/** Word has no lists: paragraphs that begin with a drawn bullet or number. */
function joinWordLists(root: HTMLElement): void {
  let list: HTMLElement | null = null;
  for (const item of [...root.querySelectorAll('p')]) {
    const style = item.getAttribute('data-style') ?? '';
    if (!/mso-list:\s*l\d/i.test(style) && !/^MsoListParagraph/.test(item.className)) {
      if (item.textContent?.trim()) list = null;
      continue;
    }
    const bullet = [...item.querySelectorAll('span')].find((span) => /mso-list:\s*ignore/i.test(span.getAttribute('data-style') ?? ''));
    const mark = bullet?.textContent?.trim() ?? '';
    bullet?.remove();
    const kind = /^[\d\u0660-\u0669\u06f0-\u06f9أ-يa-z]{1,3}[.)\-]/i.test(mark) ? 'ol' : 'ul';
    if (!list || list.localName !== kind || list.parentElement !== item.parentElement) {
      list = root.ownerDocument.createElement(kind);
      item.before(list);
    }
    const line = root.ownerDocument.createElement('li');
    line.append(...item.childNodes);
    list.append(line);
    item.remove();
  }
}

/** Keeps what an element means, and takes it away if it means nothing. */
function tidy(element: HTMLElement): void {
  const style = element.getAttribute('data-style') ?? '';
  const tag = element.tagName;
  const isNormal = /font-weight:\s*(normal|400)/i.test(style);
  if ((tag === 'B' || tag === 'STRONG') && isNormal) return unwrap(element);
  if (tag === 'SPAN' || tag === 'FONT') {
    const meaning = [
      /font-weight:\s*(bold|[6-9]00)/i.test(style) && 'strong', /font-style:\s*italic/i.test(style) && 'em',
      /text-decoration[^;]*line-through/i.test(style) && 's', /vertical-align:\s*super/i.test(style) && 'sup', /vertical-align:\s*sub/i.test(style) && 'sub',
    ].find(Boolean);
    return meaning ? rename(element, meaning) : unwrap(element);
  }
  if (tag === 'H1') return rename(element, 'h2');
  if (tag === 'H5' || tag === 'H6') return rename(element, 'h4');
  if (tag === 'DIV' && !element.hasAttribute('data-raw')) return [...element.children].some((child) => BLOCK.test(child.tagName)) ? unwrap(element) : rename(element, 'p');
  const kept = KEPT[tag];
  // A picture of the clipboard lies on the writer's own disk; the media library takes such.
  if (!kept || (tag === 'IMG' && !/^(https?:)?\//.test(element.getAttribute('src') ?? ''))) return unwrap(element);
  for (const { name } of [...element.attributes]) if (!kept.includes(name)) element.removeAttribute(name);
  if (tag === 'A' && !/^(https?:|mailto:|tel:|\/|#)/i.test(element.getAttribute('href') ?? '')) unwrap(element);
}

function unwrap(element: Element): void {
  element.replaceWith(...element.childNodes);
}

function rename(element: Element, tag: string): void {
  const other = element.ownerDocument.createElement(tag);
  other.append(...element.childNodes);
  element.replaceWith(other);
}

/** Text without marks of direction and fixed spaces; messages without their hour. */
function tidyText(node: Node): void {
  for (const child of [...node.childNodes]) {
    if (child.nodeType !== 3) tidyText(child);
    else child.nodeValue = (child.nodeValue ?? '').replace(DIRECTION_MARKS, '').replace(/[\u00a0\s]+/g, ' ').replace(MESSAGE, '');
  }
}
