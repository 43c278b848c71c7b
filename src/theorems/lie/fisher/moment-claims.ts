// The Fisher form by another road: the mean of score times score under the base, by product quadrature.
import type { Claim } from '../../../derivation/claim.ts';
import type { BaseLaw, OrbitFindings } from '../../../derivation/orbit-findings.ts';
import { required } from '../../../derivation/theorem.ts';
import { mul } from '../../../ir/build.ts';
import type { Expr } from '../../../ir/expr.ts';
import { substitute } from '../../../ir/visit.ts';
import { samplesOver } from '../../../numeric/measure-many.ts';
import { valueAt } from '../../../numeric/mixed-differences.ts';
import { dimensionsOf, type Point, samplePoint } from '../../../numeric/points.ts';
import { randomStream } from '../../../numeric/random.ts';
import type { Sizes } from '../../../numeric/tensors.ts';
import { byJointRules, jointRule } from '../base/joint-rule.ts';
import { baseRule, coordinatesOf, evenSizes, freeSymbols, meanOfPair, meanOver, sampledMean } from '../base/mean.ts';
import { normalRule } from '../base/normal-rule.ts';
import type { BaseRule } from '../base/rule.ts';
import { pairUp } from '../group-maps.ts';

/** By how many coordinates: the form is bilinear, so that each pair of random tangents tries every entry. */
const points = [4, 4, 2] as const;
/** How well the mean is known by rules for one coordinate and for two, by a rule for all, by samples (in standard errors). */
const roads = {
  apart: { road: 'quadrature', tolerance: 1e-9 },
  joint: { road: 'quadrature', tolerance: 1e-7 },
  measured: { road: 'quadrature', tolerance: 1e-3 },
  samples: { road: 'monte-carlo', tolerance: 5 },
} as const;
const samples = 20_000;
/** Coordinates that depend on each other are integrated over together, up to so many. */
const mostJoint = 3;

/** E[h_X h_Y] = F(X, Y) at random X and Y, at one coordinate and at several; `measured` is a form found by rules over all draws. */
export function momentClaims(known: OrbitFindings, form: Expr, measured = false): readonly Claim[] {
  const { names } = dimensionsOf(required(known, 'base').sites.map((s) => s.noise));
  const sizes = names.size === 0 ? [1] : [1, 2];
  return sizes.flatMap((size) =>
    (measured ? [true, false] : [undefined]).map((byRules) => momentClaim(known, form, size, byRules)),
  );
}

/** By both rules for all draws together, by samples alone, or by what tells most. */
function momentClaim(known: OrbitFindings, form: Expr, size: number, byRules?: boolean): Claim {
  const score = required(known, 'score');
  const base = required(known, 'base');
  const { algebra } = known.group.model;
  const other = substitute(score, pairUp(algebra, known.group.model.otherAlgebra));
  const { names } = dimensionsOf([...algebra, ...base.sites.map((s) => s.noise)]);
  const sizes = evenSizes(names, size);
  const coordinates = coordinatesOf(base, sizes);
  return {
    kind: 'computed',
    text: `the mean of score times score${byRules === false ? ', by samples' : ''}${names.size > 0 ? `, every dimension taken as ${size}` : ''}`,
    // `eval` shows the form, so that it is tried there too.
    live: true,
    livePoints: 1,
    ...(isApart(base) && byRules === undefined ? roads.apart : roads.samples),
    points: points[coordinates] ?? 1,
    error: (seed) => {
      const fixed = samplePoint(freeSymbols([score, other, form], base), sizes, randomStream(seed), { moderate: true });
      const wanted = valueAt(form, fixed, sizes);
      const asked = [base, sizes, fixed, [score, other]] as const;
      const exact = byRules ? farthestMean(wanted, ...asked) : byRules === undefined ? exactMean(...asked) : undefined;
      if (exact)
        return { error: Math.abs(exact.mean - wanted) / Math.max(1, Math.abs(wanted)), at: { seed }, by: exact.by };
      const found = samplesOf(base, sizes, fixed, seed);
      if (!found) return undefined;
      const { mean, error } = sampledMean(found, mul(score, other), fixed, sizes);
      return { error: Math.abs(mean - wanted) / error, at: { seed }, by: roads.samples };
    },
  };
}

/** E[f g], and how well it is known. */
interface Known {
  readonly mean: number;
  readonly by: { readonly road: 'quadrature'; readonly tolerance: number };
}

/** Of the means by the two rules for all draws together that agree best that which is farther from what is claimed. */
function farthestMean(wanted: number, base: BaseLaw, sizes: Sizes, fixed: Point, [f, g]: readonly [Expr, Expr]): Known {
  const found = byJointRules(base, sizes, fixed, (rules) => {
    const means = rules.slice(-2).map((rule) => meanOver(rule, [mul(f, g)], fixed, sizes)[0] ?? Number.NaN);
    const [a = Number.NaN, b = Number.NaN] = means;
    return {
      mean: Math.abs(a - wanted) > Math.abs(b - wanted) ? a : b,
      error: Math.abs(a - b) / Math.max(1, Math.abs(a)),
    };
  });
  const mean = found?.mean ?? Number.NaN;
  return { mean, by: roads.measured };
}

/** By rules for one coordinate and for two; of normal draws by a rule that is exact; of a few others by one for all. */
function exactMean(base: BaseLaw, sizes: Sizes, fixed: Point, [f, g]: readonly [Expr, Expr]): Known | undefined {
  const over = (rule: BaseRule | undefined, by: Known['by']): Known | undefined => {
    const [mean] = rule ? meanOver(rule, [mul(f, g)], fixed, sizes) : [];
    return mean === undefined ? undefined : { mean, by };
  };
  if (isApart(base)) {
    const mean = meanOfPair(base, sizes, fixed, [f, g]);
    return mean === undefined ? undefined : { mean, by: roads.apart };
  }
  const isJoint = coordinatesOf(base, sizes) <= mostJoint;
  return (
    over(normalRule(base, sizes, fixed), roads.apart) ??
    (isJoint ? over(baseRule(base, sizes, fixed, 'product', f), roads.joint) : undefined)
  );
}

/** Samples of the draws; where these depend on each other, by weight around the mode of their density. */
const samplesOf = (base: BaseLaw, sizes: Sizes, fixed: Point, seed: number): BaseRule | undefined =>
  isApart(base)
    ? baseRule(base, sizes, fixed, { drawn: samples, seed })
    : jointRule(base, sizes, fixed, (evaluator, draws, log) =>
        samplesOver(evaluator, draws, log, { drawn: samples, seed }),
      );

const isApart = ({ sites }: BaseLaw): boolean => sites.every((s) => s.coordinate);
