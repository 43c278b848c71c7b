// A density on one continuous coordinate as a measure: cut where it is not smooth, each piece integrated from its ends.
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { isPeriodic } from '../ir/periodic.ts';
import { compensatedSum } from './adaptive-panels.ts';
import type { Point } from './coordinate.ts';
import type { Evaluator } from './evaluator.ts';
import type { Measure, MeasureOptions, MeasurePanels, MeasurePlace } from './finite-measure.ts';
import { lazily, remembered } from './lazily.ts';
import { integrateLogDensity, integratePeriodicLogDensity, type LogDensityIntegral } from './log-density.ts';
import { type Piece, readingsOf } from './readings.ts';
import { bendsOf, type Seam, seamsOf } from './seams.ts';
import { entry, sizeOfShape, type Tensor } from './tensors.ts';

/** The measure of exp(log) on (lower, upper), a part of the variable's domain. */
export function densityBetween<N>(
  evaluator: Evaluator<N>,
  variable: SymbolExpr,
  log: Expr,
  ends: readonly [N, N],
  options: MeasureOptions = {},
): Measure<N> {
  const bends = variable.shape.length === 0 ? bendsOf(log, variable) : [];
  const seams = bends.length > 0 ? seamsOf(evaluator, variable, bends, ends) : [];
  const pieces = piecesOf(evaluator, seams, ends);
  const measures = pieces.map((piece) => onPiece(evaluator, { variable, log, options }, piece, ends));
  const [only] = measures;
  return only && measures.length === 1 ? only : joined(evaluator, measures);
}

/** From seam to seam; an end is a piece's end with the bends that vanish there. */
function piecesOf<N>(
  { arithmetic: a }: Evaluator<N>,
  seams: readonly Seam<N>[],
  [lower, upper]: readonly [N, N],
): readonly Piece<N>[] {
  const isAt = (seam: Seam<N>, end: N): boolean => a.compare(seam.at, end) === 0;
  const endOf = (end: N): Seam<N> => seams.find((seam) => isAt(seam, end)) ?? { at: end, bends: [] };
  const inner = seams.filter((seam) => !isAt(seam, lower) && !isAt(seam, upper));
  const stops = [endOf(lower), ...inner, endOf(upper)];
  return stops.slice(1).map((to, i) => ({ from: stops[i] ?? to, to }));
}

interface Task {
  readonly variable: SymbolExpr;
  readonly log: Expr;
  readonly options: MeasureOptions;
}

function onPiece<N>(
  evaluator: Evaluator<N>,
  { variable, log, options }: Task,
  piece: Piece<N>,
  ends: readonly [N, N],
): Measure<N> {
  const { arithmetic: a, sizes } = evaluator;
  const shape = sizeOfShape(variable.shape, sizes);
  const readings = readingsOf(evaluator, variable, piece);
  const nodes = readings.map((r) => r.node);
  const reads = readings.map((r) => r.read);
  const place = remembered((point: Point<N>) => ({ nodes, values: reads.map((read) => read(point)) }));
  const at = evaluator.curry([log], nodes);
  const data = reads.map((): N[] => []);
  const here = data.map((own): Tensor<N> => ({ shape, data: own }));
  const logDensity = (point: Point<N>): N => {
    for (let i = 0; i < data.length; i++) {
      const [own, read] = [data[i], reads[i]];
      if (own && read) own[0] = read(point);
    }
    return entry(at(here)[0] as Tensor<N>);
  };
  const { from, to } = piece;
  const isRound = variable.domain.kind === 'circle' && isPeriodic(log, variable);
  const isTurn = isRound && isWhole(evaluator, piece, ends) && from.bends.length === 0;
  const integral = isTurn
    ? integratePeriodicLogDensity(a, logDensity, from.at, a.sub(to.at, from.at), options)
    : integrateLogDensity(a, logDensity, from.at, to.at, options);
  return measureFrom(integral, { shape, place });
}

