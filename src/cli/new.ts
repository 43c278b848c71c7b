// `blrc new`: a first specification, commented, that passes `check` as it stands.
import { stat } from 'node:fs/promises';
import { parse, print } from '../index.ts';
import { type Answer, type Attempt, notYet, usage } from './answer.ts';
import { kinds } from './choices.ts';
import { pascalCase } from './names.ts';
import { outputPath, written } from './output.ts';

const family = (name: string, file: string): string => `// A first specification. Change it, then:
//   npx blrc check ${file}                 derives everything and verifies each step
//   npx blrc derive ${file} --to html      writes the derivation as a page
//   npx blrc compile ${file} --target js   writes the code

/// One sentence about the quantity and what its parameters mean. It travels into the derivation.
family ${name} {
  variable  θ in Positive // where the random quantity lives: Real, Unit, Natural, Real^P, …
  parameter β in Positive // what the learning rule updates
  density   ∝ exp(-β θ) // ∝: the compiler finds the factor that makes it integrate to 1
  claim     entropy = 1 - log(β) // optional: a formula you believe; it is verified, never trusted
}
`;

interface NewOptions {
  readonly output?: string;
}

/** Writes a template; a file that exists already is left alone. */
export async function begin(kind: string, name: string, { output }: NewOptions): Promise<Answer> {
  if (!kinds.includes(kind)) return usage(`there is no kind \`${kind}\``, `choose one of ${kinds.join(', ')}`);
  if (kind !== 'family')
    return notYet(`there is no template for a ${kind} yet`, 'a family can be begun: blrc new family my-family');
  const path = await freePath(name, output);
  if (!path.ok) return path.answer;
  const draft = parse(family(pascalCase(name), path.value.split('/').at(-1) ?? path.value));
  if (draft.diagnostics.length > 0)
    return usage(
      `\`${name}\` cannot be a name`,
      'a name begins with a letter and goes on with letters, digits and hyphens',
    );
  const text = print(draft.file);
  return output === '-'
    ? { status: 0, out: text, data: { ok: true, text } }
    : written([{ path: path.value, text }], {});
}

async function freePath(name: string, output: string | undefined): Promise<Attempt<string>> {
  const path = output === '-' ? `${name}.blr` : await outputPath(output, name, 'blr');
  const taken = output !== '-' && (await stat(path).catch(() => undefined)) !== undefined;
  if (!taken) return { ok: true, value: path };
  return { ok: false, answer: usage(`${path} is there already`, 'give another name, or a path with -o') };
}
