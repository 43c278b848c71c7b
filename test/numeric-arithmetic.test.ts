// The arithmetics against mpmath, against each other, and against the recurrences that define the functions.
import { readFileSync } from 'node:fs';
import type { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Arithmetic } from '../src/numeric/arithmetic.ts';
import { decimalArithmetic } from '../src/numeric/decimal-arithmetic.ts';
import { floatArithmetic, ratioToNumber } from '../src/numeric/float-arithmetic.ts';

type Row = readonly [arguments_: readonly string[], value: string | null];
const oracle: { values: Record<string, readonly Row[]> } = JSON.parse(
  readFileSync(new URL('./oracles/numeric.json', import.meta.url), 'utf8'),
);

const unary = [
  'lgamma',
  'gamma',
  'digamma',
  'exp',
  'log',
  'log1p',
  'expm1',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'erf',
  'erfc',
] as const;
const binary = ['atan2', 'besselIe', 'besselK', 'pow'] as const;

function call<N>(arithmetic: Arithmetic<N>, name: string, args: readonly N[]): N {
  const [x, y] = args;
  if (x === undefined) throw new Error(`no argument for ${name}`);
  for (const key of unary) if (key === name) return arithmetic[key](x);
  if (y === undefined) throw new Error(`one argument for ${name}`);
  for (const key of binary) if (key === name) return arithmetic[key](x, y);
  if (name === 'polygamma') return arithmetic.polygamma(arithmetic.toNumber(x), y);
  throw new Error(`unknown function ${name}`);
}

const parse = (text: string): Decimal => {
  const D = decimalArithmetic(90).pi.constructor as Decimal.Constructor;
  return new D(text);
};
const rows = (name: string): readonly Row[] => oracle.values[name] ?? [];
const names = [...unary, ...binary, 'polygamma'];

// Relative, or absolute where the truth is zero.
const relativeError = (got: Decimal, truth: Decimal): number =>
  (truth.isZero() ? got.abs() : got.minus(truth).div(truth).abs()).toNumber();

describe.each([16, 40, 56])('decimal functions at %i digits agree with mpmath', (digits) => {
  const arithmetic = decimalArithmetic(digits);
  test.each(names)('%s', (name) => {
    expect(rows(name).length).toBeGreaterThan(4);
    for (const [args, value] of rows(name)) {
      if (value === null) continue;
      const error = relativeError(call(arithmetic, name, args.map(parse)), parse(value));
      expect(error, `${name}(${args})`).toBeLessThan(10 ** -digits);
    }
  });

  test('constants', () => {
    for (const [[name], value] of rows('constants')) {
      const constant = name === 'pi' ? arithmetic.pi : arithmetic.euler;
      expect(relativeError(constant, parse(value ?? '0'))).toBeLessThan(10 ** -digits);
    }
  });
});

test.each([80, 160])('%i digits agree with twice as many', (digits) => {
  const [arithmetic, finer] = [decimalArithmetic(digits), decimalArithmetic(2 * digits)];
  const skipped = new Set(['asin', 'acos', 'sinh', 'cosh', 'exp', 'expm1', 'gamma', 'erfc']);
  for (const x of [1e-8, 0.3, 1.0000001, 2.5, 33.3, 1e5, 1e100]) {
    for (const name of unary) {
      if (x > 100 && skipped.has(name)) continue;
      const truth = call(finer, name, [finer.fromNumber(x)]);
      if (truth.isNaN()) continue;
      const error = relativeError(call(arithmetic, name, [arithmetic.fromNumber(x)]), truth);
      expect(error, `${name}(${x})`).toBeLessThan(10 ** -digits);
    }
    for (const n of [1, 2, 5]) {
      const truth = finer.polygamma(n, finer.fromNumber(x));
      expect(relativeError(arithmetic.polygamma(n, arithmetic.fromNumber(x)), truth)).toBeLessThan(10 ** -digits);
    }
  }
});

