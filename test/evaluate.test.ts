// The evaluator against values from outside (mpmath at 400 digits) and against what is known in closed form.
import { describe, expect, it } from 'vitest';
import { add, div, elementwise, exp, log, mul, neg, pow, sub } from '../src/ir/build.ts';
import {
  type Domain,
  dimension,
  type Expr,
  identity,
  integral,
  minusOne,
  one,
  pi,
  positiveLine,
  rational,
  realLine,
  type SymbolExpr,
  symbol,
  two,
  zero,
} from '../src/ir/expr.ts';
import {
  append,
  det,
  diagonal,
  head,
  inverse,
  last,
  logdet,
  logsumexp,
  matmul,
  stack,
  total,
  trace,
  transpose,
} from '../src/ir/tensor.ts';
import { compile } from '../src/numeric/compile.ts';
import { decimalArithmetic } from '../src/numeric/decimal-arithmetic.ts';
import { evaluate } from '../src/numeric/evaluate.ts';
import { evaluateAccurately } from '../src/numeric/evaluate-accurately.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';
import { mathjsEvaluator } from '../src/numeric/mathjs-evaluator.ts';
import { type Nested, nested, scalarTensor, tensorOf, Unevaluable } from '../src/numeric/tensors.ts';

const a = symbol('a', positiveLine);
const b = symbol('b', positiveLine);
const c = symbol('c', positiveLine);
const l = symbol('l', realLine);
const x = symbol('x', realLine);

const point = (...values: readonly (readonly [SymbolExpr, Nested])[]) => ({
  symbols: new Map(values.map(([s, v]) => [s, tensorOf(v)])),
  sizes: new Map([
    ['P', 2],
    ['K', 3],
  ]),
});
const float = (e: Expr, ...values: readonly (readonly [SymbolExpr, Nested])[]): Nested =>
  nested(evaluate(e, point(...values), floatArithmetic));
const accurate = (e: Expr, ...values: readonly (readonly [SymbolExpr, Nested])[]): Nested | undefined =>
  evaluateAccurately([e], point(...values)).map(nested)[0];

const lgamma = (e: Expr): Expr => elementwise('lgamma', e);
const digamma = (e: Expr): Expr => elementwise('digamma', e);

