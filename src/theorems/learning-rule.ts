// The Bayesian learning rule: $\lambda\leftarrow(1-\rho\tau)\lambda-\rho\nabla_\mu E_q[\ell+\tau\log h]$ (Khan & Rue 2023, eq. 22),
// with the base-measure term, first in λ and then folded into the declared parameters.

import type { Findings, UpdateRule } from '../derivation/findings.ts';
import { letterOf } from '../derivation/lettered.ts';
import { equation, label, type Prose, prose } from '../derivation/step.ts';
import { type FoundStep, type Outcome, refuse, required, type Theorem } from '../derivation/theorem.ts';
import { add, div, exp, mul, pow, splitCoefficient, sub } from '../ir/build.ts';
import { derivative, directional, gradient, isNothing, NotDifferentiable } from '../ir/differentiate.ts';
import { expand } from '../ir/expand.ts';
import { type Expr, integral, isScalar, minusOne, one, rational, type SymbolExpr, symbol, zero } from '../ir/expr.ts';
import { cost, simplify } from '../ir/simplify.ts';
import { inner, inverse } from '../ir/tensor.ts';
import { contains, dependsOn, substitute, symbolsOf } from '../ir/visit.ts';
import type { Block, Condition } from '../model/exponential-family.ts';
import { onSupport } from '../model/on-support.ts';
import type { Assignment } from '../model/program.ts';
import { textOf } from '../notation/text.ts';
import { coordinateLaw, coordinateSlopes } from './coordinate-law.ts';
import { type Difference, differenceOf, riseOfLog } from './estimators/differences.ts';
import { naturalOf, pairing } from './log-partition.ts';
import { applyTo } from './natural-gradient.ts';
import { imageConditions } from './parameter-maps/image.ts';
import { domainConditions } from './parameter-maps/inside.ts';
import { stayingWithin } from './staying.ts';
import { tangentOf } from './tangent.ts';

/** A primed symbol: the value after the step. */
export const updated = (s: SymbolExpr): SymbolExpr => symbol(`${s.name}′`, s.domain, s.shape);

/** λ′ and the declared parameters after one step. */
export const learningRule: Theorem = {
  id: 'learning-rule',
  aboutParameters: true,
  title: 'The Bayesian learning rule',
  source: { key: 'khan-rue', place: 'equation 22' },
  apply: (known) => {
    const { blocks, model } = required(known, 'separation');
    const rho = symbol(letterOf(model, 'stepSize'), { kind: 'interval', lower: zero, upper: one });
    const tau = symbol(letterOf(model, 'temperature'), { kind: 'interval', lower: zero, closedLower: true });
    if (isOpenInSeveral(known)) return unreachedBase(known);
    const baseTerm = baseGradient(known);
    const { declared, values } = required(known, 'naturalGradient');
    const steps = blocks.map((b, i) => naturalStep(b.natural, values[i] ?? zero, baseTerm[i] ?? zero, rho, tau));
    const folded = fold(known, steps);
    const update: UpdateRule = {
      gradient: declared,
      rho,
      tau,
      baseTerm,
      natural: steps,
      nextNatural: blocks.map((b) => updated(b.symbol)),
      assignments: folded,
      next: new Map(model.parameters.map((p) => [p, updated(p)])),
      conditions: conditionsAfter(known, steps, folded),
    };
    return { kind: 'found', findings: { update }, step: step(known, update, blocks) };
  },
};

/** An open E[log h] is an integral over numbers that moves with numbers, or entry by entry; else it has no gradient here. */
function isOpenInSeveral(known: Findings): boolean {
  const { blocks } = required(known, 'separation');
  const { closed, ofNatural } = required(known, 'expectedLogBase');
  const overVectors = contains(ofNatural, (e) => e.kind === 'integral' && !isScalar(e.variable));
  return !closed && (overVectors || !blocks.every((b) => isScalar(b.symbol) || hasGradient(ofNatural, b.symbol)));
}

