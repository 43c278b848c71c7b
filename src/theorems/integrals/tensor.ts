// Integrals over vectors, matrices, simplices and one-hot vectors.
import { formula, prose } from '../../derivation/step.ts';
import { add, elementwise, exp, fill, log, mul, neg, pow, sub } from '../../ir/build.ts';
import { gradient } from '../../ir/differentiate.ts';
import { entry } from '../../ir/entry.ts';
import { expand } from '../../ir/expand.ts';
import {
  dimension,
  type Expr,
  half,
  identity,
  integral,
  isScalar,
  one,
  pi,
  rational,
  type SymbolExpr,
  symbol,
  two,
  zero,
} from '../../ir/expr.ts';
import { isPositiveDefinite } from '../../ir/range.ts';
import { type Item, pair } from '../../ir/separate.ts';
import { simplify } from '../../ir/simplify.ts';
import { isSymmetric } from '../../ir/symmetric.ts';
import {
  append,
  cholesky,
  columnsOf,
  diagonal,
  diagonalPart,
  head,
  inverse,
  last,
  logdet,
  matmul,
  rowsOf,
  stack,
  symmetrise,
  total,
  trace,
  transpose,
} from '../../ir/tensor.ts';
import { contains, dependsOn, substitute } from '../../ir/visit.ts';
import type { Condition } from '../../model/exponential-family.ts';
import type { Sampler } from '../../model/program.ts';
import { gammaDraw, normalDraw } from './continuous.ts';
import { type IntegralForm, type Match, type Problem, positive } from './form.ts';

const coefficientOf = (p: Problem, atom: Expr): Expr | undefined => p.items.find((i) => i.atom === atom)?.coefficient;

/** The weights of f(x) entry by entry: of the vector as a whole, of all its entries but the last, of the last. */
function entryWeights(p: Problem, x: SymbolExpr, f: (part: Expr) => Expr = (e) => e): Expr | undefined {
  const [whole, front, end] = partsOf(x, f).map((atom) => coefficientOf(p, atom));
  const short = front || end ? append(front ?? fill(zero, head(x).shape), end ?? zero) : undefined;
  return short && whole ? add(whole, short) : (whole ?? short);
}

/** The atoms that `entryWeights` reads. */
const partsOf = (x: SymbolExpr, f: (part: Expr) => Expr = (e) => e): readonly Expr[] => [f(x), f(head(x)), f(last(x))];

const onlyAtoms = (p: Problem, atoms: readonly Expr[]): boolean => p.items.every((i) => atoms.includes(i.atom));
const isPlain = (x: SymbolExpr, rank: number): boolean =>
  x.shape.length === rank &&
  (x.domain.kind === 'matrix' || (x.domain.kind === 'interval' && !x.domain.lower && !x.domain.upper));

/** −2B of ⟨B, θθᵀ⟩: a matrix, a multiple of ‖θ‖², weights of θ², multiples of products (vᵀθ)(wᵀθ), or several of these. */
function precision(p: Problem, x: SymbolExpr): Expr | undefined {
  const whole = coefficientOf(p, matmul(x, transpose(x)));
  const norm = coefficientOf(p, total(mul(x, x)));
  const weights = coefficientOf(p, mul(x, x));
  const products = p.items.flatMap(({ atom, coefficient }) => {
    const [v, w] = directionsOfProduct(atom, x) ?? [];
    return v && w ? [mul(coefficient, symmetrise(matmul(v, transpose(w))))] : [];
  });
  if (!whole && !norm && !weights && products.length === 0) return undefined;
  return mul(
    rational(-2),
    add(
      whole ? symmetrise(whole) : zero,
      norm ? mul(norm, identity(rowsOf(x))) : zero,
      weights ? diagonal(weights) : zero,
      ...products,
    ),
  );
}

/** v and w of (vᵀx)(wᵀx). */
function directionsOfProduct(atom: Expr, x: SymbolExpr): readonly [Expr, Expr] | undefined {
  const isSquare = atom.kind === 'power' && atom.exponent === two;
  const factors = isSquare ? [atom.base, atom.base] : atom.kind === 'product' ? atom.factors : [];
  const [v, w] = factors.map((f) => directionOf(f, x));
  return factors.length === 2 && v && w ? [v, w] : undefined;
}

