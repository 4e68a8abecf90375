// A text on its way: what a window typed, under its pen, with the number that it gave it.

export type Fields = Record<string, string>;

export interface Copy {
  pen: string;
  seq: number;
  /** Whose text it is. */
  account: string;
  /** Where it is sent, which says of which article it is. */
  keepsAt: string;
  fields: Fields;
}

/** What the server says of a text. */
export interface Answer {
  state: 'kept' | 'settled' | 'pen_taken' | '';
  newest: number;
  holder: string;
  is_self: boolean;
}

/** Why it says nothing. */
export type Silence = 'away' | 'signed_out' | 'refused';

export interface Server {
  send(copy: Copy): Promise<Answer | Silence>;
  hold(copy: Pick<Copy, 'pen' | 'keepsAt'>, more?: Fields): Promise<Answer | Silence>;
}

/** What the browser keeps until the server has it. */
export interface Shelf {
  put(copy: Copy): Promise<void>;
  /** Takes away what is not newer than `seq`. */
  drop(pen: string, seq: number): Promise<void>;
  all(account: string): Promise<Copy[]>;
}

/** Long enough that nobody has it twice. */
export function newPen(): string {
  return crypto.randomUUID().replaceAll('-', '');
}
