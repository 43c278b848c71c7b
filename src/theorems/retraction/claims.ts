// What makes a second-order retraction right: its Γ solves the geodesic equation of the metric (difference quotients of
// the metric itself say so), and a step that is said to stay in a domain does.
import type { Claim } from '../../derivation/claim.ts';
import type { Retraction } from '../../derivation/findings.ts';
import { mul, neg } from '../../ir/build.ts';
import { type Expr, half, type SymbolExpr, symbol } from '../../ir/expr.ts';
import { matmul, transpose } from '../../ir/tensor.ts';
import { substitute } from '../../ir/visit.ts';
import { type Metric, metricAt } from '../christoffel/forms.ts';
import { slopeClaims } from '../slopes.ts';

/** A metric, and the Γ found for it. */
export interface Geodesic extends Metric {
  readonly directions: readonly SymbolExpr[];
  readonly christoffel: readonly Expr[];
  /** Each coordinate as a function of the declared parameters. */
  readonly values: readonly Expr[];
}

/** F(Γ[ĝ, ĝ], ·) = ½ ∂F(ĝ, ĝ) along each declared parameter. */
export function geodesicClaims(g: Geodesic, parameters: readonly SymbolExpr[]): readonly Claim[] {
  const inParameters = (e: Expr, values: readonly Expr[]): Expr =>
    substitute(e, new Map<Expr, Expr>(g.coordinates.map((x, i) => [x, values[i] ?? x])));
  return slopeClaims(
    {
      text: 'Γ, lowered by the metric, is half the slope of the metric',
      of: inParameters(mul(half, metricAt(g, g.directions, g.directions)), g.values),
      slope: (m) => inParameters(metricAt(g, g.christoffel, g.values.map(m.slope)), g.values.map(m.at)),
    },
    parameters,
  );
}

/** Whatever the direction and the step size, the new coordinate of a cone lies in it. */
export function staysClaim({ coordinate: x, value }: Retraction['blocks'][number]): Claim {
  const text = `the new ${x.name} lies in its domain at steps of every size`;
  if (x.domain.kind === 'spd') {
    const u = symbol(`u_${x.name}`, { kind: 'interval' }, x.shape.slice(0, 1));
    return { kind: 'positive', text, live: false, value: matmul(transpose(u), value, u) };
  }
  const sign = x.domain.kind === 'interval' && x.domain.lower === undefined;
  return { kind: 'positive', text, live: false, value: sign ? neg(value) : value };
}
