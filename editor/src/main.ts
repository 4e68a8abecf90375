// What lies over the form in which articles are written. The form works without it.

import { searchArchive } from './links';
import { cover } from './surface';
import { wire } from './toolbar';

const form = document.querySelector<HTMLFormElement>('form[data-editor]');
if (form) start(form);

function start(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLTextAreaElement>('#f-body');
  const place = form.querySelector<HTMLElement>('[data-surface]');
  const bar = form.querySelector<HTMLElement>('[data-tools]');
  if (!field || !place || !bar) return;
  const editor = cover(field, place, () => form.dispatchEvent(new Event('written')));
  if (!editor) return;
  place.hidden = false;
  field.hidden = true;
  wire(bar, editor);
  searchArchive();
}
