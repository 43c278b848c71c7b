// The Lie algebra: tangents X at the identity, the left-invariant field g·X they generate, the bracket, and their action
// on points (Olver 1993, sections 1.4 and 2.2).
import type { Blocks, GroupFindings } from '../../derivation/lie-findings.ts';
import { equation, formula, label, prose } from '../../derivation/step.ts';
import { type FoundStep, required, type Theorem } from '../../derivation/theorem.ts';
import { sub } from '../../ir/build.ts';
import { directional, isNothing } from '../../ir/differentiate.ts';
import { expand } from '../../ir/expand.ts';
import type { Expr } from '../../ir/expr.ts';
import { simplify } from '../../ir/simplify.ts';
import { substitute } from '../../ir/visit.ts';
import type { LieGroupModel } from '../../model/lie-group.ts';
import { algebraWords, blockEquations } from './blocks.ts';
import { inPart, pairUp } from './group-maps.ts';

/** Left-invariant fields, infinitesimal action and bracket. */
export const lieAlgebra: Theorem<GroupFindings> = {
  id: 'lie-algebra',
  title: 'The Lie algebra',
  source: { key: 'olver', place: 'sections 1.4 and 2.2' },
  apply: (known) => {
    const { model } = known;
    const identity = required(known, 'identity');
    const atIdentity = pairUp(model.second, identity);
    const alongSecond = pairUp(model.second, model.algebra);
    const invariantField = required(known, 'composition').map((c) =>
      simplify(substitute(directional(c, alongSecond), atIdentity)),
    );
    const infinitesimal = model.action.map((a) =>
      simplify(substitute(directional(a, pairUp(model.elements, model.algebra)), pairUp(model.elements, identity))),
    );
    const bracket = bracketOf(invariantField, model, identity);
    return {
      kind: 'found',
      findings: { invariantField, infinitesimal, bracket },
      step: step(known, { invariantField, infinitesimal, bracket }),
    };
  },
};

/** [X, Y] at the identity: the field of Y differentiated along that of X, less the other way round. */
function bracketOf(field: Blocks, { elements, algebra: x, otherAlgebra: y }: LieGroupModel, identity: Blocks): Blocks {
  const fieldOfY = field.map((f) => substitute(f, pairUp(x, y)));
  const atIdentity = pairUp(elements, identity);
  const along = (f: Expr, direction: readonly Expr[]): Expr =>
    substitute(directional(f, pairUp(elements, direction)), atIdentity);
  return field.map((f, i) => simplify(expand(sub(along(fieldOfY[i] ?? f, x), along(f, y)))));
}

function step(
  { model }: GroupFindings,
  found: { readonly invariantField: Blocks; readonly infinitesimal: readonly Expr[]; readonly bracket: Blocks },
): FoundStep {
  const commutes = found.bracket.every(isNothing);
  return {
    statement: [
      prose`The Lie algebra is the tangent space at the identity. A tangent ${formula('X')} has one block of coordinates for each block of an element. Carried to ${formula('g')} it is the left-invariant field ${formula('g X')}, the derivative of ${formula('g h')} in ${formula('h')} at ${formula('h = e')}; on points it acts by the derivative of ${formula('g x')} in ${formula('g')} at ${formula('g = e')}, the infinitesimal action ${formula('X̂(x)')}.`,
    ],
    body: [
      algebraWords(model),
      ...blockEquations('invariantField', model.elements, found.invariantField),
      ...infinitesimalAction(model, found.infinitesimal),
      ...(commutes
        ? [prose`The bracket ${label('bracket')} of two tangents vanishes: the group is commutative near the identity.`]
        : [
            prose`The bracket of ${formula('X')} and a second tangent ${formula('Y')} says how far their motions fail to commute:`,
            ...blockEquations('bracket', model.elements, found.bracket),
          ]),
    ],
    discharged: [],
    left: [],
    claims: homomorphism(model, found),
  };
}

/** X̂(θ) = …, one equation a component of the point. */
export const infinitesimalAction = ({ point }: LieGroupModel, values: readonly Expr[]): FoundStep['body'] =>
  values.map((v, i) => ({
    ...equation(label('infinitesimal', point.length > 1 ? { block: point[i] ?? v } : { of: point }), v),
    name: `infinitesimal${i + 1}`,
  }));

/** The action turns the bracket into the commutator of the vector fields on points, with the sign of a left action. */
function homomorphism(
  { point, algebra, otherAlgebra }: LieGroupModel,
  { infinitesimal, bracket }: { readonly infinitesimal: readonly Expr[]; readonly bracket: Blocks },
): FoundStep['claims'] {
  const ofY = infinitesimal.map((f) => substitute(f, pairUp(algebra, otherAlgebra)));
  const along = (f: Expr, direction: readonly Expr[]): Expr => directional(f, pairUp(point, direction));
  return infinitesimal.map((f, i) => ({
    kind: 'identity',
    text: inPart('the bracket acts as the commutator of the actions', point, i),
    live: true,
    left: substitute(f, pairUp(algebra, bracket)),
    right: sub(along(f, ofY), along(ofY[i] ?? f, infinitesimal)),
  }));
}
