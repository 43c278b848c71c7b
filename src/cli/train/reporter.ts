// What a person sees of a run under way, on standard error: a line an epoch, and a bar with the time that is left.
import type { EpochRecord, Position, Quality } from '../../train/index.ts';

/** Tells how a run goes. */
export interface Reporter {
  readonly batch: (position: Position, loss: number) => void;
  readonly epoch: (record: EpochRecord) => void;
  readonly end: () => void;
}

/** What a run will have done when it is over. */
export interface Extent {
  readonly epochs: number;
  readonly batches: number;
  /** Steps done before, where the run is resumed. */
  readonly done: number;
}

const silent: Reporter = { batch: () => undefined, epoch: () => undefined, end: () => undefined };

/** A bar where a person watches, lines alone where a file does, nothing where a tool reads the answer. */
export async function reporterFor(extent: Extent, json: boolean): Promise<Reporter> {
  if (json) return silent;
  return process.stderr.isTTY ? withBar(extent) : withLines(extent);
}

const withLines = ({ epochs }: Extent): Reporter => ({
  ...silent,
  epoch: (record) => {
    process.stderr.write(`${epochLine(record, epochs)}\n`);
  },
});

async function withBar({ epochs, batches, done }: Extent): Promise<Reporter> {
  const { MultiBar, Presets } = (await import('cli-progress')).default;
  const format = 'epoch {epoch} {bar} {percentage} %  loss {loss}  {eta_formatted} left';
  const bars = new MultiBar(
    { format, stream: process.stderr, hideCursor: true, clearOnComplete: true },
    Presets.legacy,
  );
  const words = { epoch: `${Math.floor(done / batches) + 1}/${epochs}`, loss: '–' };
  const bar = bars.create(epochs * batches, done, words);
  return {
    batch: ({ epoch, batch }, loss) => {
      bar.update(epoch * batches + batch, { epoch: `${epoch + 1}/${epochs}`, loss: loss.toFixed(4) });
    },
    epoch: (record) => bars.log(`${epochLine(record, epochs)}\n`),
    end: () => bars.stop(),
  };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** An epoch in one line: at the mean, and in brackets averaged over the posterior. */
export function epochLine({ epoch, loss, mean, averaged, seconds }: EpochRecord, epochs: number): string {
  const both = (of: (quality: Quality) => string): string => of(mean) + (averaged ? ` (${of(averaged)})` : '');
  return [
    `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`,
    `loss ${loss.toFixed(4)}`,
    `accuracy ${both(({ accuracy }) => percent(accuracy))}`,
    `NLL ${both(({ nll }) => nll.toFixed(4))}`,
    `ECE ${both(({ ece }) => percent(ece))}`,
    `${seconds.toFixed(1)} s`,
  ].join('  ');
}
