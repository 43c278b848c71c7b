// A point of the simplex by pieces broken off a stick: x₁ = v₁, x₂ = (1 − v₁)v₂, …, xₖ = (1 − v₁)…(1 − vₖ₋₁), with
// |dx/dv| = Πᵢ (1 − vᵢ)^{K−1−i}. In the order in which an integrand breaks it, the pieces are independent.
import { add, log, mul, sub } from '../../ir/build.ts';
import { entry } from '../../ir/entry.ts';
import { expand } from '../../ir/expand.ts';
import { type Domain, type Expr, one, rational, type SymbolExpr, symbol, zero } from '../../ir/expr.ts';
import { stack } from '../../ir/tensor.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';
import type { Substitution } from './form.ts';
import type { Found } from './index.ts';
import { ordersOf } from './orders.ts';
import { rewrite } from './substitutions.ts';

/** Of more entries not every order is tried. */
const mostEntries = 5;

type Integrate = (logIntegrand: Expr, pieces: readonly SymbolExpr[]) => readonly (Found & Piece)[] | undefined;
interface Piece {
  readonly variable: SymbolExpr;
}

/** The integrals over the pieces, one after the other, in the first order in which all are found. */
export function integrateSticks(
  logIntegrand: Expr,
  variables: readonly SymbolExpr[],
  integrate: Integrate,
): readonly (Found & Piece)[] | undefined {
  const [x, ...more] = variables;
  const count = Number(x?.shape[0]);
  if (!x || more.length > 0 || x.domain.kind !== 'simplex' || !(count <= mostEntries)) return undefined;
  const pieces = Array.from({ length: count - 1 }, (_, i) => symbol(`v${'₁₂₃₄'[i] ?? ''}`, unit));
  for (const order of ordersOf(Array.from({ length: count }, (_, i) => i))) {
    const found = integrate(broken(logIntegrand, x, pieces, order), pieces);
    if (found) return found.map((f, i) => withoutSampler(i === 0 ? { ...f, path: [broke(x), ...f.path] } : f));
  }
  return undefined;
}

const broke = (x: SymbolExpr): Substitution => ({
  title: 'pieces broken off a stick, one after the other, as the new variables',
  variable: x,
  value: x,
  logJacobian: zero,
  copies: 1,
});

const unit: Domain = { kind: 'interval', lower: zero, upper: one };

/** Draws of pieces are no draws of the point by name. */
const withoutSampler = ({ sampler: _, ...rest }: Found & Piece): Found & Piece => rest;

/** The integrand in the pieces, with the logarithm of their volume; `order` says which entry is broken off when. */
function broken(logIntegrand: Expr, x: SymbolExpr, pieces: readonly SymbolExpr[], order: readonly number[]): Expr {
  const left = pieces.map((_, i) => mul(...pieces.slice(0, i).map((v) => sub(one, v))));
  const lengths = [...pieces.map((v, i) => mul(left[i] ?? one, v)), mul(...pieces.map((v) => sub(one, v)))];
  const entries = order.map((_, i) => lengths[order.indexOf(i)] ?? zero);
  const named = new Map<Expr, Expr>(entries.map((e, i) => [entry(x, i), e]));
  const image = expand(substitute(substitute(logIntegrand, named), new Map<Expr, Expr>([[x, stack(...entries)]])));
  const volume = pieces.map((v, i) => mul(rational(pieces.length - 1 - i), log(sub(one, v))));
  return expand(
    add(
      pieces.reduce((e, v) => (dependsOn(e, [v]) ? rewrite(e, v, v) : e), image),
      ...volume,
    ),
  );
}
