// An article on paper: black on white from a dark screen too, with its address and its date, and
// its words as text in the order in which they are read.

import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const FOLDER = fileURLToPath(new URL('../../../target/print/', import.meta.url));

/** What stands round an article on a screen and has no use on paper. */
const SCREEN = ['.top', '.nav', '.mhead', '.foot', '.skip', '.share', '.keep', '.prefs', '.comments', '.crumbs', '.progress'];

export async function check(browser, pages, object) {
  const article = pages.find(({ kind }) => kind === 'article');
  if (!article) return object('print', '/', 'no article to print');
  const complain = (message) => object('print', article.path, message);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: 'dark' });
  const tab = await context.newPage();
  try {
    await tab.addInitScript(() => localStorage.setItem('warraq-theme', 'dark'));
    await tab.goto(article.url, { waitUntil: 'load' });
    await tab.emulateMedia({ media: 'print' });
    const { paper, left, told } = await tab.evaluate(look, SCREEN);
    if (paper !== 'rgb(255, 255, 255)') complain(`the paper is ${paper}`);
    for (const name of left) complain(`${name} is printed`);

    mkdirSync(FOLDER, { recursive: true });
    const file = `${FOLDER}article.pdf`;
    await tab.pdf({ path: file, format: 'A4', preferCSSPageSize: true });
    const { stdout } = await promisify(execFile)('pdftotext', ['-enc', 'UTF-8', file, '-']);
    const printed = bare(stdout);
    for (const [what, text] of Object.entries(told)) {
      if (!holds(printed, bare(text))) complain(`${what} cannot be found in the PDF: ${text.slice(0, 80)}`);
    }
  } finally {
    await context.close();
  }
}

function look(screen) {
  const source = document.querySelector('.print-src');
  return {
    paper: getComputedStyle(document.body).backgroundColor,
    left: screen.filter((name) => [...document.querySelectorAll(name)].some((part) => part.getClientRects().length > 0)),
    told: {
      headline: document.querySelector('h1').innerText,
      text: document.querySelector('.body p').innerText,
      date: document.querySelector('.facts time').innerText,
      address: source?.querySelector('bdi:last-of-type').innerText ?? 'none',
    },
  };
}

/** Letters and digits in their order: programs that read a PDF put spaces beside vowel signs. */
function bare(text) {
  return [...text.normalize('NFKC').replace(/[^\p{L}\p{N}]|\u0640/gu, '')];
}

/**
 * Whether letters stand somewhere in others, in their order. Two that share one sign, as lam and alef
 * do, are read by pdftotext in the wrong one, whoever made the file.
 */
function holds(all, wanted) {
  return all.some((_, start) => {
    let at = 0;
    while (at < wanted.length) {
      const [one, two] = wanted.slice(at, at + 2);
      if (all[start + at] === one) at += 1;
      else if (two !== undefined && all[start + at] === two && all[start + at + 1] === one) at += 2;
      else return false;
    }
    return true;
  });
}
