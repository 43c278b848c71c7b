// The image of ξ ↦ λ: what λ must satisfy, beyond the natural domain, to belong to declared parameters (a = λ² forgets λ = −√a < 0).
import { div, neg, sub } from '../../ir/build.ts';
import { type Expr, isScalar, type SymbolExpr, sameShape } from '../../ir/expr.ts';
import { isNonNegative } from '../../ir/range.ts';
import { simplify } from '../../ir/simplify.ts';
import { head } from '../../ir/tensor.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';
import type { Block, Condition } from '../../model/exponential-family.ts';
import { domainConditions } from './inside.ts';

/** Bounds of the λ's over the declared parameters that none of the conditions known tells, asked of values in their place. */
export function imageConditions(
  blocks: readonly Block[],
  known: readonly Condition[],
  values: readonly Expr[],
): readonly Condition[] {
  const there = new Map<Expr, Expr>(blocks.map((b, i) => [b.symbol, values[i] ?? b.symbol]));
  const lambdas = blocks.map((b) => b.symbol);
  const untoldOf = (s: SymbolExpr, doubtful: readonly SymbolExpr[]): readonly Condition[] =>
    domainConditions(s).filter((bound) => !known.some((c) => tells(c, bound, doubtful)));
  // Only a λ whose own bounds are told without any other may help to tell those of another.
  const doubtful = lambdas.filter((s) => untoldOf(s, lambdas).length > 0);
  const untold = lambdas.flatMap((s) => untoldOf(s, doubtful));
  return untold.map((c) => ({ ...c, value: substitute(c.value, there) }));
}

/** Does the one imply the other: is it never larger, whatever the doubtful symbols are, or the same up to a positive number? */
function tells({ value: all, relation }: Condition, bound: Condition, doubtful: readonly SymbolExpr[]): boolean {
  const isLonger = all.shape.length === 1 && sameShape(head(all).shape, bound.value.shape);
  const value = isLonger ? head(all) : all;
  const fits = isScalar(value) || isScalar(bound.value) || sameShape(value.shape, bound.value.shape);
  if (!fits || (relation !== '>' && relation !== '<')) return false;
  const smaller = relation === '<' ? neg(value) : value;
  const ratio = simplify(div(smaller, bound.value));
  const [entry = ratio] = ratio.kind === 'apply' && ratio.fn === 'fill' ? ratio.args : [];
  const apart = simplify(sub(bound.value, smaller));
  return (!dependsOn(apart, doubtful) && isNonNegative(apart)) || (entry.kind === 'rational' && entry.value.n > 0n);
}
