// A linear map read off its value at an unknown: v ↦ f∘v entry by entry, or v ↦ Σ L v R; its trace and determinant.
import { add, elementwise, log, mul } from './build.ts';
import { gradient } from './differentiate.ts';
import { expand } from './expand.ts';
import { dimension, type Expr, half, identity, isScalar, one, type SymbolExpr, zero } from './expr.ts';
import { columnsOf, diagonal, logdet, matmul, rowsOf, total, trace, transpose } from './tensor.ts';
import { dependsOn } from './visit.ts';

/** One summand v ↦ left v right; a missing side is the identity. */
export interface Sandwich {
  readonly left: Expr;
  readonly right: Expr | undefined;
}

/** A linear map from tensors of v's shape to the same shape. */
export type LinearMap =
  | { readonly kind: 'entrywise'; readonly factor: Expr }
  | { readonly kind: 'matrix'; readonly terms: readonly Sandwich[] };

/** The map v ↦ e; undefined where e is not visibly linear in v, or mixes entries in another way. */
export function linearMap(e: Expr, v: SymbolExpr): LinearMap | undefined {
  const terms = termsOf(expand(e)).filter((t) => dependsOn(t, [v]));
  const read = terms.map((t) => readTerm(t, v));
  const known = read.filter((r) => r !== undefined);
  if (known.length < read.length) return undefined;
  if (known.every((r) => r.kind === 'entrywise'))
    return { kind: 'entrywise', factor: add(...known.map((r) => r.factor)) };
  const sandwiches = known.map((r) => (r.kind === 'entrywise' ? asSandwich(r.factor, v) : r.sandwich));
  return sandwiches.every((s) => s !== undefined) ? { kind: 'matrix', terms: sandwiches } : undefined;
}

const termsOf = (e: Expr): readonly Expr[] => (e.kind === 'sum' ? e.terms : [e]);

type Term =
  | { readonly kind: 'entrywise'; readonly factor: Expr }
  | { readonly kind: 'matrix'; readonly sandwich: Sandwich };

/** c·v, or c·(L v R) with a scalar c or, in front of a column, a vector c. */
function readTerm(term: Expr, v: SymbolExpr): Term | undefined {
  const factors = term.kind === 'product' ? term.factors : [term];
  const [inside, ...more] = factors.filter((f) => dependsOn(f, [v]));
  if (!inside || more.length > 0) return undefined;
  const factor = mul(...factors.filter((f) => f !== inside));
  if (inside === v) return { kind: 'entrywise', factor };
  if (inside.kind !== 'apply' || inside.fn !== 'matmul') return undefined;
  const at = inside.args.indexOf(v);
  if (at < 0) return readPart(factor, inside, v);
  if (inside.args.some((a, i) => i !== at && dependsOn(a, [v]))) return undefined;
  const [before, after] = [inside.args.slice(0, at), inside.args.slice(at + 1)];
  if (!isScalar(factor) && (factor.shape.length !== 1 || after.length > 0)) return undefined;
  const left = before.length > 0 ? matmul(...before) : identity(rowsOf(v));
  const scaled = isScalar(factor) ? mul(factor, left) : matmul(diagonal(factor), left);
  return { kind: 'matrix', sandwich: { left: scaled, right: after.length > 0 ? matmul(...after) : undefined } };
}

/** A word whose end holds the vector v inside a weighed part, such as X′(w∘(X v)). */
function readPart(factor: Expr, inside: Expr, v: SymbolExpr): Term | undefined {
  const whole = v.shape.length === 1 ? matrixOfFactor(inside, v) : undefined;
  if (!whole) return undefined;
  const left = isScalar(factor) ? mul(factor, whole) : matmul(diagonal(factor), whole);
  return { kind: 'matrix', sandwich: { left, right: undefined } };
}

function asSandwich(factor: Expr, v: SymbolExpr): Sandwich | undefined {
  if (isScalar(factor)) return { left: mul(factor, identity(rowsOf(v))), right: undefined };
  return v.shape.length === 1 ? { left: diagonal(factor), right: undefined } : undefined;
}

/** Tensors whose entries are free, or tied by symmetry; undefined for any other space. */
function spaceOf({ domain, shape }: SymbolExpr): 'free' | 'symmetric' | undefined {
  switch (domain.kind) {
    case 'symmetric':
    case 'spd':
      return 'symmetric';
    case 'matrix':
    case 'invertible':
    case 'interval':
    case 'circle':
      return 'free';
    default:
      return shape.length === 0 ? 'free' : undefined;
  }
}

