// What search engines and sharing sites ask of a page's data is there, by the structured data
// testing tool.

import { structuredDataTest } from 'structured-data-testing-tool';
import presets from 'structured-data-testing-tool/presets.js';

const ASKED = [presets.Google, presets.Twitter, presets.Facebook];

/** What is rightly not there. */
const EXCUSED = [
  // Nobody has to have an account there.
  /twitter:(?:site|creator)/,
  // An article that was never changed has no date of a change.
  /dateModified/,
];

export async function check(pages, object) {
  for (const page of pages.filter(isShared)) {
    // It throws what it found where a test has failed.
    const found = await structuredDataTest(page.html, { presets: ASKED }).catch((error) => {
      if (!error.res) throw error;
      return error.res;
    });
    const wrong = [...found.failed, ...found.warnings].filter(({ test }) => !EXCUSED.some((words) => words.test(test)));
    for (const { test, error } of wrong) {
      object('data', decodeURI(page.path), `${test}: ${error?.message ?? 'not as it should be'}`);
    }
    if (page.kind === 'article' && !found.schemas.some((name) => name.endsWith('NewsArticle'))) {
      object('data', decodeURI(page.path), 'is an article and does not say so');
    }
  }
}

/** Whether a page is one that search engines keep and readers pass on. */
function isShared({ status, html }) {
  return status === 200 && !/<meta name="robots" content="noindex/.test(html);
}
