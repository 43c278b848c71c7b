// Derivatives: along a direction (forward), in one symbol, and as the adjoint of a scalar (reverse).
import { unreachable } from '../diagnostics.ts';
import { add, div, elementwise, exp, fill, mul, neg, pow, square, sub } from './build.ts';
import { entry } from './entry.ts';
import { inputsOf } from './entrywise-integral.ts';
import {
  type ApplyExpr,
  dimension,
  type ElementwisePrimitive,
  type Expr,
  half,
  type IntegralExpr,
  identity,
  integral,
  isScalar,
  minusOne,
  one,
  pi,
  rational,
  type SymbolExpr,
  symbol,
  two,
  zero,
} from './expr.ts';
import { literalRows } from './literal.ts';
import { pullScalars } from './scalars.ts';
import { isLower, isSkew } from './structure.ts';
import { isSymmetric } from './symmetric.ts';
import {
  append,
  det,
  diagonal,
  diagonalPart,
  head,
  inverse,
  isElementwise,
  last,
  lowerPart,
  matmul,
  matrix,
  matrixPhi,
  rowsOf,
  stack,
  symmetrise,
  total,
  trace,
  transpose,
} from './tensor.ts';
import { dependsOn, substitute } from './visit.ts';

/** ∂fn/∂argᵢ, entry by entry; undefined where it is not defined (an order, a corner). */
function partial(fn: ElementwisePrimitive, args: readonly Expr[], i: number, whole: Expr): Expr | undefined {
  const [x = zero, y = zero] = args;
  switch (fn) {
    case 'exp':
      return whole;
    case 'log':
      return pow(x, minusOne);
    case 'log1p':
      return pow(add(one, x), minusOne);
    case 'expm1':
      return exp(x);
    case 'softplus':
      return pow(add(one, exp(neg(x))), minusOne);
    case 'sin':
      return elementwise('cos', x);
    case 'cos':
      return neg(elementwise('sin', x));
    case 'tan':
      return add(one, square(whole));
    case 'asin':
      return pow(sub(one, square(x)), rational(-1, 2));
    case 'acos':
      return neg(pow(sub(one, square(x)), rational(-1, 2)));
    case 'atan':
      return pow(add(one, square(x)), minusOne);
    case 'atan2':
      return div(i === 0 ? y : neg(x), add(square(x), square(y)));
    case 'sinh':
      return elementwise('cosh', x);
    case 'cosh':
      return elementwise('sinh', x);
    case 'tanh':
      return sub(one, square(whole));
    case 'asinh':
      return pow(add(one, square(x)), rational(-1, 2));
    case 'abs':
      return elementwise('sign', x);
    case 'sign':
      return zero;
    case 'min':
      return i === 0
        ? mul(half, sub(one, elementwise('sign', sub(x, y))))
        : mul(half, add(one, elementwise('sign', sub(x, y))));
    case 'max':
      return i === 0
        ? mul(half, add(one, elementwise('sign', sub(x, y))))
        : mul(half, sub(one, elementwise('sign', sub(x, y))));
    case 'gamma':
      return mul(whole, elementwise('digamma', x));
    case 'lgamma':
      return elementwise('digamma', x);
    case 'digamma':
      return elementwise('polygamma', one, x);
    case 'polygamma':
      return i === 1 ? elementwise('polygamma', add(x, one), y) : undefined;
    case 'erf':
      return mul(two, pow(pi, rational(-1, 2)), exp(neg(square(x))));
    case 'phi':
      return i === 1 ? sub(whole, mul(x, elementwise('phi', add(x, one), y))) : undefined;
    case 'stumpff':
      return i === 1 ? stumpffDerivative(x, y) : undefined;
    case 'besselI':
      return i === 1 ? besselDerivative(x, y) : undefined;
    case 'besselIe':
      return i === 1 ? sub(scaledBesselDerivative(x, y), mul(elementwise('sign', y), whole)) : undefined;
    case 'besselK':
      return i === 1
        ? neg(mul(half, add(elementwise('besselK', sub(x, one), y), elementwise('besselK', add(x, one), y))))
        : undefined;
    default:
      return unreachable(fn);
  }
}