function hasGradient(e: Expr, s: SymbolExpr): boolean {
  try {
    gradient(e, s);
    return true;
  } catch (error) {
    if (error instanceof NotDifferentiable) return false;
    throw error;
  }
}

function unreachedBase(known: Findings): Outcome {
  const { logBaseMeasure, model } = required(known, 'separation');
  return refuse({
    code: 'not-derivable',
    severity: 'error',
    message: `the mean of the base measure of ${model.name} is out of reach`,
    span: model.spans.density,
    label: `log h = ${textOf(logBaseMeasure)} has no mean in closed form`,
    notes: [
      'tried: the table of integrals for each term of log h; an open mean is followed for one scalar variable, and for independent coordinates',
    ],
    hint: 'fix what couples the variables as a `constant`, or choose a base measure whose logarithm is among the statistics',
  });
}

/** ∇_μ E_q[log h], through the same chain rule. */
function baseGradient(known: Findings): readonly Expr[] {
  const { model } = required(known, 'separation');
  const { closed, ofNatural, value } = required(known, 'expectedLogBase');
  const { declared, values } = required(known, 'naturalGradient');
  const covector = closed
    ? new Map(model.parameters.map((p) => [p, gradient(value, p)]))
    : (throughDifference(known) ?? throughNatural(known, ofNatural));
  return applyTo(values, declared, covector);
}

/** The exact finite difference of log h of an unbounded count, where there is one: its factorials open into logarithms. */
function differenceOfBase(known: Findings): { p: SymbolExpr; v: SymbolExpr; difference: Difference } | undefined {
  const { model } = required(known, 'separation');
  const [v, ...others] = model.variables;
  const [p, ...more] = model.parameters;
  if (!v || !p || !isScalar(v) || others.length + more.length > 0 || v.domain.kind !== 'integers' || v.domain.upper)
    return undefined;
  const difference = differenceOf(known, v, p);
  return difference && { p, v, difference };
}

/** ∂_ξ E[log h] = E[w Δ log h]: no covariance, and no cancellation. */
function throughDifference(known: Findings): ReadonlyMap<SymbolExpr, Expr> | undefined {
  const found = differenceOfBase(known);
  if (!found) return undefined;
  const { p, v, difference } = found;
  const rise = riseOfLog(required(known, 'separation').logBaseMeasure, v);
  const density = exp(required(known, 'normalised'));
  return new Map([[p, mul(difference.factor, weightedSum(v, difference, rise, density))]]);
}

const weightedSum = (v: SymbolExpr, { weight, factor }: Difference, rise: Expr, density: Expr): Expr =>
  integral(v, mul(simplify(expand(div(weight, factor))), rise, density));

/** E[w Δ log h] against the covariance with the score. */
function baseClaims(known: Findings): FoundStep['claims'] {
  const found = required(known, 'expectedLogBase').closed ? undefined : differenceOfBase(known);
  if (!found) return [];
  const { p, v, difference } = found;
  const { logBaseMeasure } = required(known, 'separation');
  const logDensity = required(known, 'normalised');
  return [
    {
      kind: 'expectation',
      text: 'the gradient of the mean of log h by differences and by the score',
      live: false,
      of: sub(mul(difference.weight, riseOfLog(logBaseMeasure, v)), mul(derivative(logDensity, p), logBaseMeasure)),
      logDensity,
      variable: v,
      value: zero,
    },
  ];
}

/** ∂_ξ E = (∂λ/∂ξ)ᵀ ∂_λ E: an open expectation differentiates to a covariance, which substitution leaves intact. */
function throughNatural(known: Findings, ofNatural: Expr): ReadonlyMap<SymbolExpr, Expr> {
  const { blocks, model } = required(known, 'separation');
  const here = naturalOf(blocks);
  const slopes = centredSlopes(known) ?? blocks.map((b) => substitute(gradient(ofNatural, b.symbol), here));
  return new Map(
    model.parameters.map((p) => {
      const v = tangentOf(p, 'v');
      const along = new Map<Expr, Expr>([[p, v]]);
      return [p, gradient(add(...blocks.map((b, i) => inner(slopes[i] ?? zero, directional(b.natural, along)))), v)];
    }),
  );
}

