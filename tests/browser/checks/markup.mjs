// The Nu HTML Checker finds no error in any page that was reached. One Java for all of them.

import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const CHECKER = fileURLToPath(import.meta.resolve('vnu-jar/build/dist/vnu.jar'));
const FOLDER = fileURLToPath(new URL('../../../target/markup/', import.meta.url));

export function check(pages, object) {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const byFile = new Map(pages.map((page, number) => [`${FOLDER}${number}.html`, page]));
  for (const [file, page] of byFile) writeFileSync(file, page.html);

  const run = spawnSync('java', ['-jar', CHECKER, '--format', 'json', '--stdout', '--exit-zero-always', FOLDER], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  if (run.status !== 0) throw new Error(`the mark-up checker did not run: ${run.error ?? run.stderr}`);
  for (const { type, url, lastLine, message, extract } of JSON.parse(run.stdout).messages) {
    if (type === 'info') continue;
    const page = byFile.get(fileURLToPath(url));
    object('markup', decodeURI(page.path), `line ${lastLine}: ${message} ${extract?.trim() ?? ''}`);
  }
}
