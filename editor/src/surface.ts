// The editor over the body's field. The field is what is sent; the editor writes into it what was changed.

import { Editor } from '@tiptap/core';
import { letters, readBody } from './body';
import { cleanHtml, cleanText } from './paste';
import { extensions, parsed } from './schema';
import { writeBody } from './write';

/** Puts the editor over a field; `null` where it would not keep every letter of what the field holds. */
export function cover(field: HTMLTextAreaElement, place: HTMLElement, changed: () => void): Editor | null {
  // The editor may put an empty line under a block by itself: nobody has typed that.
  let written = '';
  const editor = new Editor({
    element: place,
    extensions,
    content: parsed(field.value).toJSON(),
    injectCSS: false,
    // Nothing is read from strings outside of paste: the page allows it in one place only.
    editorProps: {
      attributes: {
        class: 'prose', role: 'textbox', 'aria-multiline': 'true', spellcheck: 'true',
        'aria-labelledby': 'l-body', dir: document.documentElement.dir, id: 'surface',
      },
      transformPastedHTML: cleanHtml,
      transformPastedText: cleanText,
    },
    onUpdate: ({ editor }) => {
      const body = writeBody(editor);
      if (body === written) return;
      written = field.value = body;
      changed();
    },
  });
  written = writeBody(editor);
  if (letters(readBody(field.value)) === letters(readBody(written))) return editor;
  editor.destroy();
  return null;
}
