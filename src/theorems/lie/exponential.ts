// The exponential map: $\exp X=g(1)$ on the one-parameter subgroup $\dot g=g\cdot X$, $g(0)=e$ (Hall 2015, section 2.2).
import type { Claim } from '../../derivation/claim.ts';
import type { Blocks, ExponentialRoad, GroupFindings } from '../../derivation/lie-findings.ts';
import { formula, prose } from '../../derivation/step.ts';
import { type FoundStep, required, type Theorem } from '../../derivation/theorem.ts';
import { add, mul } from '../../ir/build.ts';
import { type Expr, one, realLine, symbol } from '../../ir/expr.ts';
import { simplify } from '../../ir/simplify.ts';
import { contains, substitute } from '../../ir/visit.ts';
import type { LieGroupModel } from '../../model/lie-group.ts';
import { blockEquations } from './blocks.ts';
import { elementOf } from './element-of.ts';
import { type Flow, solvedInTurn } from './exponential/flow.ts';
import { farFlowClaim, flowClaim } from './exponential/flow-claim.ts';
import { solveJointly } from './exponential/joint-flow.ts';
import { seriesClaims } from './exponential/series-claim.ts';
import { factorsOf, partOf } from './factors.ts';
import { compose, inPart, pairUp, replaceAll } from './group-maps.ts';

/** exp X in closed form. */
export const exponentialMap: Theorem<GroupFindings> = {
  id: 'exponential-map',
  title: 'The exponential map',
  source: { key: 'hall', place: 'section 2.2' },
  apply: (known) => {
    const { model } = known;
    const flow: Flow = {
      elements: model.elements,
      field: required(known, 'invariantField'),
      start: required(known, 'identity'),
      t: symbol('t', realLine),
    };
    const found = factorByFactor(known, flow);
    if (!found) return { kind: 'found', findings: {}, step: unsolved() };
    const values = found.blocks.map((b) => simplify(substitute(b, new Map([[flow.t, one]]))));
    const exponential = { values, road: found.road };
    return {
      kind: 'found',
      findings: { exponential },
      step: step({ ...known, exponential }, flow, values, found.road),
    };
  },
};

interface Solution {
  readonly blocks: Blocks;
  readonly road: ExponentialRoad;
}

/** Every direct factor moves on its own. */
function factorByFactor(known: GroupFindings, flow: Flow): Solution | undefined {
  const { model } = known;
  const whole = solved(flow);
  if (whole) return whole;
  const found = new Map<Expr, Expr>();
  const roads = new Set<ExponentialRoad>();
  for (const factor of factorsOf(model)) {
    const of = (list: Blocks): Blocks => partOf(list, model.elements, factor.elements);
    const own: Flow = { ...flow, elements: factor.elements, field: of(flow.field), start: of(flow.start) };
    const part = solved(own) ?? throughPoints(withFactor(known, factor), own);
    if (!part) return undefined;
    roads.add(part.road);
    for (const [i, g] of factor.elements.entries()) found.set(g, part.blocks[i] ?? g);
  }
  return {
    blocks: model.elements.map((g) => found.get(g) ?? g),
    road: [...roads].at(-1) ?? 'one block after the other',
  };
}

const withFactor = (known: GroupFindings, factor: LieGroupModel): GroupFindings => ({
  ...known,
  model: factor,
  infinitesimal: partOf(required(known, 'infinitesimal'), known.model.point, factor.point),
});

function solved(flow: Flow): Solution | undefined {
  const inTurn = solvedInTurn(flow);
  const jointly = flow.elements.every((g) => inTurn.has(g)) ? flow.elements : solveJointly(flow);
  if (!jointly) return undefined;
  const blocks = flow.elements.map((g, i) => inTurn.get(g) ?? jointly[i] ?? g);
  return { blocks, road: jointly === flow.elements ? 'one block after the other' : 'jointly, by a matrix exponential' };
}