/** v of a number vᵀx. */
function directionOf(e: Expr, x: SymbolExpr): Expr | undefined {
  if (!isScalar(e)) return undefined;
  const v = expand(gradient(e, x));
  const atNone = substitute(e, new Map<Expr, Expr>([[x, fill(zero, x.shape)]]));
  return dependsOn(v, [x]) || atNone !== zero ? undefined : v;
}

/** a of aᵀx, from all items that are no squares; undefined where one is not linear either. */
function slope(p: Problem, x: SymbolExpr): Expr | undefined {
  const whole = add(
    ...p.items
      .filter((i) => ![...squares(x), x, total(x)].includes(i.atom) && !directionsOfProduct(i.atom, x))
      .map(pair),
  );
  const a = expand(gradient(whole, x));
  const isLinear =
    !dependsOn(a, [x]) && expand(substitute(whole, new Map<Expr, Expr>([[x, fill(zero, x.shape)]]))) === zero;
  return isLinear
    ? add(fill(zero, x.shape), coefficientOf(p, x) ?? zero, coefficientOf(p, total(x)) ?? zero, a)
    : undefined;
}

const squares = (x: SymbolExpr): readonly Expr[] => [matmul(x, transpose(x)), total(mul(x, x)), mul(x, x)];

/** $\int_{R^P}e^{a^\top x-\frac12x^\top Sx}dx = (2\pi)^{P/2}|S|^{-1/2}e^{\frac12a^\top S^{-1}a}$, S ≻ 0. */
export const gaussVectorIntegral: IntegralForm = {
  id: 'gauss-vector-integral',
  title: prose`${formula('∫ exp(aᵀx − ½ xᵀSx) dx = (2π)^{P/2} |S|^{−1/2} exp(½ aᵀS⁻¹a)')} for ${formula('S ≻ 0')}`,
  source: { key: 'muirhead', place: 'section 1.2' },
  match: (p) => {
    const x = p.variable;
    const S = isPlain(x, 1) ? precision(p, x) : undefined;
    const a = S && slope(p, x);
    if (!S || !a) return undefined;
    const e = normalDraw('ε', x.shape);
    return {
      logValue: add(
        mul(half, dimension(rowsOf(x)), log(mul(two, pi))),
        mul(rational(-1, 2), logdet(S)),
        mul(half, quadratic(a, inverse(S))),
      ),
      conditions: [{ value: S, relation: 'positive-definite' }],
      sampler: { kind: 'affine-vector', mean: matmul(inverse(S), a), precision: S, draw: e },
    };
  },
};

const quadratic = (a: Expr, M: Expr): Expr => trace(transpose(a), M, a);

/** $\int e^{\operatorname{tr}(A^\top X)-\frac12\operatorname{tr}(UXWX^\top)}dX = (2\pi)^{rc/2}|U|^{-c/2}|W|^{-r/2}e^{\frac12\operatorname{tr}(A^\top U^{-1}AW^{-1})}$. */
export const gaussMatrixIntegral: IntegralForm = {
  id: 'gauss-matrix-integral',
  title: prose`${formula('∫ exp(tr AᵀX − ½ tr UXWXᵀ) dX = (2π)^{rc/2} |U|^{−c/2} |W|^{−r/2} exp(½ tr AᵀU⁻¹AW⁻¹)')}`,
  source: { key: 'muirhead', place: 'section 3.1' },
  match: (p) => {
    const x = p.variable;
    if (!isPlain(x, 2)) return undefined;
    const square = p.items.find((i) => i.atom !== x);
    const precisions = square && matrixPrecisions(square, x);
    if (!square || !precisions || !onlyAtoms(p, [x, square.atom])) return undefined;
    const { rows: U, columns: W, condition } = precisions;
    const A = add(fill(zero, x.shape), coefficientOf(p, x) ?? zero);
    const [r, c] = [dimension(rowsOf(x)), dimension(columnsOf(x))];
    return {
      logValue: add(
        mul(half, r, c, log(mul(two, pi))),
        mul(rational(-1, 2), c, logdet(U)),
        mul(rational(-1, 2), r, logdet(W)),
        mul(half, trace(transpose(A), inverse(U), A, inverse(W))),
      ),
      conditions: [condition],
      sampler: matrixSampler(matmul(inverse(U), A, inverse(W)), precisions, x),
    };
  },
};

