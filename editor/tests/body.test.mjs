// What is read of a body, and that nothing of it is lost.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { letters, readBody } = await load('body');
const check = (source, expected) => assert.equal(readBody(source).innerHTML, expected);

test('empty lines divide paragraphs, and lines stay lines', () => {
  check('فقرة <b>أولى</b>\nسطرها الثاني\n\n\nفقرة ثانية', '<p>فقرة <b>أولى</b><br>سطرها الثاني</p><p>فقرة ثانية</p>');
});

test('blocks of WordPress that say no more than their elements are read', () => {
  check('<!-- wp:paragraph -->\n<p>نصّ</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:heading {"level":3} -->\n<h3>عنوان</h3>\n<!-- /wp:heading -->', '<p>نصّ</p><h3>عنوان</h3>');
});

test('other blocks stay as they are, nested ones too', () => {
  const source = '<!-- wp:columns --><div class="wp-block-columns"><!-- wp:column --><div><p>أ</p></div><!-- /wp:column --></div><!-- /wp:columns -->';
  const [block] = readBody(`<!-- wp:paragraph --><p>قبل</p><!-- /wp:paragraph -->${source}<!-- wp:latest-posts /-->`).querySelectorAll('[data-raw]');
  assert.equal(block.getAttribute('data-raw'), source);
});

test('what the editor does not know stays as it is', () => {
  for (const source of ['<p>[gallery ids="1,2"]</p>', '<p class="align-center">وسط</p>', '<figure class="gallery"><img src="/a.jpg"><img src="/b.jpg"></figure>',
    '<details><summary>س</summary>ج</details>', '<p><ins datetime="2026">أ</ins></p>', '<!--more-->']) {
    const root = readBody(`<p>قبل</p>\n\n${source}\n\n<p>بعد</p>`);
    assert.equal(root.children.length, 3, source);
    assert.equal(root.children[1].getAttribute('data-raw'), source);
  }
});

test('a bracket in a sentence is no short code', () => {
  check('<p>قال [كذا] وقال [sic]</p>', '<p>قال [كذا] وقال [sic]</p>');
});

test('a note stands with its number', () => {
  const source = '<p>نصّ<sup data-fn="n-1" class="fn"><a href="#n-1" id="n-1-link">1</a></sup></p>\n\n<ol class="notes"><li id="n-1">انظر <em>الأغاني</em> <a href="#n-1-link">↩</a></li></ol>';
  const root = readBody(source);
  assert.equal(root.children.length, 1);
  assert.equal(root.querySelector('sup').getAttribute('data-note'), 'انظر <em>الأغاني</em>');
  assert.equal(letters(root), 'نصّانظرالأغاني');
});
