// axe-core: WCAG 2.0 to 2.2, levels A and AA, and what it calls best practice.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export async function check(tab, object) {
  // Evaluated, not added as a script: the page's own security policy stays in force.
  await tab.evaluate(AXE);
  const violations = await tab.evaluate(async (rules) => {
    const report = await globalThis.axe.run(document, {
      runOnly: { type: 'tag', values: rules },
      resultTypes: ['violations'],
      preload: false,
    });
    return report.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      places: nodes.map(({ target, any, all, none }) => ({
        target: target.join(' '),
        why: [...any, ...all, ...none][0]?.message ?? '',
      })),
    }));
  }, RULES);
  for (const { id, help, places } of violations) {
    const [{ target, why }] = places;
    object('axe', `${id} (${help}) at ${places.length} places, first ${target}: ${why}`);
  }
}
