// A density over a whole space that no form of the table integrates: along rays, ∫ q = ∫∫ q(ru) rⁿ⁻¹ dr du, whose inner
// integral is infinite at random directions only if it is so on a cone of them.
import type { Diagnostic } from '../../diagnostics.ts';
import type { Expr, SymbolExpr } from '../../ir/expr.ts';
import type { DensityModel } from '../../model/density.ts';
import type { Point } from '../../numeric/points.ts';
import { divergesAlong, raysIn } from './paths.ts';
import { placesTried } from './places.ts';
import { doesNotIntegrate, type Outcome, place, problem, whereConverges } from './report.ts';

/** Directions at each place of the parameters. */
const directions = 8;

const isWholeSpace = ({ shape, domain }: SymbolExpr): boolean =>
  shape.length > 0 &&
  (domain.kind === 'matrix' ||
    domain.kind === 'symmetric' ||
    (domain.kind === 'interval' && !domain.lower && !domain.upper));

/** The refusal of a density whose integral is infinite along rays; undefined where none shows. */
export function divergentAlongRays(model: DensityModel, logDensity: Expr): Diagnostic | undefined {
  const [v, ...more] = model.variables;
  if (!v || more.length > 0 || !isWholeSpace(v)) return undefined;
  const isInfinite = (point: Point, i = 0): boolean =>
    raysIn(model, v, directions, 9100 + directions * i).some((ray) => divergesAlong(model, logDensity, v, point, ray));
  const outcomes = placesTried(model).map((point, i) => ({ point, infinite: isInfinite(point, i) }));
  const bad = outcomes.find((o) => o.infinite);
  return bad && refusal(model, v, bad.point, outcomes, isInfinite);
}

function refusal(
  model: DensityModel,
  v: SymbolExpr,
  at: Point,
  outcomes: readonly Outcome[],
  isInfinite: (point: Point) => boolean,
): Diagnostic {
  const none = outcomes.every((o) => o.infinite);
  return problem(
    model,
    'not-integrable',
    doesNotIntegrate(model, none),
    [
      `${place(model, at)}the integral over ${model.spelling.get(v) ?? v.name} diverges along a cone of directions`,
      'evidence: the slope of the log-density against the logarithm of the distance, along random rays',
    ],
    none
      ? 'add a factor that decays in every direction, or narrow the domain of the variable'
      : whereConverges(model, outcomes, isInfinite),
    'diverges at infinity',
  );
}
