// The covariance of two sums over independent coordinates: joint cumulants vanish unless all their indices agree, so the
// sum over groupings of the slots is exact (McCullagh 1987, section 3.3).

import type { Site } from '../../../derivation/orbit-findings.ts';
import { add, fill, mul } from '../../../ir/build.ts';
import { type Expr, isScalar, minusOne, one, zero } from '../../../ir/expr.ts';
import { diagonalPart, inner, matmul, trace, transpose } from '../../../ir/tensor.ts';
import { cumulant, type Moment, moment, partitions, type ScalarLaw } from '../base/moment.ts';
import type { Item, Slot } from './slots.ts';

/** Cov(a, b) for two items. */
export function covariance(a: Item, b: Item): Moment {
  return isScalar(a.coefficient) && isScalar(b.coefficient) ? ofScalars(a, b) : ofSums(a, b);
}

const laws = new WeakMap<Site, ScalarLaw>();

function lawOf(site: Site): ScalarLaw | undefined {
  const known = laws.get(site);
  if (known || !site.coordinate) return known;
  const law = { ...site.coordinate, constants: site.constants };
  laws.set(site, law);
  return law;
}

const never: Moment = { value: zero, closed: true };

/** Products of functions of scalar draws: E[ab] − E[a]E[b], draw by draw. */
function ofScalars(a: Item, b: Item): Moment {
  const both = meanOfProduct([...a.slots, ...b.slots]);
  const [first, second] = [meanOfProduct(a.slots), meanOfProduct(b.slots)];
  return {
    value: mul(a.coefficient, b.coefficient, add(both.value, mul(minusOne, first.value, second.value))),
    closed: both.closed && first.closed && second.closed,
  };
}

function meanOfProduct(slots: readonly Slot[]): Moment {
  const sites = [...new Set(slots.map((s) => s.site))];
  const means = sites.map((site) => {
    const law = lawOf(site);
    return law ? moment(mul(...slots.filter((s) => s.site === site).map((s) => s.f)), law) : never;
  });
  return { value: mul(...means.map((m) => m.value)), closed: means.every((m) => m.closed) };
}

/** Sums over coordinates: every grouping of the slots that joins the two items. */
function ofSums(a: Item, b: Item): Moment {
  const slots = [...a.slots, ...b.slots].map((slot, index) => ({ slot, index }));
  const joins = (block: readonly { readonly index: number }[]): boolean =>
    block.some((s) => s.index < a.slots.length) && block.some((s) => s.index >= a.slots.length);
  const parts = partitions(slots)
    .filter((blocks) => blocks.some(joins))
    .map((blocks) => {
      const weights = blocks.map((block) => jointCumulant(block.map((s) => s.slot)));
      const weight = mul(...weights.map((w) => w.value));
      const place = (index: number): number => blocks.findIndex((block) => block.some((s) => s.index === index));
      const contracted =
        weight === zero
          ? zero
          : contract(
              a,
              b,
              a.slots.map((_, i) => place(i)),
              b.slots.map((_, i) => place(i + a.slots.length)),
            );
      return { value: mul(weight, contracted), closed: weight === zero || weights.every((w) => w.closed) };
    });
  return { value: add(...parts.map((p) => p.value)), closed: parts.every((p) => p.closed) };
}

function jointCumulant(slots: readonly Slot[]): Moment {
  const [first] = slots;
  if (!first || slots.some((s) => s.site !== first.site)) return never;
  const law = lawOf(first.site);
  return law
    ? cumulant(
        slots.map((s) => s.f),
        law,
      )
    : never;
}

/** Σ cᵢⱼ dₖₗ with indices identified as their groups say; each list holds the groups of one item's slots. */
function contract(a: Item, b: Item, of: readonly number[], and: readonly number[]): Expr {
  const [p, q] = of;
  const [r, s] = and;
  if (p !== q && r !== s && q !== undefined && s !== undefined) {
    if (p === r && q === s) return inner(a.coefficient, b.coefficient);
    if (p === s && q === r) return trace(a.coefficient, b.coefficient);
  }
  const shared = of.find((g) => and.includes(g));
  return shared === undefined ? zero : inner(alongGroup(a, of, shared), alongGroup(b, and, shared));
}

/** What is left of a coefficient as a vector over one group's index, the other index summed or set equal. */
function alongGroup({ coefficient }: Item, groups: readonly number[], kept: number): Expr {
  const [p, q] = groups;
  if (q === undefined) return coefficient;
  if (p === q) return diagonalPart(coefficient);
  const ones = fill(one, [coefficient.shape[0] ?? '1']);
  return matmul(p === kept ? coefficient : transpose(coefficient), ones);
}
