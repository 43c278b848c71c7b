// What is said of a density that is negative, infinite or not normalised, and of the point where it shows.
import type { Diagnostic } from '../../diagnostics.ts';
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

/** The hint where only numbers are known: the one parameter that parts the places tried, or that none does. */
export function whereConverges(model: DensityModel, outcomes: readonly Outcome[]): string {
  const scalars = [...model.parameters, ...model.constants].filter((s) => s.shape.length === 0);
  const found = scalars.map((s) => parted(model.spelling.get(s) ?? s.name, valuesOf(s, outcomes))).find((x) => x);
  return (
    found ??
    `no single parameter parts the ${outcomes.length} places that were tried: declare domains on which the integral is finite throughout`
  );
}

interface Values {
  readonly finite: readonly number[];
  readonly infinite: readonly number[];
}

function valuesOf(s: DensityModel['parameters'][number], outcomes: readonly Outcome[]): Values {
  const of = (infinite: boolean): readonly number[] =>
    outcomes.filter((o) => o.infinite === infinite).map((o) => o.point.get(s)?.data[0] ?? Number.NaN);
  return { finite: of(false), infinite: of(true) };
}

/** `the integral was finite where a ≥ 0.3 and infinite where a ≤ −0.2`, at the places tried. */
function parted(name: string, { finite, infinite }: Values): string | undefined {
  const said = (least: number, most: number, [good, bad]: readonly [string, string]): string =>
    `narrow the domain of ${name}: of the places that were tried the integral is finite where ${name} ${good} ${short(least)}, infinite where ${name} ${bad} ${short(most)}`;
  if (Math.min(...finite) > Math.max(...infinite)) return said(Math.min(...finite), Math.max(...infinite), ['≥', '≤']);
  if (Math.max(...finite) < Math.min(...infinite)) return said(Math.max(...finite), Math.min(...infinite), ['≤', '≥']);
  return undefined;
}

const short = (x: number): string => String(Number(x.toPrecision(3))).replace('-', '−');
