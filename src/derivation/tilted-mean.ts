// The mean of a vector whose logarithm is a statistic: E[xᵢ] = E[e^{log xᵢ}] = exp(A(λ + eᵢ) − A(λ)), which tells more digits
// of a claimed mean than quadrature over several coordinates does.
import { elementwise } from '../ir/build.ts';
import { type Expr, isScalar } from '../ir/expr.ts';
import { evaluate } from '../numeric/evaluate.ts';
import { floatArithmetic } from '../numeric/float-arithmetic.ts';
import { modelPoint, sizesOf } from '../numeric/mixed-differences.ts';
import type { Point } from '../numeric/points.ts';
import type { Tensor } from '../numeric/tensors.ts';
import type { ComputedClaim } from './claim.ts';
import type { Findings } from './findings.ts';

/** How many entries a vector of open size has here, and at how many places of the parameters it is tried. */
const [entries, places] = [3, 4];

/** The claim that a mean is that; undefined where the logarithm is no statistic, or the log-partition an open integral. */
export function tiltedMean(known: Findings, claimed: Expr): ComputedClaim | undefined {
  const { model, separation, partition } = known;
  const [v, ...more] = model.variables;
  const block = v && separation?.blocks.find((b) => b.statistic === elementwise('log', v));
  if (!block || isScalar(block.symbol) || more.length > 0 || !separation || !partition?.closed) return undefined;
  return {
    kind: 'computed',
    text: 'the mean as the log-partition has it where one exponent is larger by 1',
    live: true,
    road: 'evaluation',
    tolerance: 1e-9,
    points: places,
    error: (seed) => {
      const sizes = sizesOf(model, entries);
      const point = modelPoint(model, sizes, 9300 + seed);
      const value = (e: Expr, symbols: Point): Tensor<number> => evaluate(e, { symbols, sizes }, floatArithmetic);
      const here: Point = new Map([
        ...point,
        ...separation.blocks.map((b) => [b.symbol, value(b.natural, point)] as const),
      ]);
      const exponents = here.get(block.symbol);
      if (!exponents) return undefined;
      const total = (at: Point): number => value(partition.ofNatural, at).data[0] ?? Number.NaN;
      const start = total(here);
      const given = value(claimed, point).data;
      const errors = exponents.data.map((x, i) => {
        const tilted = { ...exponents, data: exponents.data.with(i, x + 1) };
        const mean = Math.exp(total(new Map([...here, [block.symbol, tilted]])) - start);
        return Math.abs((given[given.length === 1 ? 0 : i] ?? Number.NaN) - mean) / Math.max(1, Math.abs(mean));
      });
      const at = Object.fromEntries(
        model.parameters.map((p) => [model.spelling.get(p) ?? p.name, [...(point.get(p)?.data ?? [])]]),
      );
      return { error: Math.max(...errors), at };
    },
  };
}
