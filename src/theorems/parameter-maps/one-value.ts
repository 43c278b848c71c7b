// A support that may be a single value: every member is the same there, and no mean leads back to a parameter.
import type { Diagnostic } from '../../diagnostics.ts';
import { add } from '../../ir/build.ts';
import { type Expr, one, type SymbolExpr } from '../../ir/expr.ts';
import { dependsOn } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';
import { textOf } from '../../notation/text.ts';
import { modelPoint, sizesOf, valueAt } from '../../numeric/mixed-differences.ts';
import type { Point } from '../../numeric/points.ts';
import { shown } from '../proper-density/report.ts';

const tries = 64;

/** Ends of a range, both declared. */
interface Ends {
  readonly lower: Expr;
  readonly upper: Expr;
}

/** What to say of ranges of integers that hold one value each for some constants. */
export function supportOfOneValue(model: DensityModel): Diagnostic | undefined {
  const ranges = model.variables.map(endsOf);
  const [range] = ranges;
  if (!range || !ranges.every((r) => r !== undefined)) return undefined;
  const sizes = sizesOf(model, 2);
  const isOne = (point: Point) => (r: Ends) =>
    Math.ceil(valueAt(r.lower, point, sizes)) === Math.floor(valueAt(r.upper, point, sizes));
  for (let seed = 0; seed < tries; seed++) {
    const point = modelPoint(model, sizes, 9100 + seed);
    if (ranges.every(isOne(point))) return refusal(model, range, point);
  }
  return undefined;
}

const endsOf = ({ domain }: SymbolExpr): Ends | undefined =>
  domain.kind === 'integers' && domain.lower && domain.upper ? { lower: domain.lower, upper: domain.upper } : undefined;

function refusal(model: DensityModel, { lower, upper }: Ends, point: Point): Diagnostic {
  const named = upper.kind === 'symbol' && model.constants.includes(upper) ? upper : undefined;
  const end = named && !dependsOn(lower, [named]) ? named : undefined;
  const range = `${textOf(lower)}..${textOf(upper)}`;
  return {
    code: 'not-identifiable',
    severity: 'error',
    message: `the range ${range} may hold one integer only`,
    span: (end && model.spans.symbols.get(end)) ?? model.spans.density,
    label: `at ${shown(model, point, model.constants)} there is one value`,
    notes: [
      'on one value every parameter gives the same density: the mean is that value, and no mean leads back to a parameter',
    ],
    hint: end
      ? `declare that there are two values at least: \`constant ${model.spelling.get(end) ?? end.name} in Integer(${textOf(add(lower, one))}..inf)\``
      : `narrow the domains of the constants until ${range} holds two integers at least`,
  };
}
