// Marks inside a line that need no button, so that they are not lost, and the one that has one.

import { Mark } from '@tiptap/core';

const plain = (name: string, tag: string) => Mark.create({
  name,
  excludes: '',
  parseHTML: () => [{ tag }],
  renderHTML: () => [tag.replace(/\W.*/, ''), 0],
});

/** A name in another script, which keeps its direction to itself. */
const Isolate = Mark.create({
  name: 'isolate',
  addAttributes: () => ({ dir: { default: null }, lang: { default: null } }),
  parseHTML: () => [{ tag: 'bdi' }, { tag: 'span[dir]' }, { tag: 'span[lang]' }],
  renderHTML: ({ HTMLAttributes }) => ['bdi', HTMLAttributes, 0],
});

export const marks = [
  Isolate,
  plain('sub', 'sub'),
  plain('sup', 'sup:not([data-fn])'),
  plain('highlight', 'mark'),
  plain('cite', 'cite'),
  plain('quotation', 'q'),
  plain('small', 'small'),
];
