// What a page weighs as sent, against budgets.toml.

import { readFileSync } from 'node:fs';

/** What a page may weigh. */
export const BUDGETS = numbers(readFileSync(new URL('../../../budgets.toml', import.meta.url), 'utf8'));

export async function check(heard, page, object) {
  const transfers = await heard.transfers();
  const sum = (...kinds) =>
    transfers.filter(({ kind }) => kinds.includes(kind)).reduce((total, { bytes }) => total + bytes, 0);
  const weigh = (name, weight) => {
    if (weight > BUDGETS[name]) object('weight', `${name} is ${weight}, the budget ${BUDGETS[name]}`);
  };
  weigh('html_bytes', sum('document'));
  weigh('css_bytes', sum('stylesheet'));
  weigh('font_bytes', sum('font'));
  weigh('script_bytes', sum('script'));
  weigh('before_pictures_bytes', sum('document', 'stylesheet', 'font', 'script'));
  weigh('layout_shift', await heard.shift());
}

/** `name = number` lines of a TOML file. */
function numbers(toml) {
  const lines = [...toml.matchAll(/^(\w+) = ([\d_.]+)$/gm)];
  return Object.fromEntries(lines.map(([, name, number]) => [name, Number(number.replaceAll('_', ''))]));
}
