// Reading a specification: its bytes, its text, and the files that it imports.
import { readFileSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Diagnostic, ReadFile } from '../index.ts';
import { type Attempt, type Located, usage } from './answer.ts';

/** A text with the name under which messages speak of it. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** What is wrong before any compiling: not a text, nothing declared. */
  readonly problems: readonly Located[];
}

/** Why a file could not be read, in words for its author. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'that is not allowed',
  EPERM: 'that is not allowed',
  EROFS: 'it lies where nothing can be written',
  ENOSPC: 'there is no room left',
  EEXIST: 'a file of that name is there already',
  ENOTDIR: 'a part of its path is no folder',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'it is a link to itself',
};

/** The reason behind an error of the file system. */
export function fileReason(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const code = 'code' in thrown ? String(thrown.code) : '';
  return reasons[code] ?? thrown.message;
}

/** No text of the language is as large as this; the length itself is judged where it is parsed. */
const largest = 2 ** 24;

/** The bytes of a file; `-` is standard input. A device might never end. */
export async function readBytes(path: string): Promise<Attempt<Uint8Array>> {
  const unreadable = (reason: string): Attempt<Uint8Array> => ({
    ok: false,
    answer: usage(`cannot read ${path === '' ? 'the file' : path}: ${reason}`, 'check the path'),
  });
  try {
    if (path === '-') return { ok: true, value: await standardInput() };
    if (path === '') return unreadable('its path is empty');
    if ((await stat(path)).isCharacterDevice()) return unreadable('it is a device; standard input is called -');
    return { ok: true, value: await readFile(path) };
  } catch (thrown) {
    return unreadable(fileReason(thrown));
  }
}

async function standardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

/** The specification in a file, with the problems that need no compiler to see. */
export async function readSource(path: string): Promise<Attempt<Source>> {
  const file = path === '-' ? 'standard-input.blr' : path;
  if ((await sizeOf(path)) > largest) return { ok: true, value: unread(file, tooLong, '') };
  const bytes = await readBytes(path);
  if (!bytes.ok) return bytes;
  const text = new TextDecoder().decode(bytes.value);
  const unreadable = notText(bytes.value, text) ?? nothingDeclared(text);
  return { ok: true, value: unreadable ? unread(file, unreadable, text) : { file, text, problems: [] } };
}

/** Nothing is read from what is no text: one message says it all. */
const unread = (file: string, diagnostic: Diagnostic, text: string): Source => ({
  file,
  text: '',
  problems: [{ diagnostic, text, file }],
});

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

const tooLong: Diagnostic = {
  code: 'too-large',
  severity: 'error',
  message: 'this file is larger than 16 MB',
  span: { start: 0, end: 0 },
  hint: 'a text has at most a million characters: split it into several files',
};

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function notText(bytes: Uint8Array, text: string): Diagnostic | undefined {
  const zero = text.indexOf('\0');
  if (zero < 0 && isUtf8(bytes)) return undefined;
  const start = Math.max(0, zero >= 0 ? zero : text.indexOf('\uFFFD'));
  return {
    code: 'syntax',
    severity: 'error',
    message: zero >= 0 ? 'this is a binary file, not a text' : 'this text is not in UTF-8',
    span: { start, end: start + 1 },
    hint: zero >= 0 ? 'give the path of a .blr text' : 'save the file with the encoding UTF-8',
  };
}

function nothingDeclared(text: string): Diagnostic | undefined {
  if (text.replace(/\/\/.*/g, '').trim() !== '') return undefined;
  return {
    code: 'syntax',
    severity: 'error',
    message: 'this file declares nothing',
    span: { start: 0, end: 0 },
    hint: 'begin with a template: blrc new family my-family',
  };
}

/** Reads what a source imports, by paths from the folder of the source; devices and pipes might never end. */
export function readerBeside({ file }: Source): ReadFile {
  return (path) => {
    try {
      const place = resolve(dirname(file), path);
      const found = statSync(place);
      return found.isFile() && found.size <= largest ? readFileSync(place, 'utf8') : undefined;
    } catch {
      return undefined;
    }
  };
}
