// The Nu HTML Checker finds no error in any page that was reached. One Java for all of them.

import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const CHECKER = fileURLToPath(import.meta.resolve('vnu-jar/build/dist/vnu.jar'));
const FOLDER = fileURLToPath(new URL('../../../target/markup/', import.meta.url));

export async function check(pages, object) {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const byFile = new Map(pages.map((page, number) => [`${FOLDER}${number}.html`, page]));
  for (const [file, page] of byFile) writeFileSync(file, page.html);

  const words = ['-jar', CHECKER, '--format', 'json', '--stdout', '--exit-zero-always', FOLDER];
  const { stdout } = await promisify(execFile)('java', words, { maxBuffer: 64 << 20 });
  for (const { type, url, lastLine, message, extract } of JSON.parse(stdout).messages) {
    if (type === 'info') continue;
    const page = byFile.get(fileURLToPath(url));
    object('markup', decodeURI(page.path), `line ${lastLine}: ${message} ${extract?.trim() ?? ''}`);
  }
}
