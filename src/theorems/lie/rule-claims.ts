// A step follows the group: as the rate grows, the new element moves along the left-invariant field of the direction. What is
// averaged, remembered and raised on the way is checked by what defines it.
import type { Claim } from '../../derivation/claim.ts';
import type { Blocks, GroupFindings } from '../../derivation/lie-findings.ts';
import type { GroupStep, OptimizerFindings } from '../../derivation/optimizer-findings.ts';
import { required } from '../../derivation/theorem.ts';
import { add, mul, neg, sub } from '../../ir/build.ts';
import { directional } from '../../ir/differentiate.ts';
import { type Expr, type SymbolExpr, zero } from '../../ir/expr.ts';
import { simplify } from '../../ir/simplify.ts';
import { inner } from '../../ir/tensor.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';
import { tangentOf } from '../tangent.ts';
import { compose, pairUp } from './group-maps.ts';
import { raisingClaim } from './natural-direction.ts';

/** g·exp(−α X) for an element g of symbols. */
export function movedElement(group: GroupFindings, direction: Blocks, rate: Expr): Blocks {
  const { elements, algebra } = group.model;
  const back = direction.map((d) => mul(neg(rate), d));
  const moved = required(group, 'exponential').values.map((e) => simplify(substitute(e, pairUp(algebra, back))));
  return compose(group, elements, moved);
}

/** The equations before the new element, and that it starts where the old one is. */
export function ruleClaims(
  known: OptimizerFindings,
  found: GroupStep,
  covector: readonly SymbolExpr[],
): readonly Claim[] {
  return [
    averageClaim(known, found),
    ...momentumClaims(known, found),
    ...directionClaims(known, found, covector),
    ...restClaims(known, found),
  ];
}

/** ⟨Ê, X⟩ is the rate of the loss at the place of the draw as the element moves along gX, less τ that of the entropy. */
function averageClaim({ model, orbit }: OptimizerFindings, { averages, place }: GroupStep): Claim {
  const { elements, algebra } = orbit.group.model;
  const { gradient, ofEntropy } = required(orbit, 'energy');
  const moving = pairUp(elements, required(orbit.group, 'invariantField'));
  const paired = (covector: readonly Expr[]): Expr => add(...algebra.map((x, i) => inner(covector[i] ?? zero, x)));
  const ofLoss = add(...place.map(({ value }, i) => inner(gradient[i] ?? zero, directional(value, moving))));
  return {
    kind: 'identity',
    text: 'one draw estimates the rate of the energy as the element moves along the field',
    live: false,
    left: paired(averages.map((a) => a.value)),
    right: sub(ofLoss, mul(model.temperature.symbol, paired(ofEntropy))),
  };
}

/** m′ − Ē = β (m − Ē): a momentum goes towards what it averages. */
const momentumClaims = (
  { model }: OptimizerFindings,
  { momentum, assignments, averages, next }: GroupStep,
): readonly Claim[] =>
  [...momentum].flatMap(([g, m]): readonly Claim[] => {
    const after = assignments.find(({ target }) => target === next.get(m));
    const average = averages.find(({ target }) => after && dependsOn(after.value, [target]))?.target;
    const beta = model.momentum.get(g)?.symbol;
    if (!after || !average || !beta) return [];
    return [
      {
        kind: 'identity',
        text: `the momentum of ${g.name} keeps its share of the distance from the average`,
        live: false,
        left: sub(after.value, average),
        right: mul(beta, sub(m, average)),
      },
    ];
  });

/** The direction of the step raises the covector of the step. */
function directionClaims(
  { orbit }: OptimizerFindings,
  { assignments }: GroupStep,
  covector: readonly SymbolExpr[],
): readonly Claim[] {
  const { algebra } = orbit.group.model;
  const named = algebra.map((x) => assignments.find(({ target }) => target === x)?.value);
  if (named.every((v) => v === undefined)) return [];
  return [raisingClaim(orbit, { covector, values: covector.map((m, i) => named[i] ?? m) })];
}

/** At rate zero every block of the element stays. */
const restClaims = ({ model }: OptimizerFindings, { assignments, next }: GroupStep): readonly Claim[] =>
  [...model.rate].flatMap(([g, rate]): readonly Claim[] => {
    const after = assignments.find(({ target }) => target === next.get(g));
    if (!after) return [];
    return [
      {
        kind: 'identity',
        text: `at rate zero ${g.name} stays`,
        live: false,
        left: substitute(after.value, new Map([[rate.symbol, zero]])),
        right: g,
      },
    ];
  });

/** dg′/dα = −g′X, block by block along the block's own rate, weighed at random. */
export function flowClaims(
  { model, orbit }: OptimizerFindings,
  { direction, assignments }: GroupStep,
): readonly Claim[] {
  const { group } = orbit;
  const { elements, algebra } = group.model;
  const field = required(group, 'invariantField');
  return elements.flatMap((g, i): readonly Claim[] => {
    const rate = model.rate.get(g)?.symbol;
    const step = assignments.find((a) => a.equation === `update${i + 1}`);
    if (!rate || !step) return [];
    const there = new Map<Expr, Expr>([
      ...pairUp(elements, movedElement(group, direction, rate)),
      ...pairUp(algebra, direction),
    ]);
    const weight = tangentOf(g, 'w');
    return [
      {
        kind: 'derivative',
        text: `as its rate grows, the new ${g.name} moves against the field of the direction`,
        live: false,
        of: inner(weight, step.value),
        in: rate,
        value: neg(inner(weight, substitute(field[i] ?? g, there))),
      },
    ];
  });
}
