// A first specification of any kind, commented, that passes every check as it stands.
import { parse } from '../grammar/parse.ts';
import { print } from '../grammar/print.ts';

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

/** What a declaration stands on is declared before it. */
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

/** The kinds of declaration that have a template. */
export const templateKinds: readonly string[] = Object.keys(templates);

/**
 * A first text of a kind, under a name of the language, formatted; its comments tell what to do with `file`. Undefined where
 * the kind has no template, or the name cannot be one.
 */
export function template(kind: string, name: string, file = `${name}.blr`): string | undefined {
  const written = Object.hasOwn(templates, kind) ? templates[kind]?.(name, file) : undefined;
  const draft = written === undefined ? undefined : parse(written);
  return draft && draft.diagnostics.length === 0 ? print(draft.file) : undefined;
}
