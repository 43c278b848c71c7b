// The functions of the language: how many arguments each takes and which expression it builds.
import { canonicalName } from '../../grammar/names.ts';
import { add, div, elementwise, exp, log, mul, neg, pow, sqrt, sub } from '../ir/build.ts';
import { entry } from '../ir/entry.ts';
import { type ElementwisePrimitive, type Expr, half, isScalar, one, sameShape, two, zero } from '../ir/expr.ts';
import {
  cholesky,
  det,
  diagonal,
  diagonalPart,
  head,
  inverse,
  logdet,
  logsumexp,
  lowerPart,
  matrixPhi,
  prod,
  total,
  trace,
  transpose,
} from '../ir/tensor.ts';

/** Builds the value, or says in words what is wrong with the shapes. */
export interface LanguageFunction {
  readonly arity: number;
  /** How many further arguments it may take. */
  readonly optional?: number;
  readonly build: (args: readonly Expr[]) => Expr | string;
  /** One line for docs and hints. */
  readonly meaning: string;
}

const entrywise = (fn: ElementwisePrimitive, arity: number, meaning: string): LanguageFunction => ({
  arity,
  meaning,
  build: (args) => combine(args) ?? elementwise(fn, ...args),
});

/** The complaint when shapes do not combine entry by entry. */
function combine(args: readonly Expr[]): string | undefined {
  const shaped = args.filter((a) => !isScalar(a));
  const [first] = shaped;
  return first && !shaped.every((a) => sameShape(a.shape, first.shape))
    ? 'its arguments have different shapes'
    : undefined;
}

const of1 = (meaning: string, build: (x: Expr) => Expr | string): LanguageFunction => ({
  arity: 1,
  meaning,
  build: ([x = zero]) => build(x),
});
const of2 = (meaning: string, build: (x: Expr, y: Expr) => Expr | string): LanguageFunction => ({
  arity: 2,
  meaning,
  build: ([x = zero, y = zero]) => combine([x, y]) ?? build(x, y),
});

const ofSquare = (meaning: string, build: (x: Expr) => Expr): LanguageFunction =>
  of1(meaning, (x) => (x.shape.length === 2 && x.shape[0] === x.shape[1] ? build(x) : 'it needs a square matrix'));
const ofVector = (meaning: string, build: (x: Expr) => Expr | string): LanguageFunction =>
  of1(meaning, (x) => (x.shape.length === 1 ? build(x) : 'it needs a vector'));

/** The value of an order: a number 0, 1, 2, … written out. */
const orderOf = (k: Expr): number | undefined =>
  k.kind === 'rational' && k.value.d === 1n && k.value.n >= 0n && k.value.n < 100n ? Number(k.value.n) : undefined;

/** A function whose first argument is its order. */
const ordered = (fn: 'phi' | 'stumpff', meaning: string): LanguageFunction => ({
  arity: 2,
  meaning,
  build: ([k = zero, x = zero]) =>
    orderOf(k) === undefined ? 'its first argument is a number 0, 1, 2, … below 100' : elementwise(fn, k, x),
});

/** One entry; each place is a number that the tensor's size surely reaches. */
function entryAt(x: Expr, places: readonly Expr[]): Expr | string {
  if (places.length !== x.shape.length) return 'it needs one place for a vector and two for a matrix';
  const found = places.map((p, axis) => {
    const place = orderOf(p) ?? 0;
    return place >= 1 && place <= (/^\d+$/.test(x.shape[axis] ?? '') ? Number(x.shape[axis]) : 1) ? place - 1 : -1;
  });
  const [i = 0, j = 0] = found;
  return found.includes(-1) ? 'its places are numbers from 1 to the size' : entry(x, i, j);
}

const gammaOf = (x: Expr): Expr => elementwise('gamma', x);
const logGamma = (x: Expr): Expr => elementwise('lgamma', x);

/** log B(a, b) = log Γ(a) + log Γ(b) − log Γ(a + b). */
const logBeta = (a: Expr, b: Expr): Expr => sub(add(logGamma(a), logGamma(b)), logGamma(add(a, b)));