/** One precision for all entries needs no factor. */
function matrixSampler(mean: Expr, { rows, columns, shared }: MatrixPrecisions, x: SymbolExpr): Sampler {
  const draw = normalDraw('ε', x.shape);
  if (!shared) return { kind: 'affine-matrix', mean, rowPrecision: rows, columnPrecision: columns, draw };
  const value = add(mean, mul(pow(shared, rational(-1, 2)), draw.symbol));
  return { kind: 'transform', draws: [draw], value, differentiable: true };
}

/** U and W of −½ tr(U X W Xᵀ), and what of the two must be positive. */
interface MatrixPrecisions {
  readonly rows: Expr;
  readonly columns: Expr;
  readonly condition: Condition;
  /** The one precision of all entries, where there is one. */
  readonly shared?: Expr;
}

/** The coefficient weighs the rows in X W Xᵀ, the columns in Xᵀ U X, and all entries alike in tr(XᵀX). */
function matrixPrecisions({ atom, coefficient }: Item, x: SymbolExpr): MatrixPrecisions | undefined {
  const [rows, columns] = [identity(rowsOf(x)), identity(columnsOf(x))];
  // Of a weight of xxᵀ only the symmetric part counts.
  const whole = isScalar(coefficient) || coefficient.shape.length < 2 ? coefficient : symmetrise(coefficient);
  const free = mul(rational(-2), whole);
  const condition: Condition = isDiagonalPart(atom) ? positive(free) : { value: free, relation: 'positive-definite' };
  const word = isDiagonalPart(atom) ? (atom.args[0] ?? atom) : atom;
  const weight = isDiagonalPart(atom) ? diagonal(free) : free;
  const known = sandwiched(word, x, transpose(x));
  if (known) return { rows: weight, columns: known === one ? columns : known, condition };
  const turned = sandwiched(word, transpose(x), x);
  if (turned) return { rows: turned === one ? rows : turned, columns: weight, condition };
  if (atom === trace(transpose(x), x))
    return { rows: mul(free, rows), columns, condition: positive(free), shared: free };
  return bothKnown(atom, x, free);
}

/** tr(X W Xᵀ U) with known U and W: the coefficient weighs the whole. */
function bothKnown(atom: Expr, x: SymbolExpr, free: Expr): MatrixPrecisions | undefined {
  const letters = atom.kind === 'apply' && atom.fn === 'trace' ? atom.args : [];
  const start = letters.indexOf(x);
  const turned = [...letters.slice(start + 1), ...letters.slice(0, Math.max(start, 0))];
  const middle = turned.indexOf(transpose(x));
  if (start < 0 || middle < 0) return undefined;
  const columns = matmulOr(identity(columnsOf(x)), turned.slice(0, middle));
  const rows = matmulOr(identity(rowsOf(x)), turned.slice(middle + 1));
  const known = [columns, rows].every((e) => !contains(e, (n) => n === x) && isPositiveDefinite(e));
  return known ? { rows: mul(free, rows), columns, condition: positive(free) } : undefined;
}

const matmulOr = (empty: Expr, letters: readonly Expr[]): Expr => (letters.length > 0 ? matmul(...letters) : empty);

/** W with atom = left W right; one where nothing stands between them. */
function sandwiched(atom: Expr, left: Expr, right: Expr): Expr | undefined {
  if (atom.kind !== 'apply' || atom.fn !== 'matmul') return undefined;
  const [first, ...rest] = atom.args;
  if (first !== left || rest.at(-1) !== right) return undefined;
  return rest.length > 1 ? matmul(...rest.slice(0, -1)) : one;
}

