// The Fisher form by another road: the mean of score times score under the base, by product quadrature.
import type { Claim } from '../../../derivation/claim.ts';
import type { OrbitFindings } from '../../../derivation/orbit-findings.ts';
import { required } from '../../../derivation/theorem.ts';
import { mul } from '../../../ir/build.ts';
import type { Expr } from '../../../ir/expr.ts';
import { substitute } from '../../../ir/visit.ts';
import { evaluatorOf } from '../../../numeric/evaluate.ts';
import { floatArithmetic } from '../../../numeric/float-arithmetic.ts';
import { dimensionsOf, samplePoint } from '../../../numeric/points.ts';
import { mostCoordinates } from '../../../numeric/product-measure.ts';
import { randomStream } from '../../../numeric/random.ts';
import { baseRule, coordinatesOf, evenSizes, freeSymbols, meanOver } from '../base/mean.ts';
import { pairUp } from '../group-maps.ts';

const points = 4;
/** How well the mean is known by a rule for one coordinate and by a product of two; of samples, in standard errors. */
const tolerances = { one: 1e-9, two: 1e-7, samples: 5 } as const;
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
  const product = mul(score, substitute(score, pairUp(algebra, required(known.group, 'otherAlgebra'))));
  const { names } = dimensionsOf([...algebra, ...base.sites.map((s) => s.noise)]);
  const sizes = evenSizes(names, size);
  const coordinates = coordinatesOf(base, sizes);
  const isSampled = coordinates > (base.sites.every((s) => s.coordinate) ? mostCoordinates : mostJoint);
  return {
    kind: 'computed',
    text: `the mean of score times score${names.size > 0 ? `, every dimension taken as ${size}` : ''}`,
    // `eval` shows the form, so that it is tried there too.
    live: true,
    livePoints: 1,
    road: isSampled ? 'monte-carlo' : 'quadrature',
    tolerance: isSampled ? tolerances.samples : coordinates > 1 ? tolerances.two : tolerances.one,
    points: isSampled ? 1 : points,
    error: (seed) => {
      const fixed = samplePoint(freeSymbols([product, form], base), sizes, randomStream(seed), { moderate: true });
      const rule = isSampled
        ? baseRule(base, sizes, fixed, { drawn: samples, seed })
        : baseRule(base, sizes, fixed, 'product', score);
      if (!rule) return undefined;
      const means = isSampled ? [product, mul(product, product)] : [product];
      const [found = Number.NaN, square = Number.NaN] = meanOver(rule, means, fixed, sizes);
      const [wanted = Number.NaN] = evaluatorOf({ symbols: fixed, sizes }, floatArithmetic).value(form).data;
      const unit = isSampled ? Math.sqrt((square - found ** 2) / samples) : Math.max(1, Math.abs(wanted));
      return { error: Math.abs(found - wanted) / unit, at: { seed } };
    },
  };
}
