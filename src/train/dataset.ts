// Labelled examples in memory, and how they are divided into a part to learn from and a part to be tested on.
import { done, type Outcome, wrong } from './outcome.ts';
import { permutation } from './shuffle.ts';

/** Examples in rows: `features` numbers and the index of a class each. */
export interface Dataset {
  readonly count: number;
  readonly features: number;
  /** Row by row. */
  readonly inputs: Float32Array;
  readonly labels: Int32Array;
  /** What the class indices stand for. */
  readonly classes: readonly string[];
  /** Where the features are the pixels of a picture. */
  readonly image?: ImageShape;
}

/** The shape of a grey picture, row by row. */
export interface ImageShape {
  readonly rows: number;
  readonly columns: number;
}

/** A part to learn from and a part to be tested on. */
export interface Split {
  readonly train: Dataset;
  readonly test: Dataset;
}

/** How many examples each part takes; what is not said follows from what is there. */
export interface SplitSizes {
  readonly train?: number;
  readonly test?: number;
}

/** The examples of the given rows, in that order. */
export function rowsOf(data: Dataset, rows: ArrayLike<number>): Dataset {
  const inputs = new Float32Array(rows.length * data.features);
  const labels = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i] ?? 0;
    inputs.set(data.inputs.subarray(row * data.features, (row + 1) * data.features), i * data.features);
    labels[i] = data.labels[row] ?? 0;
  }
  return { ...data, count: rows.length, inputs, labels };
}

const range = (from: number, to: number): Int32Array => Int32Array.from({ length: to - from }, (_, i) => from + i);

/** The first examples and the last ones; a fifth is tested on unless sizes are given. */
export function splitInOrder(data: Dataset, sizes: SplitSizes): Outcome<Split> {
  const counts = partSizes(data.count, sizes);
  if (!counts.ok) return counts;
  const { train, test } = counts.value;
  return learnable({
    train: rowsOf(data, range(0, train)),
    test: rowsOf(data, range(data.count - test, data.count)),
  });
}

/** As `splitInOrder`, of examples in a random order: files are often sorted by class. */
export function splitAtRandom(data: Dataset, sizes: SplitSizes, seed: number): Outcome<Split> {
  return splitInOrder(rowsOf(data, permutation(data.count, seed)), sizes);
}

/** The first examples of parts that are divided already. */
export function shortened(split: Split, sizes: SplitSizes): Outcome<Split> {
  const { train = split.train.count, test = split.test.count } = sizes;
  if (train > split.train.count) return tooMany('train', train, split.train.count);
  if (test > split.test.count) return tooMany('test', test, split.test.count);
  return learnable({ train: rowsOf(split.train, range(0, train)), test: rowsOf(split.test, range(0, test)) });
}

function partSizes(count: number, { train, test }: SplitSizes): Outcome<{ train: number; test: number }> {
  if (train !== undefined && train > count) return tooMany('train', train, count);
  if (test !== undefined && test > count) return tooMany('test', test, count);
  const fifth = Math.max(1, Math.round(count / 5));
  const tested = test ?? (train === undefined ? fifth : Math.min(fifth, count - train));
  const learned = train ?? count - tested;
  if (learned + tested > count || learned < 1 || tested < 1) {
    return wrong(
      `${count} examples cannot give ${learned} to learn from and ${tested} to test on`,
      'change --train-size and --test-size so that both are at least 1 and their sum is at most what is there',
    );
  }
  return done({ train: learned, test: tested });
}

const tooMany = (part: string, asked: number, there: number): Outcome<never> =>
  wrong(`--${part}-size asks for ${asked} examples, and there are ${there}`, `give --${part}-size at most ${there}`);

/** One class alone teaches nothing. */
function learnable(split: Split): Outcome<Split> {
  const seen = new Set(split.train.labels);
  if (seen.size >= 2) return done(split);
  const name = split.train.classes[[...seen][0] ?? 0] ?? '';
  return wrong(
    `all ${split.train.count} examples to learn from are of one class, \`${name}\``,
    'check which column is the label (--label), or take more examples (--train-size)',
  );
}

/** Features with mean 0 and standard deviation 1 on the part to learn from; constant ones are only moved. */
export function standardised({ train, test }: Split): Split {
  const { centres, scales } = momentsOf(train);
  const moved = (data: Dataset): Dataset => ({
    ...data,
    inputs: data.inputs.map((x, i) => (x - (centres[i % data.features] ?? 0)) / (scales[i % data.features] ?? 1)),
  });
  return { train: moved(train), test: moved(test) };
}

function momentsOf({ count, features, inputs }: Dataset): { centres: Float64Array; scales: Float64Array } {
  const centres = new Float64Array(features);
  const scales = new Float64Array(features);
  inputs.forEach((x, i) => {
    centres[i % features] = (centres[i % features] ?? 0) + x / count;
  });
  inputs.forEach((x, i) => {
    scales[i % features] = (scales[i % features] ?? 0) + (x - (centres[i % features] ?? 0)) ** 2 / count;
  });
  return { centres, scales: scales.map((variance) => (variance > 0 ? Math.sqrt(variance) : 1)) };
}
