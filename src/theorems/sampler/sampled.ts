// Where several random numbers make one draw: the statistics of many draws have the mean that the log-partition says, and
// log h, where it varies, has its own.
import type { Claim } from '../../derivation/claim.ts';
import type { Findings } from '../../derivation/findings.ts';
import { required } from '../../derivation/theorem.ts';
import { type Expr, one, zero } from '../../ir/expr.ts';
import { dependsOn } from '../../ir/visit.ts';
import type { Draw, Sampler, SequencePart } from '../../model/program.ts';
import { gamma } from '../../numeric/draws.ts';
import { evaluatorOf } from '../../numeric/evaluate.ts';
import type { Evaluator } from '../../numeric/evaluator.ts';
import { floatArithmetic } from '../../numeric/float-arithmetic.ts';
import { modelPoint, sizesOf } from '../../numeric/mixed-differences.ts';
import { normal, type Random, randomStream } from '../../numeric/random.ts';
import { entriesOf, type Sizes, sizeOfShape, type Tensor } from '../../numeric/tensors.ts';
import { isSkewed, tiltedErrors } from './tilted.ts';

/** A variable made of primitive random numbers. */
export type TransformPart = SequencePart & { readonly sampler: Extract<Sampler, { kind: 'transform' }> };

const draws = 1000;
/** Drawn where a thousand are too few for their mean to be nearly normal. */
const moreDraws = 20_000;
/** Standard errors allowed. */
const allowed = 5;

/** What is averaged over draws, and its mean. A density without statistics has log h alone. */
function averaged(known: Findings): readonly { readonly of: Expr; readonly mean: Expr }[] {
  const { blocks, logBaseMeasure, model } = required(known, 'separation');
  const { mean, expectedLogBase } = known;
  const own = expectedLogBase?.closed && dependsOn(logBaseMeasure, model.variables);
  return [
    ...(mean ? blocks.map((b, i) => ({ of: b.statistic, mean: mean.ofParameters[i] ?? zero })) : []),
    ...(own ? [{ of: logBaseMeasure, mean: expectedLogBase.value }] : []),
  ];
}

/** The mean of every statistic over a thousand draws, in standard errors from μ. */
export function sampledClaim(known: Findings, parts: readonly TransformPart[]): readonly Claim[] {
  const { blocks, model } = required(known, 'separation');
  const means = averaged(known);
  // The base of an orbit is drawn from without its means being known.
  if (means.length === 0) return [];
  return [
    {
      kind: 'computed',
      text: `over a thousand draws ${blocks.length > 0 ? 'the statistics have their mean' : 'log h has its mean'}`,
      live: false,
      road: 'monte-carlo',
      tolerance: allowed,
      points: 2,
      error: (seed) => {
        const sizes = sizesOf(model, 2);
        const point = modelPoint(model, sizes, 400 + seed);
        const here = new Map([...point].filter(([s]) => !model.variables.includes(s)));
        const evaluator = evaluatorOf({ symbols: here, sizes }, floatArithmetic);
        const wanted = numbersOf(means.map((m) => evaluator.value(m.mean)));
        const statistics = evaluator.curry(
          means.map((m) => m.of),
          parts.map((p) => p.variable),
        );
        const draw = drawer(parts, evaluator, randomStream(seed));
        const drawn = (count: number) => Array.from({ length: count }, () => numbersOf(statistics(draw())));
        const few = drawn(draws);
        const values = wanted.some((_, j) => isSkewed(column(few, j))) ? drawn(moreDraws) : few;
        const errors = wanted.map((m, j) => {
          const own = column(values, j);
          const tilted = isSkewed(own) ? tiltedErrors(known, j, evaluator, own) : undefined;
          return tilted ?? standardErrors(own, m);
        });
        const at = Object.fromEntries([...here].map(([s, t]) => [model.spelling.get(s) ?? s.name, t.data]));
        return errors.every(Number.isFinite) ? { error: Math.max(...errors), at } : undefined;
      },
    },
  ];
}

type Values = readonly Tensor<number>[];

const numbersOf = (values: Values): readonly number[] => values.flatMap((t) => t.data);
const column = (rows: readonly (readonly number[])[], j: number): readonly number[] =>
  rows.map((row) => row[j] ?? Number.NaN);

/** Draws all variables, one after the other: each may use those before it. */
function drawer(parts: readonly TransformPart[], evaluator: Evaluator<number>, random: Random): () => Values {
  const steps = parts.map(({ sampler }, i) => {
    const before = parts.slice(0, i).map((p) => p.variable);
    const shapes = evaluator.curry(
      sampler.draws.map((d) => d.shape ?? one),
      before,
    );
    const value = evaluator.curry([sampler.value], [...before, ...sampler.draws.map((d) => d.symbol)]);
    return (known: Values): Values => {
      const given = shapes(known);
      const numbers = sampler.draws.map((d, k) => primitive(d, given[k], evaluator.sizes, random));
      return value([...known, ...numbers]);
    };
  });
  return () => {
    const known: Tensor<number>[] = [];
    for (const next of steps) known.push(...next(known));
    return known;
  };
}

/** The random numbers of one primitive law; the shape of gamma numbers may be one for all or one for each. */
function primitive(
  { symbol, law }: Draw,
  shapes: Tensor<number> | undefined,
  sizes: Sizes,
  random: Random,
): Tensor<number> {
  const dims = sizeOfShape(symbol.shape, sizes);
  const shapeAt = (i: number): number => shapes?.data[shapes.data.length === 1 ? 0 : i] ?? 1;
  const number = { uniform: random, normal: () => normal(random), gamma: (i: number) => gamma(random, shapeAt(i)) };
  return { shape: dims, data: Array.from({ length: entriesOf(dims) }, (_, i) => number[law](i)) };
}

/** The distance of a sample's mean from a value; rounding of values that do not vary is no distance. */
function standardErrors(values: readonly number[], expected: number): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
  return Math.abs(mean - expected) / (Math.sqrt(variance / values.length) + 1e-12 * Math.abs(expected) + 1e-300);
}
