// Natural parameters that turn back: where det ∂λ/∂ξ has both signs it is zero in between, and so is the Fisher metric.
import type { Diagnostic } from '../../diagnostics.ts';
import { derivative } from '../../ir/differentiate.ts';
import { type Expr, isScalar } from '../../ir/expr.ts';
import { simplify } from '../../ir/simplify.ts';
import type { DensityModel } from '../../model/density.ts';
import type { Block } from '../../model/exponential-family.ts';
import { textOf } from '../../notation/text.ts';
import { determinant } from '../../numeric/dense.ts';
import { accurateValueAt } from '../../numeric/evaluate-accurately.ts';
import { floatArithmetic } from '../../numeric/float-arithmetic.ts';
import { evidenceSizes, modelPoint, valueAt } from '../../numeric/mixed-differences.ts';
import type { Point } from '../../numeric/points.ts';
import { shown } from '../proper-density/report.ts';

const tries = 32;
/** Beside the lengths of its rows a smaller determinant has no sign that can be trusted. */
const clear = 1e-6;

/** What to say of scalar parameters whose natural ones turn back within the declared domain; domains are connected. */
export function turningBack(model: DensityModel, blocks: readonly Block[]): Diagnostic | undefined {
  const { parameters } = model;
  if (blocks.length !== parameters.length || !parameters.every(isScalar)) return undefined;
  const naturals = blocks.map((b) => b.natural);
  const rows = naturals.map((n) => parameters.map((p) => simplify(derivative(n, p))));
  const sizes = evidenceSizes(model);
  const constants = new Map([...modelPoint(model, sizes, 3)].filter(([s]) => model.constants.includes(s)));
  const points = Array.from({ length: tries }, (_, i) => modelPoint(model, sizes, 500 + i, constants));
  const slopes = (point: Point, value = valueAt): number =>
    relativeDeterminant(rows.map((row) => row.map((e) => value(e, point, sizes))));
  const along = (sign: number): Point | undefined =>
    points.find((p) => sign * slopes(p) > clear && sign * slopes(p, accurateValueAt) > clear);
  const [there, back] = [along(1), along(-1)];
  return there && back ? refusal(model, naturals, there, back) : undefined;
}

/** det over the product of the lengths of its rows. */
function relativeDeterminant(rows: readonly (readonly number[])[]): number {
  const scaled = rows.map((row) => row.map((x) => x / Math.hypot(...row)));
  return scaled.flat().every(Number.isFinite) ? determinant(floatArithmetic, scaled) : Number.NaN;
}

function refusal(model: DensityModel, naturals: readonly Expr[], there: Point, back: Point): Diagnostic {
  const [first] = model.parameters;
  const names = model.parameters.map((p) => model.spelling.get(p) ?? p.name);
  const alone = first && names.length === 1;
  const at = (point: Point): string => shown(model, point, model.parameters);
  const map = naturals.length === 1 ? 'the natural parameter' : 'the natural parameters';
  return {
    code: 'not-identifiable',
    severity: 'error',
    message: `${names.join(' and ')} ${alone ? 'is' : 'are'} not identifiable in ${model.name}`,
    span: (first && model.spans.symbols.get(first)) ?? model.spans.name,
    label: `${map} ${naturals.map(textOf).join(', ')} ${naturals.length === 1 ? 'turns' : 'turn'} back within the declared domain`,
    notes: [
      alone
        ? `evidence: ${map} rises with ${names[0]} at ${at(there)} and falls at ${at(back)}: two values of ${names[0]} give the same density`
        : `evidence: the determinant of their derivatives in ${names.join(', ')} is positive at ${at(there)}, negative at ${at(back)} and zero in between`,
      'where it turns the Fisher metric is singular, so no natural gradient exists there',
    ],
    hint: `narrow the domain of ${names.join(', ')} to one side of the turn`,
  };
}
