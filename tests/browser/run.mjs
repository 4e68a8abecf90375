// The pages of the paper as Chromium sees them. See README.md.
//
//   node run.mjs --archive DIR     serves this archive with $WARRAQ_BIN and looks at it
//   node run.mjs --base URL        looks at a server that already runs
//   … --also PATH                  looks at one more page; may be repeated

import { parseArgs } from 'node:util';
import { judge } from './judge.mjs';
import { serve } from './server.mjs';

const { values: options } = parseArgs({
  options: {
    base: { type: 'string' },
    archive: { type: 'string' },
    also: { type: 'string', multiple: true, default: [] },
  },
});

const server = options.base ? { base: options.base, stop() {} } : await serve(options.archive);
try {
  const objections = await judge(server.base, options.also, { invented: !options.base, set: server.set });
  print(objections);
  process.exitCode = objections.length === 0 ? 0 : 1;
} finally {
  await server.stop();
}

/** What is said of several pages is printed once. */
function print(objections) {
  const places = new Map();
  for (const { check, page, message } of objections) {
    const line = `${check}: ${message}`;
    places.set(line, [...(places.get(line) ?? []), page]);
  }
  for (const [line, [first, ...others]] of places) {
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    console.log(`${line}\n    ${first}${more}`);
  }
  console.log(places.size === 0 ? 'nothing to object to' : `${places.size} objections`);
}