/** The points are moved for a unit of time, and what cannot be solved in turn of the element that moves them so is read off the action. */
function throughPoints(known: GroupFindings, flow: Flow): Solution | undefined {
  const { model } = known;
  const { t } = flow;
  const start = model.point.map((x) => symbol(`⟨${x.name}₀⟩`, x.domain, x.shape));
  const moved = solved({ elements: model.point, field: required(known, 'infinitesimal'), start, t });
  const arrived = moved && replaceAll(moved.blocks, new Map([[t, one], ...pairUp(start, model.point)]));
  const read = arrived && elementOf(model, arrived);
  const direct = solvedInTurn(flow);
  const blocks = read?.map((b, i) => direct.get(model.elements[i] ?? b) ?? b);
  return blocks && { blocks, road: 'for the points that are moved; the element is the one that moves them so' };
}

const unsolved = (): FoundStep => ({
  statement: statement(),
  body: [
    prose`No closed form was found: the blocks move each other, and not linearly with constant coefficients. Steps that need the exponential map are left out.`,
  ],
  discharged: [],
  left: [],
  claims: [],
});

const statement = (): FoundStep['statement'] => [
  prose`From the identity, the motion ${formula('g(t)')} whose velocity is always the field ${formula('g X')} traces the one-parameter subgroup of ${formula('X')}. The exponential map is where it arrives after unit time, ${formula('exp X = g(1)')}; the curve never leaves the group, however long.`,
];

function step(known: GroupFindings, flow: Flow, values: Blocks, road: ExponentialRoad): FoundStep {
  const { model } = known;
  const series = seriesClaims(known, values);
  return {
    statement: statement(),
    body: [
      prose`The equations are solved ${road}.`,
      ...blockEquations('exponentialMap', model.elements, values, 'exponential'),
      ...functionsUsed(values),
    ],
    discharged: [prose`The curve exists for all times, so the exponential map is defined on the whole algebra.`],
    left: [],
    claims: [
      ...additivity(known, values),
      flowClaim(model, flow.field, flow.start, values),
      ...(series.length > 0 ? series : [farFlowClaim(model, flow.field, flow.start, values)]),
    ],
  };
}

/** What φₖ and cₖ stand for, where they occur: forms without a division by a small number. */
export function functionsUsed(values: Blocks): FoundStep['body'] {
  const uses = (fn: string): boolean => values.some((v) => contains(v, (n) => n.kind === 'apply' && n.fn === fn));
  return [
    ...(uses('phi')
      ? [
          prose`Here ${formula('φ₁(x) = (eˣ − 1)/x')} and in general ${formula('φₖ(x) = Σ_{j=0}^∞ xʲ/(j+k)!')}: quotients with a removable singularity at zero, which code evaluates without cancellation.`,
        ]
      : []),
    ...(uses('matrixPhi')
      ? [
          prose`For a square matrix ${formula('Z')}, invertible or not, ${formula('e^Z = Σ_{j=0}^∞ Zʲ/j!')} is the matrix exponential and ${formula('φₖ(Z) = Σ_{j=0}^∞ Zʲ/(j+k)!')}, so that ${formula('Z φ₁(Z) = e^Z − I')}.`,
        ]
      : []),
    ...(uses('stumpff')
      ? [
          prose`The Stumpff functions ${formula('cₖ(z) = Σ_{j=0}^∞ (−z)ʲ/(k+2j)!')} have no singularity: ${formula('c₀(w²) = cos w')}, ${formula('c₁(w²) = (sin w)/w')}, ${formula('c₂(w²) = (1 − cos w)/w²')}, ${formula('c₃(w²) = (w − sin w)/w³')}. At their argument here ${formula('w')} is the angle of the rotation.`,
        ]
      : []),
  ];
}

/** exp((s + t)X) = exp(sX) exp(tX). */
function additivity(known: GroupFindings, values: Blocks): readonly Claim[] {
  const { model } = known;
  const [s, t] = [symbol('⟨s⟩', realLine), symbol('⟨t⟩', realLine)];
  const at = (time: Expr): Blocks =>
    values.map((v) =>
      substitute(
        v,
        pairUp(
          model.algebra,
          model.algebra.map((x) => mul(time, x)),
        ),
      ),
    );
  const right = compose(known, at(s), at(t));
  return at(add(s, t)).map((left, i) => ({
    kind: 'identity',
    text: inPart('moving for a time s + t is moving for s, then for t', model.elements, i),
    live: true,
    left,
    right: right[i] ?? left,
  }));
}
