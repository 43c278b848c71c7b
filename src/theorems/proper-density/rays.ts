// A density over a whole space that no form of the table integrates: along rays, ∫ q = ∫∫ q(ru) rⁿ⁻¹ dr du, whose inner
// integral is infinite at random directions only if it is so on a cone of them.
import type { Diagnostic } from '../../diagnostics.ts';
import { type Expr, positiveLine, type SymbolExpr, symbol } from '../../ir/expr.ts';
import type { DensityModel } from '../../model/density.ts';
import { accurateValueAt } from '../../numeric/evaluate-accurately.ts';
import { modelPoint, sizesOf, valueAt } from '../../numeric/mixed-differences.ts';
import type { Point } from '../../numeric/points.ts';
import { divergence } from '../../numeric/tails.ts';
import { tangentBasis } from '../../numeric/tangents.ts';
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
  const sizes = sizesOf(model, 2);
  const isInfinite = (point: Point, i = 0): boolean =>
    Array.from({ length: directions }, (_, k) => {
      const towards = modelPoint(model, sizes, 9100 + directions * i + k).get(v);
      const n = towards ? tangentBasis(v, towards).length : 0;
      const along =
        (value: typeof valueAt) =>
        (r: number): number =>
          towards
            ? value(logDensity, new Map([...point, [v, { ...towards, data: towards.data.map((x) => r * x) }]]), sizes) +
              (n - 1) * Math.log(r)
            : Number.NaN;
      const f = { quick: along(valueAt), accurate: along(accurateValueAt) };
      return divergence(f, radius, [0, Number.POSITIVE_INFINITY]) === 'at its upper end';
    }).some((x) => x);
  const outcomes = placesTried(model).map((point, i) => ({ point, infinite: isInfinite(point, i) }));
  const bad = outcomes.find((o) => o.infinite);
  return bad && refusal(model, v, bad.point, outcomes, isInfinite);
}

const radius = symbol('r', positiveLine);

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
