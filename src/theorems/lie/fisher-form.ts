// The Fisher form at the identity: $\mathcal F(X,Y)=E_{q_0}[h_Xh_Y]$, the same at every element since it is left-invariant
// (Kıral, Möllenhoff & Khan 2023, section 3).
import type { FisherForm, OrbitFindings } from '../../derivation/orbit-findings.ts';
import { equation, formula, label, type Prose, prose } from '../../derivation/step.ts';
import { type FoundStep, required, type Theorem } from '../../derivation/theorem.ts';
import { add } from '../../ir/build.ts';
import { isNothing } from '../../ir/differentiate.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, realLine, type SymbolExpr, symbol } from '../../ir/expr.ts';
import { simplify } from '../../ir/simplify.ts';
import { contains, dependsOn, substitute } from '../../ir/visit.ts';
import { linearCumulants } from './base/generating.ts';
import { type Moment, rounded } from './base/moment.ts';
import { normalCumulants } from './base/normal.ts';
import { notFound } from './base/site-moment.ts';
import { gatherWeights } from './base/weights.ts';
import { leakyEdge, meanOfScore, vanishes } from './fisher/boundary.ts';
import { covariance } from './fisher/covariance.ts';
import { flowClaims } from './fisher/flow-over-edges.ts';
import { independentParts, type Part } from './fisher/independent-parts.ts';
import { infinite } from './fisher/infinite.ts';
import { measuredForm } from './fisher/measured-form.ts';
import { momentClaims } from './fisher/moment-claims.ts';
import { degenerateDirections } from './fisher/rank.ts';
import { type Item, joined, takeApart } from './fisher/slots.ts';
import { pairUp } from './group-maps.ts';
import { shorterInCoordinates } from './natural/coordinates.ts';
import { motionOfDraw } from './score.ts';

/** What a step says whose statement was tried nowhere. */
const unchecked = prose`This form was not checked by another road: the draws have more coordinates than a product of quadrature rules reaches.`;

/** F(X, Y) from the base alone. */
export const fisherForm: Theorem<OrbitFindings> = {
  id: 'fisher-form',
  title: 'The Fisher form at the identity',
  source: { key: 'kiral-mollenhoff-khan', place: 'section 3' },
  apply: (known) => {
    const { score, group } = known;
    if (!score) return missing('The base has no density, so there is no score and no Fisher form.');
    const { algebra } = group.model;
    const base = required(known, 'base');
    const { sites } = base;
    const edge = leakyEdge(motionOfDraw(known), algebra, sites);
    if (edge)
      return missing(
        prose`The density times the motion does not vanish at the edge ${edge.bound} of the support of ${edge.site.noise}: the edge moves, the score misses it, and the Fisher form is not defined. The differential of the energy is.`,
      );
    const tooSteep = infinite(score, algebra, sites);
    if (tooSteep) return missing(tooSteep);
    const parts = independentParts(score, base).map((part) => partOf(part, known));
    const why = parts.find((p) => typeof p === 'string');
    if (why !== undefined)
      return missing(
        `The score is no sum of functions of independent coordinates, nor linear in statistics that the table of integrals knows, and ${why}: its covariance is not found.`,
      );
    const found = parts.filter((p) => typeof p !== 'string');
    const mean = {
      value: simplify(expand(add(...found.map((p) => p.mean.value)))),
      closed: found.every((p) => p.mean.closed),
    };
    if (!vanishes(mean, sites))
      return missing(
        prose`The mean of the score is ${mean.value}, not zero: mass flows over the edge of the support when the base moves. The Fisher form is not defined; the differential of the energy is.`,
        flowClaims(known, mean.value),
      );
    const forms = found.map((p) => p.form());
    const closed = forms.every((f) => f.closed);
    const errors = forms.flatMap((f) => f.error ?? []);
    const form = {
      ...written(add(...forms.map((f) => f.value)), closed, known),
      ...(errors.length > 0 ? { error: Math.max(...errors) } : {}),
    };
    if (dependsOn(form.value, [notFound]))
      return missing('Its entries have no closed form, and the number of coordinates is open.');
    if (!isNothing(form.value)) return { kind: 'found', findings: { fisherForm: form }, step: step(known, form) };
    const none = missing('The Fisher form vanishes: every motion of the group leaves the base density as it is.');
    return { ...none, findings: { ...none.findings, fisherForm: form } };
  },
};

