// Far out, and next to each other: open integrals against the oracle, and λ(μ) as well as its conditioning allows.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import { stepAt } from '../src/values/step.ts';
import { declared, type Entries, type Point } from './emitted-families.ts';
import { missesAt, missText } from './oracle-comparison.ts';

const path = fileURLToPath(new URL('oracles/families-extremes.json', import.meta.url));
const points = JSON.parse(readFileSync(path, 'utf8')) as readonly Point[];
const labelled = points.map((p): [string, Point] => [`${p.name} at ${JSON.stringify(p.at)}`, p]);

const valueAt = (p: Point): Entries => {
  const answer = evaluateAt(declared(p.file, p.name), { at: p.at });
  if (!answer.ok) throw new Error(answer.diagnostics.map((d) => d.message).join('; '));
  return answer.value as Entries;
};

type Matrix = readonly (readonly number[])[];

/** Σ |∂λᵢ/∂μⱼ · μⱼ|, of one or two statistics. */
function movement(fisher: Matrix, mean: readonly number[]): readonly number[] {
  const [[a = 1, b = 0] = [], [, d = 1] = []] = fisher;
  if (mean.length === 1) return [Math.abs((mean[0] ?? 0) / a)];
  const determinant = a * d - b * b;
  const [x, y] = mean.map(Math.abs);
  return [(d * (x ?? 0) + Math.abs(b) * (y ?? 0)) / determinant, (Math.abs(b) * (x ?? 0) + a * (y ?? 0)) / determinant];
}

describe.each(labelled)('%s', (_, point) => {
  it('agrees with the oracle', { timeout: 120_000 }, () => {
    expect(missesAt(point).map(missText)).toEqual([]);
  });

  it('comes back from its mean', { timeout: 120_000 }, () => {
    const value = valueAt(point);
    const [natural, back, mean] = ['natural', 'naturalFromMean', 'mean'].map((k) => value[k] as readonly number[]);
    const allowed = movement(value['fisherNatural'] as unknown as Matrix, mean ?? []);
    expect(back?.length).toBe(natural?.length);
    natural?.forEach((x, i) => {
      const gap = Math.abs((back?.[i] ?? Number.NaN) - x);
      // Where the determinant has vanished in doubles, nothing of λ is told by μ.
      const most = Math.max(1e-9 * Math.abs(x), 10 * 2 ** -52 * (allowed[i] ?? 0));
      if (Number.isFinite(most)) expect(gap).toBeLessThanOrEqual(most);
    });
  });
});

// E[log h] bends within a width of 1, beside the middle of a law as wide as 300 to 30,000. By mpmath, quadrature in the logit.
it.each([
  [1e-5, -38.25168066807308, 2.61308782582932e-4],
  [1e-7, -394.922330365243, 2.5321320754025e-5],
  [1e-9, -3961.91391372786, 2.52403251755434e-6],
])('a step sees what bends within a hundredth of a law: precision %d', (s, m, wanted) => {
  const options = { at: { m: 0.5, s }, gradient: { m: 0.1, s: 0.2 }, rho: 0.1, tau: 1 };
  const answer = stepAt(declared('test/families-unseen/logit-normal.blr', 'LogitNormal'), options);
  if (!answer.ok) throw new Error(answer.diagnostics.map((d) => d.message).join('; '));
  const found = (answer.value as Entries)['parameters'] as { m: number; s: number };
  expect(Math.abs(found.m / m - 1)).toBeLessThan(1e-11);
  expect(Math.abs(found.s / wanted - 1)).toBeLessThan(1e-11);
});

describe('a step at a removable singularity', () => {
  const stepped = (file: string, name: string, at: Entries, gradient: Entries, rho: number, tau: number): unknown => {
    const answer = stepAt(declared(`test/families-unseen/${file}.blr`, name), { at, gradient, rho, tau });
    return answer.ok && (answer.value as Entries)['parameters'];
  };

  it('moves where the slope is not zero', () => {
    const { p } = stepped('continuous-bernoulli', 'ContinuousBernoulli', { p: 0.5 }, { p: -0.693 }, 0.5, 0.3) as {
      p: number;
    };
    expect(p).toBeCloseTo(0.7387535192260191, 12);
  });

  it('stays where it is', () => {
    expect(stepped('truncated-exponential', 'TruncatedExponential', { β: 0 }, { β: 0 }, 0.25, 1)).toEqual({ β: 0 });
    expect(stepped('truncated-geometric', 'TruncatedGeometric', { n: 10, q: 1 }, { q: 0 }, 0.25, 1)).toEqual({ q: 1 });
  });
});

