// The form and its keeper: what is read, when it is sent, and what the writer is told of it.

import type { Answer } from './copy';
import { inert } from './inert';
import { Keeper, sendLeft, type Standing } from './keeper';
import { sendLast, server } from './server';
import { shelf } from './shelf';

const FIELDS = ['from', 'headline', 'kicker', 'standfirst', 'body', 'slug', 'section', 'byline', 'tags', 'seo_title', 'seo_description',
  'lead', 'lead_number', 'lead_alt', 'lead_caption', 'lead_credit'];

/** Keeps what is typed into a form from now on. */
export function keep(form: HTMLFormElement): void {
  const { account = '', keepsAt = '' } = form.dataset;
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement | null;
  const read = () => Object.fromEntries(FIELDS.map((name) => [name, field(name)?.value ?? '']));
  let standing: Standing | null = null;
  const keeper = new Keeper({ account, keepsAt }, read, {
    shelf, server,
    after: (ms, call) => void setTimeout(call, ms),
    told: (now, answer) => {
      if (now) say((standing = now));
      if (answer) showAround(answer, Number(field('from')?.value ?? 0));
    },
  });
  form.addEventListener('input', () => keeper.changed());
  form.addEventListener('written', () => keeper.changed());
  if ('isUnsaved' in form.dataset) keeper.changed();
  if (!keepsAt.endsWith('/0')) void keeper.beat();
  document.querySelector('[data-take]')?.addEventListener('click', () => void keeper.beat(true));

  sendWithForm(form, keeper);
  addEventListener('online', () => void keeper.send());
  document.addEventListener('visibilitychange', () => void keeper.send());
  addEventListener('pagehide', () => {
    const copy = keeper.last();
    if (copy) {
      void shelf.put(copy);
      sendLast(`${keepsAt}/autosave`, { ...copy.fields, pen: copy.pen, seq: String(copy.seq) });
    }
    sendLast(`${keepsAt}/hold`, { pen: keeper.pen, seq: '1', leaves: 'yes' });
  });
  addEventListener('beforeunload', (event) => {
    if (standing === 'failed') event.preventDefault();
  });
  void offerLeft(form, account, keepsAt);
}

/** The form goes with the pen and the number of its text, so that a save settles both. */
function sendWithForm(form: HTMLFormElement, keeper: Keeper): void {
  let isReady = false;
  form.addEventListener('submit', (event) => {
    if (isReady) return;
    event.preventDefault();
    const { submitter } = event;
    // The browser's disk is quick; a save does not wait for it for ever.
    const waited = new Promise<null>((done) => setTimeout(done, 500, null));
    void Promise.race([keeper.stop(), waited]).then(() => {
      for (const [name, value] of [['pen', keeper.pen], ['seq', String(keeper.seq)]] as const) {
        const hidden = document.createElement('input');
        Object.assign(hidden, { type: 'hidden', name, value });
        form.append(hidden);
      }
      isReady = true;
      form.requestSubmit(submitter);
    });
  });
  // Whoever comes back to this window by the browser's button goes on writing in it.
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
}

function say(standing: Standing): void {
  const place = document.querySelector<HTMLElement>('[data-keeping]');
  if (!place) return;
  place.hidden = false;
  for (const state of place.querySelectorAll<HTMLElement>('[data-state]')) state.hidden = state.dataset.state !== standing;
}

/** Whoever else writes here, and whether somebody has saved since. */
function showAround(answer: Answer, from: number): void {
  const note = document.querySelector<HTMLElement>('[data-holder]');
  if (note) {
    note.hidden = !answer.holder;
    const name = note.querySelector('[data-name]');
    if (name) name.textContent = answer.holder;
    for (const part of note.querySelectorAll<HTMLElement>('[data-of]')) part.hidden = (part.dataset.of === 'self') !== answer.is_self;
    const take = note.querySelector<HTMLElement>('[data-take]');
    if (take) take.hidden = false;
  }
  const newer = document.querySelector<HTMLElement>('[data-newer]');
  if (newer) newer.hidden = answer.newest <= from;
}

/** Sends what an earlier window left in this browser, and offers it as the page would have. */
async function offerLeft(form: HTMLFormElement, account: string, keepsAt: string): Promise<void> {
  if (!(await sendLeft(account, keepsAt, shelf, server))) return;
  const response = await fetch(location.href).catch(() => null);
  if (!response?.ok) return;
  const marks = [...document.querySelectorAll('[data-unsaved]')].map((note) => note.getAttribute('data-unsaved'));
  for (const note of inert(await response.text()).querySelectorAll('[data-unsaved]')) {
    if (!marks.includes(note.getAttribute('data-unsaved'))) form.before(document.importNode(note, true));
  }
}
