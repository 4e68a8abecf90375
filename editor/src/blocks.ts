// Blocks of a newspaper: quotations that stand out, cards of other sites, and what is left as it is.

import { Node } from '@tiptap/core';

/** `<figure class="pull"><blockquote>…` */
export const PullQuote = Node.create({
  name: 'pullQuote',
  group: 'block',
  content: 'paragraph+',
  defining: true,
  parseHTML: () => [{ tag: 'figure.pull, figure.wp-block-pullquote', contentElement: 'blockquote', priority: 60 }],
  renderHTML: () => ['figure', { class: 'pull' }, ['blockquote', 0]],
});

/** Sites whose address alone in a paragraph the server makes a card of, which loads nothing until it is asked. */
const SITES = /^https?:\/\/(www\.|m\.|web\.)?(youtube\.com|youtu\.be|vimeo\.com|dailymotion\.com|dai\.ly|twitter\.com|x\.com|facebook\.com|fb\.watch|instagram\.com|tiktok\.com|t\.me|soundcloud\.com|open\.spotify\.com|flickr\.com)\/\S+$/i;

export function isEmbeddable(address: string): boolean {
  return SITES.test(address);
}

export const Embed = Node.create({
  name: 'embed',
  group: 'block',
  atom: true,
  draggable: true,
  addAttributes: () => ({ address: { default: '' } }),
  parseHTML: () => [{
    tag: 'p',
    priority: 60,
    getAttrs: (element) => {
      const address = element.textContent?.trim() ?? '';
      const isAlone = element.children.length === 0 || (element.children.length === 1 && element.firstElementChild?.textContent?.trim() === address);
      return isAlone && isEmbeddable(address) ? { address } : false;
    },
  }],
  renderHTML: ({ node }) => ['p', { class: 'blk' }, String(node.attrs.address)],
});

/** What stands for a file of the library: `[صورة 12]`, as `markers.rs` of the archive reads it. */
const MARKER = /^\[\s*(صورة|ملف|media)\s+[\d٠-٩]+\s*\]$/;

/** A picture, a film or a document of the library, on a line of its own. */
export const Marker = Node.create({
  name: 'marker',
  group: 'block',
  atom: true,
  draggable: true,
  addAttributes: () => ({ text: { default: '' } }),
  parseHTML: () => [{
    tag: 'p',
    priority: 65,
    getAttrs: (element) => {
      const text = element.textContent?.trim() ?? '';
      return element.children.length === 0 && MARKER.test(text) ? { text } : false;
    },
  }],
  renderHTML: ({ node }) => ['p', { class: 'blk' }, String(node.attrs.text)],
});

/** What the editor cannot hold, as it was written. It can be moved and taken out, and is changed in the plain form. */
export const Raw = Node.create({
  name: 'raw',
  group: 'block',
  atom: true,
  draggable: true,
  addAttributes: () => ({ source: { default: '', parseHTML: (element) => element.getAttribute('data-raw'), renderHTML: () => ({}) } }),
  parseHTML: () => [{ tag: 'div[data-raw]', priority: 70 }],
  renderHTML: ({ node }) => ['div', { 'data-raw': node.attrs.source, class: 'blk', dir: 'ltr' }, ['code', String(node.attrs.source)]],
});