/**
 * The trace of the map as a linear operator on the space of v; undefined where its entries are tied in another way than by
 * symmetry. On symmetric matrices it is half the sum of tr L tr R and tr(LᵀR), for V ↦ L (V + Vᵀ)/2 R.
 */
export function traceOf(map: LinearMap, v: SymbolExpr): Expr | undefined {
  const space = spaceOf(v);
  if (!space) return undefined;
  if (map.kind === 'entrywise') {
    const { factor } = map;
    if (isScalar(factor)) return mul(factor, dimensionOf(v));
    return space === 'free' ? total(factor) : mul(half, add(total(factor), trace(factor)));
  }
  const columns = dimension(columnsOf(v));
  return add(
    ...map.terms.map(({ left, right }) => {
      const whole = mul(trace(left), right ? trace(right) : columns);
      if (space === 'free') return whole;
      return mul(half, add(whole, right ? trace(matmul(transpose(left), right)) : trace(left)));
    }),
  );
}

/** How many numbers a tensor of the space of v holds: P(P + 1)/2 for a symmetric matrix. */
function dimensionOf(v: SymbolExpr): Expr {
  const rows = dimension(rowsOf(v));
  return spaceOf(v) === 'symmetric' ? mul(half, rows, add(rows, one)) : mul(...v.shape.map(dimension));
}

/**
 * log |det| of the map on the space of v; undefined for a sum of maps that act on both sides of a matrix. Symmetric matrices stay
 * so under L V R for R = c Lᵀ only, which has the determinant (det L det R)^{(P+1)/2}.
 */
export function logDeterminantOf(map: LinearMap, v: SymbolExpr): Expr | undefined {
  const space = spaceOf(v);
  if (!space) return undefined;
  if (map.kind === 'entrywise') {
    const size = log(elementwise('abs', map.factor));
    if (isScalar(size)) return mul(size, dimensionOf(v));
    return space === 'free' ? total(size) : mul(half, add(total(size), trace(size)));
  }
  const [first, ...more] = map.terms;
  const order = mul(half, add(dimension(rowsOf(v)), one));
  const [rows, columns] = space === 'free' ? [dimension(rowsOf(v)), dimension(columnsOf(v))] : [order, order];
  if (first && more.length === 0)
    return add(mul(columns, logdet(first.left)), first.right ? mul(rows, logdet(first.right)) : zero);
  return map.terms.every((t) => !t.right) ? mul(columns, logdet(add(...map.terms.map((t) => t.left)))) : undefined;
}

/** The matrix M with e = M v for a vector e that is linear in the vector v; undefined where that cannot be read off. */
export function matrixOf(e: Expr, v: SymbolExpr): Expr | undefined {
  const terms = termsOf(expand(e)).map((t) => matrixOfTerm(t, v));
  return terms.every((t) => t !== undefined) ? add(...terms) : undefined;
}

function matrixOfTerm(e: Expr, v: SymbolExpr): Expr | undefined {
  if (e === v) return identity(rowsOf(v));
  const factors = e.kind === 'product' ? e.factors : [e];
  const [inside, ...more] = factors.filter((f) => dependsOn(f, [v]));
  if (!inside || more.length > 0) return undefined;
  const factor = mul(...factors.filter((f) => f !== inside));
  // s(v) b = b (∇s)ᵀ v for a number s(v).
  if (isScalar(inside)) return isScalar(factor) ? undefined : matmul(factor, transpose(gradient(inside, v)));
  const inner = matrixOfFactor(inside, v);
  return inner && (isScalar(factor) ? mul(factor, inner) : matmul(diagonal(factor), inner));
}

/** Of v itself, a word that ends in a part linear in v, or a sum of such. */
function matrixOfFactor(e: Expr, v: SymbolExpr): Expr | undefined {
  if (e === v) return identity(rowsOf(v));
  if (e.kind === 'sum') return matrixOf(e, v);
  if (e.kind !== 'apply' || e.fn !== 'matmul' || e.shape.length !== 1) return undefined;
  const [before, end] = [e.args.slice(0, -1), e.args.at(-1)];
  if (!end || before.some((a) => dependsOn(a, [v]))) return undefined;
  const inner = matrixOf(end, v);
  return inner && matmul(...before, inner);
}
