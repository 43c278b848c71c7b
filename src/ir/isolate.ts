// Isolating one unknown in an equation, by undoing what is done to it.
import { add, div, elementwise, exp, log, mul, neg, pow, primitivePart, sqrt, square, sub } from './build.ts';
import { cubicRoot } from './cubic.ts';
import {
  type ApplyExpr,
  type Expr,
  half,
  isScalar,
  minusOne,
  one,
  rational,
  type SymbolExpr,
  symbol,
  two,
  zero,
} from './expr.ts';
import { coefficientsIn, fraction } from './polynomial.ts';
import { isNonNegative, isNonPositive, isPositive, isTriangularFactor, range } from './range.ts';
import { factorCommon, simplify } from './simplify.ts';
import { append, cholesky, diagonal, diagonalPart, head, inverse, last, matmul, total, transpose } from './tensor.ts';
import { contains, dependsOn, substitute, symbolsOf } from './visit.ts';

/** left = right. */
export interface Equality {
  readonly left: Expr;
  readonly right: Expr;
}

/** x with f(x) = y, on the branch that the domain of x picks; undefined when it cannot be isolated. */
export function isolate(f: Expr, y: Expr, x: SymbolExpr): Expr | undefined {
  return isolateDeep(f, y, x, 0);
}

function isolateDeep(f: Expr, y: Expr, x: SymbolExpr, depth: number): Expr | undefined {
  if (f === x) return y;
  if (depth > 12 || !dependsOn(f, [x])) return undefined;
  if (f === sub(log(head(x)), log(last(x)))) return x.domain.kind === 'simplex' ? softmaxOf(y) : undefined;
  const peeled = occurrences(f, x) === 1 ? peel(f, y, x) : undefined;
  if (peeled) return isolateDeep(peeled.left, peeled.right, x, depth + 1);
  for (const rewrite of [asPolynomial, asLogarithms, throughInner])
    if (isScalar(f) && isScalar(x)) {
      const found = rewrite(f, y, x, depth);
      if (found) return found;
    }
  const factored = factor(f, y);
  if (factored) return isolateDeep(factored.left, factored.right, x, depth + 1);
  const gathered = gather(f, y, x);
  if (gathered) return isolateDeep(gathered.left, gathered.right, x, depth + 1);
  const simpler = simplify(f);
  return simpler !== f && occurrences(simpler, x) < occurrences(f, x)
    ? isolateDeep(simpler, y, x, depth + 1)
    : undefined;
}

/** A Aᵀ = Y for a triangular A with a positive diagonal: A = chol Y, or A⁻ᵀ = chol Y⁻¹ for an upper one. */
function factor(f: Expr, y: Expr): Equality | undefined {
  if (f.kind !== 'apply' || f.fn !== 'matmul' || f.args.length % 2 === 1) return undefined;
  const first = matmul(...f.args.slice(0, f.args.length / 2));
  if (matmul(first, transpose(first)) !== f) return undefined;
  if (isTriangularFactor(first)) return { left: first, right: cholesky(y) };
  const turned = inverse(transpose(first));
  return isTriangularFactor(turned) ? { left: turned, right: cholesky(inverse(y)) } : undefined;
}

/** Terms in x to the left with their common factor pulled out, the others to the right. */
function gather(f: Expr, y: Expr, x: SymbolExpr): Equality | undefined {
  if (f.kind !== 'sum') return undefined;
  const inside = f.terms.filter((t) => dependsOn(t, [x]));
  const left = factorCommon(add(...inside));
  if (left.kind === 'sum' || occurrences(left, x) !== 1) return undefined;
  return { left, right: sub(y, add(...f.terms.filter((t) => !inside.includes(t)))) };
}

/** How many operands, counted along the tree one level at a time, hold x. */
function occurrences(e: Expr, x: SymbolExpr): number {
  const parts =
    e.kind === 'sum'
      ? e.terms
      : e.kind === 'product'
        ? e.factors
        : e.kind === 'power'
          ? [e.base, e.exponent]
          : e.kind === 'apply'
            ? e.args
            : [];
  return parts.filter((p) => dependsOn(p, [x])).length;
}

/** Undoes the outermost operation, whose one operand holds x. */
function peel(f: Expr, y: Expr, x: SymbolExpr): Equality | undefined {
  const holds = (p: Expr): boolean => dependsOn(p, [x]);
  switch (f.kind) {
    case 'sum': {
      const inside = f.terms.filter(holds);
      return { left: add(...inside), right: sub(y, add(...f.terms.filter((t) => !holds(t)))) };
    }
    case 'product': {
      const inside = mul(...f.factors.filter(holds));
      return { left: inside, right: div(y, mul(...f.factors.filter((t) => !holds(t)))) };
    }
    case 'power':
      return holds(f.exponent)
        ? { left: f.exponent, right: div(log(y), log(f.base)) }
        : peelPower(f.base, f.exponent, y);
    case 'apply':
      return peelFunction(f, y, x);
    default:
      return undefined;
  }
}

