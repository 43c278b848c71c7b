// Where an integral diverges: judged where the log-density is a number, not where a part of it overflowed.
import { expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { add, elementwise, exp, mul, neg, pow, sub } from '../src/ir/build.ts';
import { type Expr, one, pi, rational, type SymbolExpr, symbol, zero } from '../src/ir/expr.ts';
import { isNegative, isNonNegative, isPositive, range } from '../src/ir/range.ts';
import { divergence as judged, type LogIntegrand } from '../src/numeric/tails.ts';
import { evaluateAt } from '../src/values/evaluate.ts';

const divergence = (
  f: LogIntegrand['quick'],
  v: SymbolExpr,
  ends: readonly [number, number],
  seams: readonly number[] = [],
) => judged({ quick: f }, v, ends, seams);

const line = symbol('x', { kind: 'interval' });
const count = symbol('k', { kind: 'integers' });
const onHalfLine = (f: (x: number) => number) => divergence(f, line, [0, Infinity]);

it.each([
  ['e^{−x} converges though e^{2x} overflows on the way', (x: number) => Math.log(Math.exp(2 * x)) - 3 * x, undefined],
  ['e^{x} diverges', (x: number) => x, 'at its upper end'],
  ['1/x diverges below', (x: number) => -Math.log(x) - x, 'at its lower end'],
  ['x^{−1/2} e^{−x} converges', (x: number) => -Math.log(x) / 2 - x, undefined],
  ['1/x² converges above', (x: number) => -2 * Math.log1p(x), undefined],
] as const)('%s', (_, f, end) => {
  expect(onHalfLine(f)).toBe(end);
});

it.each([
  [0.9, undefined],
  [1, 'near 0'],
  [1.7, 'near 0'],
] as const)('finds a pole inside the line: |x|^{−%d} e^{−x²}', (a, where) => {
  expect(divergence((x) => -a * Math.log(Math.abs(x)) - x * x, line, [-Infinity, Infinity])).toBe(where);
});

it('takes the steep drift of a smooth function far out for no pole', () => {
  const place = -3e7 * Math.PI;
  const drift = (x: number) => -1.8 * x * x;
  const pole = (x: number) => -1.7 * Math.log(Math.abs(x - 3));
  const ends = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  expect(divergence(drift, line, ends, [place])).toBeUndefined();
  expect(divergence((x) => drift(x) + pole(x), line, ends, [place, 3])).toBe('near 3');
  expect(divergence((x) => -x * x + 1 / Math.abs(x - 3), line, ends, [3])).toBe('near 3');
});

it('asks nothing of a half of the line on which the density is zero', () => {
  const { ok, declarations } = compile(
    'family Half { variable θ in Real parameter β in Positive density ∝ exp(-β θ)*(1 + sign(θ)) }',
  );
  const [half] = declarations;
  const numbers = half && evaluateAt(half, { at: { β: 2 } });
  expect(ok).toBe(true);
  expect(numbers?.ok && numbers.value.entropy).toBeCloseTo(1 - Math.log(2), 12);
  expect(numbers?.ok && (numbers.value.mean as number[])[0]).toBeCloseTo(0.5, 12);
});

it('finds a pole on the circle, which has no ends', () => {
  const angle = symbol('x', { kind: 'circle' });
  const power = (a: number, f: (x: number) => number) =>
    divergence((x) => -a * Math.log(Math.abs(f(x))), angle, [-Infinity, Infinity]);
  expect(power(0.9, Math.sin)).toBeUndefined();
  expect(power(1, Math.sin)).toBe('near 0');
  expect(power(1, Math.cos)).toBe('near -6π/12');
  expect(power(1, (x) => Math.cos(x / 2))).toBe('near π');
});

it('refuses a density with such a pole at once', () => {
  const { diagnostics } = compile(`family Spikes {
    variable x in Circle
    parameter a in Positive
    density ∝ abs(sin(x))^(-a)
  }`);
  expect(diagnostics.map((d) => d.code)).toEqual(['not-integrable']);
});

it('follows a log-density to where it turns, beyond the largest double too', () => {
  // At b = 43 the logarithm of x is 43² = 1849, give or take 43.
  const text = `family Wide {
    variable  x in Positive
    parameter a in Real, b in Positive
    density   ∝ exp(a/(1 + x) - log(x)^2/(2 b^2))
  }`;
  expect(compile(text, { verify: 'none' }).diagnostics).toEqual([]);
  // Near zero this one is a number for what x is, and none for what its logarithm is.
  const near = 'family Near { variable x in Positive parameter a in Real density ∝ x/expm1(x) * exp(-exp(a)*x^(1/3)) }';
  expect(compile(near, { verify: 'none' }).diagnostics).toEqual([]);
});

it.each([
  ['Positive', 'x^a * (1 + x)^(-a-1) * exp(b/(1 + x))', 'upper'],
  ['Real < 1', '(1 - x)^a * (2 - x)^(-a-1) * exp(b*atan(x))', 'lower'],
  ['Unit', 'x^a/(1 - x) * exp(b*atan(x))', 'upper'],
])('tells powers that cancel at an end of %s from ones that decay', (domain, density, end) => {
  const { diagnostics } = compile(
    `family Flat { variable x in ${domain} parameter a in Positive, b in Real density ∝ ${density} }`,
  );
  expect(diagnostics.map((d) => d.code)).toEqual(['not-integrable']);
  expect(diagnostics[0]?.notes?.[0]).toContain(`diverges at its ${end} end`);
});

it('looks at both ends of the integers', () => {
  expect(divergence((k) => -Math.abs(k), count, [-Infinity, Infinity])).toBeUndefined();
  expect(divergence((k) => -k, count, [-Infinity, Infinity])).toBe('at its lower end');
});

it('bounds a difference by the bound that another symbol states', () => {
  const l = symbol('l', { kind: 'interval' });
  const u = symbol('u', { kind: 'interval', lower: l });
  const x = symbol('x', { kind: 'interval', lower: l, upper: u });
  expect([sub(u, x), sub(x, l), sub(u, l)].every(isPositive)).toBe(true);
  expect(isPositive(sub(x, u))).toBe(false);
});

it('bounds a difference of a function that rises by that of what it is taken of', () => {
  const m = symbol('m', { kind: 'interval', lower: zero });
  const x = symbol('x', { kind: 'interval', lower: m });
  const log = (e: SymbolExpr) => elementwise('log', e);
  expect(isPositive(sub(log(x), log(m)))).toBe(true);
  expect(isPositive(sub(elementwise('atan', x), elementwise('atan', m)))).toBe(true);
  expect(isPositive(sub(elementwise('cos', x), elementwise('cos', m)))).toBe(false);
  expect(isNegative(sub(mul(rational(2), log(x)), log(m)))).toBe(false);
});

it('bounds an even power by that of an end that lies as far from zero as the other', () => {
  const r = symbol('r', { kind: 'interval', lower: zero });
  const between = (lower: Expr) => symbol('x', { kind: 'interval', lower, upper: r });
  const rest = (x: SymbolExpr, power: number) => sub(pow(r, rational(power)), pow(x, rational(power)));
  expect(isPositive(rest(between(neg(r)), 2))).toBe(true);
  expect(isPositive(rest(between(zero), 3))).toBe(true);
  expect(isPositive(rest(between(neg(r)), 3))).toBe(false);
  expect(isPositive(rest(between(sub(neg(r), one)), 2))).toBe(false);
});

it('has all numbers of a tilted semicircle of any radius where all mass lies at its end', () => {
  const text = `family Semicircle {
    variable  x in Interval(-R, R)
    constant  R in Positive
    parameter t in Real
    density   ∝ sqrt(R^2 - x^2) * exp(t x)
  }`;
  const [family] = compile(text, { verify: 'none' }).declarations;
  const found = family && evaluateAt(family, { at: { t: 800, R: 1 } });
  // By mpmath: log(π I₁(800)/800), and quadrature with 30 digits.
  expect(found?.ok && (found.value.logPartition as number) / 790.1984047178531).toBeCloseTo(1, 13);
  expect(found?.ok && found.value.entropy).toBeCloseTo(-5.323951941491361, 9);
  expect(found?.ok && (found.value.naturalFromMean as number[])[0]).toBeCloseTo(800, 9);
});

it('has the entropy of a density that vanishes at an end with a logarithm', () => {
  const { declarations } = compile(
    `family LogRayleigh {
      variable  x in Real > m
      constant  m in Positive
      parameter b in Positive
      density   2 b * log(x/m)/x * exp(-b * log(x/m)^2)
    }`,
    { verify: 'none' },
  );
  const [family] = declarations;
  const found = family && evaluateAt(family, { at: { b: 0.7, m: 1.5 } });
  // The entropy of Rayleigh's law for log x − log m, and the mean of log x.
  const exact =
    1 + 0.5772156649015329 / 2 - Math.log(2 * Math.sqrt(0.7)) + Math.sqrt(Math.PI / 0.7) / 2 + Math.log(1.5);
  expect(found?.ok && found.value.entropy).toBeCloseTo(exact, 12);
});

it('bounds a product by the number that bounds a factor, where it stands beside the other factor', () => {
  const b = symbol('b', { kind: 'interval', lower: rational(3, 2) });
  const p = symbol('p', { kind: 'interval', lower: zero, upper: rational(1, 2) });
  const k = symbol('k', { kind: 'integers', lower: zero });
  const y = symbol('y', { kind: 'interval' });
  expect(range(sub(mul(b, k), k)).lo).toBe(0);
  expect(isPositive(add(one, sub(mul(b, k), k)))).toBe(true);
  expect(isPositive(sub(k, mul(p, k)))).toBe(false);
  expect(isNonNegative(sub(mul(b, y), y))).toBe(false);
  expect(isNonNegative(sub(mul(b, k), mul(rational(2), k)))).toBe(false);
});

it('knows where a sine is positive, and that the sign of a count may be zero', () => {
  const angle = symbol('x', { kind: 'interval', lower: zero, upper: pi });
  expect(isPositive(elementwise('sin', angle))).toBe(true);
  expect(isNegative(elementwise('sin', sub(angle, pi)))).toBe(true);
  expect(isNonNegative(elementwise('cos', angle))).toBe(false);
  const { lo, hi } = range(elementwise('sign', symbol('k', { kind: 'integers', lower: zero })));
  expect([lo, hi]).toEqual([0, 1]);
  expect(isPositive(sub(exp(one), rational(2)))).toBe(true);
});