/** c_k′ = ½ (k c_{k+2} − c_{k+1}). */
const stumpffDerivative = (order: Expr, z: Expr): Expr =>
  mul(half, sub(mul(order, elementwise('stumpff', add(order, two), z)), elementwise('stumpff', add(order, one), z)));

/** I₀′ = I₁, I_ν′ = I_{ν−1} − (ν/x) I_ν (DLMF 10.29). */
const besselDerivative = (order: Expr, x: Expr): Expr =>
  order === zero
    ? elementwise('besselI', one, x)
    : sub(elementwise('besselI', sub(order, one), x), mul(order, pow(x, minusOne), elementwise('besselI', order, x)));
const scaledBesselDerivative = (order: Expr, x: Expr): Expr =>
  order === zero
    ? elementwise('besselIe', one, x)
    : sub(elementwise('besselIe', sub(order, one), x), mul(order, pow(x, minusOne), elementwise('besselIe', order, x)));

/** A derivative that does not exist as an expression (in the order of a Bessel function, say). */
export class NotDifferentiable extends Error {
  override readonly name = 'NotDifferentiable';
  readonly node: Expr;
  constructor(node: Expr) {
    super(`no derivative of ${node.kind === 'apply' ? node.fn : node.kind} in this argument`);
    this.node = node;
  }
}

/** The derivative of e when each symbol moves along its tangent (same shape); zero along all others. */
export function directional(e: Expr, tangents: ReadonlyMap<Expr, Expr>): Expr {
  const done = new Map<Expr, Expr>();
  const go = (node: Expr): Expr => {
    const known = done.get(node);
    if (known) return known;
    const found = dependsOn(node, tangents.keys()) ? step(node, go, tangents) : fill(zero, node.shape);
    done.set(node, found);
    return found;
  };
  return go(e);
}

function step(e: Expr, d: (e: Expr) => Expr, tangents: ReadonlyMap<Expr, Expr>): Expr {
  switch (e.kind) {
    case 'symbol':
      return tangents.get(e) ?? fill(zero, e.shape);
    case 'sum':
      return add(...e.terms.map(d), ...(e.shape.length ? [fill(zero, e.shape)] : []));
    case 'product':
      return add(...e.factors.map((f, i) => mul(...e.factors.slice(0, i), d(f), ...e.factors.slice(i + 1))));
    case 'power':
      return powerDerivative(e.base, e.exponent, e, d);
    case 'integral':
      return integral(e.variable, d(e.body));
    case 'apply':
      return isElementwise(e.fn) ? elementwiseStep(e, e.fn, d) : tensorStep(e, d);
    default:
      return fill(zero, e.shape);
  }
}

function powerDerivative(base: Expr, exponent: Expr, whole: Expr, d: (e: Expr) => Expr): Expr {
  const [db, de] = [d(base), d(exponent)];
  const inBase = isNothing(db) ? zero : mul(exponent, pow(base, sub(exponent, one)), db);
  const inExponent = isNothing(de) ? zero : mul(whole, elementwise('log', base), de);
  return add(inBase, inExponent, ...(whole.shape.length ? [fill(zero, whole.shape)] : []));
}

/** Is this the zero tensor? */
export const isNothing = (e: Expr): boolean =>
  e === zero || (e.kind === 'apply' && e.fn === 'fill' && e.args[0] === zero);

/** ∂ log ∫ f = ∫ ∂f · e^{−log ∫ f}: the quotient is taken under the integral, where it cannot overflow. */
function logIntegralStep(e: ApplyExpr, inside: Expr & { kind: 'integral' }, d: (e: Expr) => Expr): Expr {
  return integral(inside.variable, mul(d(inside.body), exp(neg(e))));
}

function elementwiseStep(e: ApplyExpr, fn: ElementwisePrimitive, d: (e: Expr) => Expr): Expr {
  const [first] = e.args;
  if (fn === 'log' && first?.kind === 'integral') return logIntegralStep(e, first, d);
  const terms = e.args.map((a, i) => {
    const da = d(a);
    if (isNothing(da)) return fill(zero, e.shape);
    const slope = partial(fn, e.args, i, e);
    if (!slope) throw new NotDifferentiable(e);
    return mul(slope, da);
  });
  return add(...terms);
}

