// Composition: $(gh)x=g(hx)$ determines $gh$; the identity solves $gh=g$, the inverse $gh=e$ (Olver 1993, section 1.2).
import type { Blocks, GroupFindings } from '../../derivation/lie-findings.ts';
import { formula, prose } from '../../derivation/step.ts';
import { subjectOf } from '../../derivation/subject.ts';
import { type FoundStep, type Outcome, refuse, type Theorem } from '../../derivation/theorem.ts';
import { verify } from '../../derivation/verify.ts';
import { sub } from '../../ir/build.ts';
import { derivative } from '../../ir/differentiate.ts';
import { type Expr, isScalar, type SymbolExpr, symbol, zero } from '../../ir/expr.ts';
import { range } from '../../ir/range.ts';
import { simplify } from '../../ir/simplify.ts';
import { type Equality, solveByDeterminants, solveSystem } from '../../ir/solve.ts';
import { contains, dependsOn, substitute, symbolsOf } from '../../ir/visit.ts';
import type { LieGroupModel } from '../../model/lie-group.ts';
import { textOf } from '../../notation/text.ts';
import { blockEquations, symbolList } from './blocks.ts';
import { elementOf } from './element-of.ts';
import { act, compose, pairUp } from './group-maps.ts';
import { leavesElements } from './leaves-elements.ts';

/** The product of two elements, the identity and the inverse. */
export const composition: Theorem<GroupFindings> = {
  id: 'group-laws',
  title: 'Composition, identity and inverse',
  source: { key: 'olver', place: 'section 1.2' },
  apply: ({ model }) => {
    const twice = act(model, model.elements, act(model, model.second));
    const product = elementOf(model, twice);
    if (!product || !actsAlike(model, product, twice)) return notClosed(model, twice);
    const known: GroupFindings = { model, composition: product };
    const identity = secondFactor(known, model.elements) ?? elementOf(model, model.point);
    const inverse = identity && secondFactor(known, identity);
    if (!identity || !inverse || identity.some((e) => dependsOnElement(e, model))) return noIdentity(model);
    const singular = model.elements.find((g) => dividesByZero(inverse, g));
    if (singular) return notInvertible(model, singular);
    const lost = leavesElements(model, identity, inverse);
    if (lost) return noElement(model, lost);
    return {
      kind: 'found',
      findings: { composition: product, identity, inverse },
      step: step({ ...known, identity, inverse }, product, identity, inverse),
    };
  },
};

/** Does the product, put into the action, do what its factors do? What was found by matching may still be wrong. */
function actsAlike(model: LieGroupModel, product: Blocks, twice: readonly Expr[]): boolean {
  const { sizes } = subjectOf([...model.elements, ...model.point], {
    spelling: model.spelling,
    span: model.spans.action,
  });
  const claims: FoundStep['claims'] = act(model, product).map((left, i) => ({
    kind: 'identity',
    text: 'the product acts as one factor after the other',
    live: true,
    left,
    right: twice[i] ?? left,
  }));
  return verify(claims, { sizes, seed: 1, spelling: model.spelling }).every((v) => v.holds);
}

const dependsOnElement = (e: Expr, model: LieGroupModel): boolean =>
  [...symbolsOf(e)].some((s) => model.elements.includes(s));

/** h with g·h = wanted. */
function secondFactor(known: GroupFindings, wanted: Blocks): Blocks | undefined {
  const { model, composition: product = [] } = known;
  const solved = solveProduct(
    product.map((p, i) => ({ left: p, right: wanted[i] ?? p })),
    model.second,
  );
  return solved && model.second.map((s) => simplify(solved.get(s) ?? s));
}

/** Entries of a matrix that are scalars each: by determinants, which divide by nothing that may vanish. */
function solveProduct(
  equations: readonly Equality[],
  unknowns: readonly SymbolExpr[],
): ReadonlyMap<SymbolExpr, Expr> | undefined {
  const scalar = [...equations.map((e) => e.left), ...unknowns].every(isScalar);
  const slopes = scalar ? equations.map((e) => unknowns.map((u) => derivative(e.left, u))) : [];
  const coupled = slopes.filter((row) => row.filter((s) => s !== zero).length > 1).length > 1;
  if (!coupled || slopes.flat().some((s) => dependsOn(s, unknowns))) return solveSystem(equations, unknowns);
  const origin = new Map<Expr, Expr>(unknowns.map((u): [Expr, Expr] => [u, zero]));
  const linear = equations.map(({ left, right }) => {
    const constant = substitute(left, origin);
    return { left: sub(left, constant), right: sub(right, constant) };
  });
  return new Map(
    connected(linear, unknowns).flatMap((part) => {
      const own = linear.filter((e) => dependsOn(e.left, part));
      return own.length === part.length ? [...solveByDeterminants(own, part)] : [];
    }),
  );
}

/** Unknowns that meet in an equation, directly or through others. */
function connected(
  equations: readonly Equality[],
  unknowns: readonly SymbolExpr[],
): readonly (readonly SymbolExpr[])[] {
  const parts: SymbolExpr[][] = [];
  for (const { left } of equations) {
    const here = unknowns.filter((u) => dependsOn(left, [u]));
    const near = parts.filter((p) => p.some((u) => here.includes(u)));
    parts.push([...new Set([...near.flat(), ...here])]);
    for (const p of near) parts.splice(parts.indexOf(p), 1);
  }
  return parts.map((p) => unknowns.filter((u) => p.includes(u)));
}

