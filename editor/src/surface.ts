// The editor over the body's field. The field is what is sent; the editor writes into it what was changed.

import { Editor } from '@tiptap/core';
import { letters, readBody } from './body';
import { cleanHtml, cleanText } from './paste';
import { extensions, parsed } from './schema';
import { writeBody } from './write';

/** Puts the editor over a field; `null` where it would not keep every letter of what the field holds. */
export function cover(field: HTMLTextAreaElement, place: HTMLElement, changed: () => void): Editor | null {
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
      field.value = writeBody(editor);
      changed();
    },
  });
  if (keepsEverything(field.value, editor)) return editor;
  editor.destroy();
  return null;
}

/** Shows what a field holds that was changed elsewhere. */
export function refill(editor: Editor, body: string): boolean {
  editor.commands.setContent(parsed(body).toJSON(), { emitUpdate: false });
  return keepsEverything(body, editor);
}

function keepsEverything(body: string, editor: Editor): boolean {
  return letters(readBody(body)) === letters(readBody(writeBody(editor)));
}
