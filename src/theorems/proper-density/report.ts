// What is said of a density that is negative, infinite or not normalised, and of the point where it shows.
import type { Diagnostic } from '../../diagnostics.ts';
import type { SymbolExpr } from '../../ir/expr.ts';
import type { DensityModel } from '../../model/density.ts';
import type { Point } from '../../numeric/points.ts';
import { nested } from '../../numeric/tensors.ts';

/** For JSON: six digits are enough to find a place again. */
export const sixDigits = (_: string, x: unknown): unknown => (typeof x === 'number' ? Number(x.toPrecision(6)) : x);

/** `at s = 2 `, or nothing where there is nothing to vary. */
export const place = (model: DensityModel, point: Point): string => {
  const which = [...model.constants, ...model.parameters];
  return which.length === 0 ? '' : `at ${shown(model, point, which)} `;
};

/** `s = 2, t = 0.5`: the values of these symbols at a point. */
export const shown = (model: DensityModel, point: Point, which: readonly (typeof model.parameters)[number][]): string =>
  which
    .map(
      (s) =>
        `${model.spelling.get(s) ?? s.name} = ${JSON.stringify(nested(point.get(s) ?? { shape: [], data: [] }), sixDigits)}`,
    )
    .join(', ');

/** An error of the density as a whole. */
export const problem = (
  model: DensityModel,
  code: Diagnostic['code'],
  message: string,
  notes: readonly string[],
  hint: string,
  label?: string,
): Diagnostic => ({
  code,
  severity: 'error',
  message,
  span: model.spans.density,
  notes,
  hint,
  ...(label ? { label } : {}),
});

/** The message, by whether any declared parameter would do. */
export function doesNotIntegrate({ name, parameters, constants }: DensityModel, none: boolean): string {
  if (parameters.length + constants.length === 0) return `${name} does not integrate`;
  return `${name} does not integrate for ${none ? 'any declared parameter' : 'some declared parameters'}`;
}

/** Whether the integral was infinite at a point. */
export interface Outcome {
  readonly point: Point;
  readonly infinite: boolean;
}

/** What is finite or not. */
type Named = 'the integral' | 'the mean' | 'the variance';

/** The hint where only numbers are known: the one parameter that parts the places tried, and where, or that none does. */
export function whereConverges(
  model: DensityModel,
  outcomes: readonly Outcome[],
  isInfinite: (point: Point) => boolean,
  what: Named = 'the integral',
): string {
  const scalars = [...model.parameters, ...model.constants].filter((s) => s.shape.length === 0);
  const found = scalars
    .map((s) => parted(s, model.spelling.get(s) ?? s.name, outcomes, isInfinite, what))
    .find((x) => x);
  return (
    found ??
    `no single parameter parts the ${outcomes.length} places that were tried: declare domains on which ${what} is finite throughout`
  );
}

/** `the integral is finite where s > 1`, at the places tried, where what lies between them agrees; else the places themselves. */
function parted(
  s: SymbolExpr,
  name: string,
  outcomes: readonly Outcome[],
  isInfinite: (point: Point) => boolean,
  what: Named,
): string | undefined {
  const of = ({ point }: Outcome): number => point.get(s)?.data[0] ?? Number.NaN;
  const side = (infinite: boolean): readonly Outcome[] =>
    outcomes.filter((o) => o.infinite === infinite).sort((p, q) => of(p) - of(q));
  const [finite, infinite] = [side(false), side(true)];
  const [lowest, highest, least, most] = [finite.at(0), finite.at(-1), infinite.at(0), infinite.at(-1)];
  if (!lowest || !highest || !least || !most) return undefined;
  const isAbove = of(lowest) > of(most);
  if (!isAbove && of(highest) >= of(least)) return undefined;
  const [good, bad] = isAbove ? [lowest, most] : [highest, least];
  const edges = [good, bad].map(({ point }) => edgeBetween(s, point, of(good), of(bad), isInfinite));
  const [edge] = edges;
  const narrow = `narrow the domain of ${name}:`;
  return edge !== undefined && edges.every((e) => e === edge)
    ? `${narrow} ${what} is finite where ${name} ${isAbove ? '>' : '<'} ${edge}, found by halving between places that were tried`
    : `${narrow} of the places that were tried ${what} is finite where ${name} ${isAbove ? '≥' : '≤'} ${short(of(good))}, infinite where ${name} ${isAbove ? '≤' : '≥'} ${short(of(bad))}`;
}

/** Where the integral turns infinite between two values of a symbol, in two digits: slopes are told to a thousandth. */
function edgeBetween(
  s: SymbolExpr,
  point: Point,
  good: number,
  bad: number,
  isInfinite: (point: Point) => boolean,
): string {
  let [finite, infinite] = [good, bad];
  for (let i = 0; i < 16; i++) {
    const middle = (finite + infinite) / 2;
    if (isInfinite(new Map([...point, [s, { shape: [], data: [middle] }]]))) infinite = middle;
    else finite = middle;
  }
  const edge = (finite + infinite) / 2;
  // Nearer to zero than the halving tells.
  return short(Math.abs(edge) < Math.abs(finite - infinite) ? 0 : edge, 2);
}

const short = (x: number, digits = 3): string => String(Number(x.toPrecision(digits))).replace('-', '−');
