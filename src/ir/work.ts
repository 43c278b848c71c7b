// How much one declaration may cost: operations are counted, never time, so that every machine gives the same answer.

/** What one declaration, or one question about it, may spend: several times what the most laborious known one does. */
export const mostOperations = 3e9;

/** What was asked takes more operations than anybody would wait for. */
export class TooMuchWork extends Error {
  override readonly name = 'TooMuchWork';
}

let left = Number.POSITIVE_INFINITY;

/** Counts operations, a sum of two doubles being one; ends what is `metered` when there are too many. */
export function spend(operations: number): void {
  left -= operations;
  if (left < 0) throw new TooMuchWork('too many operations');
}

/** Runs what may take so many operations, all that it calls included. */
export function metered<T>(run: () => T, most: number = mostOperations): T {
  const outer = left;
  left = most;
  try {
    return run();
  } finally {
    left = outer;
  }
}
