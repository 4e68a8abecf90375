// Sources of the editor as Node runs them, with a document of their own.

import { build } from 'esbuild';
import { parseHTML, DOMParser } from 'linkedom';
import { fileURLToPath } from 'node:url';

const { window } = parseHTML('<!doctype html><html><body></body></html>');
Object.assign(globalThis, { window, document: window.document, DOMParser, Node: window.Node });

/** What a source exports. */
export async function load(name) {
  const made = await build({
    entryPoints: [fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url))],
    bundle: true, write: false, format: 'esm', target: 'es2022',
  });
  const [{ text }] = made.outputFiles;
  return import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`);
}
