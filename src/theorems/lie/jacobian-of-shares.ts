// The derivative of a map of shares, on their tangents: where it is diagonal but for a few products u wᵀ, its trace and
// determinant come from those on all vectors (matrix determinant lemma; Harville 1997, section 18.1).
import { add, div, elementwise, fill, log, mul, sub } from '../../ir/build.ts';
import { directional, gradient } from '../../ir/differentiate.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, isScalar, one, type SymbolExpr, symbol, zero } from '../../ir/expr.ts';
import { rowsDeterminant } from '../../ir/literal.ts';
import { pullScalars } from '../../ir/scalars.ts';
import { simplify } from '../../ir/simplify.ts';
import { inner, total } from '../../ir/tensor.ts';
import { dependsOn } from '../../ir/visit.ts';

/** v ↦ d∘v + Σ u ⟨w, v⟩, whose entries add up to c times those of v. */
interface NearlyDiagonal {
  readonly d: Expr;
  readonly products: readonly Product[];
  readonly c: Expr;
}

interface Product {
  readonly u: Expr;
  readonly w: Expr;
}

const opened = (e: Expr): Expr => simplify(expand(e));

/** The trace on vectors of zero sum: that on all vectors less c, by which the sum itself grows. */
export function divergenceOfShares(field: Expr, x: SymbolExpr): Expr | undefined {
  const map = nearlyDiagonal(field, x);
  return map && opened(sub(add(total(map.d), ...map.products.map(({ u, w }) => inner(u, w))), map.c));
}

/**
 * log |det| on vectors of zero sum. There A v and A v + f ⟨1, v⟩ are the same, and the latter multiplies a sum by c + 1, since the
 * shares f add up to one: its determinant on all vectors is c + 1 times the one sought.
 */
export function logDeterminantOfShares(f: Expr, x: SymbolExpr): Expr | undefined {
  const map = nearlyDiagonal(f, x);
  if (!map) return undefined;
  const { d, c } = map;
  const products = gathered([...map.products, { u: f, w: fill(one, x.shape) }]);
  const rows = products.map((a, i) =>
    products.map((b, j) => opened(add(i === j ? one : zero, inner(div(a.w, d), b.u)))),
  );
  const determinant = rowsDeterminant(rows);
  return (
    determinant &&
    add(total(log(elementwise('abs', d))), log(elementwise('abs', div(opened(determinant), add(one, c)))))
  );
}

/** More products than this make a determinant that no one reads. */
const mostProducts = 3;

function nearlyDiagonal(f: Expr, x: SymbolExpr): NearlyDiagonal | undefined {
  const v = symbol(`⟨d${x.name}⟩`, { kind: 'interval' }, x.shape);
  const moved = expand(directional(f, new Map([[x, v]])));
  const read = (moved.kind === 'sum' ? moved.terms : [moved]).map((t) => readTerm(t, v));
  if (!read.every((r) => r !== undefined)) return undefined;
  const factors = read.flatMap((r) => ('factor' in r ? [r.factor] : []));
  const products = gathered(read.flatMap((r) => ('u' in r ? [r] : [])));
  const growth = opened(gradient(opened(total(moved)), v));
  const c = growth.kind === 'apply' && growth.fn === 'fill' ? growth.args[0] : undefined;
  return c && products.length <= mostProducts ? { d: add(fill(zero, x.shape), ...factors), products, c } : undefined;
}

/** A term d∘v, or u ⟨w, v⟩. */
function readTerm(term: Expr, v: SymbolExpr): Product | { readonly factor: Expr } | undefined {
  const factors = term.kind === 'product' ? term.factors : [term];
  const [inside, ...more] = factors.filter((f) => dependsOn(f, [v]));
  if (!inside || more.length > 0) return undefined;
  const rest = mul(...factors.filter((f) => f !== inside));
  if (inside === v) return { factor: rest };
  const w = isScalar(inside) ? gradient(inside, v) : undefined;
  return w && !dependsOn(w, [v]) ? { u: add(rest, fill(zero, v.shape)), w } : undefined;
}

/** Products of one direction u brought together. */
function gathered(products: readonly Product[]): readonly Product[] {
  const found = new Map<Expr, Expr>();
  for (const { u, w } of products) {
    const { scalar, rest } = pullScalars(u);
    found.set(rest, add(found.get(rest) ?? fill(zero, w.shape), mul(scalar, w)));
  }
  return [...found].map(([u, w]) => ({ u, w }));
}
