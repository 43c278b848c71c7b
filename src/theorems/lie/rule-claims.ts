// A step follows the group: as the rate grows, the new element moves along the left-invariant field of the direction.
import type { Claim } from '../../derivation/claim.ts';
import type { Blocks, GroupFindings } from '../../derivation/lie-findings.ts';
import type { OptimizerFindings } from '../../derivation/optimizer-findings.ts';
import { required } from '../../derivation/theorem.ts';
import { mul, neg } from '../../ir/build.ts';
import type { Expr } from '../../ir/expr.ts';
import { simplify } from '../../ir/simplify.ts';
import { inner } from '../../ir/tensor.ts';
import { substitute } from '../../ir/visit.ts';
import type { Assignment } from '../../model/program.ts';
import { tangentOf } from '../tangent.ts';
import { compose, pairUp } from './group-maps.ts';

/** g·exp(−α X) for an element g of symbols. */
export function movedElement(group: GroupFindings, direction: Blocks, rate: Expr): Blocks {
  const { elements, algebra } = group.model;
  const back = direction.map((d) => mul(neg(rate), d));
  const moved = required(group, 'exponential').values.map((e) => simplify(substitute(e, pairUp(algebra, back))));
  return compose(group, elements, moved);
}

/** dg′/dα = −g′X, block by block along the block's own rate, weighed at random. */
export function flowClaims(
  { model, orbit }: OptimizerFindings,
  direction: Blocks,
  assignments: readonly Assignment[],
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
