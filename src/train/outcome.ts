// What training on someone's data may answer: a value, or what is wrong with the data, where, and what to try.

/** A place in a text file, with the line it lies on. */
export interface Place {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in characters of `text`. */
  readonly column: number;
  readonly length: number;
  /** The line itself. */
  readonly text: string;
}

/** A mistake in what was given: one sentence, evidence, and what to try. */
export interface Problem {
  readonly message: string;
  readonly hint: string;
  readonly notes?: readonly string[];
  readonly place?: Place;
}

/** A value, or the problem that kept us from it. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** Wraps a value. */
export const done = <T>(value: T): Outcome<T> => ({ ok: true, value });

/** Wraps a problem. */
export const wrong = (message: string, hint: string, more: Omit<Problem, 'message' | 'hint'> = {}): Outcome<never> => ({
  ok: false,
  problem: { message, hint, ...more },
});
