// IDX files: a number that says type and rank, the lengths, then the bytes. The format of the MNIST pages.
import type { Dataset } from './dataset.ts';
import { done, type Outcome, wrong } from './outcome.ts';

/** An array of bytes with its shape. */
interface ByteArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/** Files of one part: pictures and their labels. */
export interface IdxPair<T> {
  readonly images: T;
  readonly labels: T;
}

/** A file with its bytes, as they lie on the disk. */
export interface NamedBytes {
  readonly file: string;
  readonly bytes: Uint8Array;
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The content of a file that may be compressed. */
async function unpacked({ file, bytes }: NamedBytes): Promise<Outcome<Uint8Array>> {
  if (!isGzip(bytes)) return done(bytes);
  try {
    const stream = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new DecompressionStream('gzip'));
    return done(new Uint8Array(await new Response(stream).arrayBuffer()));
  } catch {
    return wrong(`${file} begins as gzip and cannot be unpacked`, 'it may have been cut short: fetch it again');
  }
}

/** Reads one file of bytes with `rank` axes. */
async function parseIdx(source: NamedBytes, rank: number): Promise<Outcome<ByteArray>> {
  const content = await unpacked(source);
  return content.ok ? byteArray(source.file, content.value, rank) : content;
}

const hexadecimal = (word: number): string => `0x${word.toString(16).padStart(8, '0')}`;

function byteArray(file: string, bytes: Uint8Array, rank: number): Outcome<ByteArray> {
  const head = 4 + 4 * rank;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cut = wrong(`${file} ends within its head`, 'it may have been cut short: fetch it again');
  if (bytes.length < 4) return cut;
  const magic = view.getUint32(0);
  const expected = 0x0800 + rank;
  if (magic !== expected) {
    return wrong(
      `${file} begins with ${hexadecimal(magic)}; ${rank === 3 ? 'pictures' : 'labels'} begin with ${hexadecimal(expected)}`,
      'is it an IDX file of unsigned bytes, and are pictures and labels not exchanged?',
    );
  }
  if (bytes.length < head) return cut;
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, length) => product * length, 1);
  if (bytes.length !== head + size) {
    return wrong(
      `${file} says ${shape.join(' × ')} = ${size} bytes and holds ${bytes.length - head}`,
      bytes.length < head + size
        ? 'it may have been cut short: fetch it again'
        : 'it is not what it says: fetch it again',
    );
  }
  return done({ shape, values: bytes.subarray(head) });
}

/** Pictures, with bytes scaled to [0, 1], and their labels. */
export async function idxDataset({ images, labels }: IdxPair<NamedBytes>): Promise<Outcome<Dataset>> {
  const pixels = await parseIdx(images, 3);
  if (!pixels.ok) return pixels;
  const marks = await parseIdx(labels, 1);
  if (!marks.ok) return marks;
  const [count = 0, rows = 0, columns = 0] = pixels.value.shape;
  if (marks.value.shape[0] !== count) {
    return wrong(
      `${images.file} holds ${count} pictures and ${labels.file} ${marks.value.shape[0]} labels`,
      'both files must belong to the same set',
    );
  }
  if (count * rows * columns === 0) return wrong(`${images.file} holds no picture`, 'take another file');
  const highest = marks.value.values.reduce((a, b) => Math.max(a, b), 0);
  return done({
    count,
    features: rows * columns,
    inputs: Float32Array.from(pixels.value.values, (byte) => byte / 255),
    labels: Int32Array.from(marks.value.values),
    classes: Array.from({ length: highest + 1 }, (_, i) => String(i)),
    image: { rows, columns },
  });
}

const isImages = (name: string): boolean => /idx3/i.test(name);
const isLabels = (name: string): boolean => /idx1/i.test(name);
const isTest = (name: string): boolean => /^(t10k|test)/i.test(name);

/** Which files of a folder belong together: one set, or one to learn from and one to test on. */
export function idxFiles(
  folder: string,
  names: readonly string[],
): Outcome<{ readonly first: IdxPair<string>; readonly test?: IdxPair<string> }> {
  const pairOf = (some: readonly string[]): IdxPair<string> | undefined => {
    const [images, labels] = [some.find(isImages), some.find(isLabels)];
    return images !== undefined && labels !== undefined ? { images, labels } : undefined;
  };
  const sorted = [...names].sort();
  const [train, test] = [pairOf(sorted.filter((name) => !isTest(name))), pairOf(sorted.filter(isTest))];
  if (train && test) return done({ first: train, test });
  const only = train ?? test;
  if (only) return done({ first: only });
  return wrong(
    `${folder} holds no pair of IDX files`,
    'it needs pictures (…-images-idx3-ubyte) and labels (…-labels-idx1-ubyte), each may end in .gz; or name a .csv file',
    { notes: [names.length > 0 ? `it holds ${names.slice(0, 6).join(', ')}` : 'it is empty'] },
  );
}