function tensorStep(e: ApplyExpr, d: (e: Expr) => Expr): Expr {
  const [a = zero, b = zero] = e.args;
  const { fn } = e;
  switch (fn) {
    case 'total':
      return total(spread(d(a), a));
    case 'prod':
      return mul(e, total(div(spread(d(a), a), a)));
    case 'matmul':
      return add(...e.args.map((x, i) => matmul(...e.args.slice(0, i), d(x), ...e.args.slice(i + 1))));
    case 'trace':
      return add(...e.args.map((x, i) => trace(...e.args.slice(0, i), d(x), ...e.args.slice(i + 1))));
    case 'transpose':
      return transpose(d(a));
    case 'inverse':
      return neg(matmul(e, d(a), e));
    case 'det':
      return mul(e, trace(inverse(a), d(a)));
    case 'logdet':
      return trace(inverse(a), d(a));
    case 'diagonal':
      return diagonal(d(a));
    case 'diagonalPart':
      return diagonalPart(d(a));
    case 'logsumexp':
      return total(mul(exp(sub(a, e)), spread(d(a), a)));
    case 'head':
      return head(d(a));
    case 'last':
      return last(d(a));
    case 'append':
      return append(d(a), d(b));
    case 'fill':
      return fill(d(a), e.shape);
    case 'stack':
      return stack(...e.args.map(d));
    case 'matrix':
      return matrix(literalRows(e)?.map((row) => row.map(d)) ?? []);
    case 'entry':
      return entryOf(d(a), e);
    case 'lowerPart':
      return lowerPart(d(a));
    case 'cholesky':
      return matmul(e, lowerHalf(matmul(inverse(e), d(a), inverse(transpose(e)))));
    case 'matrixPhi':
      return phiStep(e, d);
    default:
      return isElementwise(fn) ? zero : unreachable(fn);
  }
}

/** Φ(X): the entries below the diagonal, and half of those on it; dL = L Φ(L⁻¹ dA L⁻ᵀ) for A = LLᵀ (Murray 2016, equation 8). */
const lowerHalf = (x: Expr): Expr => sub(lowerPart(x), mul(half, diagonal(diagonalPart(x))));

/** The same entry of another tensor. */
const entryOf = (e: Expr, { args: [, i = zero, j = zero] }: ApplyExpr): Expr => entry(e, indexOf(i), indexOf(j));
const indexOf = (e: Expr): number => (e.kind === 'rational' ? Number(e.value.n) : 0);

/** dφ_k(sN) = ds·N·(φ_k − k φ_{k+1})(sN): everything commutes where only the number s moves. */
function phiStep(e: ApplyExpr, d: (e: Expr) => Expr): Expr {
  const { scalar, rest } = pullScalars(e.args[1] ?? zero);
  if (!isNothing(d(rest))) throw new NotDifferentiable(e);
  return mul(d(scalar), phiSlope(e, rest));
}

/** N (φ_k − k φ_{k+1})(sN), the slope of φ_k(sN) in s. */
function phiSlope(e: ApplyExpr, direction: Expr): Expr {
  const [k = zero, m = zero] = e.args;
  return matmul(direction, sub(e, mul(k, matrixPhi(indexOf(k) + 1, m))));
}

const spread = (e: Expr, like: Expr): Expr => (isScalar(e) ? fill(e, like.shape) : e);

/** ∂e/∂s for a scalar symbol. */
export const derivative = (e: Expr, s: Expr): Expr => directional(e, new Map([[s, one]]));

/** The gradient of a scalar in a symbol of any shape, in the symbol's shape and in its space: symmetric, skew, lower, of zero sum. */
export function gradient(e: Expr, s: SymbolExpr): Expr {
  if (isScalar(s)) return derivative(e, s);
  const collected: Expr[] = [];
  pullBack(e, one, s, (g) => collected.push(g));
  const sum = add(fill(zero, s.shape), ...collected);
  if (isSymmetric(s)) return symmetrise(sum);
  if (isSkew(s)) return mul(half, sub(sum, transpose(sum)));
  if (isLower(s)) return lowerPart(sum);
  return s.domain.kind === 'zeroSum' ? centred(sum) : sum;
}

