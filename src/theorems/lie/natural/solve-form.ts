// X with F(X, ·) = M: by elimination for scalars and vectors, by symmetric and skew parts for matrices.
import { add, fill, mul, pow, sub } from '../../../ir/build.ts';
import { gradient, isNothing } from '../../../ir/differentiate.ts';
import { expand } from '../../../ir/expand.ts';
import { dimension, type Expr, half, identity, isScalar, minusOne, type SymbolExpr, zero } from '../../../ir/expr.ts';
import { simplify } from '../../../ir/simplify.ts';
import { solveLinear } from '../../../ir/solve.ts';
import { diagonal, diagonalPart, trace, transpose } from '../../../ir/tensor.ts';
import { dependsOn } from '../../../ir/visit.ts';

/** The blocks of X in M; directions that the form does not see are left out. Undefined where no road reaches it. */
export function solveForm(
  form: Expr,
  algebra: readonly SymbolExpr[],
  other: readonly SymbolExpr[],
  covector: readonly SymbolExpr[],
): readonly Expr[] | undefined {
  const equations = other.map((y, i) => ({ left: simplify(expand(gradient(form, y))), right: covector[i] ?? zero }));
  const found = new Map<SymbolExpr, Expr>();
  for (const [i, x] of algebra.entries()) {
    const e = equations[i];
    if (!e || algebra.some((z) => z !== x && dependsOn(e.left, [z]))) continue;
    const solved = isNothing(e.left) ? fill(zero, x.shape) : alone(e.left, e.right, x);
    if (solved && !equations.some((f, k) => k !== i && dependsOn(f.left, [x]))) found.set(x, solved);
  }
  const open = algebra.filter((x) => !found.has(x));
  const joint =
    open.length > 0
      ? solveLinear(
          equations.filter((e) => dependsOn(e.left, open)),
          open,
        )
      : new Map();
  return joint && algebra.map((x) => simplify(found.get(x) ?? joint.get(x) ?? zero));
}

function alone(left: Expr, right: Expr, x: SymbolExpr): Expr | undefined {
  if (x.shape.length === 2) return solveMatrix(left, right, x);
  return solveLinear([{ left, right }], [x])?.get(x);
}

/** a X + b Xᵀ + c tr(X) I + d diag(diag X). */
interface MatrixOperator {
  readonly a: Expr;
  readonly b: Expr;
  readonly c: Expr;
  readonly d: Expr;
}

function operatorOf(e: Expr, x: SymbolExpr): MatrixOperator | undefined {
  const unit = identity(x.shape[0] ?? '1');
  const atoms = [x, transpose(x), mul(trace(x), unit), diagonal(diagonalPart(x))];
  const sums: Expr[][] = [[], [], [], []];
  for (const term of e.kind === 'sum' ? e.terms : [e]) {
    const at = atoms.findIndex((atom) => coefficientOf(term, atom, x) !== undefined);
    const c = at < 0 ? undefined : coefficientOf(term, atoms[at] ?? x, x);
    if (!c) return undefined;
    sums[at]?.push(c);
  }
  const [a = zero, b = zero, c = zero, d = zero] = sums.map((list) => add(...list));
  return { a, b, c, d };
}

/** k with term = k·atom, k free of X. */
function coefficientOf(term: Expr, atom: Expr, x: SymbolExpr): Expr | undefined {
  const parts = atom.kind === 'product' ? atom.factors : [atom];
  const factors = term.kind === 'product' ? term.factors : [term];
  if (!parts.every((p) => factors.includes(p))) return undefined;
  const rest = mul(...factors.filter((f) => !parts.includes(f)));
  return dependsOn(rest, [x]) || !isScalar(rest) ? undefined : rest;
}

/** Off the diagonal the symmetric part is divided by a + b and the skew part by a − b; the diagonal by a + b + d. */
function solveMatrix(left: Expr, right: Expr, x: SymbolExpr): Expr | undefined {
  const operator = operatorOf(left, x);
  if (!operator) return undefined;
  const { a, b, c, d } = operator;
  if (x.domain.kind === 'skew') return isNothing(a) ? fill(zero, x.shape) : mul(pow(a, minusOne), right);
  const isTriangular = x.domain.kind === 'lower';
  const onDiagonal = simplify(add(a, b, d));
  const [symmetric, skew] = isTriangular ? [a, a] : [simplify(add(a, b)), simplify(sub(a, b))];
  const parts = isTriangular
    ? [over(right, symmetric)]
    : [over(mul(half, add(right, transpose(right))), symmetric), over(mul(half, sub(right, transpose(right))), skew)];
  if (parts.some((p) => p === undefined)) return undefined;
  const off = add(...parts.map((p) => p ?? zero));
  const correction = diagonalCorrection(right, symmetric, onDiagonal, c, x);
  return correction && simplify(expand(add(off, correction)));
}

/** e/k; nothing of e where k is zero, for the form does not see that part. */
const over = (e: Expr, k: Expr): Expr | undefined => (isNothing(k) ? fill(zero, e.shape) : mul(pow(k, minusOne), e));

/** What the diagonal needs beyond division by the symmetric coefficient. */
function diagonalCorrection(right: Expr, symmetric: Expr, onDiagonal: Expr, c: Expr, x: SymbolExpr): Expr | undefined {
  if (isNothing(onDiagonal)) return undefined;
  const own = diagonalPart(right);
  const scaled = mul(pow(onDiagonal, minusOne), own);
  const plain = isNothing(symmetric) ? fill(zero, own.shape) : mul(pow(symmetric, minusOne), own);
  const size = dimension(x.shape[0] ?? '1');
  const wholeTrace = mul(pow(add(onDiagonal, mul(c, size)), minusOne), trace(right));
  const shared = isNothing(c) ? fill(zero, own.shape) : fill(mul(c, pow(onDiagonal, minusOne), wholeTrace), own.shape);
  const difference = simplify(expand(sub(sub(scaled, shared), plain)));
  return isNothing(difference) ? fill(zero, right.shape) : diagonal(difference);
}
