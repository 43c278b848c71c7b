// What a query may hold: the sizes it must tell, the arrays it may nest, the natural domain it must keep.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Compiled, compile } from '../src/compile.ts';
import { zero } from '../src/ir/expr.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import { stepAt } from '../src/values/step.ts';

function declared(path: string): Compiled {
  const text = readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
  const [found] = compile(text, { file: path, verify: 'none' }).declarations;
  if (!found) throw new Error(path);
  return found;
}

const problemsOf = (answer: ReturnType<typeof evaluateAt>): readonly string[] =>
  answer.ok ? [] : answer.diagnostics.map((d) => `${d.code}: ${d.message}; ${d.hint ?? ''}`);

describe('a dimension that only the variable has', () => {
  const family = declared('test/families-unseen/one-mean.blr');
  const missing = [
    'unknown-name: the dimension P of OneMean is told by no parameter or constant; give its size in at, as in "P": 3, or a value of x, whose length is P',
  ];

  it('must be told', () => {
    expect(problemsOf(evaluateAt(family, { at: { m: 1, s: 2 } }))).toEqual(missing);
    expect(problemsOf(stepAt(family, { at: { m: 1, s: 2 }, gradient: { m: 0, s: 0 }, rho: 0.1 }))).toEqual(missing);
  });

  it('is given as a number, once', () => {
    const at = { m: 1, s: 2 };
    const asked = (size: unknown, toPoint = {}) =>
      evaluateAt(family, { at: { ...at, P: size }, toPoint: { ...at, ...toPoint } });
    const answer = asked(3, { P: 3 });
    expect(answer.ok && answer.value.fisherParameters).toEqual([
      [6, 0],
      [0, 3 / 8],
    ]);
    expect(problemsOf(asked(3, { P: 2 }))).toEqual(['shape-mismatch: P is 3, not 2; ']);
    expect(problemsOf(asked(0))).toEqual([
      'shape-mismatch: P is a size, and 0 is none; a size is a whole number from 1 on',
    ]);
  });

  it('is a bound of a range, too', () => {
    const text = 'family Cut(n) { variable k in Integer(0..n) parameter t in Real density ∝ exp(t k) }';
    const compiled = compile(text);
    expect(compiled.ok).toBe(true);
    const [cut] = compiled.declarations;
    const answer = cut && evaluateAt(cut, { at: { t: 0.3, n: 4 } });
    expect(answer?.ok && answer.value.logPartition).toBeCloseTo(Math.log(Math.expm1(1.5) / Math.expm1(0.3)), 14);
    expect(problemsOf(evaluateAt(cut ?? family, { at: { t: 0.3 } }))[0]).toContain('the dimension n of Cut');
  });

  it('is told by a value of the variable', () => {
    const answer = evaluateAt(family, { at: { m: 1, s: 2, x: [0, 0, 0] } });
    expect(answer.ok && answer.value['fisherParameters']).toEqual([
      [6, 0],
      [0, 3 / 8],
    ]);
  });
});

describe('natural parameters', () => {
  it('outside the natural domain are refused', () => {
    const [problem = '', ...more] = problemsOf(
      evaluateAt(declared('families/exponential/normal.blr'), { atNatural: [1, 1] }),
    );
    expect(more).toEqual([]);
    expect(problem).toMatch(/^not-integrable: the natural parameters \[1,1\] lie outside the natural domain of Normal/);
  });

  it('beside declared ones are those of the same member', () => {
    const normal = declared('families/exponential/normal.blr');
    expect(problemsOf(evaluateAt(normal, { at: { m: 0.5, s: 2 }, atNatural: [1, -1] }))).toEqual([]);
    const [problem = ''] = problemsOf(evaluateAt(normal, { at: { m: 0.5, s: 3 }, atNatural: [1, -1] }));
    expect(problem).toMatch(/^shape-mismatch: the parameters in `at` are not those of the natural parameters/);
  });

  it('that no declared parameters have are refused: squares forget that −√a is negative', () => {
    const text = 'family F { variable x in Unit parameter a in Positive density ∝ x exp(-sqrt(a) x^4) }';
    const compiled = compile(text);
    expect(compiled.ok).toBe(true);
    const [tilted = declared('families/exponential/normal.blr')] = compiled.declarations;
    expect(problemsOf(evaluateAt(tilted, { atNatural: [-0.5] }))).toEqual([]);
    const [problem = ''] = problemsOf(evaluateAt(tilted, { atNatural: [0.5] }));
    expect(problem).toMatch(
      /^not-integrable: no parameters belong to these natural parameters; they lie in the natural/,
    );
    const step = stepAt(tilted, { at: { a: 0.5 }, gradient: { a: 3 }, rho: 1 });
    expect(step.ok && step.value).toMatchObject({ inDomain: false, parameters: null });
    const told = compiled.declarations[0]?.derivation?.steps.find(({ theorem }) => theorem === 'learning-rule')?.body;
    expect(told?.at(-1)).toMatchObject({ kind: 'equation', relation: '<', right: [zero] });
  });

  it.each([1000, -1000])('at the far end of the domain are taken: %d', (logit) => {
    expect(problemsOf(evaluateAt(declared('families/exponential/bernoulli.blr'), { atNatural: [logit] }))).toEqual([]);
  });
});