/** The mean of a part of the score, and its own form. */
interface Found {
  readonly mean: Moment;
  readonly form: () => Pick<FisherForm, 'value' | 'closed' | 'error'>;
}

/** Or why it is not found: entry by entry, or all draws of the part at once where the score is quadratic in a normal one or linear in the table's statistics. */
function partOf({ score, base }: Part, { group }: OrbitFindings): Found | string {
  const { algebra } = group.model;
  const other = group.model.otherAlgebra;
  const taken = takeApart(score, algebra, base.sites);
  if (taken) return { mean: meanOfScore(taken), form: () => formWhereItIs(taken.items, pairUp(algebra, other)) };
  const whole = [normalCumulants, linearCumulants]
    .map((road) => road(score, algebra, other, base))
    .find((found) => found !== undefined);
  if (whole)
    return { mean: { value: whole.mean, closed: false }, form: () => ({ value: whole.covariance, closed: true }) };
  const measured = measuredForm(score, algebra, other, base);
  if (typeof measured === 'string') return measured;
  const { mean, form, error } = measured;
  return { mean: { value: mean, closed: true }, form: () => ({ value: form, closed: false, error }) };
}

/** Term by term; where the mean of a product of terms does not exist or is not found, by the functions as wholes. */
function formWhereItIs(items: readonly Item[], toOther: ReadonlyMap<Expr, Expr>): Moment {
  const form = formOf(items, toOther);
  return contains(form.value, (n) => n.kind === 'integral') ? formOf(joined(items), toOther) : form;
}

function formOf(items: readonly Item[], toOther: ReadonlyMap<Expr, Expr>): Moment {
  const parts = items.flatMap((a) =>
    items.map((b) => covariance(a, { ...b, coefficient: substitute(b.coefficient, toOther) })),
  );
  return { value: add(...parts.map((p) => p.value)), closed: parts.every((p) => p.closed) };
}

/** A form as short as it gets. */
function written(form: Expr, closed: boolean, { group }: OrbitFindings): FisherForm {
  const gathered = gatherWeights(simplify(expand(form)));
  const value = shorterInCoordinates(gathered, group.model.algebra, group.model.otherAlgebra);
  return { value: closed ? value : rounded(value), closed };
}

const statement: FoundStep['statement'] = [
  prose`The Fisher metric of the orbit is left-invariant: at every element it is the covariance ${label('fisherForm')}${formula('(X, Y) = 𝔼_{q₀}[h_X h_Y]')} of the scores of two tangents. It depends on the base alone and stays the same along a run.`,
];

function missing(why: string | ReturnType<typeof prose>, claims: FoundStep['claims'] = []) {
  const reason = typeof why === 'string' ? prose`${why}` : why;
  const body = [
    reason,
    prose`A metric of one’s own takes its place: with the identity as metric every block of the algebra is measured coordinate by coordinate.`,
  ];
  return {
    kind: 'found' as const,
    findings: { noFisherForm: reason },
    step: { statement, body, discharged: [], left: [], claims },
  };
}

const measuredWords = ({ error }: FisherForm): Prose =>
  error === undefined
    ? prose`A mean without closed form was computed by quadrature and is printed to thirteen digits.`
    : prose`Means over all draws together were computed by quadrature, to a relative error of ${error.toExponential(0)}: so much two rules differ by.`;

const tangent = (letter: string): SymbolExpr => symbol(letter, realLine);

function step(known: OrbitFindings, form: FisherForm): FoundStep {
  const lost = degenerateDirections(form.value, known);
  const claims = momentClaims(known, form.value, form.error !== undefined);
  return {
    statement,
    body: [
      { ...equation(label('fisherForm', { of: [tangent('X'), tangent('Y')] }), form.value), name: 'fisherForm' },
      ...(form.closed ? [] : [measuredWords(form)]),
      ...lost,
      ...(claims.length > 0 ? [] : [unchecked]),
    ],
    discharged: [prose`The mean of the score is zero: no mass flows over the edge of the support.`],
    left: [],
    claims,
  };
}
