// Links, and the search for an article of the paper to link to.

import type { Editor } from '@tiptap/core';
import { ask } from './dialogs';

interface Found { articles: { headline: string; url: string; published?: string }[] }

/** Asks where the chosen words lead. */
export async function setLink(editor: Editor): Promise<void> {
  const before = String(editor.getAttributes('link').href ?? '');
  const address = await ask('link', before);
  if (address === null) return;
  const chain = editor.chain().focus().extendMarkRange('link');
  if (address === '') chain.unsetLink().run();
  else if (!editor.state.selection.empty || before) chain.setLink({ href: complete(address) }).run();
  else chain.insertContent([{ type: 'text', text: address, marks: [{ type: 'link', attrs: { href: complete(address) } }] }]).run();
}

function complete(address: string): string {
  if (/^(https?:|mailto:|tel:|\/|#)/i.test(address)) return address;
  return /^\S+@\S+$/.test(address) ? `mailto:${address}` : `https://${address}`;
}

/** Makes the dialog's second field search the archive. */
export function searchArchive(): void {
  const dialog = document.querySelector<HTMLDialogElement>('dialog[data-dialog="link"]');
  const words = dialog?.querySelector<HTMLInputElement>('[data-search]');
  const answer = dialog?.querySelector<HTMLInputElement>('[data-answer]');
  const list = dialog?.querySelector('ul');
  if (!words || !answer || !list) return;
  let asked = 0;
  const search = async () => {
    const mine = ++asked;
    const response = words.value.trim() ? await fetch(`/api/search?q=${encodeURIComponent(words.value)}`).catch(() => null) : null;
    const found: Found = response?.ok ? await response.json() : { articles: [] };
    if (mine === asked) list.replaceChildren(...found.articles.slice(0, 8).map((article) => line(article, answer)));
  };
  let timer = 0;
  words.addEventListener('input', () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void search(), 250);
  });
  // Return in this field searches; it does not close the dialog.
  words.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') [event.preventDefault(), void search()];
  });
}

function line(article: Found['articles'][number], answer: HTMLInputElement): HTMLLIElement {
  const item = document.createElement('li');
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = article.headline;
  button.dir = 'auto';
  button.addEventListener('click', () => {
    // The paper may be served from another address one day: within it, links have none.
    answer.value = new URL(article.url, location.href).pathname;
    answer.focus();
  });
  item.append(button);
  return item;
}
