// Tables, over ProseMirror's own.

import { Node, type Editor } from '@tiptap/core';
import {
  addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable, goToNextCell, tableEditing,
} from '@tiptap/pm/tables';
import { TextSelection } from '@tiptap/pm/state';

const span = (name: string) => ({
  default: 1,
  parseHTML: (element: HTMLElement) => Number(element.getAttribute(name) ?? 1) || 1,
  renderHTML: (attributes: Record<string, unknown>) => (attributes[name] === 1 ? {} : { [name]: attributes[name] }),
});
const ofCell = () => ({ colspan: span('colspan'), rowspan: span('rowspan'), colwidth: { default: null, renderHTML: () => ({}) } });

export const Table = Node.create({
  name: 'table',
  group: 'block',
  content: 'tableRow+',
  isolating: true,
  parseHTML: () => [{ tag: 'table' }],
  renderHTML: ({ HTMLAttributes }) => ['table', HTMLAttributes, ['tbody', 0]],
  extendNodeSchema: (extension) => (extension.name === 'table' ? { tableRole: 'table' } : {}),
  addProseMirrorPlugins: () => [tableEditing()],
  addKeyboardShortcuts() {
    const next = (way: 1 | -1) => () => goToNextCell(way)(this.editor.state, this.editor.view.dispatch);
    return { Tab: next(1), 'Shift-Tab': next(-1) };
  },
});

export const TableRow = Node.create({
  name: 'tableRow',
  content: '(tableCell | tableHeader)*',
  parseHTML: () => [{ tag: 'tr' }],
  renderHTML: () => ['tr', 0],
  extendNodeSchema: (extension) => (extension.name === 'tableRow' ? { tableRole: 'row' } : {}),
});

export const TableCell = Node.create({
  name: 'tableCell',
  content: 'block+',
  isolating: true,
  addAttributes: ofCell,
  parseHTML: () => [{ tag: 'td' }],
  renderHTML: ({ HTMLAttributes }) => ['td', HTMLAttributes, 0],
  extendNodeSchema: (extension) => (extension.name === 'tableCell' ? { tableRole: 'cell' } : {}),
});

export const TableHeader = Node.create({
  name: 'tableHeader',
  content: 'block+',
  isolating: true,
  addAttributes: () => ({ ...ofCell(), scope: { default: null } }),
  parseHTML: () => [{ tag: 'th' }],
  renderHTML: ({ HTMLAttributes }) => ['th', HTMLAttributes, 0],
  extendNodeSchema: (extension) => (extension.name === 'tableHeader' ? { tableRole: 'header_cell' } : {}),
});

/** A new table of three by three, with names on top. */
export function insertTable(editor: Editor): void {
  const row = (type: string) => ({ type: 'tableRow', content: Array.from({ length: 3 }, () => ({ type, content: [{ type: 'paragraph' }] })) });
  const content = [row('tableHeader'), row('tableCell'), row('tableCell')];
  const before = editor.state.selection.from;
  editor.chain().focus().insertContent({ type: 'table', content }).run();
  const { doc, tr } = editor.state;
  let table = -1;
  doc.nodesBetween(Math.max(0, before - 1), doc.content.size, (node, at) => {
    if (table < 0 && node.type.name === 'table') table = at;
    return table < 0;
  });
  // Into its first cell: table, row, cell and paragraph begin before it.
  if (table >= 0) editor.view.dispatch(tr.setSelection(TextSelection.near(doc.resolve(table + 4))));
}

const CHANGES = { addRowAfter, addColumnAfter, deleteRow, deleteColumn, deleteTable };

/** Changes the table around the cursor. */
export function changeTable(editor: Editor, change: string): boolean {
  const command = CHANGES[change as keyof typeof CHANGES];
  return Boolean(command?.(editor.state, editor.view.dispatch));
}
