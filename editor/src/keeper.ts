// Keeps what is typed: first in the browser, then on the server, until both have it or say why not.
//
// A text goes to the shelf before it is sent, and leaves it when the server has said that it is on its
// disk. Nothing newer waits for that: what was typed meanwhile is the next text, with a greater number.

import { newPen, type Answer, type Copy, type Fields, type Server, type Shelf, type Silence } from './copy';

export type Standing = 'typing' | 'kept' | 'local' | 'signed_out' | 'failed';

export interface Surroundings {
  shelf: Shelf;
  server: Server;
  /** Calls after so many milliseconds. */
  after(ms: number, call: () => void): void;
  /** Told how things stand. */
  told(standing: Standing | null, answer: Answer | null): void;
}

/** Milliseconds: to the shelf, to the server, to be heard of without typing, and between attempts. */
const [TO_SHELF, TO_SERVER, HEARTBEAT] = [300, 2_000, 30_000];
const [FIRST_REST, LONGEST_REST] = [2_000, 30_000];

export class Keeper {
  pen = newPen();
  seq = 0;
  private isDirty = false;
  private unsent: Copy | null = null;
  private isShelved = false;
  private isSending = false;
  private isStopped = false;
  private waits = { shelf: false, server: false };
  private rest = FIRST_REST;

  constructor(
    private readonly at: { account: string; keepsAt: string },
    private readonly read: () => Fields,
    private readonly around: Surroundings,
  ) {
    const beat = () => {
      if (!this.isStopped && !this.unsent && !this.isDirty) void this.beat();
      around.after(HEARTBEAT, beat);
    };
    around.after(HEARTBEAT, beat);
  }

  /** Something was typed. */
  changed(): void {
    this.isDirty = true;
    this.around.told('typing', null);
    this.soon('shelf', TO_SHELF, () => this.shelve());
    this.soon('server', TO_SERVER, () => this.send());
  }

  /** Sends now whatever waits. */
  async send(): Promise<void> {
    if (this.isSending || this.isStopped) return;
    this.isSending = true;
    try {
      while (await this.step());
    } finally {
      this.isSending = false;
    }
  }

  /** Says that this window is there; `takes` the article from another. */
  async beat(takes = false): Promise<void> {
    const answer = await this.around.server.hold({ pen: this.pen, keepsAt: this.at.keepsAt }, takes ? { takes: 'yes' } : {});
    if (typeof answer === 'object') this.around.told(null, answer);
  }

  /** The last text, which goes with the form. Nothing is sent beside it. */
  async stop(): Promise<{ pen: string; seq: number }> {
    this.isStopped = true;
    this.isDirty = true;
    await this.shelve();
    return { pen: this.pen, seq: this.seq };
  }

  /** The text that neither the server has nor, surely, the shelf. */
  last(): Copy | null {
    return this.isDirty ? this.snapshot() : this.unsent;
  }

  private async shelve(): Promise<void> {
    if (this.isDirty) this.snapshot();
    const copy = this.unsent;
    if (!copy) return;
    const isShelved = await this.around.shelf.put(copy).then(() => true, () => false);
    if (this.unsent === copy) this.isShelved = isShelved;
  }

  private snapshot(): Copy {
    this.isDirty = false;
    this.isShelved = false;
    this.seq += 1;
    this.unsent = { ...this.at, pen: this.pen, seq: this.seq, fields: this.read() };
    return this.unsent;
  }

  /** Sends one text. Whether there is another. */
  private async step(): Promise<boolean> {
    if (this.isDirty || !this.isShelved) await this.shelve();
    const copy = this.unsent;
    if (!copy || this.isStopped) return false;
    const answer = await this.around.server.send(copy);
    if (typeof answer !== 'object') {
      this.failed(answer);
      return false;
    }
    this.rest = FIRST_REST;
    if (answer.state === 'pen_taken') {
      this.pen = newPen();
      this.isDirty = true;
      return true;
    }
    await this.around.shelf.drop(copy.pen, copy.seq).catch(() => {});
    if (this.unsent === copy) this.unsent = null;
    this.around.told(this.isDirty || this.unsent ? 'typing' : 'kept', answer);
    return this.unsent !== null || this.isDirty;
  }

  private failed(silence: Silence): void {
    const standing = silence === 'signed_out' ? 'signed_out' : 'local';
    this.around.told(this.isShelved ? standing : 'failed', null);
    this.soon('server', this.rest, () => this.send());
    this.rest = Math.min(this.rest * 2, LONGEST_REST);
  }

  private soon(what: 'shelf' | 'server', ms: number, work: () => Promise<void>): void {
    if (this.waits[what]) return;
    this.waits[what] = true;
    this.around.after(ms, () => {
      this.waits[what] = false;
      if (!this.isStopped) void work();
    });
  }
}

/** Sends what an earlier window left on the shelf. Whether the server has something new of this article. */
export async function sendLeft(account: string, keepsAt: string, shelf: Shelf, server: Server): Promise<boolean> {
  let isNew = false;
  for (const copy of await shelf.all(account).catch(() => [])) {
    const answer = await server.send(copy);
    if (answer === 'away' || answer === 'signed_out') break;
    if (answer === 'refused') continue;
    if (answer.state === 'pen_taken') {
      // The text under this pen is another one: both stay.
      const again = { ...copy, pen: newPen() };
      await shelf.put(again);
      if (typeof (await server.send(again)) !== 'object') continue;
      await shelf.drop(again.pen, again.seq);
    }
    await shelf.drop(copy.pen, copy.seq);
    isNew ||= answer.state !== 'settled' && copy.keepsAt === keepsAt;
  }
  return isNew;
}
