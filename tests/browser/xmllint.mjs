// libxml2's xmllint, which must not fetch anything.

import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** How many complaints about one lot are worth reading. */
const MOST = 20;

/**
 * Whether documents are well-formed, and valid by a schema where one is named.
 *
 * @param {string} lot names the folder below `target/xml` where they are kept, to be looked at
 * @param {Map<string, string>} documents texts by their paths
 * @returns {Promise<{path: string, message: string}[]>}
 */
export async function lint(lot, documents, schema) {
  const folder = fileURLToPath(new URL(`../../target/xml/${lot}/`, import.meta.url));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const paths = [...documents.keys()];
  const files = paths.map((_, number) => `${folder}${number}.xml`);
  files.forEach((file, number) => writeFileSync(file, documents.get(paths[number])));
  const by = schema ? ['--schema', fileURLToPath(new URL(`schemas/${schema}`, import.meta.url))] : [];
  const { failed, complaints } = await xmllint(['--noout', '--nonet', ...by, ...files]);
  const found = complaints.flatMap((line) => {
    const [, number, message] = /\/(\d+)\.xml:(\d+:.*)/.exec(line) ?? [];
    return number ? [{ path: paths[Number(number)], message }] : [];
  });
  // A schema that cannot be read is nobody's page.
  if (failed && found.length === 0) found.push({ path: paths[0], message: complaints.join(' ') });
  return found.slice(0, MOST);
}

function xmllint(words) {
  return new Promise((resolve) => {
    execFile('xmllint', words, { maxBuffer: 64 << 20 }, (failed, _, told) =>
      resolve({ failed, complaints: [...told.split('\n'), failed?.code === 'ENOENT' ? 'no xmllint' : ''].filter(Boolean) }));
  });
}
