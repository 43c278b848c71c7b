// Groups whose actions hold constants, and groups on intervals and half-lines with ends of their own: they derive, and their
// exponential maps and Fisher forms are those of the same motions worked out by hand.
import { describe, expect, it } from 'vitest';
import { compiledText, declarationOf, numbersAt } from './group-texts.ts';

const weighted = 'group Weighted { constant k in Positive element a in Positive action (x, y) -> (a x, a^k y) }';
const exponentOf = (text: string, at: object): object => {
  const compiled = compiledText(text, 'families/orbits', 'live');
  expect(compiled.diagnostics.map((d) => d.message)).toEqual([]);
  return numbersAt(declarationOf(compiled), at as Readonly<Record<string, number>>)['exp'] as object;
};
const near = (found: object, wanted: Readonly<Record<string, number>>): void => {
  expect(Object.keys(found)).toEqual(Object.keys(wanted));
  for (const [key, x] of Object.entries(wanted)) expect(found[key as keyof typeof found]).toBeCloseTo(x, 12);
};
/** Of ȧ = s X_a, ṡ = s X_s: (X_a (e^{X_s} − 1)/X_s, e^{X_s}). */
const affine = { a: (0.7 * Math.expm1(-0.4)) / -0.4, s: Math.exp(-0.4) };

describe('a constant of a group', () => {
  it('may be left open', () => {
    near(exponentOf(weighted, { k: 2, X_a: 0.3 }), { a: Math.exp(0.3) });
  });

  it('may be a constant of the orbit', () => {
    const text = `${weighted}
distribution Bell { variable z in Real density ∝ exp(-(z-1)^2/2) }
orbit Grown { constant κ in Positive group Weighted(k = κ) base Bell^2 }`;
    const orbit = declarationOf(compiledText(text, 'families/orbits', 'live'));
    // The score of a motion is x(x − 1) − 1 + κ (y(y − 1) − 1), and E[(x(x − 1) − 1)²] = 3 for x of mean and variance 1.
    expect((numbersAt(orbit, { κ: 2 })['fisherForm'] as number[][]).flat()[0]).toBeCloseTo(3 + 3 * 4, 11);
  });

  it('may bound the point, and bound another constant', () => {
    const text = `group Between { constant l in Real, r in Real > l element a in Real, s in Positive
      action x in Interval(l, r) -> l + (r - l) logistic(a + s logit((x - l)/(r - l))) }`;
    expect(compiledText(text).diagnostics).toEqual([]);
  });
});

describe('a point that has ends', () => {
  it.each([
    'action x in Real > 2 -> 2 + exp(a) (x - 2)^s',
    'action x in Real < -3 -> -3 - exp(a) (-3 - x)^s',
    'action x in Interval(-2, 3) -> -2 + 5 logistic(a + s logit((x + 2)/5))',
  ])('%s', (action) => {
    const text = `group Ends { element a in Real, s in Positive ${action} }`;
    near(exponentOf(text, { X_a: 0.7, X_s: -0.4 }), affine);
  });

  it('may be shares, raised to a power', () => {
    const text = 'group Sharpen { element k in Positive action p in Simplex(3) -> p^k / sum(p^k) }';
    near(exponentOf(text, { X_k: -0.4 }), { k: Math.exp(-0.4) });
  });
});