/** ∂_λ E[log h] = ∫ (T − μ)(log h − E[log h]) q of one coordinate: one centred integral loses no digits to others. */
function centredSlopes(known: Findings): readonly Expr[] | undefined {
  const { blocks, logBaseMeasure, model } = required(known, 'separation');
  const [v, ...more] = model.variables;
  if (!v || more.length > 0) return undefined;
  if (!isScalar(v)) {
    const law = coordinateLaw(add(pairing(blocks), logBaseMeasure), onSupport(logBaseMeasure), v, model.constants);
    const naturals = blocks.map((b) => b.symbol);
    return law && coordinateSlopes(law, naturals)?.map((slope) => substitute(slope, naturalOf(blocks)));
  }
  if (!blocks.every((b) => isScalar(b.statistic))) return undefined;
  const density = exp(required(known, 'normalised'));
  const mean = required(known, 'mean').ofParameters;
  const base = sub(onSupport(logBaseMeasure), required(known, 'expectedLogBase').value);
  return blocks.map((b, i) => integral(v, mul(sub(b.statistic, mean[i] ?? zero), base, density)));
}

/** (1 − ρτ)λ − ρ(∇_μ G + τ ∇_μ E[log h]). */
export function naturalStep(natural: Expr, natGradient: Expr, base: Expr, rho: Expr, tau: Expr): Expr {
  const kept = mul(sub(one, mul(rho, tau)), natural);
  return simplify(sub(kept, mul(rho, add(natGradient, mul(tau, base)))));
}

/** ξ′ one parameter after the other, each written with the new values before it where that is shorter. */
function fold(known: Findings, steps: readonly Expr[]): readonly Assignment[] {
  const { blocks } = required(known, 'separation');
  const { inverseInOrder } = known;
  if (!inverseInOrder) return [];
  const replacements = new Map<Expr, Expr>(blocks.map((b, i) => [b.symbol, steps[i] ?? zero]));
  const plain = new Map<Expr, Expr>();
  const done: Assignment[] = [];
  for (const { unknown, value } of inverseInOrder) {
    const reused = withNewValues(value, unknown, blocks, steps, plain);
    const next = reused ?? simplify(expand(simplify(substitute(substitute(value, primesOf(plain)), replacements))));
    const shorter = numberInside(simplify(next));
    plain.set(unknown, simplify(substitute(shorter, unprime(plain))));
    done.push({ target: updated(unknown), value: shorter, equation: 'update' });
  }
  const through = throughNextNatural(blocks, steps, inverseInOrder);
  return costOf(through) < costOf(done) / 2 ? through : done;
}

/** −½ (… )⁻¹ → (−2 …)⁻¹: the number goes to the terms of the sum, where it meets others. */
function numberInside(e: Expr): Expr {
  const { coefficient, core } = splitCoefficient(e);
  const [sum] = core.kind === 'apply' && core.fn === 'inverse' ? core.args : [];
  if (sum?.kind !== 'sum' || core === e) return e;
  const scale = pow(rational(coefficient), minusOne);
  return inverse(add(...sum.terms.map((t) => mul(scale, t))));
}

const costOf = (assignments: readonly Assignment[]): number => assignments.reduce((sum, a) => sum + cost(a.value), 0);

