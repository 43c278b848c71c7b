// Delivering an answer: files all or none, then words or data, then the exit status.
import { constants } from 'node:fs';
import { access, chmod, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Answer, type Attempt, type OutputFile, usage } from './answer.ts';
import { fileReason } from './source.ts';

/** Writes the files and prints the answer; gives the exit status. */
export async function deliver(answer: Answer, json: boolean): Promise<number> {
  const failed = answer.status === 0 && answer.files ? await writeAll(answer.files) : undefined;
  const final = failed ?? answer;
  if (json) print(process.stdout, `${JSON.stringify(final.data)}\n`);
  else {
    print(process.stdout, final.out ?? '');
    print(process.stderr, harmless(final.complaint ?? ''));
  }
  return final.status;
}

function print(stream: NodeJS.WriteStream, text: string): void {
  if (text !== '') stream.write(text);
}

/** Control characters of a source do nothing to a terminal: they are shown as pictures. */
function harmless(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(/\p{Cc}/gu, (c) => (c === '\n' || c === '\t' ? c : picture(c)))
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

function picture(control: string): string {
  const code = control.charCodeAt(0);
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd';
}

/** Writes every file beside its place first; only when all are there do they take their names. */
async function writeAll(files: readonly OutputFile[]): Promise<Answer | undefined> {
  const staged: Staged[] = [];
  for (const { path, text } of files) {
    const place = await placeOf(path);
    if (!place.ok) return place.answer;
    staged.push({ ...place.value, path, text });
  }
  try {
    for (const { draft, text, mode } of staged) await writeDraft(draft, text, mode);
    for (const { draft, target } of staged) await rename(draft, target);
    return undefined;
  } catch (thrown) {
    for (const { draft } of staged) await rm(draft, { force: true }).catch(() => undefined);
    const missing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    return cannotWrite(
      staged.map(({ path }) => path).join(', '),
      missing ? 'there is no such folder' : fileReason(thrown),
    );
  }
}

/** Where a file goes and where it stands until then; a file that is written over keeps its rights. */
interface Place {
  readonly target: string;
  readonly draft: string;
  readonly mode?: number;
}

type Staged = Place & OutputFile;

/** A link stays a link: what it leads to is written over. */
async function placeOf(path: string): Promise<Attempt<Place>> {
  const refuse = (reason: string): Attempt<Place> => ({ ok: false, answer: cannotWrite(path, reason) });
  if (path === '') return refuse('the path is empty');
  const found = await stat(path).catch(() => undefined);
  if (!found) return path.endsWith('/') ? refuse('there is no such folder') : { ok: true, value: place(path) };
  if (found.isDirectory()) return refuse('it is a folder');
  if (!found.isFile()) return refuse('it is a device or a pipe; standard output is called -');
  try {
    await access(path, constants.W_OK);
    return { ok: true, value: { ...place(await realpath(path)), mode: found.mode } };
  } catch (thrown) {
    return refuse(fileReason(thrown));
  }
}

/** A long name leaves no room for more in the name of its draft. */
const place = (target: string): Place => ({
  target,
  draft: join(dirname(target), `.${basename(target).slice(0, 100)}.${process.pid}`),
});

async function writeDraft(draft: string, text: string, mode: number | undefined): Promise<void> {
  await writeFile(draft, text);
  if (mode !== undefined) await chmod(draft, mode);
}

const cannotWrite = (path: string, reason: string): Answer =>
  usage(
    `cannot write ${path === '' ? 'the file' : path}: ${reason}`,
    'give a path in a folder that is there and may be written to',
  );
