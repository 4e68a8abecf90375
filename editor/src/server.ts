// The newsroom's server, as the editor asks it.

import type { Answer, Fields, Server, Silence } from './copy';

/** How long an answer may take. A text that was kept in spite of that is not kept twice. */
const PATIENCE = 20_000;

async function post(address: string, fields: Fields): Promise<Answer | Silence> {
  try {
    const response = await fetch(address, {
      method: 'POST', body: new URLSearchParams(fields), redirect: 'manual', signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.status === 200) return await response.json();
    if (response.status === 401) return 'signed_out';
    return response.status >= 500 || response.status === 429 ? 'away' : 'refused';
  } catch {
    return 'away';
  }
}

export const server: Server = {
  send: (copy) => post(`${copy.keepsAt}/autosave`, { ...copy.fields, pen: copy.pen, seq: String(copy.seq) }),
  hold: ({ pen, keepsAt }, more = {}) => post(`${keepsAt}/hold`, { ...more, pen, seq: '1' }),
};

/** What can still be sent when the window closes; browsers send no more than this then. */
export function sendLast(address: string, fields: Fields): void {
  const body = new URLSearchParams(fields);
  if (body.toString().length < 60_000) fetch(address, { method: 'POST', body, keepalive: true }).catch(() => {});
}