/** B of tr(BX) for a symmetric X: a matrix, a multiple of tr X, weights of the diagonal, or several of these. Half of B + Bᵀ weighs alike. */
function weightOf(p: Problem, x: Expr): Expr | undefined {
  const [given, number, weights] = weighed(x).map((atom) => coefficientOf(p, atom));
  if (!given && !number && !weights) return undefined;
  const whole = given && !isSymmetric(given) ? mul(half, add(given, transpose(given))) : given;
  return add(whole ?? zero, number ? mul(number, identity(rowsOf(x))) : zero, weights ? diagonal(weights) : zero);
}

/** The atoms that `weightOf` reads. */
const weighed = (x: Expr): readonly Expr[] => [x, trace(x), diagonalPart(x)];

const isDiagonalPart = (e: Expr): e is Expr & { kind: 'apply' } => e.kind === 'apply' && e.fn === 'diagonalPart';

/** $\int e^{\operatorname{tr}(AX)-\frac s2\operatorname{tr}(KXKX)}dX$ over symmetric X: by Y = LᵀXL with K = LLᵀ and dX = |K|^{−(P+1)/2} dY. */
export const gaussSymmetricIntegral: IntegralForm = {
  id: 'gauss-symmetric-integral',
  title: prose`${formula('∫ exp(tr AX − ½ s tr KXKX) dX = (2π/s)^{P/2} (π/s)^{P(P−1)/4} |K|^{−(P+1)/2} exp(tr AK⁻¹AK⁻¹ / 2s)')} over symmetric ${formula('X')}`,
  source: { key: 'muirhead', place: 'section 2.1' },
  match: (p) => {
    const x = p.variable;
    const square = x.domain.kind === 'symmetric' ? p.items.find((i) => sideOf(i.atom, x)) : undefined;
    const K = square && sideOf(square.atom, x);
    if (!K || !onlyAtoms(p, [...weighed(x), square.atom])) return undefined;
    const [s, P] = [mul(rational(-2), square.coefficient), dimension(rowsOf(x))];
    const A = weightOf(p, x) ?? fill(zero, x.shape);
    const back = inverse(K);
    const e = normalDraw('ε', x.shape);
    const noise = mul(half, pow(s, rational(-1, 2)), add(e.symbol, transpose(e.symbol)));
    const spread = inverse(cholesky(K));
    return {
      logValue: add(
        mul(half, P, log(mul(two, pi, pow(s, rational(-1))))),
        mul(rational(1, 4), P, sub(P, one), log(mul(pi, pow(s, rational(-1))))),
        mul(rational(-1, 2), add(P, one), logdet(K)),
        mul(half, pow(s, rational(-1)), trace(A, back, A, back)),
      ),
      conditions: [positive(s)],
      sampler: {
        kind: 'transform',
        draws: [e],
        value: add(mul(pow(s, rational(-1)), matmul(back, A, back)), matmul(transpose(spread), noise, spread)),
        differentiable: true,
      },
    };
  },
};

/** The positive definite K of tr(XKXK); the identity of tr(XX). */
function sideOf(atom: Expr, x: SymbolExpr): Expr | undefined {
  const letters = atom.kind === 'apply' && atom.fn === 'trace' ? atom.args.filter((l) => l !== x) : [];
  const K = letters.length === 0 ? identity(rowsOf(x)) : matmul(...letters.slice(0, letters.length / 2));
  return atom === trace(x, K, x, K) && isPositiveDefinite(K) ? K : undefined;
}

