// The folder of a run: its checkpoint, its metrics and its pictures, each written beside its place and then renamed.
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Checkpoint, decodeCheckpoint, type EpochRecord, encodeCheckpoint } from '../../train/index.ts';
import { type Attempt, usage } from '../answer.ts';
import { fileReason } from '../source.ts';
import { attempt } from './problem.ts';

/** The files of a run. */
export const runFiles = {
  checkpoint: 'checkpoint.safetensors',
  metrics: 'metrics.jsonl',
  loss: 'loss.svg',
  reliability: 'reliability.svg',
  filters: 'filters.svg',
} as const;

/** How the folder may be used. */
export interface RunFolderOptions {
  readonly resume?: boolean;
  readonly overwrite?: boolean;
}

/** Makes the folder; gives the checkpoint to go on from, and refuses to write over a run unasked. */
export async function openRunFolder(
  folder: string,
  { resume = false, overwrite = false }: RunFolderOptions,
): Promise<Attempt<Checkpoint | undefined>> {
  const file = join(folder, runFiles.checkpoint);
  const there = (await stat(file).catch(() => undefined)) !== undefined;
  if (resume && !there) {
    return { ok: false, answer: usage(`there is no run to resume in ${folder}`, 'begin one without --resume') };
  }
  if (there && !resume && !overwrite) {
    const hint = 'go on with it by --resume, begin anew by --overwrite, or name another folder with --out';
    return { ok: false, answer: usage(`${folder} holds a run already`, hint) };
  }
  try {
    await makeFolder(folder);
    if (!resume) return { ok: true, value: undefined };
    return attempt(decodeCheckpoint(file, await readFile(file)));
  } catch (thrown) {
    return {
      ok: false,
      answer: usage(`cannot use the folder ${folder}: ${fileReason(thrown)}`, 'name another with --out'),
    };
  }
}

/** Makes a folder and those above it. Node's own way (`recursive`) never returns where a file system makes no folders. */
async function makeFolder(folder: string): Promise<void> {
  const problem = await mkdir(folder).catch((thrown: NodeJS.ErrnoException) => thrown);
  if (problem === undefined) return;
  if (problem.code === 'EEXIST' && (await stat(folder)).isDirectory()) return;
  if (problem.code !== 'ENOENT' || dirname(folder) === folder) throw problem;
  await makeFolder(dirname(folder));
  await mkdir(folder);
}

/** Writes a file whole or not at all. */
export async function writeWhole(folder: string, name: string, content: string | Uint8Array): Promise<void> {
  const draft = join(folder, `.${name}.${process.pid}`);
  try {
    await writeFile(draft, content);
    await rename(draft, join(folder, name));
  } catch (thrown) {
    await rm(draft, { force: true });
    throw thrown;
  }
}

/** Saves a state to return to, and the metrics up to there, one JSON object a line. */
export async function saveRun(folder: string, checkpoint: Checkpoint): Promise<void> {
  await writeWhole(folder, runFiles.checkpoint, encodeCheckpoint(checkpoint));
  await writeWhole(folder, runFiles.metrics, jsonLines(checkpoint.history));
}

const jsonLines = (history: readonly EpochRecord[]): string =>
  history.map((one) => `${JSON.stringify(one)}\n`).join('');