const table: Readonly<Record<string, LanguageFunction>> = {
  exp: entrywise('exp', 1, 'eˣ'),
  log: entrywise('log', 1, 'natural logarithm'),
  log1p: entrywise('log1p', 1, 'log(1 + x)'),
  expm1: entrywise('expm1', 1, 'eˣ − 1'),
  sqrt: of1('square root', sqrt),
  abs: entrywise('abs', 1, 'absolute value'),
  sin: entrywise('sin', 1, 'sine'),
  cos: entrywise('cos', 1, 'cosine'),
  tan: entrywise('tan', 1, 'tangent'),
  atan: entrywise('atan', 1, 'arc tangent'),
  sinh: entrywise('sinh', 1, 'hyperbolic sine'),
  cosh: entrywise('cosh', 1, 'hyperbolic cosine'),
  tanh: entrywise('tanh', 1, 'hyperbolic tangent'),
  asinh: entrywise('asinh', 1, 'the number whose hyperbolic sine is x'),
  acosh: of1('log(x + √(x² − 1))', (x) => mul(two, elementwise('asinh', sqrt(mul(half, sub(x, one)))))),
  atanh: of1('log((1 + x)/(1 − x))/2', (x) => mul(half, sub(log(add(one, x)), log(sub(one, x))))),
  sign: entrywise('sign', 1, 'sign'),
  min: of2('smaller of two', (x, y) => elementwise('min', x, y)),
  max: of2('larger of two', (x, y) => elementwise('max', x, y)),
  gamma: of1('Γ(x)', gammaOf),
  Gamma: of1('Γ(x)', gammaOf),
  lgamma: entrywise('lgamma', 1, 'log Γ(x)'),
  digamma: entrywise('digamma', 1, 'ψ(x), the derivative of log Γ'),
  trigamma: of1('ψ′(x)', (x) => elementwise('polygamma', one, x)),
  polygamma: of2('ψ⁽ⁿ⁾(x): polygamma(n, x)', (n, x) =>
    n.kind === 'rational' && orderOf(n) === undefined
      ? 'its first argument is a number 0, 1, 2, … below 100'
      : elementwise('polygamma', n, x),
  ),
  beta: of2('B(a, b)', (a, b) => exp(logBeta(a, b))),
  Beta: of2('B(a, b)', (a, b) => exp(logBeta(a, b))),
  lbeta: of2('log B(a, b)', logBeta),
  factorial: of1('x!', (x) => gammaOf(add(x, one))),
  binomial: of2('binomial coefficient n over k', (n, k) =>
    div(gammaOf(add(n, one)), mul(gammaOf(add(k, one)), gammaOf(add(sub(n, k), one)))),
  ),
  erf: entrywise('erf', 1, 'error function'),
  besselI: entrywise('besselI', 2, 'modified Bessel function I_ν(x): besselI(ν, x)'),
  besselK: entrywise('besselK', 2, 'modified Bessel function K_ν(x): besselK(ν, x)'),
  phi: ordered('phi', 'φ_k(x) = Σⱼ xʲ/(j + k)!: phi(1, x) = (eˣ − 1)/x'),
  stumpff: ordered('stumpff', 'Stumpff function c_k(z) = Σⱼ (−z)ʲ/(k + 2j)!: stumpff(0, w^2) = cos w'),
  softplus: entrywise('softplus', 1, 'log(1 + eˣ)'),
  logistic: of1('1/(1 + e⁻ˣ)', (x) => pow(add(one, exp(neg(x))), neg(one))),
  logit: of1('log(x/(1 − x))', (x) => sub(log(x), log(sub(one, x)))),
  sum: of1('sum of all entries', total),
  prod: of1('product of all entries', prod),
  logsumexp: ofVector('log Σ e^{xᵢ}', logsumexp),
  det: ofSquare('determinant', det),
  logdet: ofSquare('log |det A|', logdet),
  trace: ofSquare('trace', trace),
  tr: ofSquare('trace', trace),
  inv: ofSquare('inverse', inverse),
  expm: ofSquare('matrix exponential Σⱼ Mʲ/j!', (x) => matrixPhi(0, x)),
  matrixPhi: {
    arity: 2,
    meaning: 'φ_k(M) = Σⱼ Mʲ/(j + k)! of a square matrix: matrixPhi(1, M)',
    build: ([k = zero, m = zero]) => {
      const order = orderOf(k);
      if (order === undefined) return 'its first argument is a number 0, 1, 2, … below 100';
      return m.shape.length === 2 && m.shape[0] === m.shape[1] ? matrixPhi(order, m) : 'it needs a square matrix';
    },
  },
  entry: {
    arity: 2,
    optional: 1,
    meaning: 'entry(x, i) of a vector, entry(A, i, j) of a matrix, counted from 1',
    build: ([x = zero, ...places]) => entryAt(x, places),
  },
  head: ofVector('all entries of a vector but the last', (x) =>
    x.shape[0] === '1' ? 'it needs two entries or more' : head(x),
  ),
  cholesky: ofSquare('the lower triangular L with LLᵀ = S, for a positive definite S', cholesky),
  lowerPart: ofSquare('the matrix with zeros above its diagonal', lowerPart),
  transpose: of1('transpose', transpose),
  diag: of1('diagonal matrix of a vector, or diagonal of a matrix', (x) =>
    x.shape.length === 2 ? diagonalPart(x) : x.shape.length === 1 ? diagonal(x) : 'it needs a vector or a matrix',
  ),
  dot: of2('inner product Σ xᵢyᵢ', (x, y) =>
    isScalar(x) !== isScalar(y) ? 'it needs two vectors of one length' : total(mul(x, y)),
  ),
  norm2: of1('Σ xᵢ²', (x) => total(pow(x, two))),
};

const byCanonicalName = new Map(Object.entries(table).map(([name, f]) => [canonicalName(name), f]));

/** The function of a (canonical) name. */
export const functionNamed = (name: string): LanguageFunction | undefined => byCanonicalName.get(name) ?? table[name];
/** Every function name as documented. */
export const functionNames: readonly string[] = Object.keys(table);