/** $\int_{S\succ0}|X|^{a}e^{\operatorname{tr}(BX)}dX = \Gamma_P(a+\frac{P+1}2)|-B|^{-a-\frac{P+1}2}$ (Muirhead 1982, theorem 2.1.11). */
export const multivariateGammaIntegral: IntegralForm = {
  id: 'multivariate-gamma-integral',
  title: prose`${formula('∫_{X≻0} |X|ᵃ e^{tr BX} dX = Γ_P(a + (P+1)/2) |−B|^{−a−(P+1)/2}')}`,
  source: { key: 'muirhead', place: 'theorem 2.1.11' },
  match: (p) => {
    const x = p.variable;
    const B = x.domain.kind === 'spd' ? weightOf(p, x) : undefined;
    if (!B || !onlyAtoms(p, [...weighed(x), logdet(x)])) return undefined;
    return multivariateGamma(x, coefficientOf(p, logdet(x)) ?? zero, B);
  },
};

function multivariateGamma(x: SymbolExpr, a: Expr, B: Expr): Match {
  const dim = rowsOf(x);
  const P = dimension(dim);
  const s = add(a, mul(half, add(P, one)));
  return {
    logValue: sub(logMultivariateGamma(s, dim), mul(s, logdet(neg(B)))),
    conditions: [
      { value: sub(s, mul(half, sub(P, one))), relation: '>' },
      { value: neg(B), relation: 'positive-definite' },
    ],
    sampler: { kind: 'bartlett', scale: mul(half, inverse(neg(B))), degrees: mul(two, s) },
  };
}

/** log Γ_P(s) = P(P−1)/4 log π + Σ_{j=1}^{P} log Γ(s + (1−j)/2). */
function logMultivariateGamma(s: Expr, dim: string): Expr {
  const P = dimension(dim);
  const j = symbol('j', { kind: 'integers', lower: one, upper: P });
  return add(
    mul(rational(1, 4), P, sub(P, one), log(pi)),
    integral(j, elementwise('lgamma', add(s, mul(half, sub(one, j))))),
  );
}

/** The same integral over X ≻ 0 in X⁻¹: |X|ᵃ e^{tr BX⁻¹}, by Y = X⁻¹ with dX = |Y|^{−P−1} dY (Muirhead 1982, theorem 2.1.8). */
export const inverseMultivariateGammaIntegral: IntegralForm = {
  id: 'inverse-multivariate-gamma-integral',
  title: prose`${formula('∫_{X≻0} |X|ᵃ e^{tr BX⁻¹} dX')}, by ${formula('Y = X⁻¹')} with ${formula('dX = |Y|^{−P−1} dY')}`,
  source: { key: 'muirhead', place: 'theorems 2.1.8, 2.1.11' },
  match: (p) => {
    const x = p.variable;
    const B = x.domain.kind === 'spd' ? weightOf(p, inverse(x)) : undefined;
    if (!B || !onlyAtoms(p, [...weighed(inverse(x)), logdet(x)])) return undefined;
    const a = neg(add(coefficientOf(p, logdet(x)) ?? zero, dimension(rowsOf(x)), one));
    const found = multivariateGamma(x, a, B);
    return found.sampler?.kind === 'bartlett' ? { ...found, sampler: { ...found.sampler, inverted: true } } : found;
  },
};

/** $\int_\Delta\prod x_i^{a_i}dx = \prod\Gamma(a_i+1)/\Gamma(\sum(a_i+1))$. */
export const simplexIntegral: IntegralForm = {
  id: 'simplex-integral',
  title: prose`${formula('∫_Δ ∏ᵢ xᵢ^{aᵢ} dx = ∏ᵢ Γ(aᵢ+1) / Γ(Σᵢ(aᵢ+1))')} over the simplex ${formula('Δ')}`,
  source: { key: 'dlmf', place: '5.14.1' },
  match: (p) => {
    const x = p.variable;
    const single = x.domain.kind === 'simplex' ? entryCoefficients(p, x, log) : undefined;
    const wholes = [...partsOf(x, log), total(log(x)), total(log(head(x)))];
    if (!single || p.items.some((i) => !wholes.includes(i.atom) && !isLogEntry(i.atom, x))) return undefined;
    const each = entryWeights(p, x, log) ?? fill(zero, x.shape);
    const s = add(single.length > 0 ? stack(...single) : zero, each, coefficientOf(p, total(log(x))) ?? zero, one);
    const g = gammaDraw('g', x.shape, s);
    return {
      logValue: sub(total(elementwise('lgamma', s)), elementwise('lgamma', total(s))),
      conditions: [{ value: s, relation: '>' }],
      sampler: { kind: 'transform', draws: [g], value: mul(g.symbol, inverse(total(g.symbol))), differentiable: true },
    };
  },
};

