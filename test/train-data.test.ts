// Data for training: IDX and CSV files are read as written, divided as asked, and their mistakes are said in place.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  csvDataset,
  type Dataset,
  idxDataset,
  idxFiles,
  type Outcome,
  type Problem,
  shortened,
  splitAtRandom,
  splitInOrder,
  standardised,
} from '../src/train/index.ts';
import { permutation } from '../src/train/shuffle.ts';
import { barFiles, clouds, idxBytes } from './train-fixture.ts';

function found<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problem.message);
  return outcome.value;
}

function problemOf<T>(outcome: Outcome<T>): Problem {
  if (outcome.ok) throw new Error('no problem was found');
  return outcome.problem;
}

const bytes = (file: string, content: Uint8Array) => ({ file, bytes: content });
const csv = (text: string, label?: string, header = true) =>
  csvDataset('d.csv', text, { header, ...(label === undefined ? {} : { label }) });

describe('IDX files', () => {
  it('hold pictures scaled to [0, 1] and their labels, compressed or not', async () => {
    const images = idxBytes([2, 1, 3], Uint8Array.of(0, 51, 255, 102, 0, 0));
    const labels = idxBytes([2], Uint8Array.of(3, 1));
    for (const packed of [images, gzipSync(images)]) {
      const data = found(await idxDataset({ images: bytes('i', packed), labels: bytes('l', labels) }));
      expect([...data.inputs]).toEqual([0, 0.2, 1, 0.4, 0, 0].map(Math.fround));
      expect(data).toMatchObject({ count: 2, features: 3, image: { rows: 1, columns: 3 } });
      expect([...data.labels]).toEqual([3, 1]);
      expect(data.classes).toEqual(['0', '1', '2', '3']);
    }
  });

  it.each([
    [
      'a wrong magic number',
      { labels: Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 0) },
      /l begins with 0x00000803; labels begin with 0x00000801/,
    ],
    ['exchanged files', { images: barFiles(4, 1).labels }, /pictures begin with 0x00000803/],
    ['another count', { labels: idxBytes([3], new Uint8Array(3)) }, /i holds 4 pictures and l 3 labels/],
    ['an end too early', { images: barFiles(4, 1).images.subarray(0, 40) }, /i says 4 × 4 × 4 = 64 bytes and holds 24/],
    [
      'a broken packing',
      { images: gzipSync(barFiles(4, 1).images).subarray(0, 30) },
      /i begins as gzip and cannot be unpacked/,
    ],
    ['an empty file', { labels: new Uint8Array() }, /l ends within its head/],
  ])('are refused for %s', async (_, change, message) => {
    const { images, labels } = { ...barFiles(4, 1), ...change };
    const problem = problemOf(await idxDataset({ images: bytes('i', images), labels: bytes('l', labels) }));
    expect(problem.message).toMatch(message);
    expect(problem.hint).not.toBe('');
  });

  it('are found in a folder as one set or two', () => {
    const [train, test] = ['train', 't10k'].map((part) => ({
      images: `${part}-images-idx3-ubyte.gz`,
      labels: `${part}-labels-idx1-ubyte`,
    }));
    const names = (pair: typeof train): string[] => Object.values(pair ?? {});
    expect(found(idxFiles('f', [...names(test), ...names(train)]))).toEqual({ first: train, test });
    expect(found(idxFiles('f', [...names(test), 'notes.txt']))).toEqual({ first: test });
    expect(problemOf(idxFiles('f', ['notes.txt']))).toMatchObject({
      message: 'f holds no pair of IDX files',
      notes: ['it holds notes.txt'],
    });
  });
});

