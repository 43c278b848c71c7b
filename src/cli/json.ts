// JSON that arrives as an argument, or with `@path` in a file.
import { type Attempt, usage } from './answer.ts';
import { readBytes } from './source.ts';

/** The value of a JSON argument. */
export async function jsonArgument(flag: string, text: string, example: string): Promise<Attempt<unknown>> {
  if (!text.startsWith('@')) return parseJson(flag, text, example);
  return jsonFile(flag, text.slice(1), example);
}

/** The value in a JSON file. */
export async function jsonFile(flag: string, path: string, example: string): Promise<Attempt<unknown>> {
  const bytes = await readBytes(path);
  return bytes.ok ? parseJson(`${flag}, ${path}`, new TextDecoder().decode(bytes.value), example) : bytes;
}

function parseJson(flag: string, text: string, example: string): Attempt<unknown> {
  try {
    const value: unknown = JSON.parse(text);
    const twice = keyGivenTwice(text);
    if (twice === undefined) return { ok: true, value };
    return { ok: false, answer: usage(`${flag} gives ${twice} twice`, 'leave out the one that is not meant') };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message.replace(/\s+/g, ' ') : String(thrown);
    return { ok: false, answer: usage(`${flag} is not JSON: ${reason}`, `write it as ${example}`) };
  }
}

/** A key that an object of a valid JSON text has twice, of which `JSON.parse` keeps the last without a word. */
function keyGivenTwice(text: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [token, key] of text.matchAll(/[{}]|("(?:[^"\\]|\\.)*")(?=\s*:)|"(?:[^"\\]|\\.)*"/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (key !== undefined) {
      const name: string = JSON.parse(key);
      if (open.at(-1)?.has(name)) return key;
      open.at(-1)?.add(name);
    }
  }
  return undefined;
}

/** Whether a JSON value is an object with keys. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
