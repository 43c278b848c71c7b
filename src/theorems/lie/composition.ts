// Composition: $(gh)x=g(hx)$ determines $gh$; the identity solves $gh=g$, the inverse $gh=e$ (Olver 1993, section 1.2).
import type { Blocks, GroupFindings } from '../../derivation/lie-findings.ts';
import { formula, prose } from '../../derivation/step.ts';
import { subjectOf } from '../../derivation/subject.ts';
import { type FoundStep, type Outcome, refuse, type Theorem } from '../../derivation/theorem.ts';
import { verify } from '../../derivation/verify.ts';
import { sub } from '../../ir/build.ts';
import { derivative } from '../../ir/differentiate.ts';
import { type Expr, isScalar, type SymbolExpr, symbol, zero } from '../../ir/expr.ts';
import type { Equality } from '../../ir/isolate.ts';
import { pullScalars } from '../../ir/scalars.ts';
import { simplify } from '../../ir/simplify.ts';
import { solveByDeterminants, solveSystem } from '../../ir/solve.ts';
import { dependsOn, substitute, symbolsOf } from '../../ir/visit.ts';
import type { LieGroupModel } from '../../model/lie-group.ts';
import { textOf } from '../../notation/text.ts';
import { blockEquations, symbolList } from './blocks.ts';
import { cornerIn } from './corners.ts';
import { discreteKernel } from './discrete-kernel.ts';
import { elementOf, undoing } from './element-of.ts';
import { type Gap, gapIn } from './gaps.ts';
import { act, compose, inPart, pairUp } from './group-maps.ts';
import { describeGap, leavesElements, leavesPoints, noElementAt, turnsApart } from './leaves-elements.ts';
import { motionRank } from './motions.ts';
import { asElement, isShares } from './shares.ts';
import { singularIdentity } from './singular-identity.ts';
import { type Reversal, reversalOf, type Slope } from './slope-signs.ts';

/** The product of two elements, the identity and the inverse. */
export const composition: Theorem<GroupFindings> = {
  id: 'group-laws',
  title: 'Composition, identity and inverse',
  source: { key: 'olver', place: 'section 1.2' },
  apply: ({ model }) => {
    const unfit = notAnAction(model);
    if (unfit) return unfit;
    const twice = act(model, model.elements, act(model, model.second));
    const product = elementOf(model, twice);
    if (!product || !isMap(model, product, twice))
      return singularIdentity(model) ?? notSmooth(model) ?? notClosed(model, twice);
    const known: GroupFindings = { model, composition: product };
    const identity = identityOf(known);
    const inverse = identity && (secondFactor(known, identity) ?? undoing(model));
    if (!identity || !inverse) return noIdentity(model);
    const unit = noElementAt(model, identity);
    if (unit) return noElement(model, `the identity would have ${unit}`);
    if (!isMap(model, identity, model.point)) return identityMoves(model, identity);
    const corner = notSmooth(model);
    if (corner) return corner;
    const singular = gapIn(inverse);
    if (singular) return notInvertible(model, singular);
    const lost = lostElement(model, product, identity, inverse);
    if (lost) return noElement(model, lost);
    return {
      kind: 'found',
      findings: { composition: product, identity, inverse },
      step: step({ ...known, identity, inverse }, product, identity, inverse),
    };
  },
};

/** Does an element, put into the action, do what was asked of it? What was found by matching may still be wrong. */
function isMap(model: LieGroupModel, element: Blocks, image: readonly Expr[]): boolean {
  const { sizes } = subjectOf([...model.elements, ...model.point], {
    spelling: model.spelling,
    span: model.spans.action,
  });
  const claims: FoundStep['claims'] = act(model, element).map((left, i) => ({
    kind: 'identity',
    text: 'the element acts as the map it was found for',
    live: true,
    left,
    right: image[i] ?? left,
  }));
  return verify(claims, { sizes, seed: 1, spelling: model.spelling }).every((v) => v.holds);
}

/** The e with g·e = g for every g, or the element that leaves the point where it is. */
function identityOf(known: GroupFindings): Blocks | undefined {
  const { model } = known;
  const neutral = secondFactor(known, model.elements);
  const found = neutral?.some((e) => dependsOnElement(e, model)) ? undefined : neutral;
  return found ?? elementOf(model, model.point);
}

const dependsOnElement = (e: Expr, model: LieGroupModel): boolean =>
  [...symbolsOf(e)].some((s) => model.elements.includes(s));

