// What makes a second-order retraction right: its Γ solves the geodesic equation of the metric (difference quotients of
// the metric itself say so), and a step that is said to stay in a domain does.
import type { Claim } from '../../derivation/claim.ts';
import type { Retraction } from '../../derivation/findings.ts';
import { add, mul, neg } from '../../ir/build.ts';
import { derivative } from '../../ir/differentiate.ts';
import { type Expr, half, isScalar, rational, type SymbolExpr, symbol, zero } from '../../ir/expr.ts';
import { matmul, transpose } from '../../ir/tensor.ts';
import { substitute } from '../../ir/visit.ts';
import { tangentOf } from '../fisher.ts';

/** A metric in some coordinates as a bilinear form, and the Γ found for it. */
export interface Geodesic {
  readonly form: Expr;
  readonly left: readonly SymbolExpr[];
  readonly right: readonly SymbolExpr[];
  readonly directions: readonly SymbolExpr[];
  readonly christoffel: readonly Expr[];
  /** The coordinates, and each as a function of the declared parameters. */
  readonly coordinates: readonly SymbolExpr[];
  readonly values: readonly Expr[];
}

/** F(Γ[ĝ, ĝ], ·) = ½ ∂F(ĝ, ĝ) along each declared parameter. */
export const geodesicClaims = (g: Geodesic, parameters: readonly SymbolExpr[]): readonly Claim[] =>
  parameters.map((p) => {
    const { by, moved } = motion(p);
    const values = g.values.map((value) => substitute(value, new Map<Expr, Expr>([[p, moved]])));
    const slopes = values.map((value) => derivative(value, by));
    const here = new Map<Expr, Expr>(g.coordinates.map((x, i) => [x, values[i] ?? x]));
    return {
      kind: 'derivative',
      text: `Γ, lowered by the metric, is half the slope of the metric along ${p.name}`,
      live: false,
      of: substitute(mul(half, formAt(g, g.directions, g.directions)), here),
      in: by,
      value: substitute(formAt(g, g.christoffel, slopes), here),
    };
  });

/** The form at two vectors. */
const formAt = ({ form, left, right }: Geodesic, u: readonly Expr[], v: readonly Expr[]): Expr =>
  substitute(
    form,
    new Map<Expr, Expr>([
      ...left.map((s, i): [Expr, Expr] => [s, u[i] ?? zero]),
      ...right.map((s, i): [Expr, Expr] => [s, v[i] ?? zero]),
    ]),
  );

/** A parameter that moves: itself where it is one number, else along a short line through it. */
function motion(p: SymbolExpr): { readonly by: SymbolExpr; readonly moved: Expr } {
  if (isScalar(p)) return { by: p, moved: p };
  const by = symbol('t', { kind: 'interval', lower: rational(-1, 8), upper: rational(1, 8) });
  return { by, moved: add(p, mul(by, tangentOf(p, 'e'))) };
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
