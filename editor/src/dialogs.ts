// Small questions to the writer. Their words stand in the page.

/** Asks in a dialog of the page; `null` when it was closed. What was there before is in the field. */
export function ask(name: string, before: string): Promise<string | null> {
  const dialog = document.querySelector<HTMLDialogElement>(`dialog[data-dialog="${name}"]`);
  const field = dialog?.querySelector<HTMLInputElement | HTMLTextAreaElement>('[data-answer]');
  if (!dialog || !field) return Promise.resolve(null);
  field.value = before;
  dialog.returnValue = '';
  dialog.showModal();
  // A field that nobody sees is filled by a choice.
  if (field.type !== 'hidden') field.focus();
  return new Promise((answer) => {
    dialog.addEventListener('close', () => answer(dialog.returnValue === 'yes' ? field.value.trim() : null), { once: true });
  });
}