/** v less the mean of its entries. */
function centred(v: Expr): Expr {
  const count = pow(dimension(v.shape[0] ?? '1'), minusOne);
  return sub(v, fill(mul(count, total(v)), v.shape));
}

type Emit = (g: Expr) => void;

/** Sends the adjoint `g` of node e down to every occurrence of `s`. */
function pullBack(e: Expr, g: Expr, s: SymbolExpr, emit: Emit): void {
  if (e === s) {
    emit(g);
    return;
  }
  if (!dependsOn(e, [s])) return;
  const down = (child: Expr, adjoint: Expr): void =>
    pullBack(child, isScalar(child) ? total(spreadTo(adjoint, e)) : spreadTo(adjoint, child), s, emit);
  switch (e.kind) {
    case 'sum':
      for (const t of e.terms) down(t, g);
      break;
    case 'product':
      e.factors.forEach((f, i) => {
        down(f, mul(g, ...e.factors.slice(0, i), ...e.factors.slice(i + 1)));
      });
      break;
    case 'power':
      down(e.base, mul(g, e.exponent, pow(e.base, sub(e.exponent, one))));
      if (dependsOn(e.exponent, [s])) down(e.exponent, mul(g, e, elementwise('log', e.base)));
      break;
    case 'integral':
      pullIntegral(e, one, g, s, emit);
      break;
    case 'apply':
      if (e.fn === 'log' && e.args[0]?.kind === 'integral') pullIntegral(e.args[0], exp(neg(e)), g, s, emit);
      else if (isElementwise(e.fn)) pullElementwise(e, e.fn, g, s, down);
      else pullTensor(e, g, s, emit);
      break;
    default:
      break;
  }
}

/** ∫ w f, of a weight w that s does not move: where f reaches s through numbers only, vectors stand before the integrals. */
function pullIntegral(whole: IntegralExpr, weight: Expr, g: Expr, s: SymbolExpr, emit: Emit): void {
  const { variable, body } = whole;
  const inputs = inputsOf(whole, s);
  if (inputs) {
    pullInputs(whole, inputs, weight, g, s, emit);
    return;
  }
  if (!isScalar(whole)) throw new NotDifferentiable(body);
  pullBack(body, one, s, (slope) => {
    const { scalar, rest } = pullScalars(slope);
    if (dependsOn(rest, [variable])) throw new NotDifferentiable(body);
    emit(mul(g, integral(variable, mul(scalar, weight)), rest));
  });
}

/** ∫ w f by each tensor and number in f that the variable does not move, then by s through these. */
function pullInputs(e: IntegralExpr, inputs: readonly Expr[], w: Expr, g: Expr, s: SymbolExpr, emit: Emit): void {
  const letters = new Map(inputs.map((x): [Expr, SymbolExpr] => [x, symbol(`${x.id}`, { kind: 'interval' }, x.shape)]));
  const lettered = substitute(e.body, letters);
  const back = new Map([...letters].map(([x, letter]): [Expr, Expr] => [letter, x]));
  for (const [input, letter] of letters) {
    const slope = substitute(directional(lettered, new Map([[letter, fill(one, input.shape)]])), back);
    const along = mul(g, integral(e.variable, mul(slope, w)));
    pullBack(input, isScalar(input) ? total(spreadTo(along, e)) : along, s, emit);
  }
}

const spreadTo = (e: Expr, like: Expr): Expr => (isScalar(e) && !isScalar(like) ? fill(e, like.shape) : e);

function pullElementwise(
  e: ApplyExpr,
  fn: ElementwisePrimitive,
  g: Expr,
  s: SymbolExpr,
  down: (c: Expr, g: Expr) => void,
): void {
  e.args.forEach((a, i) => {
    if (!dependsOn(a, [s])) return;
    const slope = partial(fn, e.args, i, e);
    if (!slope) throw new NotDifferentiable(e);
    down(a, mul(g, slope));
  });
}