describe('CSV files', () => {
  it('have the label last, or where it is named; the separator is found', async () => {
    const last = found(await csv('a,b,kind\n1,2,x\n3,4.5,y\n1,1,x\n'));
    expect([...last.inputs]).toEqual([1, 2, 3, 4.5, 1, 1]);
    expect([...last.labels]).toEqual([0, 1, 0]);
    expect(last.classes).toEqual(['x', 'y']);
    const named = found(await csv('kind;a;b\r\n10;1;2\r\n\r\n9;3;4\r\n9;5;6\r\n', 'kind'));
    expect([...named.inputs]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(named.classes).toEqual(['9', '10']);
    const bare = found(await csv('1\t"x,1"\n2\ty\n3\ty\n', undefined, false));
    expect(bare).toMatchObject({ count: 3, features: 1, classes: ['x,1', 'y'] });
  });

  it.each([
    [
      'a ragged row',
      'a,b,k\n1,2,x\n1,x\n',
      undefined,
      { message: /this row has 2 fields; the first row has 3/, place: { line: 3, column: 1 } },
    ],
    [
      'a missing number',
      'a,b,k\n1,2,x\n\n1,,y\n',
      undefined,
      { message: /a value of `b` is missing/, place: { line: 4, column: 3, length: 1, text: '1,,y' } },
    ],
    [
      'a word',
      'a,b,k\n1,2,x\n1,NA,y\n',
      undefined,
      { message: /`NA` in column `b` is no number/, place: { line: 3, column: 3, length: 2 } },
    ],
    [
      'a missing label',
      'a,k\n1,x\n2,\n',
      undefined,
      { message: /a value of `k` is missing/, place: { line: 3, column: 3 } },
    ],
    ['an unknown column', 'a,b,k\n1,2,x\n', 'kind', { message: /no column `kind`/, hint: /a, b, k/ }],
    ['a wrong number of a column', 'a,b,k\n1,2,x\n', '4', { message: /no column `4`/ }],
    ['no row', 'a,b,k\n', undefined, { message: /no row below its header/ }],
    ['nothing', '\n', undefined, { message: /is empty/ }],
    ['one column', 'a\n1\n1\n', undefined, { message: /one column only/ }],
    [
      'two columns of the name',
      'a,b,a\n1,2,x\n3,4,y\n',
      'a',
      { message: /several columns `a`/, hint: /by its number/ },
    ],
    [
      'an example where the names stand',
      '7.0,3.2,x\n1,2,y\n3,4,x\n5,6,y\n',
      undefined,
      { message: /first row of d\.csv, which names the columns, holds numbers: 7\.0, 3\.2, x/, hint: /--no-header/ },
    ],
    [
      'a wrong quotation that runs over rows',
      'a,k\n1,x\n"2"3,y\n4,x\n5,"z"\n',
      undefined,
      { message: /quotation mark/, place: { line: 3 } },
    ],
    ['an open quotation', 'a,k\n1,x\n2,"y\n', undefined, { message: /quotation mark/, place: { line: 3 } }],
    [
      'labels that are measurements',
      'a,k\n1,0.1\n2,0.2\n3,0.3\n',
      undefined,
      { message: /3 different labels in 3 rows/ },
    ],
    [
      'a comma in a decimal',
      'a;k\n1,5;x\n2,5;y\n',
      undefined,
      { message: /`1,5` in column `a` is no number/, hint: /decimals with a point: 1\.5/ },
    ],
    [
      'decimals that part like columns',
      'a,k\n1,5,x\n2,5,y\n',
      undefined,
      { message: /3 fields/, hint: /with a point/ },
    ],
    ['a number beyond float32', 'a,k\n1e99,x\n2,y\n', undefined, { message: /`1e99` in column `a`/ }],
  ])(
    'are refused for %s',
    async (_, text, label, { message, hint = /./, place }: { message: RegExp; hint?: RegExp; place?: object }) => {
      const problem = problemOf(await csv(text, label));
      expect(problem.message).toMatch(message);
      expect(problem.hint).toMatch(hint);
      if (place) expect(problem.place).toMatchObject({ file: 'd.csv', ...place });
    },
  );
});

describe('the division of examples', () => {
  const data: Dataset = { ...clouds(10, 1), inputs: Float32Array.from({ length: 20 }, (_, i) => Math.floor(i / 2)) };
  const first = ({ inputs, features }: Dataset): number[] => [...inputs].filter((_, i) => i % features === 0);

  it('takes the first and the last', () => {
    const { train, test } = found(splitInOrder(data, { train: 5, test: 3 }));
    expect([first(train), first(test)]).toEqual([
      [0, 1, 2, 3, 4],
      [7, 8, 9],
    ]);
    const fifth = found(splitInOrder(data, {}));
    expect([fifth.train.count, fifth.test.count]).toEqual([8, 2]);
    expect(problemOf(splitInOrder(data, { train: 9, test: 3 })).message).toMatch(/10 examples cannot give 9/);
    expect(problemOf(splitInOrder(data, { train: 10 })).message).toMatch(/10 to learn from and 0 to test on/);
    expect(problemOf(splitInOrder(data, { train: 15 })).message).toMatch(/asks for 15 examples, and there are 10/);
    expect(problemOf(splitInOrder(data, { test: 11 })).message).toMatch(/asks for 11 examples, and there are 10/);
  });

  it('draws by the seed, each example once', () => {
    const parts = (seed: number): number[] => {
      const { train, test } = found(splitAtRandom(data, { train: 6, test: 4 }, seed));
      return [...first(train), ...first(test)];
    };
    expect(parts(1)).toEqual(parts(1));
    expect(parts(1)).not.toEqual(parts(2));
    expect([...parts(1)].sort()).toEqual([...first(data)].sort());
  });

  it('shortens what is divided already', () => {
    const split = { train: data, test: data };
    expect(found(shortened(split, { train: 4 }))).toMatchObject({ train: { count: 4 }, test: { count: 10 } });
    expect(problemOf(shortened(split, { test: 11 })).message).toMatch(/--test-size asks for 11 examples/);
  });

  it('needs two classes to learn from', () => {
    const one = { ...data, labels: new Int32Array(10) };
    expect(problemOf(splitInOrder(one, {})).message).toMatch(/all 8 examples to learn from are of one class, `left`/);
  });

  it('standardises by the part to learn from alone', () => {
    const split = found(splitInOrder({ ...data, inputs: data.inputs.map((x, i) => (i % 2 ? 4 : x)) }, {}));
    const { train, test } = standardised(split);
    const column = first(train);
    expect(column.reduce((a, b) => a + b) / 8).toBeCloseTo(0, 6);
    expect(column.reduce((a, b) => a + b * b, 0) / 8).toBeCloseTo(1, 6);
    expect(first(test)[1]).toBeCloseTo((9 - 3.5) / Math.sqrt(5.25), 6);
    expect([...test.inputs].filter((_, i) => i % 2 === 1)).toEqual([0, 0]);
  });

  it('shuffles evenly', () => {
    const at = (seed: number): number => permutation(5, seed).indexOf(0);
    const counts = [0, 0, 0, 0, 0];
    for (let seed = 0; seed < 2000; seed += 1) counts[at(seed)] = (counts[at(seed)] ?? 0) + 1;
    // Each place holds 400 on average, with standard deviation 18.
    for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(90);
  });
});
