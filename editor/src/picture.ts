// Pictures in the text: those of old bodies as they stand there, those of the library by their marker.

import { Node, type Editor } from '@tiptap/core';
import { ask } from './dialogs';

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

/** A picture of the library, as `GET /admin/media.json` tells of it. */
interface Picked { id: number; name: string; thumb: string }

/** Asks for a picture of the library, and puts its marker where the cursor is. */
export async function choosePicture(editor: Editor): Promise<void> {
  const searched = search();
  const marker = await ask('picture', '');
  searched.abort();
  if (marker) editor.chain().focus().insertContent([{ type: 'marker', attrs: { text: marker } }, { type: 'paragraph' }]).run();
}

/** Fills the dialog's list with what is searched for, the newest first. */
function search(): AbortController {
  const ended = new AbortController();
  const dialog = document.querySelector<HTMLDialogElement>('dialog[data-dialog="picture"]');
  const [words, list] = [dialog?.querySelector<HTMLInputElement>('[data-search]'), dialog?.querySelector('ul')];
  const answer = dialog?.querySelector<HTMLInputElement>('[data-answer]');
  if (!dialog || !words || !list || !answer) return ended;
  let asked = 0;
  const show = async () => {
    const mine = ++asked;
    const response = await fetch(`/admin/media.json?q=${encodeURIComponent(words.value)}`).catch(() => null);
    const found: { items: Picked[] } = response?.ok ? await response.json() : { items: [] };
    const choose = (picked: Picked) => [(answer.value = `[صورة ${picked.id}]`), dialog.close('yes')];
    if (mine === asked) list.replaceChildren(...found.items.map((picked) => line(picked, choose)));
  };
  words.addEventListener('input', () => void show(), { signal: ended.signal });
  void show();
  return ended;
}

function line(picked: Picked, choose: (picked: Picked) => unknown): HTMLLIElement {
  const [item, button, image, name] = [document.createElement('li'), document.createElement('button'), document.createElement('img'), document.createElement('bdi')];
  button.type = 'button';
  name.textContent = picked.name;
  Object.assign(image, { src: picked.thumb, alt: '', width: 64, height: 48, loading: 'lazy' });
  button.append(...(picked.thumb ? [image] : []), name);
  button.addEventListener('click', () => choose(picked));
  item.append(button);
  return item;
}