function pullTensor(e: ApplyExpr, g: Expr, s: SymbolExpr, emit: Emit): void {
  const [a = zero, b = zero] = e.args;
  const to = (child: Expr, adjoint: Expr): void => pullBack(child, adjoint, s, emit);
  switch (e.fn) {
    case 'total':
      to(a, fill(g, a.shape));
      break;
    case 'prod':
      to(a, mul(g, e, pow(a, minusOne)));
      break;
    case 'matmul':
      e.args.forEach((x, i) => {
        to(x, wordAdjoint(e.args, i, g));
      });
      break;
    case 'trace':
      e.args.forEach((x, i) => {
        to(x, mul(g, traceAdjoint(e.args, i)));
      });
      break;
    case 'transpose':
      to(a, transpose(g));
      break;
    case 'inverse':
      to(a, neg(matmul(transpose(e), g, transpose(e))));
      break;
    case 'det':
      to(a, mul(g, det(a), transpose(inverse(a))));
      break;
    case 'logdet':
      to(a, mul(g, transpose(inverse(a))));
      break;
    case 'diagonal':
      to(a, diagonalPart(g));
      break;
    case 'diagonalPart':
      to(a, diagonal(g));
      break;
    case 'logsumexp':
      to(a, mul(g, exp(sub(a, e))));
      break;
    case 'head':
      to(a, append(g, zero));
      break;
    case 'last':
      to(a, append(fill(zero, head(a).shape), g));
      break;
    case 'append':
      to(a, head(g));
      to(b, last(g));
      break;
    case 'fill':
      to(a, total(g));
      break;
    case 'stack':
    case 'matrix':
      literalRows(e)?.forEach((row, i) => {
        row.forEach((x, j) => {
          to(x, entry(g, i, j));
        });
      });
      break;
    case 'entry':
      to(a, unitAt(e, a, g));
      break;
    case 'lowerPart':
      to(a, lowerPart(g));
      break;
    case 'cholesky':
      to(a, matmul(inverse(transpose(e)), lowerHalf(matmul(transpose(e), g)), inverse(e)));
      break;
    case 'matrixPhi': {
      const { scalar, rest } = pullScalars(b);
      if (dependsOn(rest, [s])) throw new NotDifferentiable(e);
      to(scalar, trace(transpose(phiSlope(e, rest)), g));
      break;
    }
    default:
      throw new NotDifferentiable(e);
  }
}

/** The tensor of a's shape with g at the entry's place and 0 elsewhere; its sizes must be numbers. */
function unitAt(e: ApplyExpr, a: Expr, g: Expr): Expr {
  const [, i = zero, j = zero] = e.args;
  const [height = '1', width = '1'] = a.shape;
  if (!/^\d+$/.test(height) || !/^\d+$/.test(width)) throw new NotDifferentiable(e);
  const at = (r: number, c: number): Expr => (r === indexOf(i) && c === indexOf(j) ? g : zero);
  return matrix(
    Array.from({ length: Number(height) }, (_, r) => Array.from({ length: Number(width) }, (__, c) => at(r, c))),
  );
}

/** d⟨G, A₁…Aₙ⟩/dAᵢ = (A₁…Aᵢ₋₁)ᵀ G (Aᵢ₊₁…Aₙ)ᵀ. */
function wordAdjoint(word: readonly Expr[], i: number, g: Expr): Expr {
  const left = word.slice(0, i).reverse().map(transpose);
  const right = word
    .slice(i + 1)
    .reverse()
    .map(transpose);
  return matmul(...left, g, ...right);
}

/** d tr(A₁…Aₙ)/dAᵢ = (Aᵢ₊₁…AₙA₁…Aᵢ₋₁)ᵀ. */
function traceAdjoint(word: readonly Expr[], i: number): Expr {
  const rest = [...word.slice(i + 1), ...word.slice(0, i)];
  const [first] = word;
  if (rest.length === 0) return first ? identity(rowsOf(first)) : one;
  return transpose(matmul(...rest));
}
