// An action is effective when only the identity moves no point: then an element is known from what it does.
import type { GroupFindings } from '../../derivation/lie-findings.ts';
import { prose } from '../../derivation/step.ts';
import { type FoundStep, refuse, type Theorem } from '../../derivation/theorem.ts';
import type { Diagnostic } from '../../diagnostics.ts';
import type { LieGroupModel } from '../../model/lie-group.ts';
import { textOf } from '../../notation/text.ts';
import { discreteKernel, type Twin } from './discrete-kernel.ts';
import { effectiveClaim } from './effectiveness-claim.ts';
import { motionRank } from './motions.ts';

/** Refuses an action that some direction of the group leaves unchanged. */
export const effectiveness: Theorem<GroupFindings> = {
  id: 'effective-action',
  title: 'The action is effective',
  source: { key: 'olver', place: 'section 2.1' },
  apply: ({ model }) => {
    const { elements, point, action } = model;
    const { columns, whole, isTold, involved, hasNames } = motionRank({ images: action, blocks: elements, point });
    if (whole === columns)
      return { kind: 'found', findings: {}, step: step(model, columns, hasNames, discreteKernel(model)) };
    if (!isTold) return refuse(withoutValues(model));
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

/** Why nothing is said of an action whose values leave the range of doubles, or are no real numbers. */
const withoutValues = (model: LieGroupModel): Diagnostic => ({
  code: 'not-derivable',
  severity: 'error',
  span: model.spans.action,
  message: `the action of ${model.name} has no values from which its elements could be told apart`,
  label: 'at random elements and points this overflows, or is no real number',
  notes: ['that an action is effective is judged by how it moves random points, in doubles'],
  hint: 'declare the element and the point where the action has a value, or write it with smaller powers',
});

function step(model: LieGroupModel, count: number, hasNames: boolean, twin: Twin | undefined): FoundStep {
  return {
    statement: [
      prose`An action is effective when only the identity leaves every point where it is. An element is then known from what it does, and everything about the group can be read off its action.`,
    ],
    body: [
      prose`At random elements and points the motions of the ${String(count)} coordinates${hasNames ? ' (each dimension taken as 2, further ones one larger)' : ''} are linearly independent.`,
      ...(twin
        ? [
            prose`Far from the identity it is not: ${twin.block} and ${twin.other} act alike, so each map has several elements, a discrete set. Every step below speaks of the elements as they are declared, and holds for them; near the identity nothing is lost.`,
          ]
        : []),
    ],
    discharged: [prose`No direction of the group moves nothing.`],
    left: [],
    claims: [effectiveClaim(model)],
    ...(twin ? { warnings: [warning(model, twin)] } : {}),
  };
}

function warning(model: LieGroupModel, { block, other }: Twin): Diagnostic {
  const name = model.spelling.get(block) ?? block.name;
  const isNumber = block.domain.kind === 'interval';
  return {
    code: 'not-identifiable',
    severity: 'warning',
    span: model.spans.symbols.get(block) ?? model.spans.action,
    message: `${model.name} has several elements for one map`,
    label: `${name} and ${textOf(other)} act alike`,
    notes: ['the derivation stands: only the identity and a discrete set of elements move no point'],
    hint: isNumber
      ? `declare ${name} in Circle, with a whole turn for each period, if ${name} is an angle`
      : block.domain.kind === 'circle'
        ? `let ${name} itself enter where a multiple of it does`
        : `keep it if a matrix and its opposite may stand for one map`,
  };
}
