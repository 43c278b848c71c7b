// The Levi-Civita connection of a metric that is a bilinear form in vectors and matrices:
// $F(\Gamma[u,v],w)=\frac12(\partial_uF(v,w)+\partial_vF(u,w)-\partial_wF(u,v))$ for every w (Amari 2016, section 5.5).
import type { Claim } from '../../derivation/claim.ts';
import { add, fill, mul, neg } from '../../ir/build.ts';
import { byDenominator } from '../../ir/by-denominator.ts';
import { directional, gradient, isNothing } from '../../ir/differentiate.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, half, isScalar, type SymbolExpr, zero } from '../../ir/expr.ts';
import type { Equality } from '../../ir/isolate.ts';
import { simplify } from '../../ir/simplify.ts';
import { solveByDeterminants, solveLinear } from '../../ir/solve.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';
import { mayBeReadable } from '../readable.ts';
import { slopeClaims } from '../slopes.ts';
import { tangentOf } from '../tangent.ts';

/** A metric in some coordinates: its value along two tangents. */
export interface Metric {
  readonly coordinates: readonly SymbolExpr[];
  readonly value: Expr;
  readonly left: readonly SymbolExpr[];
  readonly right: readonly SymbolExpr[];
}

/** Pairs of symbols and what they stand for. */
const bound = (symbols: readonly SymbolExpr[], values: readonly Expr[]): [Expr, Expr][] =>
  symbols.map((s, i) => [s, values[i] ?? zero]);

/** F at two tangents. */
export const metricAt = ({ value, left, right }: Metric, u: readonly Expr[], v: readonly Expr[]): Expr =>
  substitute(value, new Map([...bound(left, u), ...bound(right, v)]));

/** ∂F(u, v) along a third tangent. */
const slopeAlong = (m: Metric, u: readonly Expr[], v: readonly Expr[], w: readonly Expr[]): Expr =>
  directional(metricAt(m, u, v), new Map(bound(m.coordinates, w)));

/** Half of what the metric's slopes make of u and v, as a gradient in each part of w. */
function lowered(m: Metric, w: readonly SymbolExpr[]): readonly Expr[] {
  const { left: u, right: v } = m;
  const along = add(slopeAlong(m, v, w, u), slopeAlong(m, u, w, v), neg(slopeAlong(m, u, v, w)));
  return w.map((part) => simplify(expand(mul(half, gradient(along, part)))));
}

/** Γ[u, v], part by part, for u and v the two tangents of the metric; nothing where its equations are not solved. */
export function raised(m: Metric): readonly Expr[] | undefined {
  // Two tangents more, under names that no declared one takes.
  const [gamma, w] = ['Γ ', '∂ '].map((prefix) => m.coordinates.map((x) => tangentOf(x, prefix))) as [
    SymbolExpr[],
    SymbolExpr[],
  ];
  const at = metricAt(m, gamma, w);
  const parts = lowered(m, w);
  const equations = w.map((part, i) => ({
    left: simplify(gradient(at, part)),
    right: parts[i] ?? zero,
  }));
  return raise(equations, gamma);
}

/** The tangent that the metric takes to the right sides. */
export function raise(equations: readonly Equality[], tangent: readonly SymbolExpr[]): readonly Expr[] | undefined {
  if (equations.every((e) => isNothing(e.right))) return tangent.map((t) => fill(zero, t.shape));
  const coupled =
    tangent.length === 2 &&
    tangent.every(isScalar) &&
    equations.every((e) => tangent.every((u) => dependsOn(e.left, [u])));
  const solved = coupled ? solveByDeterminants(equations, tangent) : solveLinear(equations, tangent);
  return solved && tangent.map((u) => tidied(solved.get(u) ?? zero));
}

/** What is beyond reading stays as it was solved: written as a sum it has yet more parts. */
const tidied = (e: Expr): Expr => (mayBeReadable(e) ? byDenominator(simplify(expand(e))) : e);

/** ∂F(u, v) = F(Γ[·, u], v) + F(u, Γ[·, v]): lengths and angles stay as they are where tangents are carried along. */
export function compatibility(m: Metric, gamma: readonly Expr[]): readonly Claim[] {
  const { left: u, right: v, coordinates } = m;
  const at = (w: readonly Expr[], t: readonly Expr[]): readonly Expr[] =>
    gamma.map((g) => substitute(g, new Map([...bound(u, w), ...bound(v, t)])));
  return slopeClaims(
    {
      text: 'the metric stays as it is where tangents are carried',
      of: m.value,
      slope: (motion) => {
        const w = coordinates.map(motion.slope);
        return motion.at(add(metricAt(m, at(w, u), v), metricAt(m, u, at(w, v))));
      },
    },
    coordinates,
  );
}
