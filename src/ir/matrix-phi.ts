// φ_k of a matrix, in closed form where its structure gives one: diagonal, nilpotent, skew of size 2 or 3.
import { add, applyNode, elementwise, mul, neg } from './build.ts';
import { type ApplyExpr, type Expr, identity, isScalar, one, rational, type TensorPrimitive, zero } from './expr.ts';
import { literalRows, matrix, type Rows, rowsProduct } from './literal.ts';
import { isZero, pullScalars } from './scalars.ts';
import { isSkew } from './structure.ts';

/** The constructors of words (handed in, so that this file stands below `tensor.ts`). */
interface Words {
  matmul(...args: readonly Expr[]): Expr;
  trace(...args: readonly Expr[]): Expr;
  diagonal(e: Expr): Expr;
}

const isApply = (e: Expr, fn: TensorPrimitive): e is ApplyExpr => e.kind === 'apply' && e.fn === fn;

/** φ_k(M) = Σⱼ Mʲ/(j + k)! of a square matrix; e^M for k = 0. */
export function phiOf(k: number, given: Expr, words: Words): Expr {
  if (isScalar(given)) return elementwise('phi', rational(k), given);
  const m = gathered(given);
  const unit = identity(m.shape[0] ?? '1');
  const spread = isZero(m) ? zero : diagonalEntries(m);
  if (spread && isScalar(spread)) return mul(elementwise('phi', rational(k), spread), unit);
  if (spread) return words.diagonal(elementwise('phi', rational(k), spread));
  return writtenPhi(k, m) ?? skewPhi(k, m, words) ?? applyNode('matrixPhi', [rational(k), m], m.shape);
}

/** s₁N + s₂N = (s₁ + s₂)N. */
function gathered(m: Expr): Expr {
  if (m.kind !== 'sum') return m;
  const parts = m.terms.map(pullScalars);
  const [first] = parts;
  if (!first || isScalar(first.rest) || parts.some((p) => p.rest !== first.rest)) return m;
  return mul(add(...parts.map((p) => p.scalar)), first.rest);
}

/** The c of cI, the v of diag(v), and sums of such; undefined for a matrix that is not diagonal. */
function diagonalEntries(m: Expr): Expr | undefined {
  if (m.kind === 'identity') return one;
  if (isApply(m, 'diagonal')) return m.args[0];
  if (m.kind === 'sum') {
    const parts = m.terms.map(diagonalEntries).filter((p) => p !== undefined);
    return parts.length === m.terms.length ? add(...parts) : undefined;
  }
  const { scalar, rest } = pullScalars(m);
  const entries = m.kind === 'product' && !isScalar(rest) && rest !== m ? diagonalEntries(rest) : undefined;
  return entries && mul(scalar, entries);
}

/** Of a matrix written out: diagonal, strictly triangular (its powers end), or skew. */
function writtenPhi(k: number, m: Expr): Expr | undefined {
  const { scalar, rest } = pullScalars(m);
  const inside = isApply(rest, 'matrix') ? literalRows(rest) : undefined;
  if (!inside) return undefined;
  const rows = inside.map((row) => row.map((x) => mul(scalar, x)));
  const vanishes = (test: (i: number, j: number) => boolean): boolean =>
    rows.every((row, i) => row.every((x, j) => x === zero || !test(i, j)));
  if (vanishes((i, j) => i !== j))
    return matrix(rows.map((row, i) => row.map((x, j) => (i === j ? elementwise('phi', rational(k), x) : zero))));
  if (vanishes((i, j) => i <= j) || vanishes((i, j) => i >= j)) return nilpotentPhi(k, rows);
  if (isSkew(rest) && rows.length === 2) return turn(k, rows[1]?.[0] ?? zero);
  return k === 0 && rows.length === 2 ? planeExponential(rows) : undefined;
}

/** e^M = e^s (c₀(q) I + c₁(q) (M − sI)) with s = ½ tr M and q = det(M − sI), for (M − sI)² = −qI (Cayley and Hamilton). */
function planeExponential(rows: Rows): Expr {
  const [[a = zero, b = zero] = [], [c = zero, d = zero] = []] = rows;
  const half = rational(1, 2);
  const s = mul(half, add(a, d));
  const lean = mul(half, add(a, neg(d)));
  const q = neg(add(mul(lean, lean), mul(b, c)));
  const [even, odd] = [elementwise('stumpff', zero, q), elementwise('stumpff', one, q)];
  const scaled = (e: Expr): Expr => mul(elementwise('exp', s), e);
  return matrix([
    [scaled(add(even, mul(odd, lean))), scaled(mul(odd, b))],
    [scaled(mul(odd, c)), scaled(add(even, neg(mul(odd, lean))))],
  ]);
}

/** Σⱼ Mʲ/(j + k)!, which ends at the size of a strictly triangular matrix. */
function nilpotentPhi(k: number, rows: Rows): Expr {
  let power: Rows = rows.map((row, i) => row.map((_, j) => (i === j ? one : zero)));
  let sum: Rows = rows.map((row) => row.map(() => zero));
  for (let j = 0; j < rows.length; j++) {
    const weight = elementwise('phi', rational(j + k), zero);
    const term = power;
    sum = sum.map((row, r) => row.map((x, c) => add(x, mul(weight, term[r]?.[c] ?? zero))));
    power = rowsProduct(power, rows);
  }
  return matrix(sum);
}

/** φ_k of (0, −w; w, 0): a turn by the angle w for k = 0. */
function turn(k: number, w: Expr): Expr {
  const even = elementwise('stumpff', rational(k), mul(w, w));
  const odd = k === 0 ? elementwise('sin', w) : mul(w, elementwise('stumpff', rational(k + 1), mul(w, w)));
  return matrix([
    [even, neg(odd)],
    [odd, even],
  ]);
}

/** Rodrigues: Ω² = −w²I in two dimensions and Ω³ = −w²Ω in three, w² = −½ tr Ω². */
function skewPhi(k: number, m: Expr, { matmul, trace }: Words): Expr | undefined {
  const size = m.shape[0] ?? '1';
  if (!isSkew(m) || (size !== '2' && size !== '3')) return undefined;
  const square = mul(rational(-1, 2), trace(m, m));
  const c = (order: number): Expr => elementwise('stumpff', rational(order), square);
  if (size === '2') return add(mul(c(k), identity(size)), mul(c(k + 1), m));
  const atZero = elementwise('phi', rational(k), zero);
  const { scalar, rest } = pullScalars(m);
  const written = literalRows(rest);
  if (!written) return add(mul(atZero, identity(size)), mul(c(k + 1), m), mul(c(k + 2), matmul(m, m)));
  const rows = written.map((row) => row.map((x) => mul(scalar, x)));
  const squared = rowsProduct(rows, rows);
  const entry = (i: number, j: number, x: Expr): Expr =>
    add(i === j ? atZero : zero, mul(c(k + 1), x), mul(c(k + 2), squared[i]?.[j] ?? zero));
  return matrix(rows.map((row, i) => row.map((x, j) => entry(i, j, x))));
}
