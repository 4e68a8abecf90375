// What may be mistyped in Arabic, and what may not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { suggestions } = await load('spelling');
const { words } = await load('counts');
/** The text with all suggestions followed. */
const follow = (text) => suggestions(text).reverse().reduce((all, { from, to, meant }) => all.slice(0, from) + meant + all.slice(to), text);
const check = (typed, meant) => assert.equal(follow(typed), meant);

test('the hamza and the final ya', () => {
  check('ذهب الى المدينة التى فى الشمال والى غيرها', 'ذهب إلى المدينة التي في الشمال وإلى غيرها');
  check('لاكن ذالك ايضا', 'لكن ذلك أيضًا');
});

test('a ha that should have dots, and one that should not', () => {
  check('المدرسه والجامعه', 'المدرسة والجامعة');
  for (const right of ['الله والوجه والمياه', 'بالله', 'مدرسه', 'الفقيه والاتجاه']) check(right, right);
});

test('marks are Arabic after an Arabic word', () => {
  check('قال, ثم سأل; لماذا?', 'قال، ثم سأل؛ لماذا؟');
  check('قال ، ثم  سأل،لماذا', 'قال، ثم سأل، لماذا');
  check('بلغ 12,400 حبّة', 'بلغ 12,400 حبّة');
});

test('a sound text is left alone, and so is another script', () => {
  for (const right of ['إلى أن يأتي', 'Aeolian, Letters; why?', 'قال… ثم صمت.', 'الفن الإسلامي']) check(right, right);
});

test('a vocalised word counts once', () => {
  assert.equal(words('إِنَّ الـلّٰـهَ — مَعَ الصَّابِرِينَ. CNN'), 5);
});
