// A commutative group without spread beside mirror descent: in the coordinate $u$ with $g=\exp u$ the rule is gradient
// descent, $u\leftarrow u-\alpha\nabla_u\ell$; the mirror map with the same coordinate takes $u\leftarrow u-\alpha\nabla_\theta\ell$
// (Beck & Teboulle 2003, section 3).
import type { Claim } from '../../derivation/claim.ts';
import type { Blocks } from '../../derivation/lie-findings.ts';
import type { OptimizerFindings } from '../../derivation/optimizer-findings.ts';
import { equation, formula, joined, prose } from '../../derivation/step.ts';
import { type FoundStep, required, type Theorem } from '../../derivation/theorem.ts';
import { add, mul, neg } from '../../ir/build.ts';
import { directional, isNothing } from '../../ir/differentiate.ts';
import { type Expr, one, sameShape, zero } from '../../ir/expr.ts';
import { simplify } from '../../ir/simplify.ts';
import { inner } from '../../ir/tensor.ts';
import { substitute } from '../../ir/visit.ts';
import { stepLetter } from '../../model/letters.ts';
import { symbolList } from './blocks.ts';
import { compose, pairUp, replaceAll } from './group-maps.ts';
import { updated } from './rule.ts';

/** Two steps from one coordinate, and whether they are the same. */
export const mirrorDescent: Theorem<OptimizerFindings> = {
  id: 'mirror-descent',
  title: 'Beside mirror descent',
  source: { key: 'beck-teboulle', place: 'section 3' },
  apply: (known) => {
    const { group, base, energy } = known.orbit;
    const { elements, algebra } = group.model;
    if (!base?.at || !energy || !group.exponential || !required(group, 'bracket').every(isNothing))
      return { kind: 'silent' };
    const fits =
      energy.placeSymbols.length === elements.length &&
      energy.placeSymbols.every((p, i) => [elements[i], algebra[i]].every((s) => s && sameShape(s.shape, p.shape)));
    return fits ? { kind: 'found', findings: {}, step: step(known) } : { kind: 'silent' };
  },
};

function step(known: OptimizerFindings): FoundStep {
  const { orbit } = known;
  const { elements, algebra } = orbit.group.model;
  const letter = stepLetter(orbit.group.model);
  const { covector, gradient, place } = required(orbit, 'energy');
  const derivative = place.map((p) =>
    simplify(directional(p, pairUp(elements, required(orbit.group, 'invariantField')))),
  );
  const lines = (v: Blocks): FoundStep['body'] => {
    const to = stepAlong(known, v);
    return elements.map((g, i) => equation(updated(g), to[i] ?? g));
  };
  return {
    statement: [
      prose`Where the group is commutative, ${formula('g = exp u')} gives a coordinate ${formula('u')} in which the product of elements is addition, and with the identity as metric the rule on the group is gradient descent in it: ${formula(`u ← u − ${letter}∇_u ℓ`)}. Mirror descent with a mirror map whose gradient is ${formula('u')} takes the gradient in the point ${formula('θ')} instead: ${formula(`u ← u − ${letter}∇_θ ℓ`)}. The two differ by the derivative of ${formula('θ')} in ${formula('u')}.`,
    ],
    body: [
      prose`The derivative of the point in ${formula('u')} carries ${symbolList(algebra)} to ${joined(
        derivative.map((d) => prose`${d}`),
        ', ',
      )}. With ${symbolList(gradient)} the gradient in the point, one step on the group leads to`,
      ...lines(covector),
      ...(covector.every((c, i) => c === gradient[i])
        ? [prose`Mirror descent leads to the same: the derivative is the identity, and both are gradient descent.`]
        : [
            prose`and one of mirror descent to`,
            ...lines(gradient),
            prose`They are different algorithms: the transposed derivative multiplies the gradient on the group, and it changes from step to step, so that no step size makes up for it.`,
          ]),
    ],
    discharged: [prose`The group is commutative: its bracket vanishes.`],
    left: [],
    claims: [...additions(known), gradientInCoordinate(known)],
  };
}

/** g exp(−α v), each block at its own rate. */
function stepAlong({ model, orbit }: OptimizerFindings, v: Blocks): Blocks {
  const { group } = orbit;
  const { elements, algebra } = group.model;
  return elements.map((g, i) => {
    const rate = model.rate.get(g)?.symbol ?? one;
    const back = pairUp(
      algebra,
      v.map((e) => mul(neg(rate), e)),
    );
    return compose(group, elements, replaceAll(required(group, 'exponential').values, back))[i] ?? g;
  });
}

/** exp X exp Y = exp(X + Y). */
function additions({ orbit: { group } }: OptimizerFindings): readonly Claim[] {
  const { algebra } = group.model;
  const other = group.model.otherAlgebra;
  const { values } = required(group, 'exponential');
  const at = (x: readonly Expr[]): Blocks => values.map((e) => substitute(e, pairUp(algebra, x)));
  const product = compose(group, at(algebra), at(other));
  const sum = at(algebra.map((x, i) => add(x, other[i] ?? zero)));
  return product.map((left, i) => ({
    kind: 'identity',
    text: 'in the coordinate the product is addition',
    live: true,
    left,
    right: sum[i] ?? left,
  }));
}

/** d/dt ℓ(θ(exp(u + tY))) = ⟨Ê(exp u), Y⟩ for a loss with gradient G. */
function gradientInCoordinate({ orbit }: OptimizerFindings): Claim {
  const { elements, algebra } = orbit.group.model;
  const other = orbit.group.model.otherAlgebra;
  const { covector, gradient, place } = required(orbit, 'energy');
  const toElement = pairUp(elements, required(orbit.group, 'exponential').values);
  const along = pairUp(algebra, other);
  const slope = place.map((p, i) => inner(gradient[i] ?? zero, directional(substitute(p, toElement), along)));
  return {
    kind: 'identity',
    text: 'the estimate is the gradient of the loss in the coordinate',
    live: true,
    left: add(...slope),
    right: add(...covector.map((c, i) => inner(substitute(c, toElement), other[i] ?? zero))),
  };
}
