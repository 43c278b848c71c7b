// X with a∘X + b∘Xᵀ + c tr(X) I + diag(d∘diag X) = M: the entries (i, j) and (j, i) together, the diagonal by itself;
// what the map does not see is left out.
import { add, elementwise, fill, mul, pow, square, sub } from '../../../ir/build.ts';
import { isNothing } from '../../../ir/differentiate.ts';
import { entry } from '../../../ir/entry.ts';
import { expand } from '../../../ir/expand.ts';
import { dimension, type Expr, half, isScalar, minusOne, one, type SymbolExpr, zero } from '../../../ir/expr.ts';
import { matrix, type Rows } from '../../../ir/literal.ts';
import { range } from '../../../ir/range.ts';
import { simplify } from '../../../ir/simplify.ts';
import { diagonal, diagonalPart, total, trace, transpose } from '../../../ir/tensor.ts';
import { contains } from '../../../ir/visit.ts';
import { isWrittenOut, weighted } from '../base/weights.ts';
import { type MatrixOperator, operatorOf } from './matrix-operator.ts';

/** X; undefined where the map is no such sum, or does not see the diagonal. */
export function solveMatrix(left: Expr, right: Expr, x: SymbolExpr): Expr | undefined {
  const operator = operatorOf(left, x);
  if (!operator) return undefined;
  // With rows and columns of different sizes there is no transpose, trace or diagonal to weigh.
  if (x.shape[0] !== x.shape[1]) return simplify(add(fill(zero, x.shape), mul(reciprocal(operator.a), right)));
  if (x.domain.kind === 'skew') return mul(reciprocal(weighted(sub(operator.a, operator.b))), right);
  const off = x.domain.kind === 'lower' ? alone(operator.a) : pairs(operator);
  const whole = off.symmetric
    ? add(mul(half, off.symmetric, add(right, transpose(right))), mul(half, off.skew, sub(right, transpose(right))))
    : add(mul(off.own, right), mul(off.other, transpose(right)));
  const correction = diagonalCorrection(operator, right, off);
  return correction && simplify(expand(add(fill(zero, x.shape), whole, correction)));
}

/** X = own∘M + other∘Mᵀ off the diagonal; by the symmetric and the skew part of M where all entries weigh the same. */
interface Off {
  readonly own: Expr;
  readonly other: Expr;
  readonly symmetric?: Expr;
  readonly skew: Expr;
}

/** Where the entries (j, i) are no unknowns. */
const alone = (a: Expr): Off => ({ own: reciprocal(a), other: zero, skew: zero });

/** aᵢⱼ Xᵢⱼ + bᵢⱼ Xⱼᵢ = Mᵢⱼ beside the same with i and j exchanged, where b is symmetric. */
function pairs({ a, b }: MatrixOperator): Off {
  if (isScalar(a) && isScalar(b)) {
    const [symmetric, skew] = [reciprocal(simplify(add(a, b))), reciprocal(simplify(sub(a, b)))];
    return { own: mul(half, add(symmetric, skew)), other: mul(half, sub(symmetric, skew)), symmetric, skew };
  }
  const size = [a, b].find((e) => !isScalar(e))?.shape[0] ?? '';
  if (/^\d+$/.test(size) && [a, b].some((e) => contains(e, isWrittenOut))) return pairByPair(a, b, Number(size));
  return { ...ofPair(a, transpose(a), b), skew: zero };
}

function pairByPair(a: Expr, b: Expr, n: number): Off {
  const places = Array.from({ length: n }, (_, i) => i);
  const solved = places.map((i) =>
    places.map((j) => (i === j ? none : ofPair(entry(a, i, j), entry(a, j, i), entry(b, i, j)))),
  );
  const rows = (of: (w: Weights) => Expr): Rows => solved.map((row) => row.map(of));
  return { own: matrix(rows((w) => w.own)), other: matrix(rows((w) => w.other)), skew: zero };
}

type Weights = Pick<Off, 'own' | 'other'>;

const none: Weights = { own: zero, other: zero };

/** The first row of the pseudo-inverse of (p b; b q). */
function ofPair(p: Expr, q: Expr, b: Expr): Weights {
  const determinant = weighted(expand(sub(mul(p, q), square(b))));
  const trace = weighted(add(p, q));
  if (!isNothing(determinant)) {
    const over = reciprocal(determinant);
    return { own: weighted(mul(q, over)), other: weighted(mul(minusOne, b, over)) };
  }
  if (isNothing(trace)) return none;
  const over = reciprocal(weighted(square(trace)));
  return { own: weighted(mul(p, over)), other: weighted(mul(b, over)) };
}

/** 1/k entry by entry, and 0 where k is 0: the form does not see that part. */
function reciprocal(k: Expr): Expr {
  if (isNothing(k)) return zero;
  if (isScalar(k)) return pow(k, minusOne);
  if (k.kind === 'apply' && (k.fn === 'matrix' || k.fn === 'stack')) {
    const [rows = '', columns = '1'] = k.shape;
    const places = (n: string): readonly number[] => Array.from({ length: Number(n) }, (_, i) => i);
    return matrix(places(rows).map((i) => places(columns).map((j) => simplify(reciprocal(entry(k, i, j))))));
  }
  const { lo, hi } = range(k);
  if (lo > 0 || hi < 0) return pow(k, minusOne);
  const seen = square(elementwise('sign', k));
  return mul(seen, pow(add(k, sub(one, seen)), minusOne));
}

/** What the diagonal needs beyond what solves the rest. */
function diagonalCorrection({ a, b, c, d }: MatrixOperator, right: Expr, off: Off): Expr | undefined {
  const [size = '1'] = right.shape;
  const onDiagonal = weighted(add(diagonalPart(a), diagonalPart(b), d));
  if (isNothing(onDiagonal)) return undefined;
  const own = diagonalPart(right);
  const inverse = reciprocal(onDiagonal);
  const plain = mul(diagonalPart(weighted(off.symmetric ?? add(off.own, off.other))), own);
  const shared = isNothing(c) ? zero : mul(c, inverse, meanTrace(onDiagonal, inverse, c, right, size));
  const difference = simplify(expand(sub(sub(mul(inverse, own), shared), plain)));
  return isNothing(difference) ? fill(zero, right.shape) : diagonal(add(fill(zero, [size]), difference));
}

/** tr X from the diagonal's own equations. */
function meanTrace(onDiagonal: Expr, inverse: Expr, c: Expr, right: Expr, size: string): Expr {
  if (isScalar(onDiagonal)) return mul(pow(add(onDiagonal, mul(c, dimension(size))), minusOne), trace(right));
  return mul(pow(add(one, mul(c, total(inverse))), minusOne), total(mul(inverse, diagonalPart(right))));
}
