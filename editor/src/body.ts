// From the body of the form to what the editor holds.

import { inert } from './inert';
import { isKnown } from './known';

/** Blocks of WordPress whose comments say nothing that their elements do not say. */
const SIMPLE = ['paragraph', 'heading', 'list', 'list-item', 'quote', 'table', 'separator', 'image', 'pullquote', 'freeform', 'classic'];
const DELIMITER = /<!--\s*(\/?)wp:([a-z][a-z0-9_/-]*)\s*(\{[\s\S]*?\}\s*)?(\/?)-->/g;
const COMMENTS = /<!--\s*\/?wp:[\s\S]*?-->/g;
const INLINE = new Set(['A', 'ABBR', 'B', 'BDI', 'BDO', 'BR', 'CITE', 'CODE', 'DEL', 'DFN', 'EM', 'FONT', 'I', 'IMG', 'INS', 'KBD', 'MARK',
  'Q', 'S', 'SAMP', 'SMALL', 'SPAN', 'STRIKE', 'STRONG', 'SUB', 'SUP', 'TIME', 'U', 'VAR', 'WBR']);

/** The blocks of a body. What the editor cannot hold is a `div` that carries its source in `data-raw`. */
export function readBody(source: string): HTMLElement {
  const root = inert('');
  for (const part of parts(source)) {
    if (part.isRaw) root.append(raw(root, part.text.trim()));
    else for (const block of blocks(inert(part.text))) {
      if (typeof block === 'string') root.append(raw(root, block));
      else root.append(isKnown(block) ? block : raw(root, block.outerHTML));
    }
  }
  takeInNotes(root);
  return root;
}

/** What is written, letter for letter, without white space: what must never be lost. */
export function letters(root: HTMLElement): string {
  let text = '';
  const walk = (node: Node) => {
    if (node.nodeType === 3) text += node.nodeValue ?? '';
    if (node.nodeType !== 1) return;
    const element = node as Element;
    text += element.getAttribute('data-raw') ?? '';
    if (element.hasAttribute('data-fn')) text += inert(element.getAttribute('data-note') ?? '').textContent;
    else element.childNodes.forEach(walk);
  };
  root.childNodes.forEach(walk);
  return text.replace(/\s+/g, '');
}

function raw(root: HTMLElement, source: string): HTMLElement {
  const element = root.ownerDocument.createElement('div');
  element.setAttribute('data-raw', source);
  return element;
}

/** Divides a body into what may be read and blocks of WordPress that may not. */
function parts(source: string): { isRaw: boolean; text: string }[] {
  const found: { isRaw: boolean; text: string }[] = [];
  let [from, depth, isRaw] = [0, 0, false];
  const cut = (to: number, cutsRaw: boolean) => {
    const text = source.slice(from, to);
    if (text.trim()) found.push({ isRaw: cutsRaw, text: cutsRaw ? text : text.replace(COMMENTS, '') });
    from = to;
  };
  for (const match of source.matchAll(DELIMITER)) {
    const [whole, closes, name = '', , alone] = match;
    const [start, end] = [match.index, match.index + whole.length];
    if (closes) {
      depth = Math.max(0, depth - 1);
      if (depth === 0) [cut(end, isRaw), (isRaw = false)];
      continue;
    }
    if (depth === 0) cut(start, false);
    isRaw ||= !SIMPLE.includes(name);
    if (!alone) depth += 1;
    else if (depth === 0) [cut(end, isRaw), (isRaw = false)];
  }
  cut(source.length, isRaw);
  return found;
}

/** Blocks, or the source of what is none; text between them becomes paragraphs at empty lines, as the server makes them. */
function blocks(root: HTMLElement): (Element | string)[] {
  const found: (Element | string)[] = [];
  let paragraph: HTMLElement | null = null;
  const finish = () => {
    while (paragraph?.lastChild?.nodeName === 'BR') paragraph.lastChild.remove();
    if (paragraph && (paragraph.textContent?.trim() || paragraph.children.length > 0)) found.push(paragraph);
    paragraph = null;
  };
  const add = (node: Node) => (paragraph ??= root.ownerDocument.createElement('p')).append(node);
  for (const node of [...root.childNodes]) {
    if (node.nodeType === 3) {
      (node.nodeValue ?? '').split(/\n[ \t]*\n\s*/).forEach((piece, n) => {
        if (n > 0) finish();
        piece.split('\n').forEach((line, n) => {
          if (n > 0 && paragraph) add(root.ownerDocument.createElement('br'));
          if (line && (paragraph || line.trim())) add(root.ownerDocument.createTextNode(line));
        });
      });
    } else if (node.nodeType === 1 && INLINE.has((node as Element).tagName)) add(node);
    else if (node.nodeType === 1) [finish(), found.push(node as Element)];
    // A comment that means something, `<!--more-->`, stays.
    else if (node.nodeType === 8) [finish(), found.push(`<!--${node.nodeValue}-->`)];
  }
  finish();
  return found;
}

/** Puts the text of every note to its number, and takes the list away if all of it has found a place. */
function takeInNotes(root: HTMLElement): void {
  for (const holder of [...root.querySelectorAll('div[data-raw]')]) {
    const list = inert(holder.getAttribute('data-raw') ?? '').firstElementChild;
    if (!list?.matches('ol.notes, ol.wp-block-footnotes')) continue;
    const numbers = [...root.querySelectorAll('sup[data-fn]')];
    const number = (id: string) => numbers.find((number) => number.getAttribute('data-fn') === id);
    const notes = [...list.children].map((item) => [number(item.id), item] as const);
    if (notes.some(([number]) => !number)) continue;
    for (const [number, item] of notes) {
      for (const back of item.querySelectorAll('a[href$="-link"]')) back.remove();
      number?.setAttribute('data-note', item.innerHTML.trim());
    }
    holder.remove();
  }
}