/** h with g·h = wanted. */
function secondFactor(known: GroupFindings, wanted: Blocks): Blocks | undefined {
  const { model, composition: product = [] } = known;
  const solved = solveProduct(
    product.map((p, i) => ({ left: isShares(model.second[i]) ? pullScalars(p).rest : p, right: wanted[i] ?? p })),
    model.second,
  );
  return solved && model.second.map((s) => simplify(asElement(s, solved.get(s) ?? s)));
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

/** No element does what two of them do, for lack of elements where that can be told, else for lack of a formula. */
function notClosed(model: LieGroupModel, twice: readonly Expr[]): Outcome<GroupFindings> {
  const { elements, second, point, name } = model;
  const own = motionRank({ images: model.action, blocks: elements, point }).columns;
  const both = motionRank({ images: twice, blocks: [...elements, ...second], point }).whole;
  const carried = `one element after another carries ${point.map((p) => p.name).join(', ')} to ${twice.map((t) => textOf(simplify(t))).join(', ')}`;
  const head = { code: 'not-derivable', severity: 'error', span: model.spans.action } as const;
  if (both > own)
    return refuse({
      ...head,
      message: `no element of ${name} does what two of them do one after the other`,
      label: 'this action composed with itself has another form',
      notes: [
        carried,
        `evidence: at random points the products move in ${both} independent ways, an element has ${own} coordinates`,
      ],
      hint: 'a group is closed under composition: enlarge the element until the composed action has the same form',
    });
  const reversal = reversalOf(point, model.action, twice);
  if (reversal)
    return refuse({
      ...head,
      message: `no element of ${name} is the product of two`,
      label: 'two of these maps in turn are a map of another kind',
      notes: [carried, reversed(reversal, model)],
      hint: 'a group holds the products of its elements, the identity among them: let the elements be the maps that two of these make',
    });
  const twin = discreteKernel(model);
  if (twin)
    return refuse({
      ...head,
      code: 'not-identifiable',
      span: model.spans.symbols.get(twin.block) ?? head.span,
      message: `the action of ${name} does not tell which element the product of two is`,
      label: `${model.spelling.get(twin.block) ?? twin.block.name} and ${textOf(twin.other)} act alike`,
      notes: [carried, 'an element must be known from what it does, for composition is read off the action'],
      hint: 'keep one element of each such pair, as Positive does of a number and its opposite',
    });
  return refuse({
    ...head,
    message: `no formula was found for the product of two elements of ${name}`,
    label: 'this action composed with itself was not brought to its own form',
    notes: [
      carried,
      `products move in ${both} independent ways, no more than the ${own} coordinates of an element: the action may be closed, if the domain holds the element that each product asks for`,
      'tried: equal coefficients of equal functions of the point, equal linear parts, equal places of one form, and equal values and derivatives at a point',
    ],
    hint: 'choose coordinates of the element in which its product can be written out, such as the coefficients of the action themselves',
  });
}

/** What becomes of a component of the image as a component of the point grows: by one element, and by two in turn. */
function reversed({ image, along, once, twice }: Reversal, { spelling }: LieGroupModel): string {
  const [carried, x] = [image, along].map((s) => spelling.get(s) ?? s.name);
  const does = ({ way, value }: Slope): string =>
    way === 'no way' ? 'stays' : `${way === 'up' ? 'grows' : 'falls'} (slope ${textOf(value)})`;
  const what = isScalar(image) ? `the image's ${carried}` : `the sum of the image's ${carried}`;
  return `as ${x} grows, ${what} ${does(once)} by one element, and ${does(twice)} by two in turn`;
}

/** A refusal where the declared domains do not let the action be one: gaps, points that leave, angles told apart. */
function notAnAction(model: LieGroupModel): Outcome<GroupFindings> | undefined {
  const lost = leavesPoints(model);
  if (lost)
    return refuse({
      code: 'not-derivable',
      severity: 'error',
      span: model.spans.action,
      ...lost,
      notes: ['each element of a group moves every point of the declared domain to another of its points'],
      hint: 'restrict the domain of the point, or the elements, to where the action has a value; a map that has one only for small elements is no action',
    });
  const angle = turnsApart(model);
  if (!angle) return undefined;
  const name = model.spelling.get(angle.symbol) ?? angle.symbol.name;
  return refuse({
    code: 'not-derivable',
    severity: 'error',
    span: model.spans.symbols.get(angle.symbol) ?? model.spans.action,
    message: `the action of ${model.name} tells \`${name}\` from the same angle after a full turn`,
    label: angle.label,
    notes: ['a Circle holds angles, and an angle is the same after a full turn'],
    hint: `declare ${name} in Real, or let ${name} enter by whole multiples and through sin and cos`,
  });
}

function notSmooth(model: LieGroupModel): Outcome<GroupFindings> | undefined {
  const corner = cornerIn(model);
  if (!corner) return undefined;
  const { name, spans, spelling } = model;
  const { x, at } = corner;
  const moved = spelling.get(x) ?? x.name;
  return refuse({
    code: 'not-derivable',
    severity: 'error',
    span: spans.action,
    message: `the action of ${name} has no derivative at ${moved} = ${Number(at.toPrecision(4))}`,
    label: 'difference quotients from both sides, near this place and nearer, do not agree',
    notes: ['elements of a Lie group move points smoothly, and so do their inverses'],
    hint: `restrict the domain of \`${moved}\` to one side of it`,
  });
}

/** Why a product, the identity or an inverse is no element. */
function lostElement(model: LieGroupModel, product: Blocks, identity: Blocks, inverse: Blocks): string | undefined {
  const gap = gapIn(product);
  return gap
    ? `the product has no value: ${describeGap(gap, model)}`
    : leavesElements(model, product, identity, inverse);
}

function notInvertible(model: LieGroupModel, gap: Gap): Outcome<GroupFindings> {
  const { value, kind } = gap.demand;
  const g = value.kind === 'symbol' ? value : undefined;
  const condition = `${textOf(value)} ${kind === 'not zero' ? '= 0' : '< 0'}`;
  return refuse({
    code: 'not-derivable',
    severity: 'error',
    span: (g && model.spans.symbols.get(g)) ?? model.spans.action,
    message: `the element of ${model.name} with ${condition} has no inverse`,
    label: g ? `${model.spelling.get(g) ?? g.name} may be zero here` : describeGap(gap, model),
    notes: ['in a group each element is undone by another'],
    hint: g
      ? `declare ${model.spelling.get(g) ?? g.name} in Positive, or in another domain without zero`
      : 'restrict the elements to those that can be undone: Invertible(P) for a matrix, Positive for a factor, or coordinates that never reach such an element',
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

function identityMoves(model: LieGroupModel, identity: Blocks): Outcome<GroupFindings> {
  const { elements, spelling, point } = model;
  const blocks = elements.map((g, i) => `${spelling.get(g) ?? g.name} = ${textOf(identity[i] ?? g)}`).join(', ');
  return refuse({
    code: 'not-derivable',
    severity: 'error',
    span: model.spans.action,
    message: `${model.name} has no identity`,
    label: `no element leaves every point where it is`,
    notes: [
      `the only candidate, ${blocks}, carries ${point.map((p) => p.name).join(', ')} to ${act(model, identity)
        .map((a) => textOf(simplify(a)))
        .join(', ')}`,
    ],
    hint: 'let one element move no point, or restrict the domain of the point to where that element moves none',
  });
}

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
  const same = (
    text: string,
    left: readonly Expr[],
    right: readonly Expr[],
    parts: readonly SymbolExpr[],
  ): FoundStep['claims'] =>
    left.map((l, i) => ({ kind: 'identity', text: inPart(text, parts, i), live: true, left: l, right: right[i] ?? l }));
  const third = thirdElement(model);
  return [
    ...same(
      'the product acts as one factor after the other',
      act(model, unsimplified(known, g, h)),
      act(model, g, act(model, h)),
      point,
    ),
    ...same('the identity moves no point', act(model, identity), point, point),
    ...same(
      'the product is associative',
      compose(known, compose(known, g, h), third),
      compose(known, g, compose(known, h, third)),
      g,
    ),
    ...same('the inverse undoes from the left', compose(known, inverse, g), identity, g),
  ];
}

const unsimplified = (known: GroupFindings, g: Blocks, h: Blocks): Blocks => {
  const here = new Map([...pairUp(known.model.elements, g), ...pairUp(known.model.second, h)]);
  return (known.composition ?? []).map((c) => substitute(c, here));
};

/** A third element, for associativity. */
const thirdElement = (model: LieGroupModel): Blocks =>
  model.elements.map((g) => symbol(`${g.name}₃`, g.domain, g.shape));