function notClosed(model: LieGroupModel, twice: readonly Expr[]): Outcome<GroupFindings> {
  return refuse({
    code: 'not-derivable',
    severity: 'error',
    span: model.spans.action,
    message: `no element of ${model.name} does what two of them do one after the other`,
    label: 'this action composed with itself has another form',
    notes: [
      `one element after another carries ${model.point.map((p) => p.name).join(', ')} to ${twice.map((t) => textOf(simplify(t))).join(', ')}`,
      'tried: equal coefficients of equal functions of the point, and equal values and derivatives at a point',
    ],
    hint: 'a group is closed under composition: enlarge the element until the composed action has the same form',
  });
}

/** Does the inverse divide by a block whose domain holds zero? */
function dividesByZero(inverse: Blocks, g: SymbolExpr): boolean {
  const { lo, hi } = range(g);
  return (
    lo < 0 &&
    hi > 0 &&
    inverse.some((e) =>
      contains(
        e,
        (n) => n.kind === 'power' && n.base === g && n.exponent.kind === 'rational' && n.exponent.value.n < 0n,
      ),
    )
  );
}

function notInvertible(model: LieGroupModel, g: SymbolExpr): Outcome<GroupFindings> {
  const name = model.spelling.get(g) ?? g.name;
  return refuse({
    code: 'not-derivable',
    severity: 'error',
    span: model.spans.symbols.get(g) ?? model.spans.action,
    message: `the element of ${model.name} with ${name} = 0 has no inverse`,
    label: `${name} may be zero here`,
    notes: ['in a group each element is undone by another'],
    hint: `declare ${name} in Positive, or in another domain without zero`,
  });
}

const noElement = (model: LieGroupModel, lost: string): Outcome<GroupFindings> =>
  refuse({
    code: 'not-derivable',
    severity: 'error',
    span: model.spans.action,
    message: `${model.name} is no group on the declared domain of its elements`,
    label: lost,
    notes: ['the product was found; its identity and inverses must be elements as well'],
    hint: 'widen the domain of the element, or restrict it to those that can be undone',
  });

function noIdentity(model: LieGroupModel): Outcome<GroupFindings> {
  return refuse({
    code: 'not-derivable',
    severity: 'error',
    span: model.spans.action,
    message: `${model.name} has no identity or no inverses that could be found`,
    label: 'the composed action was solved for the product, but not back',
    notes: ['tried: to solve g·h = g for the identity h, then g·h = e for the inverse'],
    hint: 'some element must leave every point where it is, and each must be undone by another; widen the domain of the element',
  });
}

function step(known: GroupFindings, product: Blocks, identity: Blocks, inverse: Blocks): FoundStep {
  const { model } = known;
  const { elements, second } = model;
  return {
    statement: [
      prose`The product of two elements does what they do one after the other: ${formula('(g g₂)x = g(g₂ x)')}. The identity ${formula('e')} is the element with ${formula('g e = g')}, the inverse ${formula('g⁻¹')} the one with ${formula('g g⁻¹ = e')}.`,
    ],
    body: [
      prose`The second factor ${formula('g₂')} is made of ${symbolList(second)}; a subscript names the block of an element that is meant.`,
      ...blockEquations('composition', elements, product),
      ...blockEquations('identityElement', elements, identity),
      ...blockEquations('inverseElement', elements, inverse),
      ...(isAbelian(known, second)
        ? [prose`The product does not depend on the order of its factors: the group is commutative.`]
        : []),
    ],
    discharged: [prose`The maps are closed under composition, and each has an inverse among them.`],
    left: [],
    claims: claims(known, identity, inverse),
  };
}

function isAbelian(known: GroupFindings, second: Blocks): boolean {
  const { model } = known;
  const swapped = compose(known, second, model.elements);
  return compose(known, model.elements, second).every((p, i) => p === swapped[i]);
}

/** The laws of a group and of an action, at random elements and points. */
function claims(known: GroupFindings, identity: Blocks, inverse: Blocks): FoundStep['claims'] {
  const { model } = known;
  const { elements: g, second: h, point } = model;
  const same = (text: string, left: readonly Expr[], right: readonly Expr[]): FoundStep['claims'] =>
    left.map((l, i) => ({ kind: 'identity', text, live: true, left: l, right: right[i] ?? l }));
  const third = thirdElement(model);
  return [
    ...same(
      'the product acts as one factor after the other',
      act(model, unsimplified(known, g, h)),
      act(model, g, act(model, h)),
    ),
    ...same('the identity moves no point', act(model, identity), point),
    ...same(
      'the product is associative',
      compose(known, compose(known, g, h), third),
      compose(known, g, compose(known, h, third)),
    ),
    ...same('the inverse undoes from the left', compose(known, inverse, g), identity),
  ];
}

const unsimplified = (known: GroupFindings, g: Blocks, h: Blocks): Blocks => {
  const here = new Map([...pairUp(known.model.elements, g), ...pairUp(known.model.second, h)]);
  return (known.composition ?? []).map((c) => substitute(c, here));
};

/** A third element, for associativity. */
const thirdElement = (model: LieGroupModel): Blocks =>
  model.elements.map((g) => symbol(`${g.name}₃`, g.domain, g.shape));