describe('float64 functions agree with decimals at the same doubles', () => {
  const exact = decimalArithmetic(40);
  // Where a logarithm of the size of the order is exponentiated, its rounding is allowed for.
  const tolerance = (args: readonly number[]): number =>
    1.2e-14 + 1e-15 * Math.abs(args.length > 1 ? (args[0] ?? 0) : 0);
  // Between its poles log |Γ| crosses zero, where float64 keeps absolute accuracy only.
  const size = (name: string, args: readonly number[], truth: number): number =>
    name === 'lgamma' && (args[0] ?? 0) < 0 ? Math.max(1, Math.abs(truth)) : Math.abs(truth);
  test.each(names)('%s', (name) => {
    for (const [args] of rows(name)) {
      const doubles = args.map(Number);
      if (name === 'pow' || doubles.some((x) => Math.abs(x) > 1e22 || (x !== 0 && Math.abs(x) < 1e-300))) continue;
      const truth = exact.toNumber(call(exact, name, doubles.map(exact.fromNumber)));
      const got = call(floatArithmetic, name, doubles);
      if (Number.isNaN(truth)) expect(got).toBeNaN();
      else if (!Number.isFinite(truth) || Math.abs(truth) < 1e-300) expect(got).toBeCloseTo(truth, 200);
      else
        expect(Math.abs(got - truth) / size(name, doubles, truth), `${name}(${args})`).toBeLessThan(tolerance(doubles));
    }
  });

  test('lgamma and digamma are relatively accurate from 1e-3 to 1e6', () => {
    fc.assert(
      fc.property(fc.double({ min: Math.log(1e-3), max: Math.log(1e6), noNaN: true }), (logX) => {
        const x = Math.exp(logX);
        for (const name of ['lgamma', 'digamma'] as const) {
          const truth = exact.toNumber(exact[name](exact.fromNumber(x)));
          expect(Math.abs(floatArithmetic[name](x) - truth)).toBeLessThanOrEqual(1e-14 * Math.abs(truth));
        }
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

const positive = fc.double({ min: 1e-3, max: 50, noNaN: true });

describe.each([
  ['float64', 1e-12, (x: number) => checkRecurrences(floatArithmetic, x)],
  ['40 digits', 1e-35, (x: number) => checkRecurrences(decimalArithmetic(40), x)],
])('recurrences in %s', (_, tolerance, residuals) => {
  test('Γ(x+1) = xΓ(x), ψ(x+1) = ψ(x) + 1/x, and the Wronskian of I and K', () => {
    fc.assert(
      fc.property(positive, (x) => {
        for (const residual of residuals(x)) expect(Math.abs(residual)).toBeLessThan(tolerance);
      }),
      { numRuns: 40, seed: 11 },
    );
  });
});

// Each residual is relative to the size of its terms.
function checkRecurrences<N>(arithmetic: Arithmetic<N>, at: number): number[] {
  const { add, sub, mul, div, fromNumber, toNumber, max, abs } = arithmetic;
  const x = fromNumber(at);
  const one = fromNumber(1);
  const next = add(x, one);
  const relative = (a: N, b: N): number => toNumber(div(sub(a, b), max(abs(b), one)));
  const order = fromNumber(0.75);
  const up = add(order, one);
  const wronskian = add(
    mul(arithmetic.besselI(order, x), arithmetic.besselK(up, x)),
    mul(arithmetic.besselI(up, x), arithmetic.besselK(order, x)),
  );
  return [
    relative(arithmetic.lgamma(next), add(arithmetic.lgamma(x), arithmetic.log(x))),
    relative(div(arithmetic.gamma(next), mul(x, arithmetic.gamma(x))), one),
    relative(arithmetic.digamma(next), add(arithmetic.digamma(x), div(one, x))),
    relative(mul(mul(x, x), sub(arithmetic.polygamma(1, x), arithmetic.polygamma(1, next))), one),
    relative(mul(x, wronskian), one),
    relative(add(arithmetic.erf(x), arithmetic.erfc(x)), one),
  ];
}

describe('conventions at the edges', () => {
  test.each([
    ['float64', edges(floatArithmetic)],
    ['decimals', edges(decimalArithmetic(20))],
  ])('%s', (_, values) => {
    expect(values).toEqual({
      logOfNegative: Number.NaN,
      logOfZero: Number.NEGATIVE_INFINITY,
      rootOfNegative: Number.NaN,
      quotientByZero: Number.NaN,
      zeroToNegative: Number.NaN,
      negativeToFraction: Number.NaN,
      cube: -8,
      gammaAtPole: Number.NaN,
      lgammaAtPole: Number.POSITIVE_INFINITY,
      digammaAtPole: Number.NaN,
      expOfMinusInfinity: 0,
      lgammaOfOne: 0,
      lgammaOfTwo: 0,
    });
  });

  function edges<N>(arithmetic: Arithmetic<N>): Record<string, number> {
    const { fromNumber, toNumber } = arithmetic;
    const n = (x: number): N => fromNumber(x);
    return {
      logOfNegative: toNumber(arithmetic.log(n(-1))),
      logOfZero: toNumber(arithmetic.log(n(0))),
      rootOfNegative: toNumber(arithmetic.sqrt(n(-1))),
      quotientByZero: toNumber(arithmetic.div(n(1), n(0))),
      zeroToNegative: toNumber(arithmetic.pow(n(0), n(-1))),
      negativeToFraction: toNumber(arithmetic.pow(n(-8), n(0.5))),
      cube: toNumber(arithmetic.pow(n(-2), n(3))),
      gammaAtPole: toNumber(arithmetic.gamma(n(-2))),
      lgammaAtPole: toNumber(arithmetic.lgamma(n(0))),
      digammaAtPole: toNumber(arithmetic.digamma(n(0))),
      expOfMinusInfinity: toNumber(arithmetic.exp(n(Number.NEGATIVE_INFINITY))),
      lgammaOfOne: toNumber(arithmetic.lgamma(n(1))),
      lgammaOfTwo: toNumber(arithmetic.lgamma(n(2))),
    };
  }

  test('doubles and ratios are converted exactly', () => {
    const arithmetic = decimalArithmetic(20);
    expect(arithmetic.fromNumber(0.1).toFixed()).toBe('0.1000000000000000055511151231257827021181583404541015625');
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (x) => arithmetic.toNumber(arithmetic.fromNumber(x)) === x || x === 0),
      { seed: 3 },
    );
    expect(arithmetic.toNumber(arithmetic.exp(arithmetic.fromNumber(1e4)))).toBe(Number.POSITIVE_INFINITY);
    expect(arithmetic.toNumber(arithmetic.exp(arithmetic.fromNumber(-1e4)))).toBe(0);
    expect(ratioToNumber(10n ** 400n, 3n * 10n ** 400n)).toBe(1 / 3);
    expect(ratioToNumber(-(10n ** 320n), 10n ** 640n)).toBe(-1e-320);
    expect(ratioToNumber(1n, 0n)).toBeNaN();
  });
});

test('powers of what is infinite', () => {
  const a = decimalArithmetic(40);
  const power = (base: number, exponent: number): number =>
    a.toNumber(a.pow(a.fromNumber(base), a.fromNumber(exponent)));
  expect(power(Number.POSITIVE_INFINITY, 0.5)).toBe(Number.POSITIVE_INFINITY);
  expect(power(Number.POSITIVE_INFINITY, -0.75)).toBe(0);
  expect(power(2, Number.NEGATIVE_INFINITY)).toBe(0);
});

test('the Bessel function K of a huge argument is zero, at once', () => {
  for (const x of [1e20, 1e100, 1e300]) expect(floatArithmetic.besselK(0, x)).toBe(0);
});
