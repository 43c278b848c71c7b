// Parameters used entry by entry: vectors, simplices and symmetric matrices of a written-out size, solved place by place.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import type { Findings } from '../src/derivation/findings.ts';
import type { Expr } from '../src/ir/expr.ts';
import { valueAt } from '../src/numeric/mixed-differences.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import { stepAt } from '../src/values/step.ts';
import { declared } from './emitted-families.ts';

const findingsOf = (text: string): Findings => {
  const { declarations, diagnostics } = compile(text, { verify: 'none' });
  const found = declarations[0]?.findings;
  if (!found || !('separation' in found)) throw new Error(diagnostics.map((d) => d.message).join('; '));
  return found;
};

describe('two counts whose rising factorial couples them', () => {
  const p = [0.125, 0.25, 0.625];
  const { partition, model, fromNatural, fromMean } = findingsOf(
    `family F { variable x in Natural, y in Natural constant r in Positive parameter p in Simplex(3)
     density gamma(x + y + r)/(gamma(r)*factorial(x)*factorial(y)) * entry(p, 1)^x * entry(p, 2)^y * entry(p, 3)^r }`,
  );
  const at = (e: Expr | undefined): number => {
    const [r] = model.constants;
    const [simplex] = model.parameters;
    if (!e || !r || !simplex) return Number.NaN;
    return valueAt(
      e,
      new Map([
        [r, { shape: [], data: [1.5] }],
        [simplex, { shape: [3], data: p }],
      ]),
      new Map(),
    );
  };

  it('are summed one after the other: A = log Γ(r) - r log(1 - p₁ - p₂)', () => {
    expect(at(partition?.ofParameters)).toBeCloseTo(Math.log(Math.sqrt(Math.PI) / 2) - 1.5 * Math.log(0.625), 14);
  });

  it('lead back in closed form', () => {
    expect([fromNatural?.kind, fromMean?.kind]).toEqual(['closed', 'closed']);
  });
});

describe('a precision matrix in a quadratic form that is written out', () => {
  const pair = declared('test/families-unseen/gaussian-pair.blr', 'GaussianPair');
  const S = [
    [2, 0.5],
    [0.5, 1],
  ];

  it('has the entropy of a centred Gaussian', () => {
    const answer = evaluateAt(pair, { at: { S } });
    const { entropy } = answer.ok ? (answer.value as { entropy: number }) : { entropy: Number.NaN };
    expect(entropy).toBeCloseTo(1 + Math.log(2 * Math.PI) - Math.log(1.75) / 2, 13);
  });

  it("steps as S' = (1 - ρ)S - 2ρ S G S does", () => {
    const answer = stepAt(pair, {
      at: { S },
      gradient: {
        S: [
          [0.1, 0.05],
          [0.05, -0.2],
        ],
      },
      rho: 0.1,
    });
    const { parameters } = answer.ok ? (answer.value as { parameters: { S: number[][] } }) : { parameters: { S: [] } };
    const wanted = [1.71, 0.4275, 0.4275, 0.925];
    expect(parameters.S.flat().map((x, i) => Math.abs(x - (wanted[i] ?? 0)) < 1e-14)).toEqual(wanted.map(() => true));
  });
});

it('reads the other order of a sum of products: three observations, two statistics', () => {
  const text = readFileSync(new URL('families-unseen/logistic-regression.blr', import.meta.url), 'utf8');
  expect(findingsOf(text).separation?.blocks.length).toBe(2);
});

describe('a normal vector whose entries are multiplied by name', () => {
  const pair = `family T { variable x in Real^2 parameter r in Interval(-1, 1)
    density ∝ exp(-(entry(x, 1)^2 - 2 r entry(x, 1) entry(x, 2) + entry(x, 2)^2)/2) }`;
  const chain = `family C { variable x in Real^3 parameter a in Positive, r in Interval(-1/2, 1/2)
    density ∝ exp(-a (x' x - 2 r (entry(x, 1) entry(x, 2) + entry(x, 2) entry(x, 3)))/2) }`;

  it('has the normaliser of its precision matrix', () => {
    const compiled = compile(pair);
    expect(compiled.diagnostics).toEqual([]);
    const [family] = compiled.declarations;
    const answer = family && evaluateAt(family, { at: { r: 0.6 } });
    // log 2π − ½ log(1 − r²), r/(1 − r²), (1 + r²)/(1 − r²)²
    expect(answer?.ok && answer.value).toMatchObject({
      logPartition: expect.closeTo(Math.log(2 * Math.PI) - Math.log(0.64) / 2, 12),
      mean: [expect.closeTo(0.9375, 12)],
      fisherParameters: [[expect.closeTo(3.3203125, 11)]],
    });
  });

  it('derives in a chain of three, too', { timeout: 30_000 }, () => {
    expect(compile(chain).diagnostics).toEqual([]);
  });
});

describe('a vector whose entries have laws of their own', () => {
  const waits = `family W { variable x in Positive^2 parameter a in Positive, b in Positive
    density ∝ exp(-a entry(x, 1) - b entry(x, 2)) * entry(x, 1)^2 }`;

  it('is integrated entry by entry', () => {
    const compiled = compile(waits);
    expect(compiled.diagnostics).toEqual([]);
    const [family] = compiled.declarations;
    const answer = family && evaluateAt(family, { at: { a: 1.3, b: 0.7, x: [0.5, 2] } });
    // A gamma law of shape 3 beside an exponential one.
    expect(answer?.ok && answer.value).toMatchObject({
      logPartition: expect.closeTo(Math.log(2 / 1.3 ** 3 / 0.7), 13),
      parametersFromNatural: { a: expect.closeTo(1.3, 13), b: expect.closeTo(0.7, 13) },
      logDensity: expect.closeTo(Math.log((1.3 ** 3 / 2) * 0.7) + 2 * Math.log(0.5) - 0.65 - 1.4, 13),
    });
  });

  it('does not integrate where an entry has none', () => {
    const text = 'family W { variable x in Positive^2 parameter a in Positive density ∝ exp(-a entry(x, 1)) }';
    expect(compile(text).diagnostics[0]).toMatchObject({ code: 'not-integrable' });
  });
});
