// What programs put on the clipboard, and what is left of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { cleanHtml, cleanText } = await load('paste');
const check = (html, expected) => assert.equal(cleanHtml(html).replace(/>\s+</g, '><').trim(), expected);

test('a paragraph of Word keeps its words and its weight', () => {
  check(`<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=utf-8><style><!-- p.MsoNormal {margin:0} --></style></head>
<body lang=EN-US><!--StartFragment--><p class=MsoNormal dir=RTL style='text-align:right;direction:rtl;unicode-bidi:embed'><span lang=AR-SA style='font-family:"Simplified Arabic",serif;mso-ascii-font-family:Calibri'>قضى الفريق <b>أربعة مواسم</b> في جمع&nbsp;العيّنات.<o:p></o:p></span></p>
<p class=MsoNormal dir=RTL><span dir=LTR><o:p>&nbsp;</o:p></span></p><!--EndFragment--></body></html>`,
  '<p>قضى الفريق <b>أربعة مواسم</b> في جمع العيّنات.</p>');
});

test('bullets and numbers that Word draws become lists', () => {
  const item = (mark, text) => `<p class=MsoListParagraphCxSpMiddle dir=RTL style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>${mark}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]><span lang=AR-SA>${text}</span></p>`;
  check(`<p>قبل</p>${item('·', 'الأول')}${item('·', 'الثاني')}<p>بين</p>${item('1.', 'واحد')}${item('٢.', 'اثنان')}`,
    '<p>قبل</p><ul><li>الأول</li><li>الثاني</li></ul><p>بين</p><ol><li>واحد</li><li>اثنان</li></ol>');
});

test('a document of Google is not bold from end to end', () => {
  check(`<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-5f3"><h2 dir="rtl" style="line-height:1.38"><span style="font-size:16pt;font-weight:400">ما الذي تقوله حبّة رمل؟</span></h2><p dir="rtl" style="line-height:1.38"><span style="font-weight:400">شكل الحبّة </span><span style="font-weight:700">يحفظ</span><span style="font-style:italic"> الريح</span></p><br /><p dir="rtl"><a href="https://example.org/"><span style="color:#1155cc">رابط</span></a></p></b>`,
    '<h2>ما الذي تقوله حبّة رمل؟</h2><p>شكل الحبّة <strong>يحفظ</strong><em> الريح</em></p><p><a href="https://example.org/">رابط</a></p>');
});

test('a message of WhatsApp loses its hour and keeps its name', () => {
  const text = '[12:30 م, 20/11/2026] \u200eرنا العلي\u202c: الريح \u2068غربية\u2069\n[12:31 م, 20/11/2026] سامي: نعم [هكذا]';
  assert.equal(cleanText(text), 'رنا العلي: الريح غربية\nسامي: نعم [هكذا]');
  check('<div><span dir="rtl" class="_ao3e selectable-text"><span>الريح <strong class="x">غربية</strong> \u200f</span></span></div>', '<p>الريح <strong>غربية</strong></p>');
});

test('nothing that runs or lies on a disk is taken', () => {
  check('<p onclick="x()">أ<script>alert(1)</script><img src="file:///C:/a.png" onerror="x()"><a href="javascript:x()">ب</a></p>', '<p>أب</p>');
});

test('another script is left alone', () => {
  check('<p class="MsoNormal">Aeolian <i>Letters</i></p>', '<p>Aeolian <i>Letters</i></p>');
});