describe('arrays', () => {
  const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
  const normal = declared('families/exponential/normal.blr');
  const gaussian = declared('families/exponential/gaussian.blr');

  it.each([2, 5, 5000])('%d deep are no number', (depth) => {
    const [problem = ''] = problemsOf(evaluateAt(normal, { at: { m: nested(depth), s: 1 } }));
    expect(problem).toMatch(/^shape-mismatch: m /);
  });

  it('that make a metric too large to print are refused', () => {
    const identity = Array.from({ length: 60 }, (_, i) => Array.from({ length: 60 }, (__, j) => (i === j ? 1 : 0)));
    const [problem = ''] = problemsOf(evaluateAt(gaussian, { at: { m: identity.map(() => 0), S: identity } }));
    expect(problem).toMatch(/^too-large: Gaussian has 1890 coordinates here/);
    const many = Array.from({ length: 20_000 }, () => 1);
    expect(problemsOf(evaluateAt(normal, { at: { m: many, s: many } }))[0]).toMatch(
      /^too-large: Normal has 40000 coordinates here/,
    );
  });
});

describe('natural parameters of a lifted family', () => {
  const normal = declared('families/exponential/normal.blr');
  const lifted = { m: [0.7, -2.5, 4], s: [1.9, 0.03, 1e-3] };

  it('stand in blocks and lead back to the same quantities', () => {
    const there = evaluateAt(normal, { at: lifted });
    const natural = there.ok ? (there.value['natural'] as number[]) : [];
    expect(natural).toEqual([1.9 * 0.7, 0.03 * -2.5, 1e-3 * 4, -1.9 / 2, -0.03 / 2, -1e-3 / 2]);
    const back = evaluateAt(normal, { atNatural: natural, toPoint: lifted });
    const [found, wanted] = [there, back].map((a) => (a.ok ? (a.value['mean'] as number[]) : []));
    expect(wanted).toHaveLength(6);
    expect(Math.max(...(wanted ?? []).map((x, i) => Math.abs((found?.[i] ?? Number.NaN) / x - 1)))).toBeLessThan(1e-15);
    expect(back.ok && Math.abs(back.value['kl'] as number)).toBeLessThan(1e-14);
  });

  it('are counted', () => {
    expect(problemsOf(evaluateAt(normal, { atNatural: [1, 2, 3] }))).not.toEqual([]);
  });
});

describe('lifted families against closed forms at 40 digits (mpmath)', () => {
  const cases = [
    ['normal', { m: [0.7, -2.5, 1000], s: [1.9, 0.03, 1e-3] }, { m: [0.2, 1, 900], s: [2.5, 1, 2e-3] }],
    ['gamma', { α: [2.5, 1e-3, 1e4], β: [0.7, 4, 3] }, { α: [1.5, 0.5, 9e3], β: [1.7, 1, 2.5] }],
    ['beta', { a: [2.5, 1e-2, 1e3], b: [0.7, 4, 30] }, { a: [1.5, 0.5, 9e2], b: [1.7, 1, 25] }],
  ] as const;
  const expected: Readonly<Record<string, { entropy: number; kl: number }>> = {
    normal: { entropy: 9.14304524467888, kl: 31.02499044171793 },
    gamma: { entropy: -987.0410258858127, kl: 522.1683428524482 },
    beta: { entropy: -100.61150638791042, kl: 47.232126285979014 },
  };

  it.each(cases)('%s', (name, at, toPoint) => {
    const answer = evaluateAt(declared(`families/exponential/${name}.blr`), { at, toPoint });
    const want = expected[name];
    expect(answer.ok && want && Math.abs((answer.value['entropy'] as number) / want.entropy - 1)).toBeLessThan(1e-14);
    expect(answer.ok && want && Math.abs((answer.value['kl'] as number) / want.kl - 1)).toBeLessThan(1e-14);
  });
});

describe('an entry of a vector at a removable singularity', () => {
  const text = "family Tilts(P) { variable x in Interval(-1, 1)^P parameter k in Real^P density ∝ exp(k' x) }";
  const [family] = compile(text, { verify: 'none' }).declarations;
  if (!family) throw new Error('not derived');

  // A = Σ log(2 sinh k/k), μ = coth k − 1/k, F = 1/k² − 1/sinh² k, with their limits log 2, 0 and 1/3 at k = 0.
  it('is read beside it, the others where they are', () => {
    const answer = evaluateAt(family, { at: { k: [0, -3] }, toPoint: { k: [0, 1] } });
    if (!answer.ok) throw new Error('no numbers');
    const { logPartition, mean, fisherNatural, kl } = answer.value;
    const [a, b] = [(2 * Math.sinh(3)) / 3, 2 * Math.sinh(1)].map(Math.log) as [number, number];
    const slope = 1 / 3 - 1 / Math.tanh(3);
    expect(logPartition).toBeCloseTo(Math.log(2) + a, 13);
    expect(mean).toEqual([0, expect.closeTo(slope, 13)]);
    expect(fisherNatural).toEqual([
      [expect.closeTo(1 / 3, 13), 0],
      [0, expect.closeTo(1 / 9 - 1 / Math.sinh(3) ** 2, 13)],
    ]);
    expect(kl).toBeCloseTo(b - a - 4 * slope, 12);
  });

  it('is stepped from', () => {
    const answer = stepAt(family, { at: { k: [0, -3] }, gradient: { k: [0.1, 0.2] }, rho: 0.1 });
    const second = -2.7 - 0.02 / (1 / 9 - 1 / Math.sinh(3) ** 2);
    expect(answer.ok && answer.value.natural).toEqual([expect.closeTo(-0.03, 13), expect.closeTo(second, 12)]);
  });
});
