// A picture in the text, and where its picker will come in: `choose` is the seam of the media library.

import { Node, type Editor } from '@tiptap/core';

/** A picture of the archive. */
export interface Picture {
  src: string;
  alt: string;
  width: string | null;
  height: string | null;
}

export const PictureNode = Node.create({
  name: 'picture',
  group: 'block',
  content: 'inline*',
  isolating: true,
  draggable: true,
  addAttributes() {
    const ofImage = (name: string) => ({
      default: null,
      parseHTML: (element: HTMLElement) => element.querySelector('img')?.getAttribute(name) ?? null,
      renderHTML: () => ({}),
    });
    return {
      src: ofImage('src'), alt: ofImage('alt'), width: ofImage('width'), height: ofImage('height'),
      class: { default: null, parseHTML: (element) => element.getAttribute('class') },
    };
  },
  parseHTML: () => [{ tag: 'figure', contentElement: (element) => element.querySelector('figcaption') ?? element.ownerDocument.createElement('p') }],
  renderHTML({ node, HTMLAttributes }) {
    const { src, alt, width, height } = node.attrs;
    const picture = Object.fromEntries(Object.entries({ src, alt: alt ?? '', width, height }).filter(([, value]) => value !== null));
    return ['figure', HTMLAttributes, ['img', picture], ['figcaption', 0]];
  },
});

/** Asks for a picture. The media library puts its picker here; until then there is none, and no button. */
export const choose: (() => Promise<Picture | null>) | null = null;

/** Puts a picture where the cursor is. */
export function insert(editor: Editor, picture: Picture): void {
  editor.chain().focus().insertContent({ type: 'picture', attrs: { ...picture } }).run();
}
