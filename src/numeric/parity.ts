// A mass that tells even from odd counts by (−1)ᵏ has no values between them: $\sum_k f(k)=\sum_{r=0,1}\sum_j f(2j+r)$, where
// each of the two sums goes over a smooth mass, (−1)ᵏ being 1 in one and −1 in the other.
import { pow } from '../ir/build.ts';
import { type Expr, minusOne, type SymbolExpr } from '../ir/expr.ts';
import { contains } from '../ir/visit.ts';
import type { Arithmetic } from './arithmetic.ts';
import { type LogMassOptions, type LogMassSum, sumLogMass } from './summation.ts';

/** (−1)ᵏ, where an expression holds it. */
export function parityIn(e: Expr, k: SymbolExpr): Expr | undefined {
  if (k.domain.kind !== 'integers' || k.shape.length > 0) return undefined;
  const parity = pow(minusOne, k);
  return contains(e, (node) => node === parity) ? parity : undefined;
}

/** A place with the sign that (−1)ᵏ has in its sum. */
export interface SignedPlace<N> {
  readonly k: N;
  readonly parity: N;
}

/** Σ exp(logf) over lower ≤ k ≤ upper as two sums; nodes are counts, or places between those of one parity. */
export function sumByParity<N>(
  a: Arithmetic<N>,
  logf: (place: SignedPlace<N>) => N,
  [lower, upper]: readonly [number, number],
  options: LogMassOptions,
): Omit<LogMassSum<N>, 'nodes'> & { readonly nodes: readonly SignedPlace<N>[] } {
  const halves = [0, 1].map((odd) => {
    const place = (j: N): SignedPlace<N> => ({
      k: a.add(a.mul(a.fromNumber(2), j), a.fromNumber(odd)),
      parity: a.fromNumber(odd === 0 ? 1 : -1),
    });
    const [from, to] = [Math.ceil((lower - odd) / 2), Math.floor((upper - odd) / 2)];
    const sum = sumLogMass(a, (j: N) => logf(place(j)), from, to, options);
    return { ...sum, nodes: sum.nodes.map(place) };
  });
  const present = halves.filter(({ logSum }) => a.toNumber(logSum) > Number.NEGATIVE_INFINITY);
  const [first, second] = present.length > 0 ? present : halves;
  if (!first || !second)
    return first ?? { logSum: a.fromNumber(Number.NaN), error: Number.NaN, nodes: [], weights: [], evaluations: 0 };
  return joined(a, first, second);
}

type Half<N> = ReturnType<typeof sumByParity<N>>;

function joined<N>(a: Arithmetic<N>, first: Half<N>, second: Half<N>): Half<N> {
  const apart = a.sub(second.logSum, first.logSum);
  const share = 1 / (1 + Math.exp(a.toNumber(apart)));
  const scaled = (weights: readonly number[], by: number): readonly number[] => weights.map((w) => w * by);
  return {
    logSum: a.add(first.logSum, a.log1p(a.exp(apart))),
    error: Math.max(first.error, second.error),
    nodes: [...first.nodes, ...second.nodes],
    weights: [...scaled(first.weights, share), ...scaled(second.weights, 1 - share)],
    evaluations: first.evaluations + second.evaluations,
  };
}
