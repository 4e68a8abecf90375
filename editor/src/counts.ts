// How long the text is, and how others will show the article.

/** Words a minute, as the paper reckons it for readers (`warraq_text::reading_time`). */
const PACE = 200;
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}\u0640'’]*/gu;

export function words(text: string): number {
  return text.match(WORD)?.length ?? 0;
}

/** Shows it beside the form, now and whenever `show` is called. */
export function counting(form: HTMLFormElement, text: () => string): () => void {
  const counts = form.querySelector<HTMLElement>('[data-counts]');
  const preview = form.querySelector<HTMLElement>('[data-preview]');
  const value = (name: string) => (form.elements.namedItem(name) as HTMLInputElement | null)?.value.trim() ?? '';
  const set = (name: string, shown: string | number) => {
    for (const place of form.querySelectorAll(`[data-count=${name}], [data-shows=${name}]`)) place.textContent = String(shown);
  };
  const show = () => {
    const all = text();
    const found = words(all);
    set('words', found);
    set('minutes', Math.ceil(found / PACE));
    set('letters', [...all.replace(/\s+/g, ' ').trim()].length);
    const slug = value('slug') || value('headline').replace(/\s+/g, '-');
    set('address', `${location.host}/…/${slug}`);
    set('title', value('seo_title') || value('headline'));
    set('description', value('seo_description') || value('standfirst') || all.slice(0, 160));
    set('headline', value('headline'));
    set('standfirst', value('standfirst'));
  };
  for (const part of [counts, preview]) if (part) part.hidden = false;
  form.addEventListener('input', show);
  show();
  return show;
}