/** λ′ first, then ξ′ = ξ(λ′): what is meant to be read where the two put together are much longer. */
export function throughNextNatural(
  blocks: readonly Block[],
  steps: readonly Expr[],
  inverse: NonNullable<Findings['inverseInOrder']>,
): readonly Assignment[] {
  const primes = new Map<Expr, Expr>([
    ...blocks.map((b): [Expr, Expr] => [b.symbol, updated(b.symbol)]),
    ...inverse.map(({ unknown }): [Expr, Expr] => [unknown, updated(unknown)]),
  ]);
  return [
    ...blocks.map((b, i) => ({
      target: updated(b.symbol),
      value: steps[i] ?? zero,
      equation: `naturalUpdate${i + 1}`,
    })),
    ...inverse.map(({ unknown, value }) => ({
      target: updated(unknown),
      value: substitute(value, primes),
      equation: 'update',
    })),
  ];
}

const primesOf = (plain: ReadonlyMap<Expr, Expr>): ReadonlyMap<Expr, Expr> =>
  new Map([...plain.keys()].map((p) => [p, updated(p as SymbolExpr)]));
const unprime = (plain: ReadonlyMap<Expr, Expr>): ReadonlyMap<Expr, Expr> =>
  new Map([...plain].map(([p, e]) => [updated(p as SymbolExpr), e]));

/**
 * The new p where λₖ = L(u, p) with u solved before: λₖ′ = L(u′, p) + rest, where rest is what remains of λₖ′ once
 * L(u′, p) is taken away. For the mean of a location family this is where the new precision comes from.
 */
function withNewValues(
  value: Expr,
  p: SymbolExpr,
  blocks: readonly Block[],
  steps: readonly Expr[],
  plain: ReadonlyMap<Expr, Expr>,
): Expr | undefined {
  if (plain.size === 0) return undefined;
  const used = blocks.map((b, i) => ({ b, i })).filter(({ b }) => dependsOn(value, [b.symbol]));
  const [only] = used;
  if (used.length !== 1 || !only || !dependsOn(only.b.natural, [p])) return undefined;
  const step = steps[only.i] ?? zero;
  const moved = substitute(only.b.natural, plain);
  const rest = simplify(expand(sub(step, moved)));
  if (cost(rest) >= cost(step)) return undefined;
  const primes = primesOf(plain);
  const nextNatural = add(substitute(only.b.natural, primes), rest);
  return simplify(expand(substitute(substitute(value, primes), new Map([[only.b.symbol, nextNatural]]))));
}

/** ξ′ in its domain, and λ′ in the image of λ(ξ) where the formulas for ξ′ do not tell. */
export function conditionsAfter(
  known: Findings,
  steps: readonly Expr[],
  assignments: readonly Assignment[],
): readonly Condition[] {
  const { blocks, model } = required(known, 'separation');
  if (!known.inverseInOrder) return [];
  const solved = new Map<Expr, Expr>(known.inverseInOrder.map(({ unknown, value }) => [unknown, value]));
  const ofParameters = model.parameters.flatMap((p) => domainConditions(p));
  const told = ofParameters.map((c) => ({ ...c, value: simplify(substitute(c.value, solved)) }));
  const assigned = new Set(assignments.map(({ target }) => target));
  const landed = blocks.map(({ symbol: s }, i) => (assigned.has(updated(s)) ? updated(s) : (steps[i] ?? zero)));
  return [
    ...model.parameters.flatMap((p) => domainConditions(updated(p))),
    ...imageConditions(blocks, [...required(known, 'partition').domain, ...told], landed),
  ];
}

