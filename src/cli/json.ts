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
    return { ok: true, value: JSON.parse(text) };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message.replace(/\s+/g, ' ') : String(thrown);
    return { ok: false, answer: usage(`${flag} is not JSON: ${reason}`, `write it as ${example}`) };
  }
}

/** Whether a JSON value is an object with keys. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
