// `blrc new`: a template written to a file.
import { stat } from 'node:fs/promises';
import { template, templateKinds } from '../index.ts';
import { type Answer, type Attempt, notYet, usage } from './answer.ts';
import { kinds } from './choices.ts';
import { pascalCase } from './names.ts';
import { outputPath, written } from './output.ts';

interface NewOptions {
  readonly output?: string;
}

/** Writes a template; a file that exists already is left alone. */
export async function begin(kind: string, name: string, { output }: NewOptions): Promise<Answer> {
  if (!kinds.includes(kind)) return usage(`there is no kind \`${kind}\``, `choose one of ${kinds.join(', ')}`);
  if (!templateKinds.includes(kind))
    return notYet(`there is no template for a ${kind} yet`, `choose one of ${templateKinds.join(', ')}`);
  if (!/^\p{L}[\p{L}\p{N}_-]*$/u.test(name)) return noName(name);
  const path = await freePath(name, output);
  if (!path.ok) return path.answer;
  const text = template(kind, pascalCase(name), path.value.split('/').at(-1) ?? path.value);
  if (text === undefined) return noName(name);
  return output === '-'
    ? { status: 0, out: text, data: { ok: true, text } }
    : written([{ path: path.value, text }], {});
}

const noName = (name: string): Answer =>
  usage(`\`${name}\` cannot be a name`, 'a name begins with a letter and goes on with letters, digits and hyphens');

async function freePath(name: string, output: string | undefined): Promise<Attempt<string>> {
  const path = output === '-' ? `${name}.blr` : await outputPath(output, name, 'blr');
  const taken = output !== '-' && (await stat(path).catch(() => undefined)) !== undefined;
  if (!taken) return { ok: true, value: path };
  return { ok: false, answer: usage(`${path} is there already`, 'give another name, or a path with -o') };
}
