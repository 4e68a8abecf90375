// The program, serving an archive on a port of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { setter } from './checks/consent.mjs';

/** Serves the archive in a folder; resolves when `/healthz` answers 200. */
export async function serve(archive) {
  if (!archive) throw new Error('give --archive DIR or --base URL');
  const program = process.env.WARRAQ_BIN ?? new URL('../../target/debug/warraq', import.meta.url).pathname;
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(program, ['--archive', archive, 'serve', '--listen', address], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { WARRAQ_LOG: 'warn', ...process.env },
  });
  const base = `http://${address}/`;
  while (!(await isReady(base))) {
    if (child.exitCode !== null) throw new Error(`the server stopped before it was ready: ${child.exitCode}`);
    await sleep(100);
  }
  const stop = async () => {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  };
  return { base, stop, set: setter(program, archive) };
}

async function isReady(base) {
  return fetch(new URL('healthz', base)).then((answer) => answer.ok, () => false);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
