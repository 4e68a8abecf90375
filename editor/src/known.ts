// What the editor can hold. What the server's cleaner would keep and this does not know stays as it is.

/** Elements, with the attributes that are kept. */
const ELEMENTS: Record<string, string[]> = {
  P: ['dir', 'id', 'lang'], H2: ['dir', 'id', 'lang'], H3: ['dir', 'id', 'lang'], H4: ['dir', 'id', 'lang'],
  UL: ['dir', 'lang'], OL: ['dir', 'lang', 'start'], LI: ['dir', 'lang'], BLOCKQUOTE: ['dir', 'lang'], HR: [], BR: [],
  TABLE: ['dir', 'lang'], THEAD: [], TBODY: [], TFOOT: [], TR: [], TD: ['colspan', 'rowspan'], TH: ['colspan', 'rowspan', 'scope'],
  A: ['href'], STRONG: [], B: [], EM: [], I: [], U: [], S: [], DEL: [], STRIKE: [], CODE: [],
  SUB: [], SUP: ['data-fn'], MARK: [], CITE: [], Q: [], SMALL: [], BDI: ['dir', 'lang'], SPAN: ['dir', 'lang'], FONT: [],
};

/** Attributes that the cleaner keeps somewhere. All others say nothing to readers. */
const MEANT = ['dir', 'hidden', 'id', 'lang', 'name', 'download', 'datetime', 'value', 'reversed', 'start', 'type', 'colspan',
  'rowspan', 'scope', 'data-fn', 'data-embed', 'cite'];

/** Classes that the cleaner knows, by any of their names. */
const CLASS = /^(align|has-text-align|gallery|wp-block-(gallery|columns?|buttons?|cover|media-text|pullquote|verse|file|footnotes)|columns?\b|buttons|btn|cover|media-text|pull|verse|file|notes|footnotes|tweet|twitter-tweet|instagram-media|tiktok-embed|playlist|embed|external-image|page-break)/;

/** Short codes that stand for something. Brackets in a sentence are none. */
const SHORTCODE = /\[\/?(caption|wp_caption|gallery|audio|video|playlist|embed)\b|\[[a-z][\w-]*\s+[\w-]+=/i;

/** Whether nothing of an element would be lost in the editor. */
export function isKnown(element: Element): boolean {
  if (SHORTCODE.test(element.textContent ?? '')) return false;
  return isPicture(element) || isPull(element) || isPlain(element);
}

function isPlain(element: Element): boolean {
  const kept = ELEMENTS[element.tagName];
  if (!kept) return false;
  const isLost = (name: string) => MEANT.includes(name) && !kept.includes(name) && element.getAttribute(name) !== '';
  if ([...element.attributes].some(({ name }) => isLost(name) && !isOfNote(element, name))) return false;
  const classes = (element.getAttribute('class') ?? '').split(/\s+/);
  if (classes.some((name) => CLASS.test(name))) return false;
  const hasComment = [...element.childNodes].some((node) => node.nodeType === 8);
  return !hasComment && [...element.children].every(isPlain);
}

/** The link inside the number of a note has an anchor to come back to. */
function isOfNote(element: Element, name: string): boolean {
  return name === 'id' && element.parentElement?.tagName === 'SUP' && element.parentElement.hasAttribute('data-fn');
}

/** A picture with its caption, and nothing else in the figure. */
export function isPicture(element: Element): boolean {
  if (element.tagName !== 'FIGURE' || element.hasAttribute('data-embed')) return false;
  const [picture, caption, ...more] = [...element.children];
  const isCaption = !caption || (caption.tagName === 'FIGCAPTION' && [...caption.children].every(isPlain));
  const classes = (element.getAttribute('class') ?? '').split(/\s+/).filter(Boolean);
  const isSimple = classes.every((name) => /^(wp-block-image|size-\w+|align-?\w+|wp-image-\d+|wp-caption|is-resized)$/.test(name));
  return picture?.tagName === 'IMG' && isCaption && more.length === 0 && isSimple && !element.id;
}

/** A quotation that stands out, and nothing else in the figure. */
export function isPull(element: Element): boolean {
  if (!element.matches('figure.pull, figure.wp-block-pullquote')) return false;
  const [quote, ...more] = [...element.children];
  return quote?.tagName === 'BLOCKQUOTE' && more.length === 0 && [...quote.children].every((child) => child.tagName === 'P' && isPlain(child));
}
