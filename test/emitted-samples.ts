// Draws of an emitted module against its density: a χ² test of one variable, the means of the statistics, the oracle's cdf.
import type { SymbolExpr } from '../src/ir/expr.ts';
import { evaluate } from '../src/numeric/evaluate.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';
import type { Tensor } from '../src/numeric/tensors.ts';
import type { EmittedModule } from './emit-run.ts';
import { argumentsAt, flat, type Json, type Kind, type Point, programAt } from './emitted-families.ts';

/** A statistic of the sample that should be standard normal, or nearly so. */
export interface Score {
  readonly what: string;
  readonly z: number;
}

const gaussNodes: readonly number[] = [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363];
const gaussWeights: readonly number[] = [0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763];

/** ∫ f between neighbours, in sixteen panels. */
function integral(f: (x: number) => number, from: number, to: number): number {
  const half = (to - from) / 32;
  let total = 0;
  for (let panel = 0; panel < 16; panel++) {
    const centre = from + half * (2 * panel + 1);
    gaussNodes.forEach((node, i) => {
      total += (gaussWeights[i] ?? 0) * (f(centre - half * node) + f(centre + half * node));
    });
  }
  return half * total;
}

/** χ² as a normal score (Wilson & Hilferty). */
function scoreOf(chi: number, degrees: number): number {
  const spread = 2 / (9 * degrees);
  return (Math.cbrt(chi / degrees) - 1 + spread) / Math.sqrt(spread);
}

function chiSquare(expected: readonly number[], found: readonly number[]): Score {
  const chi = expected.reduce((sum, e, i) => sum + ((found[i] ?? 0) - e) ** 2 / e, 0);
  return { what: 'χ²', z: Math.max(0, scoreOf(chi, expected.length - 1)) };
}

/** Bins between quantiles of one half of the sample, filled by the other half; both tails are one bin. */
function continuousFit(draws: readonly number[], density: (x: number) => number): Score {
  const edges = draws.slice(0, draws.length / 2).sort((a, b) => a - b);
  const bins = Array.from({ length: 41 }, (_, i) => edges[Math.floor(((i + 0.5) / 41) * edges.length)] ?? Number.NaN);
  const rest = draws.slice(draws.length / 2);
  const masses = bins.slice(1).map((to, i) => integral(density, bins[i] ?? to, to));
  const inner = masses.reduce((a, b) => a + b, 0);
  const counts = new Array<number>(masses.length + 1).fill(0);
  for (const x of rest) {
    const place = bins.findIndex((edge) => x <= edge);
    const bin = place <= 0 ? masses.length : place - 1;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return chiSquare(
    [...masses, 1 - inner].map((mass) => mass * rest.length),
    counts,
  );
}

/** Values that are expected eight times and more, and all others together. */
function discreteFit(draws: readonly number[], mass: (x: number) => number): Score {
  const counts = new Map<number, number>();
  for (const x of draws) counts.set(x, (counts.get(x) ?? 0) + 1);
  const frequent = [...counts.keys()].filter((x) => mass(x) * draws.length >= 8);
  const expected = frequent.map((x) => mass(x) * draws.length);
  const found = frequent.map((x) => counts.get(x) ?? 0);
  const others = draws.length - expected.reduce((a, b) => a + b, 0);
  const left = draws.length - found.reduce((a, b) => a + b, 0);
  return others < 1 ? chiSquare(expected, found) : chiSquare([...expected, others], [...found, left]);
}

/** The sample means of the statistics against the mean parameters. */
function meanScores(
  point: Point,
  draws: readonly (readonly number[])[],
  means: readonly (readonly number[])[],
): Score[] {
  const p = programAt(point);
  const [variable] = p.model.variables;
  if (!variable || p.model.variables.length > 1) return [];
  const first = draws[0]?.length ?? 1;
  const shape = shapeOf(variable, first);
  const sizes = new Map(variable.shape.flatMap((d, i) => (/^\d/.test(d) ? [] : [[d, shape[i] ?? 1] as const])));
  for (const c of p.model.constants) sizes.set(c.name, sizes.get(c.name) ?? 1);
  const constants = p.model.constants.map((c): [SymbolExpr, Tensor<number>] => {
    const data = flat(point.at[p.model.spelling.get(c) ?? c.name]);
    return [c, { shape: shapeOf(c, data.length), data }];
  });
  return p.blocks.flatMap((b, k) => {
    const values = draws.map((data) => {
      const symbols = new Map([...constants, [variable, { shape, data }] as const]);
      return evaluate(b.statistic, { symbols, sizes }, floatArithmetic).data;
    });
    return (means[k] ?? []).map((mean, i): Score => {
      const list = values.map((v) => v[i] ?? Number.NaN);
      const average = list.reduce((a, x) => a + x, 0) / list.length;
      const variance = list.reduce((a, x) => a + (x - average) ** 2, 0) / list.length;
      const error = Math.sqrt(variance / list.length) + 1e-12 * Math.abs(mean) + 1e-300;
      return { what: `mean of statistic ${k + 1}.${i + 1}`, z: Math.abs(average - mean) / error };
    });
  });
}

const shapeOf = (s: SymbolExpr, count: number): number[] => {
  if (s.shape.length < 2) return s.shape.map(() => count);
  const known = s.shape.map(Number);
  if (known.every(Number.isInteger)) return known;
  return s.shape[0] === s.shape[1] ? [Math.sqrt(count), Math.sqrt(count)] : [3, count / 3];
};

/** How well draws fit, each score below about 4. */
export function sampleScores(point: Point, module: EmittedModule, kind: Kind, count: number): readonly Score[] {
  const p = programAt(point);
  const { parameters } = argumentsAt(p, point, kind);
  const [variable, ...more] = p.model.variables;
  if (!variable || more.length > 0) return [];
  const drawn = kind.take(module.sample(parameters, [count], 11));
  const width = drawn.length / count;
  const draws = Array.from({ length: count }, (_, i) => drawn.slice(i * width, (i + 1) * width));
  const mean = Object.values(module.toMean(parameters) as Record<string, unknown>).map((m) => kind.take(m));
  const scores = meanScores(point, draws.slice(0, 2000), mean);
  if (variable.shape.length > 0) return scores;
  const density = (x: number): number =>
    Math.exp(kind.take(module.logDensity(parameters, kind.give(x)))[0] ?? Number.NaN);
  const isContinuous = variable.domain.kind === 'interval' || variable.domain.kind === 'circle';
  scores.push((isContinuous ? continuousFit : discreteFit)(drawn, density));
  const cdf = point.expected['cdf'];
  if (typeof cdf === 'number') {
    const edge = Number(point.at[p.model.spelling.get(variable) ?? variable.name] as Json);
    const share = drawn.filter((x) => x <= edge).length / count;
    scores.push({ what: 'cdf', z: Math.abs(share - cdf) / (Math.sqrt((cdf * (1 - cdf)) / count) + 1 / count) });
  }
  return scores;
}
