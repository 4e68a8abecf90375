// The buttons over the text. They and their names stand in the page; here is what they do.

import type { Editor } from '@tiptap/core';
import { isEmbeddable } from './blocks';
import { ask } from './dialogs';
import { setLink } from './links';
import { setNote } from './notes';
import { choosePicture } from './picture';
import { changeTable, insertTable } from './tables';

type Deed = (editor: Editor) => unknown;

const DEEDS: Record<string, Deed> = {
  undo: (e) => e.chain().focus().undo().run(),
  redo: (e) => e.chain().focus().redo().run(),
  paragraph: (e) => e.chain().focus().setParagraph().run(),
  h2: (e) => e.chain().focus().toggleHeading({ level: 2 }).run(),
  h3: (e) => e.chain().focus().toggleHeading({ level: 3 }).run(),
  h4: (e) => e.chain().focus().toggleHeading({ level: 4 }).run(),
  bold: (e) => e.chain().focus().toggleBold().run(),
  italic: (e) => e.chain().focus().toggleItalic().run(),
  bullets: (e) => e.chain().focus().toggleBulletList().run(),
  numbers: (e) => e.chain().focus().toggleOrderedList().run(),
  quote: (e) => e.chain().focus().toggleBlockquote().run(),
  pull: (e) => (e.isActive('pullQuote') ? e.chain().focus().lift('pullQuote').run() : e.chain().focus().wrapIn('pullQuote').run()),
  link: setLink,
  note: async (e) => {
    const text = await ask('note', String(e.getAttributes('note').text ?? ''));
    if (text) setNote(e, escaped(text));
  },
  embed: async (e) => {
    const address = await ask('embed', String(e.getAttributes('embed').address ?? ''));
    if (!address) return;
    const content = isEmbeddable(address)
      ? { type: 'embed', attrs: { address } }
      : { type: 'paragraph', content: [{ type: 'text', text: address, marks: [{ type: 'link', attrs: { href: address } }] }] };
    // The cursor goes on below: what is put in next does not take its place.
    e.chain().focus().insertContent([content, { type: 'paragraph' }]).run();
  },
  picture: choosePicture,
  table: insertTable,
  addRowAfter: (e) => changeTable(e, 'addRowAfter'),
  addColumnAfter: (e) => changeTable(e, 'addColumnAfter'),
  deleteRow: (e) => changeTable(e, 'deleteRow'),
  deleteColumn: (e) => changeTable(e, 'deleteColumn'),
  deleteTable: (e) => changeTable(e, 'deleteTable'),
  isolate: (e) => e.chain().focus().toggleMark('isolate').run(),
  rtl: (e) => e.chain().focus().setDirection(e.isActive({ dir: 'rtl' }) ? null : 'rtl').run(),
  ltr: (e) => e.chain().focus().setDirection(e.isActive({ dir: 'ltr' }) ? null : 'ltr').run(),
};

/** What is pressed when the cursor stands in it. */
const PRESSED: Record<string, (editor: Editor) => boolean> = {
  h2: (e) => e.isActive('heading', { level: 2 }), h3: (e) => e.isActive('heading', { level: 3 }), h4: (e) => e.isActive('heading', { level: 4 }),
  bold: (e) => e.isActive('bold'), italic: (e) => e.isActive('italic'), bullets: (e) => e.isActive('bulletList'),
  numbers: (e) => e.isActive('orderedList'), quote: (e) => e.isActive('blockquote'), pull: (e) => e.isActive('pullQuote'),
  link: (e) => e.isActive('link'), isolate: (e) => e.isActive('isolate'), rtl: (e) => e.isActive({ dir: 'rtl' }), ltr: (e) => e.isActive({ dir: 'ltr' }),
};

/** Makes the buttons work, and the arrow keys walk over them. */
export function wire(bar: HTMLElement, editor: Editor): void {
  const buttons = [...bar.querySelectorAll<HTMLButtonElement>('button[data-do]')];
  for (const button of buttons) {
    // The text keeps its selection.
    button.addEventListener('mousedown', (event) => event.preventDefault());
    button.addEventListener('click', () => void DEEDS[button.dataset.do ?? '']?.(editor));
  }
  const show = () => {
    for (const button of buttons) {
      const isPressed = PRESSED[button.dataset.do ?? ''];
      if (isPressed) button.setAttribute('aria-pressed', String(isPressed(editor)));
    }
    const isInTable = editor.isActive('table');
    for (const part of bar.querySelectorAll<HTMLElement>('[data-in=table]')) part.hidden = !isInTable;
  };
  editor.on('transaction', show);
  show();
  walk(bar, buttons);
  bar.hidden = false;
}

/** One stop of the Tab key, arrows within (the pattern of toolbars; the arrow points where the button stands). */
function walk(bar: HTMLElement, buttons: HTMLButtonElement[]): void {
  buttons.forEach((button, n) => (button.tabIndex = n === 0 ? 0 : -1));
  bar.addEventListener('keydown', (event) => {
    const forward = getComputedStyle(bar).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const shown = buttons.filter((button) => button.offsetParent);
    const at = shown.indexOf(document.activeElement as HTMLButtonElement);
    const next = shown.at((at + (event.key === forward ? 1 : -1)) % shown.length);
    if (at < 0 || !next) return;
    event.preventDefault();
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  });
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
