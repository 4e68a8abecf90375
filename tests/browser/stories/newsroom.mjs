// A newsroom of its own for a story: an empty archive, somebody who works there, and a server that can
// be killed and started again on the same address.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const PROGRAM = process.env.WARRAQ_BIN ?? new URL('../../../target/debug/warraq', import.meta.url).pathname;
const SECRET = 'قهوة على سطح الجيران';
const run = promisify(execFile);

export class Newsroom {
  static async open() {
    const newsroom = new Newsroom();
    newsroom.folder = await mkdtemp(join(tmpdir(), 'warraq-story-'));
    newsroom.archive = join(newsroom.folder, 'archive');
    newsroom.port = await freePort();
    newsroom.base = `http://127.0.0.1:${newsroom.port}`;
    await newsroom.command('init');
    await newsroom.start();
    return newsroom;
  }

  async command(...words) {
    const { stdout } = await run(PROGRAM, ['--archive', this.archive, ...words]);
    return stdout;
  }

  async start() {
    this.server = spawn(PROGRAM, ['--archive', this.archive, 'serve', '--listen', `127.0.0.1:${this.port}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, WARRAQ_LOG: 'error' },
    });
    while (!(await fetch(`${this.base}/healthz`).then((answer) => answer.ok, () => false))) {
      if (this.server.exitCode !== null) throw new Error(`the server stopped: ${this.server.exitCode}`);
      await sleep(50);
    }
  }

  /** As a power cut would: nothing is finished, nothing is flushed. */
  async kill() {
    const gone = once(this.server, 'exit');
    this.server.kill('SIGKILL');
    await gone;
  }

  async close() {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A browser in which somebody new is signed in. */
  async somebody(browser, name, email, options = {}) {
    const said = await this.command('account', 'add', name, '--email', email, '--role', 'editor');
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    await page.goto(`${this.base}${said.match(/\/admin\/welcome\/\S+/)[0]}`);
    await page.fill('[name=password]', SECRET);
    await page.fill('[name=again]', SECRET);
    await page.click('main button, form button.pri');
    if (!new URL(page.url()).pathname.startsWith('/admin') || page.url().includes('sign-in')) {
      await page.goto(`${this.base}/admin/sign-in`);
      await page.fill('[name=email]', email);
      await page.fill('[name=password]', SECRET);
      await page.click('form button.pri');
    }
    return context;
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
