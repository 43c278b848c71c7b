// One entry of a vector or matrix, sought as deep inside the expression as its structure tells.
import { add, applyNode, elementwise, mul, neg, pow } from './build.ts';
import { type ApplyExpr, type Expr, isScalar, one, rational, zero } from './expr.ts';
import { literalRows } from './literal.ts';
import { isLower, isSkew } from './structure.ts';
import { isSymmetric } from './symmetric.ts';
import { isElementwise } from './tensor.ts';

/** eᵢ of a vector, eᵢⱼ of a matrix or row; places are counted from 0. */
export function entry(e: Expr, i: number, j = 0): Expr {
  if (isScalar(e)) return e;
  const go = (x: Expr): Expr => entry(x, i, j);
  switch (e.kind) {
    case 'identity':
      return i === j ? one : zero;
    case 'sum':
      return add(...e.terms.map(go));
    case 'product':
      return mul(...e.factors.map(go));
    case 'power':
      return pow(go(e.base), go(e.exponent));
    case 'apply':
      return isElementwise(e.fn) ? elementwise(e.fn, ...e.args.map(go)) : ofTensor(e, i, j);
    default:
      return leaf(e, i, j);
  }
}

function ofTensor(e: ApplyExpr, i: number, j: number): Expr {
  const written = literalRows(e);
  if (written) return written[i]?.[j] ?? zero;
  const [a = zero, b = zero] = e.args;
  switch (e.fn) {
    case 'fill':
      return a;
    case 'transpose':
      return entry(a, j, i);
    case 'diagonal':
      return i === j ? entry(a, i) : zero;
    case 'diagonalPart':
      return entry(a, i, i);
    case 'lowerPart':
      return i >= j ? entry(a, i, j) : zero;
    case 'head':
      return entry(a, i);
    case 'append':
      return /^\d+$/.test(a.shape[0] ?? '') ? (i < Number(a.shape[0]) ? entry(a, i) : b) : leaf(e, i, j);
    default:
      return leaf(e, i, j);
  }
}

/** Of what is known by its structure alone: the entries below the diagonal stand for those above. */
function leaf(e: Expr, i: number, j: number): Expr {
  if (e.shape.length === 1) return ofVector(e, i);
  if (isLower(e) && i < j) return zero;
  if (isSkew(e) && i <= j) return i === j ? zero : neg(leaf(e, j, i));
  const [r, c] = isSymmetric(e) && i > j ? [j, i] : [i, j];
  return applyNode('entry', [e, rational(r), rational(c)], []);
}

/** Where entries add up to 0, the last one is what the others lack. */
function ofVector(e: Expr, i: number): Expr {
  const isRest = e.kind === 'symbol' && e.domain.kind === 'zeroSum' && e.shape[0] === String(i + 1);
  if (!isRest) return applyNode('entry', [e, rational(i)], []);
  return neg(add(...Array.from({ length: i }, (_, k) => applyNode('entry', [e, rational(k)], []))));
}
