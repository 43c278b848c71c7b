// The Fisher form by another road: the mean of score times score under the base, by product quadrature.
import type { Claim } from '../../../derivation/claim.ts';
import type { BaseLaw, OrbitFindings } from '../../../derivation/orbit-findings.ts';
import { required } from '../../../derivation/theorem.ts';
import { mul } from '../../../ir/build.ts';
import type { Expr } from '../../../ir/expr.ts';
import { substitute } from '../../../ir/visit.ts';
import { evaluatorOf } from '../../../numeric/evaluate.ts';
import { floatArithmetic } from '../../../numeric/float-arithmetic.ts';
import { dimensionsOf, type Point, samplePoint } from '../../../numeric/points.ts';
import { randomStream } from '../../../numeric/random.ts';
import type { Sizes } from '../../../numeric/tensors.ts';
import { baseRule, coordinatesOf, evenSizes, freeSymbols, meanOfPair, meanOver } from '../base/mean.ts';
import { normalRule } from '../base/normal-rule.ts';
import { pairUp } from '../group-maps.ts';

/** By how many coordinates: the form is bilinear, so that each pair of random tangents tries every entry. */
const points = [4, 4, 2] as const;
/** How well the mean is known by rules for one coordinate and for two, by a rule for all, by samples (in standard errors). */
const roads = {
  apart: { road: 'quadrature', tolerance: 1e-9 },
  joint: { road: 'quadrature', tolerance: 1e-7 },
  samples: { road: 'monte-carlo', tolerance: 5 },
} as const;
const samples = 20_000;
/** Coordinates that depend on each other are integrated over together, up to so many. */
const mostJoint = 3;

/** E[h_X h_Y] = F(X, Y) at random X and Y, at one coordinate and at several. */
export function momentClaims(known: OrbitFindings, form: Expr): readonly Claim[] {
  const { names } = dimensionsOf(required(known, 'base').sites.map((s) => s.noise));
  return (names.size === 0 ? [1] : [1, 2]).map((size) => momentClaim(known, form, size));
}

function momentClaim(known: OrbitFindings, form: Expr, size: number): Claim {
  const score = required(known, 'score');
  const base = required(known, 'base');
  const { algebra } = known.group.model;
  const other = substitute(score, pairUp(algebra, required(known.group, 'otherAlgebra')));
  const { names } = dimensionsOf([...algebra, ...base.sites.map((s) => s.noise)]);
  const sizes = evenSizes(names, size);
  const isApart = base.sites.every((s) => s.coordinate);
  const coordinates = coordinatesOf(base, sizes);
  const isJoint = !isApart && coordinates <= mostJoint;
  return {
    kind: 'computed',
    text: `the mean of score times score${names.size > 0 ? `, every dimension taken as ${size}` : ''}`,
    // `eval` shows the form, so that it is tried there too.
    live: true,
    livePoints: 1,
    ...(isApart ? roads.apart : isJoint ? roads.joint : roads.samples),
    points: points[coordinates] ?? 1,
    error: (seed) => {
      const fixed = samplePoint(freeSymbols([score, other, form], base), sizes, randomStream(seed), { moderate: true });
      const [wanted = Number.NaN] = evaluatorOf({ symbols: fixed, sizes }, floatArithmetic).value(form).data;
      const rule = isApart ? undefined : normalRule(base, sizes, fixed);
      const [normal] = rule ? meanOver(rule, [mul(score, other)], fixed, sizes) : [];
      if (normal !== undefined)
        return { error: Math.abs(normal - wanted) / Math.max(1, Math.abs(wanted)), at: { seed }, by: roads.apart };
      const exact = isApart
        ? meanOfPair(base, sizes, fixed, [score, other])
        : isJoint
          ? jointMean(base, sizes, fixed, [score, other])
          : undefined;
      if (exact !== undefined) return { error: Math.abs(exact - wanted) / Math.max(1, Math.abs(wanted)), at: { seed } };
      if (isJoint) return undefined;
      const error = sampledError(base, sizes, fixed, [score, other], { wanted, seed });
      return error === undefined ? undefined : { error, at: { seed }, by: roads.samples };
    },
  };
}

type Scores = readonly [Expr, Expr];

function jointMean(base: BaseLaw, sizes: Sizes, fixed: Point, [h, other]: Scores): number | undefined {
  const rule = baseRule(base, sizes, fixed, 'product', h);
  return rule && meanOver(rule, [mul(h, other)], fixed, sizes)[0];
}

/** How far a mean over samples is from what is claimed, in its standard errors. */
function sampledError(
  base: BaseLaw,
  sizes: Sizes,
  fixed: Point,
  [h, other]: Scores,
  { wanted, seed }: { readonly wanted: number; readonly seed: number },
): number | undefined {
  const rule = baseRule(base, sizes, fixed, { drawn: samples, seed });
  if (!rule) return undefined;
  const product = mul(h, other);
  const [found = Number.NaN, square = Number.NaN] = meanOver(rule, [product, mul(product, product)], fixed, sizes);
  return Math.abs(found - wanted) / Math.sqrt((square - found ** 2) / samples);
}
