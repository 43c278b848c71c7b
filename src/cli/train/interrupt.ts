// Ctrl-C during a run: the first one asks it to stop at the next batch, the second one ends the process at once.

/** Whether a run is asked to stop. */
export interface Interrupt {
  /** Lets signals arrive, and says whether one has. */
  readonly asked: () => Promise<boolean>;
  /** Signals do again what they did before. */
  readonly release: () => void;
}

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Listens for signals until released. */
export function listen(): Interrupt {
  let asked = false;
  const note = (): void => {
    // What was saved last is whole: every file is written beside its place first.
    if (asked) process.exit(130);
    asked = true;
  };
  for (const signal of signals) process.on(signal, note);
  return {
    asked: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return asked;
    },
    release: () => {
      for (const signal of signals) process.off(signal, note);
    },
  };
}
