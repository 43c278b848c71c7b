// Claims by difference quotients along the declared parameters: the road to what no quadrature over the variables reaches.
import type { Claim } from '../derivation/claim.ts';
import type { Findings } from '../derivation/findings.ts';
import { required } from '../derivation/theorem.ts';
import { add, mul } from '../ir/build.ts';
import { derivative } from '../ir/differentiate.ts';
import { type Expr, isScalar, rational, type SymbolExpr, symbol } from '../ir/expr.ts';
import { substitute } from '../ir/visit.ts';
import { lazily } from '../numeric/lazily.ts';
import { tangentOf, within } from './tangent.ts';

/** A parameter that moves, by one number. */
export interface Motion {
  readonly parameter: SymbolExpr;
  readonly by: SymbolExpr;
  /** An expression where the parameter has moved. */
  readonly at: (e: Expr) => Expr;
  /** Its derivative in the number. */
  readonly slope: (e: Expr) => Expr;
}

/** A parameter by itself where it is one number, else along a short line through it. */
const motionsOf = (parameters: readonly SymbolExpr[]): readonly Motion[] =>
  parameters.map((parameter) => {
    const by = isScalar(parameter) ? parameter : shortLine;
    const moved = isScalar(parameter)
      ? parameter
      : add(parameter, mul(by, within(parameter, tangentOf(parameter, 'e'))));
    const at = (e: Expr): Expr => substitute(e, new Map<Expr, Expr>([[parameter, moved]]));
    return { parameter, by, at, slope: (e) => derivative(at(e), by) };
  });

const shortLine = symbol('t', { kind: 'interval', lower: rational(-1, 8), upper: rational(1, 8) });

/** A quantity has the slope that is claimed, along every parameter; the slopes are taken when the claim is tried, for they are long. */
export const slopeClaims = (
  quantity: { readonly text: string; readonly of: Expr; readonly slope: (m: Motion) => Expr },
  parameters: readonly SymbolExpr[],
): readonly Claim[] =>
  motionsOf(parameters).map((m) => {
    const [of, value] = [lazily(() => m.at(quantity.of)), lazily(() => quantity.slope(m))];
    return {
      kind: 'derivative',
      text: `${quantity.text} along ${m.parameter.name}`,
      live: false,
      in: m.by,
      get of() {
        return of();
      },
      get value() {
        return value();
      },
    };
  });

/** The same for a family of several variables; others have better roads. */
export function slopeClaimsOfSeveral(known: Findings, quantity: Parameters<typeof slopeClaims>[0]): readonly Claim[] {
  const { model } = required(known, 'separation');
  return model.variables.length > 1 ? slopeClaims(quantity, model.parameters) : [];
}