/** b^k = y: the root on b's branch; undefined where the sign of b is open for an even k. */
function peelPower(base: Expr, exponent: Expr, y: Expr): Equality | undefined {
  if (y === zero && isPositive(exponent)) return { left: base, right: zero };
  const root = rootOf(y, pow(exponent, minusOne));
  if (isNonNegative(base)) return { left: base, right: root };
  if (exponent.kind !== 'rational') return undefined;
  const { n, d } = exponent.value;
  if (d !== 1n) return { left: base, right: root };
  if (n === -1n) return { left: base, right: pow(y, minusOne) };
  return n % 2n === 0n && isNonPositive(base) ? { left: base, right: neg(root) } : undefined;
}

/** yᵏ with negative factors two by two, each turned positive: of b(2r² − 2) with b < 0 and r² < 1 the root is √(−b) √(2 − 2r²). */
function rootOf(y: Expr, k: Expr): Expr {
  const factors = y.kind === 'product' ? y.factors : [y];
  const negative = factors.filter((f) => !isNonNegative(f));
  if (negative.length === 0 || negative.length % 2 === 1 || !negative.every(isNonPositive)) return pow(y, k);
  return mul(...factors.map((f) => pow(negative.includes(f) ? opposite(f) : f, k)));
}

/** −f, of an odd power by its base. */
const opposite = (f: Expr): Expr =>
  f.kind === 'power' && f.exponent.kind === 'rational' && f.exponent.value.d === 1n && f.exponent.value.n % 2n !== 0n
    ? pow(neg(f.base), f.exponent)
    : neg(f);

function peelFunction(f: ApplyExpr, y: Expr, x: SymbolExpr): Equality | undefined {
  const [a = zero] = f.args;
  const i = f.args.findIndex((arg) => dependsOn(arg, [x]));
  const inner = f.args[i];
  if (!inner) return undefined;
  switch (f.fn) {
    case 'exp':
      return { left: a, right: log(y) };
    case 'log':
      return { left: a, right: exp(y) };
    case 'tanh':
      return { left: a, right: mul(half, sub(log(add(one, y)), log(sub(one, y)))) };
    case 'sinh':
      return { left: a, right: elementwise('asinh', y) };
    case 'asinh':
      return { left: a, right: elementwise('sinh', y) };
    case 'cosh':
      return isNonNegative(a) ? { left: a, right: inverseCosine(y) } : undefined;
    case 'tan':
      return inPrincipalBranch(a, 'atan') ? { left: a, right: elementwise('atan', y) } : undefined;
    case 'sin':
      return inPrincipalBranch(a, 'asin') ? { left: a, right: elementwise('asin', y) } : undefined;
    case 'cos':
      return inPrincipalBranch(a, 'acos') ? { left: a, right: elementwise('acos', y) } : undefined;
    case 'atan':
      return { left: a, right: elementwise('tan', y) };
    case 'asin':
      return { left: a, right: elementwise('sin', y) };
    case 'acos':
      return { left: a, right: elementwise('cos', y) };
    case 'transpose':
      return { left: a, right: transpose(y) };
    case 'inverse':
      return { left: a, right: inverse(y) };
    case 'diagonal':
      return { left: a, right: diagonalPart(y) };
    case 'matmul':
      return peelWord(f.args, i, y) ?? peelWeights(f.args, y, x);
    case 'head':
      return headOfSimplex(a, y);
    default:
      return undefined;
  }
}

/** The u ≥ 0 with cosh u = y. */
const inverseCosine = (y: Expr): Expr => mul(two, elementwise('asinh', sqrt(mul(half, sub(y, one)))));

function inPrincipalBranch(a: Expr, fn: 'atan' | 'asin' | 'acos'): boolean {
  const { lo, hi } = range(a);
  return fn === 'acos' ? lo >= 0 && hi <= Math.PI : lo >= -Math.PI / 2 && hi <= Math.PI / 2;
}

/** A (w∘(B x)) = y as (A diag(w) B) x = y: the rectangular factors on either side of the weights are undone together. */
function peelWeights(word: readonly Expr[], y: Expr, x: SymbolExpr): Equality | undefined {
  const last = word.at(-1);
  if (last?.kind !== 'product' || last.shape.length !== 1) return undefined;
  const [inside, ...more] = last.factors.filter((f) => dependsOn(f, [x]));
  if (!inside || more.length > 0) return undefined;
  const letters = inside.kind === 'apply' && inside.fn === 'matmul' ? inside.args : [inside];
  const weights = mul(...last.factors.filter((f) => f !== inside));
  const whole = [...word.slice(0, -1), diagonal(weights), ...letters];
  return peelWord(whole, whole.length - 1, y);
}

/**
 * A X B = Y → X = A⁻¹ Y B⁻¹ for square A, B; rectangular factors whose product is square are undone together, and a
 * known row: b cᵀ = Y has no other solution than b = Y c/cᵀc.
 */
