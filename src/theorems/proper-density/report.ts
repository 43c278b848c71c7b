// What is said of a density that is negative, infinite or not normalised, and of the point where it shows.
import type { Diagnostic } from '../../diagnostics.ts';
import type { DensityModel } from '../../model/density.ts';
import type { Point } from '../../numeric/points.ts';
import { nested } from '../../numeric/tensors.ts';

const sixDigits = (_: string, x: unknown): unknown => (typeof x === 'number' ? Number(x.toPrecision(6)) : x);

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
