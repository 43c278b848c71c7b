// What flows over the edges of the base's support: the mean of the score, and the density times the motion at each edge.
import type { Site } from '../../../derivation/orbit-findings.ts';
import { add } from '../../../ir/build.ts';
import { isNothing } from '../../../ir/differentiate.ts';
import { expand } from '../../../ir/expand.ts';
import { type Expr, type SymbolExpr, zero } from '../../../ir/expr.ts';
import { simplify } from '../../../ir/simplify.ts';
import { symbolsOf } from '../../../ir/visit.ts';
import { valueAt } from '../../../numeric/mixed-differences.ts';
import { dimensionsOf, samplePoint, sizesFor } from '../../../numeric/points.ts';
import { randomStream } from '../../../numeric/random.ts';
import { entriesOf, sizeOfShape } from '../../../numeric/tensors.ts';
import type { Moment } from '../base/moment.ts';
import { gatherWeights } from '../base/weights.ts';
import { meanOfItem } from './item-mean.ts';
import type { Taken } from './slots.ts';

/** The mean of a score, linear in the algebra. */
export function meanOfScore({ items, constant }: Taken): Moment {
  const means = items.map(meanOfItem);
  return {
    value: settled(gatherWeights(simplify(expand(add(constant, ...means.map((m) => m.value)))))),
    closed: means.every((m) => m.closed),
  };
}

/** Coefficients found by quadrature are zero where they are zero within twelve digits. */
function settled(e: Expr): Expr {
  const terms = e.kind === 'sum' ? e.terms : [e];
  return add(...terms.filter((t) => !isTiny(t)));
}

function isTiny(t: Expr): boolean {
  const [c] = t.kind === 'product' ? t.factors : [t];
  return c?.kind === 'rational' && Math.abs(Number(c.value.n) / Number(c.value.d)) < 1e-11;
}

/** Is a mean zero? Where it has no closed form, at random constants and motions, to what quadrature can tell. */
export function vanishes({ value: mean, closed }: Moment, sites: readonly Site[]): boolean {
  if (isNothing(mean) || closed) return isNothing(mean);
  const free = [...symbolsOf(mean)];
  const { names, counts } = dimensionsOf([...free, ...sites.map((s) => s.noise)]);
  const sizes = sizesFor(names, 2, counts);
  return [41, 42, 43].every((seed) => {
    const point = samplePoint(free, sizes, randomStream(seed), { moderate: true });
    return Math.abs(valueAt(mean, point, sizes)) < 1e-9;
  });
}

/** Distances from an edge; a flow that does not fall off between them does not vanish at the edge. */
const near = [1e-6, 1e-12] as const;

/** The first draw at an edge of whose support mass flows in or out when the base moves; undefined where there is none. */
export function leakyEdge(
  motion: readonly Expr[],
  algebra: readonly SymbolExpr[],
  sites: readonly Site[],
): Edge | undefined {
  return sites.flatMap((site, i) => edgesOf(site).filter((e) => leaks(e, motion[i] ?? zero, algebra))).at(0);
}

interface Edge {
  readonly site: Site;
  readonly bound: Expr;
  /** +1 at a lower end, −1 at an upper one. */
  readonly inward: 1 | -1;
}

function edgesOf(site: Site): readonly Edge[] {
  const { domain } = site.noise;
  if (domain.kind !== 'interval') return [];
  const [lower, upper] = [domain.lower, domain.upper];
  return [
    ...(lower ? [{ site, bound: lower, inward: 1 as const }] : []),
    ...(upper ? [{ site, bound: upper, inward: -1 as const }] : []),
  ];
}

function leaks({ site, bound, inward }: Edge, motion: Expr, algebra: readonly SymbolExpr[]): boolean {
  const { coordinate, noise } = site;
  if (!coordinate) return false;
  const { names, counts } = dimensionsOf([noise, ...algebra]);
  const sizes = sizesFor(names, 1, counts);
  const free = [...symbolsOf(motion), ...symbolsOf(coordinate.logDensity), ...symbolsOf(bound)];
  const shape = sizeOfShape(noise.shape, sizes);
  const others = free.filter((s) => s !== noise && s !== coordinate.variable);
  const fixed = samplePoint(others, sizes, randomStream(31), { moderate: true });
  const [far = 0, close = 0] = near.map((distance) => {
    const at = (valueAt(bound, fixed, sizes) || 0) + inward * distance;
    const here = new Map([
      ...fixed,
      [noise, { shape, data: Array.from({ length: entriesOf(shape) }, () => at) }] as const,
      [coordinate.variable, { shape: [], data: [at] }] as const,
    ]);
    return Math.abs(valueAt(motion, here, sizes)) * Math.exp(valueAt(coordinate.logDensity, here, sizes));
  });
  return close > 0.5 * far && close > 1e-300;
}