function step(known: Findings, update: UpdateRule, blocks: readonly Block[]): FoundStep {
  const { rho, tau } = update;
  const single = blocks.length === 1;
  const staying = stayingWithin(known, update.natural);
  const natural = label('natural');
  const solved = update.assignments.filter((a) => !update.nextNatural.includes(a.target));
  const constantBase = update.baseTerm.every(isNothing);
  const baseLabel = label('expectation', { of: [label('logBaseMeasure')], gradientIn: label('mean') });
  return {
    statement: [
      prose`Minimising ${label('expectedLoss')} − ${tau} ${label('entropy')} by natural gradient steps of size ${rho} at temperature ${tau} gives ${natural} ← (1 − ${mul(rho, tau)}) ${natural} − ${rho} (${label('expectedLoss', { gradientIn: label('mean') })} + ${tau} ${baseLabel}).`,
    ],
    body: [
      ...(constantBase
        ? [prose`The base measure is constant, so its term vanishes.`]
        : [
            prose`The base measure is not constant. Leaving its term out is the usual mistake: the rule would then forget too much or too little.`,
            ...update.baseTerm.map((t, i) => equation({ ...baseLabel, ...(single ? {} : { index: [i + 1] }) }, t)),
          ]),
      ...blocks.map((b, i) => ({
        ...equation(updated(b.symbol), update.natural[i] ?? b.symbol),
        name: `naturalUpdate${i + 1}`,
      })),
      ...(update.assignments.length
        ? [declaredWords(solved.length < update.assignments.length)]
        : [
            prose`The declared parameters after the step are those whose natural parameters are the new ones, found by Newton’s iteration.`,
          ]),
      ...solved.map((a) => ({ ...equation(a.target, a.value), name: `update${a.target.name}` })),
      ...reuseNote(update),
      ...(staying.always ? [prose`Every step stays in the natural domain.`] : staying.lines),
    ],
    discharged: [],
    left: [prose`The loss is integrable: ${label('expectedLoss')} exists near the current member.`, ...staying.left],
    claims: [...foldClaims(known, update), ...baseClaims(known)],
  };
}

const declaredWords = (throughNatural: boolean): Prose =>
  throughNatural
    ? prose`The declared parameters are read off the new natural ones:`
    : prose`In the declared parameters, solved one after the other:`;

/** Why a new value stands in the rule of another parameter. */
function reuseNote(update: UpdateRule): FoundStep['body'] {
  const next = new Set(update.next.values());
  const [first] = update.assignments.flatMap((a) =>
    [...symbolsOf(a.value)].filter((s) => next.has(s)).map((source) => ({ source, a })),
  );
  if (!first) return [];
  const { source, a } = first;
  const reason = divides(source, a.value)
    ? prose`because the natural parameter is divided by it after the step`
    : prose`because the new natural parameters are solved for it first`;
  return [prose`The new ${source} appears in ${a.target} ${reason}; with the old value the rule would be another one.`];
}

/** Does e hold 1/s, or the inverse of s? */
const divides = (s: SymbolExpr, e: Expr): boolean =>
  contains(
    e,
    (n) =>
      (n.kind === 'power' && n.base === s && n.exponent.kind === 'rational' && n.exponent.value.n < 0n) ||
      (n.kind === 'apply' && n.fn === 'inverse' && n.args[0] === s),
  );

/** λ(ξ′) = λ′ at random points. */
function foldClaims(known: Findings, update: UpdateRule): FoundStep['claims'] {
  const { blocks } = required(known, 'separation');
  if (update.assignments.length === 0) return [];
  const back = new Map<Expr, Expr>();
  for (const a of update.assignments) back.set(a.target, substitute(a.value, back));
  const next = new Map<Expr, Expr>([...update.next].map(([p, s]) => [p, back.get(s) ?? s]));
  const landed = new Map<Expr, Expr>(blocks.map((b, i) => [b.symbol, update.natural[i] ?? zero]));
  const given: readonly Condition[] = [
    ...required(known, 'partition').domain.map((c) => ({ ...c, value: substitute(c.value, landed) })),
    ...update.conditions.map((c) => ({ ...c, value: substitute(c.value, back) })),
  ];
  return blocks.map((b, i) => ({
    kind: 'identity',
    text: `one step in the natural and in the declared parameters${blocks.length > 1 ? `, ${textOf(b.symbol)}` : ''}`,
    live: true,
    left: substitute(b.natural, next),
    right: update.natural[i] ?? zero,
    given,
  }));
}
