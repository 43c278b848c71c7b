// The total of a density over several variables at once: their charts side by side make one box, and what takes few
// values is added up.
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { dependsOn } from '../ir/visit.ts';
import { type Chart, chartOf } from './chart.ts';
import { finitelyMany } from './evaluate-integral.ts';
import type { Evaluator } from './evaluator.ts';
import { type MeasureRoad, measureIn } from './measure-many.ts';
import type { LogAt } from './measure-whitened.ts';
import { boundsOf } from './points.ts';
import { entriesOf, entry, sizeOfShape, type Tensor } from './tensors.ts';

/** log ∫ of a density, by which road, and how far that may be off: relative, or in standard errors of samples. */
export interface JointTotal {
  readonly logTotal: number;
  readonly road: MeasureRoad;
  readonly tolerance: number;
  /** Estimated relative error. */
  readonly error: number;
}

/** More combinations of discrete values are not added up. */
const mostCases = 256;

/** The total over all the variables; nothing where one of them has no chart, or has ends that name another. */
export function jointTotal(
  evaluator: Evaluator<number>,
  variables: readonly SymbolExpr[],
  logDensity: Expr,
  seed: number,
): JointTotal | undefined {
  if (variables.some((v) => boundsOf(v.domain).some((b) => dependsOn(b, variables)))) return undefined;
  const listed = variables.map((v) => finitelyMany(evaluator, v));
  const charts = variables.flatMap((v, i) => (listed[i] ? [] : [chartOf(evaluator, v)]));
  const cases = casesOf(listed.filter((values) => values !== undefined));
  if (cases.length > mostCases || !charts.every((c) => c !== undefined)) return undefined;
  const discrete = variables.filter((_, i) => listed[i]);
  const continuous = variables.filter((_, i) => !listed[i]);
  const run = evaluator.curry([logDensity], [...discrete, ...continuous]);
  const at = (tensors: readonly Tensor<number>[]): number => entry(run(tensors)[0] as Tensor<number>);
  if (charts.length === 0) return added(cases.map((c) => ({ ...exactly, logTotal: at(c) })));
  const chart = sideBySide(charts);
  const parted = partsOf(evaluator, continuous);
  return added(
    cases.map((c) => {
      const log: LogAt = ({ data }) => at([...c, ...parted(data)]);
      return measureIn({ nodes: [], shape: [] }, [chart], log, seed);
    }),
  );
}

const exactly = { road: 'summation', tolerance: 1e-9, error: 0 } as const;

/** Every choice of one value from each list. */
const casesOf = <T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] =>
  lists.reduce<readonly (readonly T[])[]>((all, list) => all.flatMap((c) => list.map((x) => [...c, x])), [[]]);

/** The coordinates of one chart after those of another; a value is all values, flat. */
function sideBySide(charts: readonly Chart[]): Chart {
  const starts = charts.map((_, i) => charts.slice(0, i).reduce((n, c) => n + c.sides.length, 0));
  return {
    sides: charts.flatMap((c) => c.sides),
    place: (coordinates) => {
      const placed = charts.map((c, i) => c.place(coordinates.slice(starts[i], (starts[i] ?? 0) + c.sides.length)));
      const data = placed.flatMap(({ value }) => value.data);
      return {
        value: { shape: [data.length], data },
        logVolume: placed.reduce((sum, { logVolume }) => sum + logVolume, 0),
      };
    },
  };
}

/** The flat list of all values as one tensor a variable. */
function partsOf(
  { sizes }: Evaluator<number>,
  variables: readonly SymbolExpr[],
): (data: readonly number[]) => readonly Tensor<number>[] {
  const shapes = variables.map((v) => sizeOfShape(v.shape, sizes));
  return (data) => {
    let start = 0;
    return shapes.map((shape) => {
      const own = data.slice(start, start + entriesOf(shape));
      start += own.length;
      return { shape, data: own };
    });
  };
}

function added(totals: readonly JointTotal[]): JointTotal | undefined {
  const [first] = totals;
  if (!first) return undefined;
  const top = Math.max(...totals.map((t) => t.logTotal));
  const sum = totals.reduce((s, t) => s + Math.exp(t.logTotal - top), 0);
  const roughest = totals.find((t) => t.road === 'monte-carlo') ?? totals.find((t) => t.road === 'quadrature') ?? first;
  return { ...roughest, error: Math.max(...totals.map((t) => t.error)), logTotal: top + Math.log(sum) };
}
