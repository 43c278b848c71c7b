// The natural direction: $X^\sharp$ with $\mathcal F(X^\sharp,\cdot)=M$ for a covector M on the algebra
// (Kıral, Möllenhoff & Khan 2023, section 3).
import type { Claim } from '../../derivation/claim.ts';
import type { FisherForm, NaturalDirection, OrbitFindings } from '../../derivation/orbit-findings.ts';
import { formula, label, prose } from '../../derivation/step.ts';
import type { FoundStep, Theorem } from '../../derivation/theorem.ts';
import { gradient, isNothing } from '../../ir/differentiate.ts';
import { type Expr, zero } from '../../ir/expr.ts';
import { substitute } from '../../ir/visit.ts';
import { covectorOf } from '../../model/lie-group.ts';
import { rounded } from './base/moment.ts';
import { blockEquations } from './blocks.ts';
import { pairUp } from './group-maps.ts';
import { solveForm } from './natural/solve-form.ts';
import { solveInCoordinates } from './natural/solve-in-coordinates.ts';

/** X♯ in the covector. */
export const naturalDirection: Theorem<OrbitFindings> = {
  id: 'natural-direction',
  title: 'The natural direction',
  source: { key: 'kiral-mollenhoff-khan', place: 'section 3' },
  apply: (known) => {
    const { algebra } = known.group.model;
    const covector = algebra.map(covectorOf);
    const form = usable(known);
    const other = known.group.model.otherAlgebra;
    const isMeasured = form?.error !== undefined;
    const inBlocks =
      form && !isMeasured && solveForm(form.value, algebra, other, covector, form.closed ? (e) => e : rounded);
    const exact = inBlocks || (form && solveInCoordinates(form.value, algebra, other, covector, isMeasured));
    const values = form?.closed ? exact : exact?.map(rounded);
    const natural: NaturalDirection = values
      ? { covector, values, metric: 'fisher' }
      : { covector, values: covector, metric: 'identity' };
    return { kind: 'found', findings: { natural }, step: step(known, natural) };
  },
};

/** The Fisher form, where it measures anything at all. */
const usable = ({ fisherForm }: OrbitFindings): FisherForm | undefined =>
  fisherForm && !isNothing(fisherForm.value) ? fisherForm : undefined;

function step(known: OrbitFindings, natural: NaturalDirection): FoundStep {
  const lines = blockEquations('naturalDirection', known.group.model.elements, natural.values, 'direction');
  const statement = [
    prose`A covector ${formula('M')} on the algebra, such as the differential of the energy or its average over time, becomes a direction ${label('naturalDirection')} by the metric: ${label('fisherForm')}(${label('naturalDirection')}${formula(', Y')})${formula(' = ⟨M, Y⟩')} for every tangent ${formula('Y')}.`,
  ];
  if (natural.metric === 'identity')
    return {
      statement,
      body: [
        usable(known)
          ? prose`The Fisher form of this orbit was not inverted in closed form. With the identity as metric the direction is the covector itself.`
          : prose`Without a Fisher form the identity serves as metric: the direction is the covector itself.`,
        ...lines,
      ],
      discharged: [],
      left: [],
      claims: [],
    };
  return { statement, body: lines, discharged: [], left: [], claims: [raisingClaim(known, natural)] };
}

/** F(X♯(F(Z, ·)), Y) = F(Z, Y) at random Z and Y. */
export function raisingClaim(known: OrbitFindings, natural: Pick<NaturalDirection, 'covector' | 'values'>): Claim {
  const { algebra } = known.group.model;
  const other = known.group.model.otherAlgebra;
  const form = known.fisherForm?.value ?? zero;
  const lowered = pairUp(
    natural.covector,
    other.map((y) => gradient(form, y)),
  );
  const raised = natural.values.map((v): Expr => substitute(v, lowered));
  return {
    kind: 'identity',
    text: 'lowering a direction by the form and raising it again',
    live: true,
    left: substitute(form, pairUp(algebra, raised)),
    right: form,
  };
}