/** Is the piece all of a circle, and not a part of it? */
const isWhole = <N>({ arithmetic: a }: Evaluator<N>, { from, to }: Piece<N>, ends: readonly [N, N]): boolean =>
  [from.at, to.at].every((x, i) => a.compare(x, ends[i] ?? x) === 0) &&
  a.toNumber(a.sub(to.at, from.at)) > 2 * Math.PI - 1e-9;

interface Placing<N> {
  readonly shape: readonly number[];
  /** The same place for the same point. */
  readonly place: (point: Point<N>) => MeasurePlace<N>;
}

// Without accessors: a literal with one gets a hidden class of its own, which keeps the dead measures before it alive.
function measureFrom<N>(found: LogDensityIntegral<N>, placing: Placing<N>): Measure<N> {
  const { shape, place } = placing;
  const places = lazily(() => found.nodes.map(place));
  return {
    logTotal: found.logIntegral,
    error: found.error,
    shape,
    places,
    weights: found.weights,
    evaluations: found.evaluations,
    panels: () => {
      const { of, coarse, ends, halved } = found.panels();
      return {
        of,
        coarse,
        ends: ends.map(([lower, upper]) => [place(lower), place(upper)]),
        halved: (chosen) => measureFrom(halved(chosen), placing),
      };
    },
  };
}

/** The measures of disjoint pieces as one, each with its share of the mass. */
function joined<N>(evaluator: Evaluator<N>, all: readonly Measure<N>[]): Measure<N> {
  const { arithmetic: a } = evaluator;
  const parts = all.filter((part) => part.weights.length > 0 && a.isFinite(part.logTotal));
  const heights = parts.map((part) => a.toNumber(part.logTotal));
  const highest = parts[heights.indexOf(Math.max(...heights))];
  if (!highest) return all[0] as Measure<N>;
  const ratios = parts.map((part) => Math.exp(a.toNumber(a.sub(part.logTotal, highest.logTotal))));
  const mass = compensatedSum(ratios);
  const shares = ratios.map((ratio) => ratio / mass);
  const spread = (f: (part: Measure<N>) => readonly number[]): readonly number[] =>
    parts.flatMap((part, i) => f(part).map((w) => w * (shares[i] ?? 0)));
  return {
    logTotal: a.add(highest.logTotal, a.fromNumber(Math.log(mass))),
    error: compensatedSum(parts.map((part, i) => part.error * (shares[i] ?? 0))),
    shape: highest.shape,
    places: lazily(() => parts.flatMap((part) => part.places())),
    weights: spread((part) => part.weights),
    evaluations: compensatedSum(all.map((part) => part.evaluations)),
    panels: () => joinedPanels(evaluator, parts, spread),
  };
}

/** Panels numbered through the pieces. */
function joinedPanels<N>(
  evaluator: Evaluator<N>,
  parts: readonly Measure<N>[],
  spread: (f: (part: Measure<N>) => readonly number[]) => readonly number[],
): MeasurePanels<N> {
  const panels = parts.map((part) => part.panels?.());
  const counts = panels.map((p) => p?.ends.length ?? 0);
  const before = counts.map((_, i) => counts.slice(0, i).reduce((sum, n) => sum + n, 0));
  const own = (chosen: ReadonlySet<number>, i: number): ReadonlySet<number> =>
    new Set([...chosen].map((k) => k - (before[i] ?? 0)).filter((k) => k >= 0 && k < (counts[i] ?? 0)));
  const coarse = new Map(parts.map((part, i) => [part, panels[i]?.coarse ?? []]));
  return {
    of: panels.flatMap((p, i) => (p ? p.of.map((k) => k + (before[i] ?? 0)) : [])),
    coarse: spread((part) => coarse.get(part) ?? []),
    ends: panels.flatMap((p) => p?.ends ?? []),
    halved: (chosen) =>
      joined(
        evaluator,
        parts.map((part, i) => {
          const wanted = own(chosen, i);
          return wanted.size > 0 ? (panels[i]?.halved(wanted) ?? part) : part;
        }),
      ),
  };
}
