// A bar for long work: on standard error, only where a person watches.

/** Says how far the work is. */
export interface Progress {
  /** The next piece begins. */
  readonly at: (name: string) => void;
  readonly end: () => void;
}

const silent: Progress = { at: () => undefined, end: () => undefined };

/** A bar over `count` pieces, or silence where nobody would see it or it would be over at once. */
export async function progressOver(count: number): Promise<Progress> {
  if (!process.stderr.isTTY || count < 4) return silent;
  const { Presets, SingleBar } = (await import('cli-progress')).default;
  const format = 'checking {bar} {value}/{total}  {name}';
  const bar = new SingleBar(
    { format, stream: process.stderr, hideCursor: true, clearOnComplete: true },
    Presets.legacy,
  );
  bar.start(count, -1, { name: '' });
  return { at: (name) => bar.increment({ name }), end: () => bar.stop() };
}
