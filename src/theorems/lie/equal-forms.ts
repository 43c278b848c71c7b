// Two maps of one form are equal when what stands in the same places is: p^k/Σp^k and p^m/Σp^m where k = m.
import { add, mul } from '../../ir/build.ts';
import type { Expr, SymbolExpr } from '../../ir/expr.ts';
import type { Equality } from '../../ir/isolate.ts';
import { dependsOn } from '../../ir/visit.ts';

/** Equations that make `form` the map `image` of the point, part by part; undefined where their forms differ. */
export function equalForms(
  point: readonly SymbolExpr[],
  form: readonly Expr[],
  image: readonly Expr[],
): readonly Equality[] | undefined {
  return paired(form, image, (l, r) => matched(l, r, point));
}

type Match = (left: Expr, right: Expr) => readonly Equality[] | undefined;

function matched(left: Expr, right: Expr, point: readonly SymbolExpr[]): readonly Equality[] | undefined {
  const inside: Match = (l, r) => matched(l, r, point);
  if (left === right) return [];
  if (!dependsOn(left, point)) return dependsOn(right, point) ? undefined : [{ left, right }];
  if (left.kind === 'sum') return inAnyOrder(left.terms, right.kind === 'sum' ? right.terms : [right], add, point);
  if (left.kind === 'product')
    return inAnyOrder(left.factors, right.kind === 'product' ? right.factors : [right], mul, point);
  if (left.kind === 'power' && right.kind === 'power')
    return paired([left.base, left.exponent], [right.base, right.exponent], inside);
  return left.kind === 'apply' && right.kind === 'apply' && left.fn === right.fn
    ? paired(left.args, right.args, inside)
    : undefined;
}

function paired(left: readonly Expr[], right: readonly Expr[], match: Match): readonly Equality[] | undefined {
  const parts = left.map((l, i) => match(l, right[i] ?? l));
  return left.length === right.length && parts.every((p) => p !== undefined) ? parts.flat() : undefined;
}

/** Parts that hold the point find a partner each; what the others make together is equal. */
function inAnyOrder(
  left: readonly Expr[],
  right: readonly Expr[],
  join: (...parts: Expr[]) => Expr,
  point: readonly SymbolExpr[],
): readonly Equality[] | undefined {
  const free = (all: readonly Expr[]): Expr => join(...all.filter((e) => !dependsOn(e, point)));
  const rest = matched(free(left), free(right), point);
  const partners = (ls: readonly Expr[], rs: readonly Expr[]): readonly Equality[] | undefined => {
    const [first, ...more] = ls;
    if (!first) return rs.length === 0 ? [] : undefined;
    for (const r of rs) {
      const [own, others] = [matched(first, r, point), rs.filter((o) => o !== r)];
      const found = own && partners(more, others);
      if (found) return [...own, ...found];
    }
    return undefined;
  };
  const holding = (all: readonly Expr[]): readonly Expr[] => all.filter((e) => dependsOn(e, point));
  const found = rest && partners(holding(left), holding(right));
  return found && [...rest, ...found];
}
