// An action is effective when only the identity moves no point: then an element is known from what it does.
import type { GroupFindings } from '../../derivation/lie-findings.ts';
import { prose } from '../../derivation/step.ts';
import { refuse, type Theorem } from '../../derivation/theorem.ts';
import type { LieGroupModel } from '../../model/lie-group.ts';
import { effectiveClaim } from './effectiveness-claim.ts';
import { motionRank } from './motions.ts';

/** Refuses an action that some direction of the group leaves unchanged. */
export const effectiveness: Theorem<GroupFindings> = {
  id: 'effective-action',
  title: 'The action is effective',
  source: { key: 'olver', place: 'section 2.1' },
  apply: ({ model }) => {
    const { elements, point, action } = model;
    const { columns, whole, involved, hasNames } = motionRank({ images: action, blocks: elements, point });
    if (whole === columns) return { kind: 'found', findings: {}, step: step(model, columns, hasNames) };
    const names = involved.map((g) => model.spelling.get(g) ?? g.name);
    const [first] = involved;
    return refuse({
      code: 'not-identifiable',
      severity: 'error',
      span: (first && model.spans.symbols.get(first)) ?? model.spans.action,
      message: `the action of ${model.name} does not tell its elements apart`,
      label: `some motion of ${names.join(' and ')} moves no point`,
      notes: [
        `evidence: the motions of ${columns} coordinates of an element have rank ${whole} at random points`,
        'an element must be known from what it does, for composition is read off the action',
      ],
      hint:
        names.length > 1
          ? `write the action in the combination that matters, or drop one of ${names.join(', ')}`
          : `use ${names[0] ?? 'it'} in the action, or remove it`,
    });
  },
};

const step = (
  model: LieGroupModel,
  count: number,
  hasNames: boolean,
): Extract<ReturnType<Theorem['apply']>, { kind: 'found' }>['step'] & object => ({
  statement: [
    prose`An action is effective when only the identity leaves every point where it is. An element is then known from what it does, and everything about the group can be read off its action.`,
  ],
  body: [
    prose`At random elements and points the motions of the ${String(count)} coordinates${hasNames ? ' (each dimension taken as 2, further ones one larger)' : ''} are linearly independent.`,
  ],
  discharged: [prose`No direction of the group moves nothing.`],
  left: [],
  claims: [effectiveClaim(model)],
});
