// Coordinates in which some direction of an element moves no point at first order next to the identity, as c³ does at c = 0:
// tangents at the identity do not reach the whole group then, so these are no coordinates for it (Olver 1993, section 1.1).
import type { GroupFindings } from '../../derivation/lie-findings.ts';
import { type Outcome, refuse } from '../../derivation/theorem.ts';
import { directional } from '../../ir/differentiate.ts';
import { simplify } from '../../ir/simplify.ts';
import { substitute } from '../../ir/visit.ts';
import type { LieGroupModel } from '../../model/lie-group.ts';
import { textOf } from '../../notation/text.ts';
import { elementOf } from './element-of.ts';
import { pairUp } from './group-maps.ts';
import { motionRank } from './motions.ts';

/** A refusal where a block stands still at the identity. */
export function singularIdentity(model: LieGroupModel): Outcome<GroupFindings> | undefined {
  const identity = elementOf(model, model.point);
  if (!identity) return undefined;
  const { elements, algebra, point, spelling } = model;
  const along = pairUp(elements, algebra);
  const here = pairUp(elements, identity);
  const images = model.action.map((a) => simplify(substitute(directional(a, along), here)));
  const { columns, whole, isTold, involved } = motionRank({ images, blocks: algebra, point });
  if (!isTold || whole === columns) return undefined;
  const still = elements.filter((_, i) => algebra[i] && involved.includes(algebra[i]));
  const names = still.map((g) => spelling.get(g) ?? g.name);
  const at = still.map((g, i) => `${names[i]} = ${textOf(identity[elements.indexOf(g)] ?? g)}`);
  return refuse({
    code: 'not-derivable',
    severity: 'error',
    span: (still[0] && model.spans.symbols.get(still[0])) ?? model.spans.action,
    message: `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} no coordinate of ${model.name} next to its identity`,
    label: `at the identity, ${at.join(', ')}, a velocity of ${names.join(' and ')} moves no point`,
    notes: [
      `evidence: the velocities of an element that has ${columns} ${columns === 1 ? 'coordinate' : 'coordinates'} move points in ${whole} independent ways at the identity`,
      'a rule moves an element by its velocities at the identity, and these would not reach every element',
    ],
    hint: 'choose coordinates that move points at once: c where c^3 stands, say',
  });
}
