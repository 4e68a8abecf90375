// What a text is made of.

import { getSchema, type Extensions } from '@tiptap/core';
import { DOMParser } from '@tiptap/pm/model';
import StarterKit from '@tiptap/starter-kit';
import { Embed, Marker, PullQuote, Raw } from './blocks';
import { readBody } from './body';
import { Directions } from './direction';
import { marks } from './marks';
import { Note } from './notes';
import { PictureNode } from './picture';
import { Table, TableCell, TableHeader, TableRow } from './tables';

export const extensions: Extensions = [
  StarterKit.configure({
    heading: { levels: [2, 3, 4] },
    codeBlock: false,
    link: { openOnClick: false, autolink: false, HTMLAttributes: { rel: null, target: null, class: null } },
  }),
  Directions, ...marks, PullQuote, Embed, Marker, Raw, PictureNode, Note, Table, TableRow, TableCell, TableHeader,
];

/** What the editor holds of a body. */
export function parsed(body: string): ReturnType<DOMParser['parse']> {
  return DOMParser.fromSchema(getSchema(extensions)).parse(readBody(body));
}