it('a divergence from a member at a removable singularity', () => {
  const file = ['test/families-unseen/continuous-bernoulli.blr', 'ContinuousBernoulli'] as const;
  const answer = evaluateAt(declared(...file), { at: { p: 0.8 }, toPoint: { p: 0.5 } });
  // By quadrature, mpmath 1.3.
  expect(answer.ok && (answer.value as Entries)['kl']).toBeCloseTo(0.07641445280335882, 13);
});

// At shape 10⁷ log m − E[log x] is 5e-8 of two numbers near 7, so that a digit of the means moves λ by 2e-8.
it('maps back from means hold what the digits of the means tell', () => {
  const [shaped] = compile(
    'family G { variable x in Positive parameter m in Positive, v in Positive density ∝ x^(m^2/v-1)*exp(-m*x/v) }',
  ).declarations;
  if (!shaped) throw new Error('not declared');
  const answer = evaluateAt(shaped, { at: { m: 1000, v: 0.1 } });
  if (!answer.ok) throw new Error('not evaluated');
  const found = answer.value as Entries;
  const back = found['naturalFromMean'] as number[];
  const gap = Math.max(...(found['natural'] as number[]).map((x, i) => Math.abs((back[i] ?? Number.NaN) / x - 1)));
  expect(gap).toBeLessThan(1e-8);
});

// A stable form has log1p of what the logarithm's argument exceeds 1: it is read by the distance from where that vanishes, too.
// Means by mpmath, from the closed form of the normaliser and by quadrature.
it.each([
  ['variable x in Circle parameter a in Positive density ∝ (1 + cos(x))^a', { a: 1.5 }, [0.412774875013169]],
  ['variable x in Circle parameter a in Positive density ∝ (1 + cos(x))^a', { a: 0.001 }, [-0.689864509646187]],
  [
    'variable x in Unit parameter a in Positive, b in Positive, c in Real density ∝ x^(a-1)*(1-x)^(b-1)*exp(-c x)',
    { a: 1e-4, b: 0.7, c: 1 },
    [0.0000830475145441018, -10000.45132796289, -0.0001439947945802906],
  ],
])('a map back from means sees logarithms that vanish at an end: %s at %j', { timeout: 60_000 }, (text, at, means) => {
  const [law] = compile(`family F { ${text} }`).declarations;
  const answer = law ? evaluateAt(law, { at: at as Entries }) : undefined;
  if (!answer?.ok) throw new Error('not evaluated');
  const found = answer.value as Entries;
  (found['mean'] as number[]).forEach((x, i) => {
    expect(Math.abs(x / (means[i] ?? 0) - 1)).toBeLessThan(1e-11);
  });
  const back = found['naturalFromMean'] as number[];
  (found['natural'] as number[]).forEach((x, i) => {
    expect(Math.abs((back[i] ?? Number.NaN) / x - 1)).toBeLessThan(1e-11);
  });
});

// log(2πe r)/2, as the rest of the entropy's series in 1/r rounds away; of the other law with r = 2 the limit for small p, from mpmath.
it.each([
  ['poisson', 'Poisson', { r: 1e19 }, 23.293496916648067],
  ['poisson', 'Poisson', { r: 1e22 }, 26.747374556139174],
  ['negative-binomial', 'NegativeBinomial', { p: 1e-20, r: 2 }, 47.62891752478195],
])('the mass of counts beyond 10¹⁸ is found: %s', (file, name, at, wanted) => {
  const answer = evaluateAt(declared(`families/exponential/${file}.blr`, name), { at });
  if (!answer.ok) throw new Error(answer.diagnostics.map((d) => d.message).join('; '));
  const { entropy } = answer.value as { entropy: number };
  expect(Math.abs(entropy / wanted - 1)).toBeLessThan(1e-9);
});
