// A line to the paper that can be cut, and on which another paper may have been before.

import { once } from 'node:events';
import { createServer, request } from 'node:http';

/**
 * Passes requests on to `base` until it is cut.
 *
 * @param {Record<string, {kind: string, text: string}>} former what stands in the paper's place
 */
export async function lineTo(base, former = {}) {
  const target = new URL(base);
  const server = createServer((asked, answer) => {
    const old = former[asked.url];
    if (old) return answer.setHeader('content-type', old.kind).end(old.text);
    const { hostname: host, port } = target;
    const { method, headers, url: path } = asked;
    const passed = request({ host, port, path, method, headers }, (found) => {
      answer.writeHead(found.statusCode, found.headers);
      found.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address();
  const cut = () => {
    server.close();
    server.closeAllConnections();
  };
  return {
    base: `http://127.0.0.1:${port}/`,
    cut,
    mend: () => once(server.listen(port, '127.0.0.1'), 'listening'),
    forget: (path) => delete former[path],
  };
}