/** $\sum_k e^{a_k}$ over one-hot x: log-sum-exp. */
export const oneHotSum: IntegralForm = {
  id: 'one-hot-sum',
  title: prose`${formula('Σ_x e^{⟨a, x⟩} = Σ_k e^{a_k}')} over one-hot ${formula('x')}`,
  source: { key: 'wainwright-jordan', place: 'section 3.2' },
  match: (p) => {
    const x = p.variable;
    if (x.domain.kind !== 'onehot') return undefined;
    const short = coefficientOf(p, head(x));
    const long = coefficientOf(p, x);
    const single = entryCoefficients(p, x);
    if (!single || p.items.some((i) => ![x, head(x)].includes(i.atom) && !isEntry(i.atom, x))) return undefined;
    const whole = long ?? fill(zero, x.shape);
    const shared = short ? add(append(short, zero), whole) : whole;
    const logits = single.length > 0 ? add(shared, stack(...single)) : shared;
    const logValue = log(
      add(...(single.length > 0 ? single.map((c, k) => exp(add(c, entry(shared, k)))) : sums(short, whole))),
    );
    return { logValue, conditions: [], sampler: { kind: 'one-hot', logProbabilities: sub(logits, logValue) } };
  },
};

/** One-hot vectors of a known length in any function: the sum over their classes, written out. */
export const classSum: IntegralForm = {
  id: 'class-sum',
  title: prose`a sum over the classes of one-hot ${formula('x')}, written out`,
  source: { key: 'wainwright-jordan', place: 'section 3.2' },
  match: (p) => {
    const x = p.variable;
    const size = x.domain.kind === 'onehot' && x.shape.length === 1 ? Number(x.shape[0]) : Number.NaN;
    if (!(size <= mostClasses)) return undefined;
    const classes = Array.from({ length: size }, (_, k) => k);
    const unit = (k: number): Expr => stack(...classes.map((j) => (j === k ? one : zero)));
    const whole = add(...p.items.map(pair));
    const masses = classes.map((k) => simplify(substitute(whole, new Map([[x, unit(k)]]))));
    const logValue = log(add(...masses.map(exp)));
    return {
      logValue,
      conditions: [],
      sampler: { kind: 'one-hot', logProbabilities: sub(stack(...masses), logValue) },
    };
  },
};

/** A sum over more classes would be a page of terms. */
const mostClasses = 12;

const isEntry = (e: Expr, x: SymbolExpr): boolean => e.kind === 'apply' && e.fn === 'entry' && e.args[0] === x;

/** Σ_k e^{a_k} of logits (short, 0) + whole. */
const sums = (short: Expr | undefined, whole: Expr): readonly Expr[] =>
  short ? [total(exp(add(short, head(whole)))), exp(last(whole))] : [total(exp(whole))];

const isLogEntry = (e: Expr, x: SymbolExpr): boolean =>
  e.kind === 'apply' && e.fn === 'log' && e.args[0] !== undefined && isEntry(e.args[0], x);

/** The coefficients of a function of single entries, of all in order, or of none; undefined where the vector has no known length. */
function entryCoefficients(
  p: Problem,
  x: SymbolExpr,
  f: (entry: Expr) => Expr = (e) => e,
): readonly Expr[] | undefined {
  const size = Number(x.shape[0]);
  const entries = Number.isInteger(size) ? Array.from({ length: size }, (_, k) => f(entry(x, k))) : [];
  const named = p.items.some((i) => contains(i.atom, (e) => isEntry(e, x)));
  if (!named) return [];
  if (entries.length === 0) return undefined;
  return entries.map((atom) => add(...p.items.filter((i) => i.atom === atom).map((i) => i.coefficient)));
}
