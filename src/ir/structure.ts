// Which matrices are skew, lower triangular or rotations: decided by how they are built, never by their entries' values.
import { type ApplyExpr, children, type Expr, one, zero } from './expr.ts';

const isScalarNode = (e: Expr): boolean => e.shape.length === 0;

/** Surely Ωᵀ = −Ω? */
export function isSkew(e: Expr): boolean {
  switch (e.kind) {
    case 'symbol':
      return e.domain.kind === 'skew';
    case 'sum':
      return e.terms.every(isSkew);
    case 'product': {
      const matrices = e.factors.filter((f) => !isScalarNode(f));
      return matrices.length === 1 && matrices.every(isSkew);
    }
    case 'apply':
      if (e.fn === 'transpose' || e.fn === 'inverse') return e.args.every(isSkew);
      return e.fn === 'matrix' && entriesAre(e, (a, b) => areOpposite(a, b));
    default:
      return false;
  }
}

/** Surely without entries above the diagonal? */
export function isLower(e: Expr): boolean {
  switch (e.kind) {
    case 'identity':
      return true;
    case 'symbol':
      return e.domain.kind === 'lower' || e.domain.kind === 'lowerTriangular';
    case 'sum':
      return e.terms.every(isLower);
    case 'product':
      return e.factors.some(isLower);
    case 'apply':
      if (e.fn === 'diagonal' || e.fn === 'lowerPart' || e.fn === 'cholesky') return true;
      if (e.fn === 'matmul' || e.fn === 'inverse') return e.args.every(isLower);
      if (e.fn === 'matrixPhi') return e.args.slice(1).every(isLower);
      return e.fn === 'matrix' && entriesAre(e, (a, _, i, j) => i >= j || a === zero);
    default:
      return false;
  }
}

/** Surely RᵀR = I and det R = 1? */
export function isRotation(e: Expr): boolean {
  switch (e.kind) {
    case 'identity':
      return true;
    case 'symbol':
      return e.domain.kind === 'rotation';
    case 'apply':
      if (e.fn === 'transpose' || e.fn === 'inverse' || e.fn === 'matmul') return e.args.every(isRotation);
      return e.fn === 'matrixPhi' && e.args[0] === zero && e.args.slice(1).every(isSkew);
    default:
      return false;
  }
}

/** Does a test hold for every entry of a matrix written out, its mirror image and its place? */
function entriesAre(
  { args, shape }: ApplyExpr,
  test: (entry: Expr, mirror: Expr, i: number, j: number) => boolean,
): boolean {
  const size = Number(shape[0]);
  if (shape[0] !== shape[1]) return false;
  return args.every((a, k) => {
    const [i, j] = [Math.floor(k / size), k % size];
    return test(a, args[j * size + i] ?? a, i, j);
  });
}

/** a = −b: equal but for the sign of the leading number. */
function areOpposite(a: Expr, b: Expr): boolean {
  if (a === zero && b === zero) return true;
  if (a.kind === 'sum' && b.kind === 'sum')
    return a.terms.length === b.terms.length && a.terms.every((t, i) => areOpposite(t, b.terms[i] ?? t));
  const [x, y] = [signed(a), signed(b)];
  const sameRest = x.rest.length === y.rest.length && x.rest.every((f, i) => f === y.rest[i]);
  return sameRest && x.number.value.n === -y.number.value.n && x.number.value.d === y.number.value.d;
}

function signed(e: Expr): { readonly number: typeof one; readonly rest: readonly Expr[] } {
  if (e.kind === 'rational') return { number: e, rest: [] };
  if (e.kind !== 'product') return { number: one, rest: [e] };
  const [first, ...rest] = children(e);
  return first?.kind === 'rational' ? { number: first, rest } : { number: one, rest: children(e) };
}
