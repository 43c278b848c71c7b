// Delivering an answer: files all or none, then words or data, then the exit status.
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Answer, type OutputFile, usage } from './answer.ts';
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
  const staged = files.map(({ path, text }) => ({ path, text, draft: join(dirname(path), draftName(path)) }));
  try {
    for (const { path } of staged) await refuseFolder(path);
    for (const { draft, text } of staged) await writeFile(draft, text);
    for (const { draft, path } of staged) await rename(draft, path);
    return undefined;
  } catch (thrown) {
    for (const { draft } of staged) await rm(draft, { force: true });
    const where = staged.map(({ path }) => path).join(', ');
    const missing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    const reason = missing ? 'there is no such folder' : fileReason(thrown);
    return usage(`cannot write ${where}: ${reason}`, 'give a path in a folder that is there and may be written to');
  }
}

const draftName = (path: string): string => `.${basename(path)}.${process.pid}`;

async function refuseFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw new Error('it is a folder');
}
