// Gaussian families in which the location or one of the precisions is known, against values from mpmath at 50 digits.
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { load } from './emit-run.ts';
import { flat, type Json } from './emitted-families.ts';

/** The module of the only family of a text, whose claims all hold. */
async function moduleOf(text: string) {
  const { declarations, diagnostics } = compile(text, { verify: 'all' });
  expect(diagnostics.map((d) => d.message)).toEqual([]);
  const findings = declarations[0]?.findings;
  if (!findings) throw new Error('not derived');
  return load(emitJs(programOf(findings), { source: 'family.blr', version: '0.0.0' }).js);
}

function expectClose(actual: unknown, wanted: Json): void {
  const [found, known] = [flat(actual as Json), flat(wanted)];
  expect(found.length).toBe(known.length);
  for (const [i, x] of found.entries()) expect(x).toBeCloseTo(known[i] ?? Number.NaN, 11);
}

const S = [
  [2, 0.3],
  [0.3, 1.5],
];
const U = [
  [0.8, 0.1],
  [0.1, 0.6],
];
const M = [
  [0.5, -0.2, 0.1],
  [0.3, 0.9, -0.4],
];
const X = [
  [1.5, 0.2, -0.3],
  [-0.6, 0.4, 0.8],
];
const V = [
  [1.2, 0.2, 0.1],
  [0.2, 0.9, -0.3],
  [0.1, -0.3, 1.4],
];
const settings = { rho: 0.1, tau: 1 };
const gradientOfS = [
  [0.2, -0.1],
  [-0.1, 0.3],
];
const gradientOfM = [
  [0.2, -0.1, 0.4],
  [0.3, 0.5, -0.6],
];
const gradientOfV = [
  [0.3, 0.1, -0.2],
  [0.1, 0.2, 0.05],
  [-0.2, 0.05, 0.1],
];

const knownMean = (form: string, parameter: string): string =>
  `family F(P) { variable x in Real^P constant m in Real^P parameter ${parameter} density ∝ exp(-${form}/2) }`;

describe('a Gaussian vector around a known mean', () => {
  const m = [0.4, -1.1];
  const theta = [0.7, 0.2];

  it('is a family of its precision', async () => {
    const module = await moduleOf(knownMean("(x-m)' S (x-m)", 'S in SPD(P)'));
    expectClose(module.logDensity({ S, m }, theta), -2.7783005258176448);
    expectClose(module.entropy({ S, m }), 2.303800525817645);
    // S′ = (1 − ρτ) S − 2ρ S G S
    const next = module.update({ S, m }, { S: gradientOfS }, settings) as Record<string, Json>;
    expectClose(next.S, [
      [1.6586, 0.2808],
      [0.2808, 1.2294],
    ]);
  });

  it('is a family of its covariance', async () => {
    const module = await moduleOf(knownMean("(x-m)' inv(C) (x-m)", 'C in SPD(P)'));
    expectClose(module.logDensity({ C: S, m }, theta), -2.9356993114684);
    expectClose(module.entropy({ C: S, m }), 3.371953607001046);
  });
});

describe('a Gaussian matrix', () => {
  it('with known rows is a family of its mean and its column precision', async () => {
    const module = await moduleOf(
      "family F(P, Q) { variable X in Matrix(P,Q) constant U in SPD(P) parameter M in Matrix(P,Q), V in SPD(Q) density ∝ exp(-trace(inv(U) (X-M) V (X-M)')/2) }",
    );
    expectClose(module.logDensity({ M, V, U }, X), -8.679453163205597);
    expectClose(module.entropy({ M, V, U }), 7.098176567460917);
    const next = module.update({ M, V, U }, { M: gradientOfM, V: gradientOfV }, settings) as Record<string, Json>;
    expectClose(next.V, [
      [1.0357, 0.15135, 0.12215],
      [0.15135, 0.7884, -0.26305],
      [0.12215, -0.26305, 1.2487],
    ]);
    expectClose(next.M, [
      [0.48383417820929203, -0.19947401466961176, 0.08087051779682358],
      [0.2819028395026885, 0.8740046543286352, -0.3780792083960166],
    ]);
  });
});
