// The Fisher form by another road: the mean of score times score under the base, by product quadrature.
import type { Claim } from '../../../derivation/claim.ts';
import type { OrbitFindings } from '../../../derivation/orbit-findings.ts';
import { required } from '../../../derivation/theorem.ts';
import { mul } from '../../../ir/build.ts';
import type { Expr } from '../../../ir/expr.ts';
import { substitute } from '../../../ir/visit.ts';
import { evaluatorOf } from '../../../numeric/evaluate.ts';
import { floatArithmetic } from '../../../numeric/float-arithmetic.ts';
import { dimensionsOf, samplePoint, sizesFor } from '../../../numeric/points.ts';
import { randomStream } from '../../../numeric/random.ts';
import { baseRule, freeSymbols, meanOver } from '../base/mean.ts';
import { pairUp } from '../group-maps.ts';

const points = 4;
/** How well the mean is known: a rule for one coordinate is fine, products of rules are coarser. */
const tolerances = { 1: 1e-9, 2: 1e-7, 3: 1e-3 } as const;

/** E[h_X h_Y] = F(X, Y) at random X and Y, at one coordinate and at several. */
export function momentClaims(known: OrbitFindings, form: Expr): readonly Claim[] {
  const base = required(known, 'base');
  const { names } = dimensionsOf(base.sites.map((s) => s.noise));
  const fixed = base.sites.reduce((n, s) => n + s.noise.shape.reduce((k, d) => k * (Number(d) || 1), 1), 0);
  if (names.size === 0 || fixed > 1) return fixed > 3 ? [] : [momentClaim(known, form, 1, fixed)];
  return [momentClaim(known, form, 1, 1), momentClaim(known, form, 2, 2)];
}

function momentClaim(known: OrbitFindings, form: Expr, size: number, coordinates: number): Claim {
  const score = required(known, 'score');
  const base = required(known, 'base');
  const { algebra } = known.group.model;
  const product = mul(score, substitute(score, pairUp(algebra, required(known.group, 'otherAlgebra'))));
  const { names, counts } = dimensionsOf([...algebra, ...base.sites.map((s) => s.noise)]);
  const sizes = sizesFor(names, size, counts);
  return {
    kind: 'computed',
    text: `the mean of score times score${names.size > 0 ? `, every dimension taken as ${size}` : ''}`,
    live: false,
    road: 'quadrature',
    tolerance: coordinates > 2 ? tolerances[3] : coordinates === 2 ? tolerances[2] : tolerances[1],
    points: coordinates > 2 ? 1 : points,
    error: (seed) => {
      const fixed = samplePoint(freeSymbols([product, form], base), sizes, randomStream(seed), { moderate: true });
      const rule = baseRule(base, sizes, fixed);
      if (!rule) return undefined;
      const [found = Number.NaN] = meanOver(rule, [product], fixed, sizes);
      const [wanted = Number.NaN] = evaluatorOf({ symbols: fixed, sizes }, floatArithmetic).value(form).data;
      return { error: Math.abs(found - wanted) / Math.max(1, Math.abs(wanted)), at: { seed } };
    },
  };
}
