// Exact finite differences: $\partial_\xi E_q[\ell]=E_q[w(\theta)\Delta\ell(\theta)]$ with the flux $wq=-\partial_\xi Q$ of the
// mass past each count. Where w is affine in θ it is found from the first two counts and tested on all.
import type { Claim } from '../../derivation/claim.ts';
import type { Findings } from '../../derivation/findings.ts';
import { required } from '../../derivation/theorem.ts';
import { add, div, exp, log, mul, neg, sub } from '../../ir/build.ts';
import { derivative, isNothing } from '../../ir/differentiate.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, one, positiveLine, rational, type SymbolExpr, symbol, zero } from '../../ir/expr.ts';
import { openFactorials } from '../../ir/factorials.ts';
import { simplify } from '../../ir/simplify.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';
import { onSupport } from '../../model/on-support.ts';

/** ∂_p E[ℓ] = factor · E[weight Δℓ], the expectation under q or under a member whose `count` is moved by `by`. */
export interface Difference {
  /** factor · weight under q itself. */
  readonly weight: Expr;
  readonly factor: Expr;
  /** What remains under the expectation: one under a moved law, affine in θ else. */
  readonly inside: Expr;
  readonly moved?: { readonly count: SymbolExpr; readonly by: 1 | -1 };
}

/** Factorials a whole number apart open in the difference of neighbouring masses. */
const ratioOf = (logDifference: Expr): Expr => simplify(exp(simplify(openFactorials(expand(logDifference)))));

/** e with the count v replaced. */
const shifted = (e: Expr, v: SymbolExpr, value: Expr): Expr => substitute(e, new Map([[v, value]]));

/** The finite-difference form of ∂_p for a count that is its own statistic, where the weight is affine in the count. */
export function differenceOf(known: Findings, v: SymbolExpr, p: SymbolExpr): Difference | undefined {
  const { blocks, logBaseMeasure } = required(known, 'separation');
  const [b, ...more] = blocks;
  const mean = required(known, 'mean').ofParameters[0];
  if (v.domain.kind !== 'integers' || !v.domain.lower || !mean || !b || more.length > 0 || b.statistic !== v)
    return undefined;
  // Neighbours without mass have no ratio.
  if (onSupport(logBaseMeasure) !== logBaseMeasure) return undefined;
  const { lower } = v.domain;
  const x = symbol(v.name, positiveLine);
  const base = shifted(logBaseMeasure, v, x);
  const score = mul(derivative(b.natural, p), sub(x, mean));
  const before = simplify(mul(ratioOf(sub(shifted(base, x, sub(x, one)), base)), exp(neg(b.natural))));
  const second = add(lower, one);
  const first = simplify(neg(shifted(score, x, lower)));
  const next = simplify(sub(mul(first, shifted(before, x, second)), shifted(score, x, second)));
  const slope = simplify(expand(sub(next, first)));
  const weight = simplify(expand(add(first, mul(slope, sub(x, lower)))));
  const gap = add(weight, neg(mul(shifted(weight, x, sub(x, one)), before)), score);
  if (dependsOn(slope, [x]) || isNothing(weight) || !isNothing(simplify(expand(simplify(gap))))) return undefined;
  const back = (e: Expr): Expr => shifted(e, x, v);
  if (isNothing(slope)) return { weight, factor: weight, inside: one };
  const moved = neighbour(weight, base, x, known.model.constants);
  return moved
    ? { weight: back(weight), factor: simplify(derivative(mean, p)), inside: one, moved }
    : { weight: back(weight), factor: slope, inside: back(simplify(expand(div(weight, slope)))) };
}

/** The member with a known count moved by one whose mass is the weight times q, up to a factor: with ℓ(θ) = θ that factor is ∂_pμ. */
function neighbour(
  weight: Expr,
  logBase: Expr,
  x: SymbolExpr,
  constants: readonly SymbolExpr[],
): Difference['moved'] | undefined {
  for (const count of constants)
    for (const by of [1, -1] as const) {
      const moved = shifted(logBase, count, add(count, rational(by)));
      if (!dependsOn(simplify(div(weight, ratioOf(sub(moved, logBase)))), [x])) return { count, by };
    }
  return undefined;
}

/** E[wΔφ − sφ] = 0 for a bounded φ, by summation. */
export function differenceClaims(
  { weight }: Difference,
  known: Findings,
  v: SymbolExpr,
  p: SymbolExpr,
): readonly Claim[] {
  const logDensity = required(known, 'normalised');
  const trial = div(one, add(one, mul(v, v)));
  const rise = sub(shifted(trial, v, add(v, one)), trial);
  return [
    {
      kind: 'expectation',
      text: 'the gradient of a trial loss 1/(1 + θ²) by differences and by the score',
      live: false,
      of: sub(mul(weight, rise), mul(derivative(logDensity, p), trial)),
      logDensity,
      variable: v,
      value: zero,
    },
  ];
}

/** log h(θ + 1) − log h(θ), its factorials opened. */
export function riseOfLog(logBase: Expr, v: SymbolExpr): Expr {
  const x = symbol(v.name, positiveLine);
  const here = shifted(logBase, v, x);
  return shifted(simplify(log(ratioOf(sub(shifted(here, x, add(x, one)), here)))), x, v);
}