describe('accurate evaluation is right to the last digit', () => {
  const partition = sub(lgamma(a), mul(a, log(b)));
  const mean = sub(digamma(a), log(b));
  const excess = sub(mul(a, elementwise('polygamma', one, a)), one);
  it.each([
    [2.5, 1.3, -0.3712277906958086, 0.4407923761777521, 0.22589439025058716],
    [1e-300, 1e-290, 690.7755278982137, -9.999999999999999e299, 9.999999999999999e299],
    [1e8, 1e8, -100000008.29140183, -5.0000000083333336e-9, 5.000000016666667e-9],
    [1e150, 1.1e150, -1.095310179804325e150, -0.09531017980432488, 5e-151],
    [1e-12, 1e12, 27.63102111590034, -1000000000028.2083, 999999999999.0],
  ])('log Γ(a) − a log b and its derivatives at %d, %d', (p, q, first, second, third) => {
    const values = evaluateAccurately([partition, mean, excess], point([a, p], [b, q]));
    expect(values.map(nested)).toEqual([first, second, third]);
  });

  it.each([
    [3, 3.0000000000000004, 3.8943505684563434e-32],
    [1e8, 100000000.00000001, 1.1102230301762716e-24],
    [2.5, 2.5, 0],
    [0.1, 1e6, 23239256.214470543],
    [1e-5, 1.1e-5, 0.004689820196497584],
  ])('a divergence that all but cancels, at %d, %d', (p, q, expected) => {
    const divergence = add(mul(sub(a, c), digamma(a)), neg(lgamma(a)), lgamma(c));
    expect(accurate(divergence, [a, p], [c, q])).toBe(expected);
  });

  const softplus = log(add(one, exp(l)));
  const logistic = pow(add(one, exp(neg(l))), minusOne);
  it.each([
    [0, Math.LN2, Math.LN2, 0.25],
    [1e-10, 0.6931471806099453, Math.LN2, 0.25],
    [-700, 9.85967654375977e-305, 6.911633257175599e-302, 9.85967654375977e-305],
    [700, 700, 6.911633257175599e-302, 9.85967654375977e-305],
    [-30, 9.357622968839737e-14, 2.900863120340187e-12, 9.357622968838423e-14],
    [-36.7, 1.1518409493076095e-16, 4.342440378889688e-15, 1.1518409493076095e-16],
  ])('a logit of %d', (logit, first, second, third) => {
    const entropy = sub(softplus, mul(l, logistic));
    const variance = mul(logistic, sub(one, logistic));
    expect(evaluateAccurately([softplus, entropy, variance], point([l, logit])).map(nested)).toEqual([
      first,
      second,
      third,
    ]);
  });

  it.each([
    [1e-6, 2.4999999999998434e-13, 0.9999995],
    [0.5, 0.06154971918548131, 0.757500387419198],
    [30, 27.384701433171937, 0.01681044463466391],
    [1e6, 999992.1733063128, 5.00000125000125e-7],
  ])('Bessel functions at %d', (k, logarithm, ratio) => {
    const bessel = (order: Expr): Expr => elementwise('besselI', order, a);
    expect(accurate(log(bessel(zero)), [a, k])).toBe(logarithm);
    expect(accurate(sub(one, div(bessel(one), bessel(zero))), [a, k])).toBe(ratio);
  });

  it('says when nothing is defined', () => {
    expect(accurate(log(l), [l, -1])).toBeNaN();
    expect(accurate(exp(l), [l, 1e6])).toBe(Number.POSITIVE_INFINITY);
    expect(accurate(log(sub(exp(l), one)), [l, 0])).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('integrals', () => {
  const k = symbol('k', { kind: 'integers', lower: zero });
  const mass = sub(sub(mul(k, log(a)), a), lgamma(add(k, one)));
  it.each([
    [1e-3, -0.007908101804632483],
    [3, -1.931470198148569],
    [1e3, -4.8727327976428505],
    [1e6, -8.326693728853435],
    [1e9, -11.780571451594545],
  ])('Σ p log p over the integers at a = %d', (rate, expected) => {
    const value = accurate(integral(k, mul(exp(mass), mass)), [a, rate]);
    expect(Math.abs(Number(value) / expected - 1)).toBeLessThan(1e-13);
  });

  it('of a density times a function of either sign', () => {
    const density = exp(sub(mul(sub(a, one), log(c)), c));
    const value = integral(c, mul(density, log(c)));
    const expected = 0.7031566406452432 * 1.329340388179137;
    expect(float(value, [a, 2.5])).toBeCloseTo(expected, 13);
    expect(float(integral(x, mul(exp(neg(pow(x, two))), x)))).toBeCloseTo(0, 14);
    expect(float(integral(x, exp(neg(pow(x, two)))))).toBeCloseTo(Math.sqrt(Math.PI), 14);
  });

  it('keeps the mass that gathers at a finite end', () => {
    const u = symbol('u', { kind: 'interval', lower: zero, upper: one });
    const value = float(integral(u, mul(pow(u, rational(-1, 2)), pow(sub(one, u), rational(-9, 10)))));
    expect(Number(value)).toBeCloseTo(11.323086975215965, 9);
  });

  it('over finite sets, one-hot vectors and bounded integers are sums', () => {
    const s = symbol('s', { kind: 'set', values: [minusOne, one] });
    const n = symbol('n', { kind: 'integers', lower: zero, upper: rational(10) });
    const h = symbol('h', { kind: 'onehot' }, ['K']);
    expect(float(integral(s, exp(mul(s, l))), [l, 0.3])).toBeCloseTo(2 * Math.cosh(0.3), 15);
    expect(float(integral(n, pow(n, two)))).toBe(385);
    const p = symbol('p', { kind: 'simplex' }, ['K']);
    expect(float(integral(h, exp(total(mul(h, log(p))))), [p, [0.2, 0.3, 0.5]])).toBeCloseTo(1, 15);
  });

  it('depend on the other symbols, also inside a compiled function', () => {
    const f = compile(integral(c, exp(neg(mul(a, c)))), [a]);
    expect(f(2)).toBeCloseTo(0.5, 13);
    expect(f(8)).toBeCloseTo(0.125, 13);
  });

  it('that no rule reaches are refused', () => {
    const v = symbol('v', realLine, ['P']);
    expect(() => float(integral(v, exp(neg(total(pow(v, two))))))).toThrow(Unevaluable);
  });
});

describe('tensors', () => {
  const general: Domain = { kind: 'matrix' };
  const A = symbol('A', general, ['P', 'P']);
  const v = symbol('v', realLine, ['P']);
  const w = symbol('w', realLine, ['K']);
  const matrix: readonly [SymbolExpr, Nested] = [
    A,
    [
      [1, 2],
      [3, 5],
    ],
  ];
  const vector: readonly [SymbolExpr, Nested] = [v, [7, 11]];
  const cases: readonly (readonly [string, Expr, Nested])[] = [
    ['product', matmul(A, v), [29, 76]],
    ['row', transpose(v), [[7, 11]]],
    [
      'outer product',
      matmul(v, transpose(v)),
      [
        [49, 77],
        [77, 121],
      ],
    ],
    ['trace of a word', trace(A, A, A), 234],
    [
      'inverse',
      inverse(A),
      [
        [-5, 2],
        [3, -1],
      ],
    ],
    ['determinant', det(A), -1],
    ['log |det|', logdet(A), 0],
    [
      'diagonal',
      diagonal(v),
      [
        [7, 0],
        [0, 11],
      ],
    ],
    [
      'identity and dimension',
      mul(dimension('P'), add(identity('P'), A)),
      [
        [4, 4],
        [6, 12],
      ],
    ],
    ['head', head(w), [1, 2]],
    ['last', last(w), 4],
    ['append', append(head(w), pi), [1, 2, Math.PI]],
    ['stack', stack(one, two, pi), [1, 2, Math.PI]],
    ['log Σ exp', logsumexp(w), Math.log(Math.exp(1) + Math.exp(2) + Math.exp(4))],
    ['spreading', add(mul(two, v), one), [15, 23]],
  ];
  it.each(cases)('%s', (_, e, expected) => {
    const environment = point(matrix, vector, [w, [1, 2, 4]]);
    const flat = (value: Nested | undefined): readonly number[] => [value ?? Number.NaN].flat(2) as readonly number[];
    const [byMathjs] = mathjsEvaluator([e])(environment);
    const byTape = evaluate(e, environment, floatArithmetic);
    const [byDigits] = evaluateAccurately([e], environment);
    for (const tensor of [byMathjs, byTape, byDigits]) {
      expect(tensor?.shape).toEqual(byTape.shape);
      for (const [i, value] of flat(tensor && nested(tensor)).entries())
        expect(value).toBeCloseTo(flat(expected)[i] ?? Number.NaN, 12);
    }
  });

  it('names what has no value', () => {
    expect(() => float(v)).toThrow('v has no value here');
    expect(() => float(dimension('Q'))).toThrow('the dimension Q has no size here');
  });
});

describe('one evaluation', () => {
  it('computes a shared node once', () => {
    let calls = 0;
    const counting = { ...floatArithmetic, exp: (y: number): number => ++calls && Math.exp(y) };
    const shared = exp(x);
    const e = add(shared, elementwise('sin', shared), mul(shared, elementwise('cos', shared)));
    evaluate(e, { symbols: new Map([[x, scalarTensor(0.5)]]), sizes: new Map() }, counting);
    expect(calls).toBe(1);
  });

  it('is the same in every arithmetic', () => {
    const e = div(sub(elementwise('erf', x), elementwise('atan', x)), add(two, elementwise('tanh', x)));
    const decimal = decimalArithmetic(30);
    const precise = evaluate(
      e,
      { symbols: new Map([[x, scalarTensor(decimal.fromNumber(0.75))]]), sizes: new Map() },
      decimal,
    );
    expect(compile(e, [x])(0.75)).toBeCloseTo(precise.data[0]?.toNumber() ?? Number.NaN, 14);
  });
});
