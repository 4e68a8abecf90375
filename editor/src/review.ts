// The list of what may be mistyped, under the text.

import type { Editor } from '@tiptap/core';
import { suggestions, type Suggestion } from './spelling';

/** More than this are not listed at once. */
const MOST = 30;

/** Shows suggestions for the text, now and whenever `show` is called. */
export function reviewing(form: HTMLFormElement, editor: Editor): () => void {
  const place = form.querySelector<HTMLDetailsElement>('[data-spelling]');
  const list = place?.querySelector('ul');
  const sample = place?.querySelector<HTMLButtonElement>('[data-apply]');
  const count = place?.querySelector('[data-count]');
  if (!place || !list || !sample || !count) return () => {};
  const show = () => {
    const found = inText(editor);
    place.hidden = found.length === 0;
    count.textContent = String(found.length);
    list.replaceChildren(...found.slice(0, MOST).map((suggestion) => line(suggestion, sample, editor)));
  };
  show();
  return show;
}

/** Suggestions with their places in the editor's own counting: one for every letter. */
function inText(editor: Editor): Suggestion[] {
  const found: Suggestion[] = [];
  editor.state.doc.descendants((node, at) => {
    if (!node.isTextblock) return true;
    const text = node.textBetween(0, node.content.size, '\n', '\ufffc');
    for (const suggestion of suggestions(text)) {
      found.push({ ...suggestion, from: suggestion.from + at + 1, to: suggestion.to + at + 1 });
    }
    return false;
  });
  return found;
}

function line(suggestion: Suggestion, sample: HTMLButtonElement, editor: Editor): HTMLLIElement {
  const [item, typed, meant] = [document.createElement('li'), document.createElement('s'), document.createElement('b')];
  const shown = (text: string) => text.replace(/ /g, '␣');
  [typed.textContent, meant.textContent] = [shown(suggestion.typed), shown(suggestion.meant)];
  const button = sample.cloneNode(true) as HTMLButtonElement;
  button.hidden = false;
  button.className = 'btn sm';
  button.addEventListener('click', () => {
    const { from, to, typed, meant } = suggestion;
    // The text may have moved since: then the list is made anew, and nothing is changed.
    if (editor.state.doc.textBetween(from, to, '\n', '\ufffc') !== typed) return;
    const marks = editor.state.doc.resolve(from + 1).marks();
    editor.view.dispatch(editor.state.tr.replaceWith(from, to, editor.schema.text(meant, marks)));
  });
  item.append(typed, meant, button);
  return item;
}
