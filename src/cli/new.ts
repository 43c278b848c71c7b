// `blrc new`: a first specification of any kind, commented, that passes `check` as it stands.
import { stat } from 'node:fs/promises';
import { parse, print } from '../index.ts';
import { type Answer, type Attempt, notYet, usage } from './answer.ts';
import { kinds } from './choices.ts';
import { pascalCase } from './names.ts';
import { outputPath, written } from './output.ts';

const next = (file: string, one = file): string => `// A first specification. Change it, then:
//   npx blrc check ${file}                 derives everything and verifies each step
//   npx blrc derive ${one} --to html      writes the derivation as a page`;

const code = (file: string): string => `
//   npx blrc compile ${file} --target js   writes the code`;

const density = (kind: string, name: string, file: string): string => `${next(file)}${code(file)}

/// One sentence about the quantity and what its parameters mean. It travels into the derivation.
${kind} ${name} {
  variable  θ in Positive // where the random quantity lives: Real, Unit, Natural, Real^P, …
  parameter β in Positive // what the learning rule updates
  density   ∝ exp(-β θ) // ∝: the compiler finds the factor that makes it integrate to 1
  claim     entropy = 1 - log(β) // optional: a formula you believe; it is verified, never trusted
}
`;

const base = `/// The draws: any density without parameters.
distribution Draw {
  variable z in Real
  density  ∝ exp(-z^2 / 2)
}
`;

const group = (name: string): string => `/// What an element does to a point says everything about the group.
group ${name}(P) {
  element A in Positive^P, b in Real^P // also Invertible(P), LowerTriangular(P), Rotation(n), Circle, …
  action  θ in Real^P -> A*θ + b // * is entry by entry; a matrix stands before a vector: A θ
  claim   identity = (1, 0) // optional: a formula you believe; it is verified, never trusted
}
`;

const orbit = (name: string, moved: string): string => `/// All the densities that the group makes of one.
orbit ${name}(P) {
  group ${moved}(P)
  base  Draw^P // P independent draws; Dirac(0) is one point
}
`;

const optimizer = (
  name: string,
  posterior: string,
): string => `/// A learning rule on the group: it compiles to an optimizer.
optimizer ${name}(P) {
  posterior   ${posterior}(P)
  samples     K = 1 // draws in a step
  momentum    β = 0.9
  rate        α_A = 0.01 for A, α_b = 0.1 for b // or one for all blocks: rate α = 0.01
  temperature τ = 1 // 0 optimises without entropy
  metric      fisher // or identity
}
`;

/** The text of a template; what a declaration stands on is declared before it. */
const templates: Readonly<Record<string, (name: string, file: string) => string>> = {
  family: (name, file) => density('family', name, file),
  distribution: (name, file) => density('distribution', name, file),
  group: (name, file) => `${next(file)}

${group(name)}`,
  orbit: (name, file) => `${next(file, `${file} --name ${name}`)}${code(`${file} --name ${name}`)}

${base}
${group(`${name}Group`)}
${orbit(name, `${name}Group`)}`,
  optimizer: (name, file) => `${next(file, `${file} --name ${name}`)}${code(`${file} --name ${name}`)}

${base}
${group(`${name}Group`)}
${orbit(`${name}Posterior`, `${name}Group`)}
${optimizer(name, `${name}Posterior`)}`,
};

interface NewOptions {
  readonly output?: string;
}

/** Writes a template; a file that exists already is left alone. */
export async function begin(kind: string, name: string, { output }: NewOptions): Promise<Answer> {
  if (!kinds.includes(kind)) return usage(`there is no kind \`${kind}\``, `choose one of ${kinds.join(', ')}`);
  const template = templates[kind];
  if (!template)
    return notYet(`there is no template for a ${kind} yet`, `choose one of ${Object.keys(templates).join(', ')}`);
  if (!/^\p{L}[\p{L}\p{N}_-]*$/u.test(name)) return noName(name);
  const path = await freePath(name, output);
  if (!path.ok) return path.answer;
  const draft = parse(template(pascalCase(name), path.value.split('/').at(-1) ?? path.value));
  if (draft.diagnostics.length > 0) return noName(name);
  const text = print(draft.file);
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
