// What lies over the form in which articles are written. The form works without it.

import { counting } from './counts';
import { keep } from './keeping';
import { searchArchive } from './links';
import { reviewing } from './review';
import { cover } from './surface';
import { wire } from './toolbar';

/** The list of suggestions is made when nobody has typed for so long, in milliseconds. */
const PAUSE = 800;

const form = document.querySelector<HTMLFormElement>('form[data-editor]');
if (form) start(form);

function start(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLTextAreaElement>('#f-body');
  if (!field) return;
  // Whatever happens to the editor, what is typed is kept.
  keep(form);
  const [place, bar] = [form.querySelector<HTMLElement>('[data-surface]'), form.querySelector<HTMLElement>('[data-tools]')];
  const editor = place && bar && cover(field, place, () => form.dispatchEvent(new Event('written')));
  const count = counting(form, () => (editor ? editor.state.doc.textBetween(0, editor.state.doc.content.size, '\n', ' ') : field.value));
  form.addEventListener('written', count);
  if (!editor) return;
  place.hidden = false;
  field.hidden = true;
  // It speaks of the plain form.
  document.getElementById('h-body')?.setAttribute('hidden', '');
  wire(bar, editor);
  searchArchive();
  const review = reviewing(form, editor);
  let pause = 0;
  form.addEventListener('written', () => {
    clearTimeout(pause);
    pause = window.setTimeout(review, PAUSE);
  });
}
