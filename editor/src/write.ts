// From what the editor holds to the body of the form: the same HTML that somebody could type there.

import type { Editor } from '@tiptap/core';
import { DOMSerializer, type Node } from '@tiptap/pm/model';
import { inert } from './inert';
import { listNotes } from './notes';

/** The body, a block a line. */
export function writeBody(editor: Editor): string {
  const serializer = DOMSerializer.fromSchema(editor.schema);
  const root = inert('');
  const blocks = [...editor.state.doc.content.content];
  while (blocks.length > 0 && isEmpty(blocks[blocks.length - 1])) blocks.pop();
  for (const block of blocks) {
    const line = root.ownerDocument.createElement('p');
    if (block.type.name === 'embed') line.textContent = String(block.attrs.address);
    // A figure takes its place, which no paragraph can hold.
    else if (block.type.name === 'marker') line.setAttribute('data-raw', String(block.attrs.text));
    else {
      root.append(serializer.serializeNode(block, { document: root.ownerDocument }));
      continue;
    }
    root.append(line);
  }
  listNotes(root);
  for (const paragraph of root.querySelectorAll('li > p:only-child, td > p:only-child, th > p:only-child')) {
    if (paragraph.attributes.length === 0) paragraph.replaceWith(...paragraph.childNodes);
  }
  for (const caption of root.querySelectorAll('figcaption:empty')) caption.remove();
  return [...root.children].map((block) => block.getAttribute('data-raw') ?? block.outerHTML).join('\n\n');
}

function isEmpty(block: Node | undefined): boolean {
  return block?.type.name === 'paragraph' && block.content.size === 0;
}
