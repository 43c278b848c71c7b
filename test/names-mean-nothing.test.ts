// A name means nothing: a declaration whose names are those of the theory's own letters gives the same numbers.
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import { stepAt } from '../src/values/step.ts';
import { load } from './emit-run.ts';

type Values = Readonly<Record<string, number>>;

/** Names in the place of 1, 2, … of a text: parameters, then constants, then the variable. */
interface Law {
  readonly text: string;
  readonly parameters: number;
  readonly values: readonly number[];
}

const gamma: Law = {
  text: 'family Q { variable @3 in Positive parameter @1 in Positive, @2 in Positive density ∝ @3^(@1-1)*exp(-@2*@3) }',
  parameters: 2,
  values: [2.5, 1.5, 0.7],
};
const normal: Law = {
  text: 'family Q { variable @3 in Real parameter @1 in Real, @2 in Positive density sqrt(@2/(2 pi))*exp(-@2*(@3-@1)^2/2) }',
  parameters: 2,
  values: [0.5, 1.5, 0.7],
};
const known: Law = {
  text: 'family Q { variable @3 in Real parameter @1 in Real constant @2 in Real density exp(-(@3-@1 @2)^2/2)/sqrt(2 pi) }',
  parameters: 1,
  values: [0.5, 1.5, 0.7],
};
const success: Law = {
  text: 'family Q { variable @3 in Unit parameter @1 in Positive constant @2 in Unit density ∝ @3^(@1-1)*(1-@3)^@2 }',
  parameters: 1,
  values: [1.5, 0.4, 0.7],
};

const cases: readonly (readonly [string, Law, readonly string[]])[] = [
  ['the gamma draw of the sampler', gamma, ['g', 'b', 'x']],
  ['the gamma draw as the rate', gamma, ['a', 'g', 'x']],
  ['the normal draw of the sampler', normal, ['ε', 's', 'x']],
  ['the normal draw as a constant', known, ['m', 'ε', 'x']],
  ['uniform draws', success, ['a', 'u', 'w']],
  ['the gradient in another parameter', normal, ['G_s', 's', 'x']],
  ['the gradient, as a constant', known, ['m', 'G_m', 'x']],
  ['a tangent of the Fisher metric', known, ['m', 'u_m', 'x']],
  ['the other tangent', known, ['m', 'v_m', 'x']],
  ['letters of concepts', gamma, ['λ', 'μ', 'T']],
  ['letters of the rule', gamma, ['ρ', 'τ', 'ℓ']],
];

const inPlace = (text: string, names: readonly string[]): string =>
  text.replace(/@(\d)/g, (_, place: string) => names[Number(place) - 1] ?? '');

/** The numbers of a law under these names, by the evaluator and by emitted code. */
async function numbersOf({ text, values, parameters }: Law, names: readonly string[]): Promise<unknown> {
  const { declarations, diagnostics } = compile(inPlace(text, names), { verify: 'none' });
  const [compiled] = declarations;
  if (!compiled?.findings) throw new Error(diagnostics.map((d) => d.message).join());
  const some = (count: number, of: (i: number) => number): Values =>
    Object.fromEntries(names.slice(0, count).map((name, i) => [name, of(i)]));
  const at = some(names.length, (i) => values[i] ?? 0);
  const own = some(names.length - 1, (i) => values[i] ?? 0);
  const gradient = some(parameters, (i) => 0.2 * (i + 1));
  const seen = evaluateAt(compiled, { at, toPoint: some(parameters, (i) => 0.8 * (values[i] ?? 0)) });
  const step = stepAt(compiled, { at: own, gradient, rho: 0.1, tau: 1.2 });
  const module = await load(emitJs(programOf(compiled.findings), { source: 'names.blr', version: '0.1.0' }).js);
  if (!seen.ok || !step.ok) throw new Error('no value');
  const { statistics: _, parametersFromNatural, ...rest } = seen.value;
  const lists = [parametersFromNatural, step.value.parameters, module.update(own, gradient, { rho: 0.1, tau: 1.2 })];
  const drawn = [...(module.sample(own, [5], 7) as Float64Array)];
  return { ...rest, drawn, natural: step.value.natural, lists: lists.map((l) => Object.values(l as Values)) };
}

describe('declared names', () => {
  it.each(cases)('may be %s', async (_, law, names) => {
    expect(await numbersOf(law, names)).toEqual(await numbersOf(law, ['alpha_p', 'beta_p', 'gamma_p']));
  });

  it('stand for one thing on a page, beside the random numbers of a sampler', () => {
    const names = ['g', 'u', 'v'];
    const { declarations } = compile(inPlace(gamma.text, names), { verify: 'none' });
    const sampler = declarations[0]?.findings?.sampler;
    const drawn = sampler?.kind === 'transform' ? sampler.draws.map((d) => d.symbol.name) : [];
    expect(drawn).toHaveLength(1);
    expect(names).not.toContain(drawn[0]);
  });
});
