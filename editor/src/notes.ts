// Notes under the text: a number in the line, which carries its note.

import { Node, type Editor } from '@tiptap/core';
import { inert } from './inert';

export const Note = Node.create({
  name: 'note',
  group: 'inline',
  inline: true,
  atom: true,
  addAttributes: () => ({
    id: { default: '', parseHTML: (element) => element.getAttribute('data-fn'), renderHTML: () => ({}) },
    /** Mark-up; `null` for a note that WordPress keeps beside the body. */
    text: { default: null, parseHTML: (element) => element.getAttribute('data-note'), renderHTML: () => ({}) },
  }),
  parseHTML: () => [{ tag: 'sup[data-fn]', priority: 70 }],
  renderHTML({ node }) {
    const { id, text } = node.attrs;
    const carried = text === null ? {} : { 'data-note': String(text) };
    return ['sup', { 'data-fn': String(id), class: 'fn', ...carried }, ['a', { href: `#${id}`, id: `${id}-link` }, '*']];
  },
});

/** Puts a note where the cursor is, or changes the one that is chosen. */
export function setNote(editor: Editor, text: string): void {
  const { selection } = editor.state;
  const chosen = 'node' in selection ? (selection.node as { type: { name: string }; attrs: { id: string } }) : null;
  const id = chosen?.type.name === 'note' ? chosen.attrs.id : `n-${crypto.randomUUID().slice(0, 8)}`;
  editor.chain().focus().insertContent({ type: 'note', attrs: { id, text } }).run();
}

/** Numbers the notes of what was written, and puts their list under it. */
export function listNotes(root: HTMLElement): void {
  const list = root.ownerDocument.createElement('ol');
  list.className = 'notes';
  root.querySelectorAll('sup[data-fn]').forEach((number, n) => {
    const id = number.getAttribute('data-fn') ?? '';
    const link = number.querySelector('a');
    if (link) link.textContent = String(n + 1);
    const text = number.getAttribute('data-note');
    number.removeAttribute('data-note');
    if (text === null) return;
    const item = root.ownerDocument.createElement('li');
    item.id = id;
    item.append(...inert(text).childNodes);
    const back = root.ownerDocument.createElement('a');
    back.href = `#${id}-link`;
    back.textContent = '↩';
    item.append(' ', back);
    list.append(item);
  });
  if (list.children.length > 0) root.append(list);
}
