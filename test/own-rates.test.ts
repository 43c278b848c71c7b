// Vectors of independent coordinates, each with parameters of its own, whose sums or integrals stay open: what is told of the vector
// is the total, or the list, of what is told of its entries.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import { type EmittedModule, load, loadTensors } from './emit-run.ts';

type Values = Readonly<Record<string, readonly number[]>>;
/** A name, the law of a vector, the same of one entry, a point, another and a gradient. */
const cases: readonly (readonly [string, string, string, Values, Values, Values])[] = [
  [
    'counts with rates',
    'family Rates(P) { variable k in Natural^P parameter r in Positive^P density prod(r^k * exp(-r) / factorial(k)) }',
    'family Rate { variable k in Natural parameter r in Positive density r^k exp(-r)/factorial(k) }',
    { r: [0.5, 3, 1e6] },
    { r: [0.7, 2, 1.1e6] },
    { r: [0.3, -0.2, 1e-8] },
  ],
  [
    'counts with rates and dispersions',
    "family Pairs(P) { variable k in Natural^P parameter a in Real^P, n in Positive^P density ∝ exp(a' k - (1 + n)' log(factorial(k))) }",
    'family Pair { variable k in Natural parameter a in Real, n in Positive density ∝ exp(a k - (1 + n) log(factorial(k))) }',
    { a: [0.3, 2], n: [0.5, 1.2] },
    { a: [0.4, 1.5], n: [0.6, 1] },
    { a: [0.1, 0.2], n: [0.05, -0.02] },
  ],
  [
    'numbers with fourth powers',
    "family Fourths(P) { variable x in Real^P parameter a in Positive^P density ∝ exp(-sum(x^2) - a' x^4) }",
    'family Fourth { variable x in Real parameter a in Positive density ∝ exp(-x^2 - a x^4) }',
    { a: [0.3, 2] },
    { a: [0.4, 1.5] },
    { a: [0.1, 0.02] },
  ],
];

const options = { source: 'F', version: '0.0.0' };
const programs = new Map<string, ReturnType<typeof programOf>>();
function programOfText(text: string): ReturnType<typeof programOf> {
  const known = programs.get(text);
  if (known) return known;
  const { findings } = compile(text).declarations[0] ?? {};
  if (!findings) throw new Error('the family does not compile');
  const program = programOf(findings);
  programs.set(text, program);
  return program;
}

const entryAt = (v: Values, i: number): Record<string, number> =>
  Object.fromEntries(Object.entries(v).map(([name, list]) => [name, list[i] ?? Number.NaN]));
const asArrays = (v: Values): Record<string, Float64Array> =>
  Object.fromEntries(Object.entries(v).map(([name, list]) => [name, Float64Array.from(list)]));
const asTensors = (v: Values): Record<string, tf.Tensor> =>
  Object.fromEntries(Object.entries(v).map(([name, list]) => [name, tf.tensor1d([...list])]));
const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
/** The largest difference of two lists, in units of their size. */
const apart = (found: ArrayLike<number>, wanted: readonly number[]): number =>
  Math.max(...wanted.map((w, i) => Math.abs((found[i] ?? Number.NaN) - w) / Math.max(1, Math.abs(w))));

describe.each(cases)('%s', (_, whole, one, at, other, gradient) => {
  const places = Object.values(at)[0]?.map((__, i) => i) ?? [];
  const names = Object.keys(at);

  it('passes its claims and says in js what its entries say', async () => {
    const [m, entry] = await Promise.all([whole, one].map((t) => load(emitJs(programOfText(t), options).js)));
    const each = (f: (m: EmittedModule, i: number) => unknown): number[] =>
      places.map((i) => f(entry as EmittedModule, i) as number);
    const vector = m as EmittedModule;
    const here = asArrays(at);
    expect(apart([vector.entropy(here) as number], [sum(each((e, i) => e.entropy(entryAt(at, i))))])).toBeLessThan(
      1e-12,
    );
    const divergence = sum(each((e, i) => e.kl(entryAt(at, i), entryAt(other, i))));
    expect(apart([vector.kl(here, asArrays(other)) as number], [divergence])).toBeLessThan(1e-12);
    const next = vector.update(here, asArrays(gradient), { rho: 0.1 }) as Record<string, Float64Array>;
    const back = vector.fromMean(vector.toMean(here)) as Record<string, Float64Array>;
    for (const name of names) {
      const wanted = each((e, i) => (e.update(entryAt(at, i), entryAt(gradient, i), { rho: 0.1 }) as never)[name]);
      expect(apart(next[name] ?? [], wanted)).toBeLessThan(1e-12);
      expect(apart(back[name] ?? [], [...(at[name] ?? [])])).toBeLessThan(1e-11);
    }
  });

  it('says in tensors, of a batch, what it says in js', async () => {
    await tf.setBackend('cpu');
    const program = programOfText(whole);
    const [m, t] = await Promise.all([load(emitJs(program, options).js), loadTensors(emitTfjs(program, options).js)]);
    const two = Object.fromEntries(
      names.map((name) => [name, tf.tensor2d([[...(at[name] ?? [])], [...(other[name] ?? [])]])]),
    );
    const entropies = [at, other].map((v) => m.entropy(asArrays(v)) as number);
    expect(apart((t.entropy(two) as tf.Tensor).dataSync(), entropies)).toBeLessThan(1e-5);
    const next = t.update(asTensors(at), asTensors(gradient), { rho: 0.1 }) as Record<string, tf.Tensor>;
    const wanted = m.update(asArrays(at), asArrays(gradient), { rho: 0.1 }) as Record<string, Float64Array>;
    for (const name of names) expect(apart(next[name]?.dataSync() ?? [], [...(wanted[name] ?? [])])).toBeLessThan(1e-5);
  });
});

it('refuses a vector of which one coordinate does not integrate', () => {
  const text = "family Bad(P) { variable x in Real^P parameter b in Real^P density ∝ exp(-sum(x^2) - b'x^4) }";
  const [problem] = compile(text).diagnostics;
  expect(problem?.code).toBe('not-integrable');
});

it('draws counts of each rate', async () => {
  const [name, whole, , at] = cases[1] ?? [];
  if (!name || !whole || !at) throw new Error('no case');
  const m = await load(emitJs(programOfText(whole), options).js);
  const draws = m.sample(asArrays(at), 20_000, 7) as readonly Float64Array[];
  const { mu1, mu2: _ } = m.toMean(asArrays(at)) as Record<string, Float64Array>;
  const means = [0, 1].map((i) => sum(draws.map((d) => d[i] ?? Number.NaN)) / draws.length);
  expect(apart(means, [...(mu1 ?? [])])).toBeLessThan(0.01);
});

it('tells a count whose rate is that of its class', () => {
  const program = compile(
    "family Classed(K) { variable y in OneHot(K), k in Natural parameter p in Simplex(K), r in Positive^K density prod(p^y) (y' r)^k exp(-y' r)/factorial(k) }",
  ).declarations[0];
  const at = { p: [0.2, 0.3, 0.5], r: [0.5, 3, 20] };
  const found = program && evaluateAt(program, { at });
  // The entropy of the class and those of its counts (mpmath 1.3, sums with 30 digits).
  expect(found?.ok && found.value['entropy']).toBeCloseTo(3.25088476709946, 11);
});
