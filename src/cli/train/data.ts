// The examples that `--data` names: a folder of IDX files, or a CSV file.
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  csvDataset,
  type Dataset,
  type IdxPair,
  idxDataset,
  idxFiles,
  type Split,
  shortened,
  splitAtRandom,
  splitInOrder,
  standardised,
} from '../../train/index.ts';
import { type Attempt, usage } from '../answer.ts';
import { fileReason, readBytes } from '../source.ts';
import type { Numbers, TrainOptions } from './options.ts';
import { attempt } from './problem.ts';

type Sizes = Pick<Numbers, 'sizes' | 'seed'>;

/** Reads and divides the examples. */
export async function readExamples(
  options: Pick<TrainOptions, 'data' | 'label' | 'header'>,
  sizes: Sizes,
): Promise<Attempt<Split>> {
  const { data } = options;
  const found = await stat(data).catch((thrown: unknown) => fileReason(thrown));
  if (typeof found === 'string') {
    const hint = 'name a folder with IDX files (images and labels) or a .csv file';
    return { ok: false, answer: usage(`cannot read ${data}: ${found}`, hint) };
  }
  return found.isDirectory() ? readFolder(data, sizes) : readCsv(options, sizes);
}

async function readCsv(
  { data, label, header }: Pick<TrainOptions, 'data' | 'label' | 'header'>,
  { sizes, seed }: Sizes,
): Promise<Attempt<Split>> {
  const bytes = await readBytes(data);
  if (!bytes.ok) return bytes;
  const text = new TextDecoder().decode(bytes.value);
  if (text.includes('\0')) {
    return {
      ok: false,
      answer: usage(`${data} is no text`, 'pictures are read from a folder of IDX files, not from one file'),
    };
  }
  const table = attempt(await csvDataset(basename(data), text, { header, ...(label === undefined ? {} : { label }) }));
  if (!table.ok) return table;
  const split = attempt(splitAtRandom(table.value, sizes, seed));
  return split.ok ? { ok: true, value: standardised(split.value) } : split;
}

async function readFolder(folder: string, { sizes }: Sizes): Promise<Attempt<Split>> {
  const files = attempt(idxFiles(folder, await readdir(folder)));
  if (!files.ok) return files;
  const first = await readPair(folder, files.value.first);
  if (!first.ok) return first;
  if (files.value.test === undefined) return attempt(splitInOrder(first.value, sizes));
  const test = await readPair(folder, files.value.test);
  if (!test.ok) return test;
  return attempt(together(first.value, test.value, sizes));
}

/** Two sets of pictures as one division, with the classes of both. */
function together(train: Dataset, test: Dataset, sizes: Numbers['sizes']): ReturnType<typeof shortened> {
  if (train.image?.rows !== test.image?.rows || train.image?.columns !== test.image?.columns) {
    const message = 'the pictures to learn from and those to test on have different sizes';
    return { ok: false, problem: { message, hint: 'both sets must come from the same source' } };
  }
  const classes = train.classes.length >= test.classes.length ? train.classes : test.classes;
  return shortened({ train: { ...train, classes }, test: { ...test, classes } }, sizes);
}

async function readPair(folder: string, { images, labels }: IdxPair<string>): Promise<Attempt<Dataset>> {
  const [pixels, marks] = [await readBytes(join(folder, images)), await readBytes(join(folder, labels))];
  if (!pixels.ok) return pixels;
  if (!marks.ok) return marks;
  const named = { images: { file: images, bytes: pixels.value }, labels: { file: labels, bytes: marks.value } };
  return attempt(await idxDataset(named));
}
