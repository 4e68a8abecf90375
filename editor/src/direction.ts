// The direction of a block. The text decides it; a writer may force it.

import { Extension } from '@tiptap/core';

export type Direction = 'rtl' | 'ltr' | null;

export const BLOCKS = ['paragraph', 'heading', 'blockquote', 'bulletList', 'orderedList', 'listItem', 'table'];

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    direction: { setDirection: (direction: Direction) => ReturnType };
  }
}

/** `dir`, `lang` and anchors, kept where they stand. */
export const Directions = Extension.create({
  name: 'directions',
  addGlobalAttributes() {
    const kept = (name: string) => ({
      default: null,
      keepOnSplit: name !== 'id',
      parseHTML: (element: HTMLElement) => element.getAttribute(name),
      renderHTML: (attributes: Record<string, unknown>) => (attributes[name] ? { [name]: attributes[name] } : {}),
    });
    return [
      { types: BLOCKS, attributes: { dir: kept('dir'), lang: kept('lang') } },
      { types: ['paragraph', 'heading'], attributes: { id: kept('id') } },
    ];
  },
  addCommands() {
    return {
      setDirection: (direction) => ({ tr, state, dispatch }) => {
        const { from, to } = state.selection;
        state.doc.nodesBetween(from, to, (node, at) => {
          if (node.isTextblock) tr.setNodeAttribute(at, 'dir', direction);
        });
        dispatch?.(tr);
        return true;
      },
    };
  },
  addKeyboardShortcuts() {
    // As in word processors: the direction of the paragraph.
    return {
      'Mod-Alt-r': () => this.editor.commands.setDirection('rtl'),
      'Mod-Alt-l': () => this.editor.commands.setDirection('ltr'),
      'Mod-Alt-0': () => this.editor.commands.setDirection(null),
    };
  },
});