function peelWord(word: readonly Expr[], i: number, y: Expr): Equality | undefined {
  const [left, right, inner] = [word.slice(0, i), word.slice(i + 1), word[i]];
  const square2 = (e: Expr): boolean => e.shape.length === 2 && e.shape[0] === e.shape[1];
  const undo = (side: readonly Expr[]): readonly Expr[] | undefined => {
    if (side.every(square2)) return [...side].reverse().map(inverse);
    const whole = matmul(...side);
    if (square2(whole)) return [inverse(whole)];
    const isKnownRow = side === right && whole.shape[0] === '1' && symbolsOf(whole).size === 0;
    return isKnownRow ? [transpose(whole), pow(matmul(whole, transpose(whole)), minusOne)] : undefined;
  };
  const [before, after] = [undo(left), undo(right)];
  return inner && before && after ? { left: inner, right: matmul(...before, y, ...after) } : undefined;
}

/** The first K−1 entries of a point of the simplex determine the last. */
function headOfSimplex(a: Expr, y: Expr): Equality | undefined {
  if (a.kind !== 'symbol' || a.domain.kind !== 'simplex') return undefined;
  return { left: a, right: append(y, sub(one, total(y))) };
}

/** A rational equation of degree 1 or 2 in x, or a cubic one that grows everywhere. */
function asPolynomial(f: Expr, y: Expr, x: SymbolExpr): Expr | undefined {
  const { numerator, denominator } = fraction(sub(f, y));
  if (dependsOn(denominator, [x]) && contains(numerator, (n) => n.kind === 'apply' && dependsOn(n, [x])))
    return undefined;
  const c = coefficientsIn(numerator, x);
  if (!c || c.length < 2 || c.length > 4) return undefined;
  const [c0 = zero, c1 = zero, c2 = zero, c3 = zero] = c.map(simplify);
  if (c3 !== zero) return cubicRoot([c0, c1, c2, c3]);
  if (c2 === zero) return c1 === zero ? undefined : neg(div(c0, c1));
  return quadraticRoot(c0, c1, c2, x);
}

/** The root that lies in x's domain, when signs alone decide it. */
function quadraticRoot(c0: Expr, c1: Expr, c2: Expr, x: SymbolExpr): Expr | undefined {
  if (c1 === zero) {
    const square2 = neg(div(c0, c2));
    return isPositive(x) ? sqrt(square2) : undefined;
  }
  const discriminant = sqrt(sub(square(c1), mul(rational(4), c0, c2)));
  const roots = [add(neg(c1), discriminant), sub(neg(c1), discriminant)].map((n) => div(n, mul(two, c2)));
  const productSign = div(c0, c2);
  if (!isPositive(x) || !isNonPositive(productSign)) return undefined;
  return isPositive(c2) ? roots[0] : isNonPositive(c2) ? roots[1] : undefined;
}

/** c Σ kᵢ log gᵢ(x) = y, with coprime integers kᵢ → ∏ gᵢ^kᵢ = e^{y/c}. */
function asLogarithms(f: Expr, y: Expr, x: SymbolExpr, depth: number): Expr | undefined {
  if (f.kind !== 'sum') return undefined;
  const inside = f.terms.filter((t) => dependsOn(t, [x]));
  if (inside.length < 2 || !inside.every((t) => contains(t, (n) => n.kind === 'apply' && n.fn === 'log')))
    return undefined;
  const logs = add(...inside);
  if (logs.kind !== 'sum') return undefined;
  const { content, primitive } = primitivePart(logs);
  const product = simplify(mul(...(primitive.kind === 'sum' ? primitive.terms : [primitive]).map(exp)));
  if (contains(product, (n) => n.kind === 'apply' && n.fn === 'exp' && dependsOn(n, [x]))) return undefined;
  const rest = add(...f.terms.filter((t) => !inside.includes(t)));
  return isolateDeep(product, exp(div(sub(y, rest), rational(content))), x, depth + 1);
}

/** f = F(g(x)) with every x inside copies of one g: solve F first, then g. */
function throughInner(f: Expr, y: Expr, x: SymbolExpr, depth: number): Expr | undefined {
  for (const g of innerCandidates(f, x)) {
    const t: SymbolExpr = stand(g);
    const outer = substitute(f, new Map([[g, t]]));
    if (dependsOn(outer, [x])) continue;
    const value = isolateDeep(outer, y, t, depth + 4);
    const found = value && isolateDeep(g, value, x, depth + 4);
    if (found) return found;
  }
  return undefined;
}

const stand = (g: Expr): SymbolExpr => {
  const r = range(g);
  const lower = r.lo === 0 ? { lower: zero } : r.lo === 1 ? { lower: one } : {};
  return symbol(`⟨${g.id}⟩`, { kind: 'interval', ...lower });
};

/** Functions and powers of x alone that occur in f, smallest first. */
function innerCandidates(f: Expr, x: SymbolExpr): readonly Expr[] {
  const found: Expr[] = [];
  contains(f, (n) => {
    if (n !== f && n !== x && isScalar(n) && (n.kind === 'apply' || n.kind === 'power') && dependsOn(n, [x]))
      found.push(n);
    return false;
  });
  return found.reverse().slice(0, 8);
}

/** The point of the simplex with log-odds y against its last entry: (e^y, 1)/(1 + Σ e^y). */
const softmaxOf = (y: Expr): Expr => mul(append(exp(y), one), pow(add(one, total(exp(y))), minusOne));
