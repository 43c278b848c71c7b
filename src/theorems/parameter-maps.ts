// The maps back: ξ(λ) and ξ(μ), closed where elimination reaches them, else by a safeguarded Newton iteration.
import type { Claim } from '../derivation/claim.ts';
import type { Findings } from '../derivation/findings.ts';
import { equation, prose } from '../derivation/step.ts';
import { type FoundStep, required, type Theorem } from '../derivation/theorem.ts';
import { add, div, fill, mul, pow, sub } from '../ir/build.ts';
import { derivative, directional } from '../ir/differentiate.ts';
import {
  type Domain,
  dimension,
  type Expr,
  half,
  identity,
  isScalar,
  minusOne,
  one,
  rational,
  type SymbolExpr,
  two,
  zero,
} from '../ir/expr.ts';
import { isPositiveDefinite } from '../ir/range.ts';
import { simplify } from '../ir/simplify.ts';
import { solveInOrder, solveSystem } from '../ir/solve.ts';
import { diagonalPart, inner } from '../ir/tensor.ts';
import { hasOpenIntegral, substitute } from '../ir/visit.ts';
import type { Block, Condition } from '../model/exponential-family.ts';
import type { Assignment, NewtonMap, ParameterMap } from '../model/program.ts';
import { covariances, tangentOf } from './fisher.ts';
import { naturalOf } from './log-partition.ts';
import { solveByEntry } from './parameter-maps/by-entry.ts';

/** ξ from λ. */
export const parametersFromNatural: Theorem = {
  id: 'parameters-from-natural',
  title: 'The declared parameters from the natural ones',
  source: { key: 'amari', place: 'section 2.1' },
  apply: (known) => {
    const { blocks, model } = required(known, 'separation');
    const equations = blocks.map((b) => ({ left: b.natural, right: b.symbol }));
    const whole = solveInOrder(equations, model.parameters);
    const closed = whole ? solveSystem(equations, model.parameters) : solveByEntry(equations, model.parameters);
    const ordered = whole ?? (closed && [...closed].map(([unknown, value]) => ({ unknown, value })));
    const map: ParameterMap = closed
      ? closedMap(closed, model.parameters, 'fromNatural')
      : newtonForNatural(blocks, model.parameters);
    const step = closed
      ? closedStep(equations, closed, 'natural', 'natural parameters')
      : newtonStep('natural parameters', []);
    return { kind: 'found', findings: { fromNatural: map, ...(ordered ? { inverseInOrder: ordered } : {}) }, step };
  },
};

/** ξ from μ: the map back of duality, λ = ∇A*(μ). */
export const parametersFromMean: Theorem = {
  id: 'parameters-from-mean',
  title: 'The map back from mean parameters',
  source: { key: 'wainwright-jordan', place: 'section 3.6' },
  apply: (known) => {
    const { blocks, model } = required(known, 'separation');
    const mean = required(known, 'mean');
    const equations = blocks.map((b, i) => ({ left: mean.ofParameters[i] ?? zero, right: b.meanSymbol }));
    const fromNatural = required(known, 'fromNatural');
    const closed =
      solveSystem(equations, model.parameters) ??
      solveByEntry(equations, model.parameters) ??
      throughNatural(blocks, mean.ofNatural, fromNatural, model.parameters);
    if (closed) {
      const map = closedMap(closed, model.parameters, 'fromMean');
      return {
        kind: 'found',
        findings: { fromMean: map },
        step: closedStep(equations, closed, 'mean', 'mean parameters'),
      };
    }
    const map = newtonForMean(known, fromNatural);
    return { kind: 'found', findings: { fromMean: map }, step: newtonStepForMean(known, map) };
  },
};

/** ξ(λ(μ)), where μ(λ) can be solved though μ(ξ) cannot. */
function throughNatural(
  blocks: readonly Block[],
  means: readonly Expr[],
  fromNatural: ParameterMap,
  parameters: readonly SymbolExpr[],
): ReadonlyMap<SymbolExpr, Expr> | undefined {
  if (fromNatural.kind !== 'closed') return undefined;
  const naturals = solveSystem(
    blocks.map((b, i) => ({ left: means[i] ?? zero, right: b.meanSymbol })),
    blocks.map((b) => b.symbol),
  );
  const values = new Map(fromNatural.assignments.map((a) => [a.target, a.value]));
  return naturals && new Map(parameters.map((p) => [p, simplify(substitute(values.get(p) ?? p, naturals))]));
}

const closedMap = (
  values: ReadonlyMap<SymbolExpr, Expr>,
  parameters: readonly SymbolExpr[],
  name: string,
): ParameterMap => ({
  kind: 'closed',
  assignments: parameters.map((p) => ({ target: p, value: values.get(p) ?? p, equation: name })),
});

interface Given {
  readonly left: Expr;
  readonly right: SymbolExpr;
}

function closedStep(
  equations: readonly Given[],
  values: ReadonlyMap<SymbolExpr, Expr>,
  from: 'natural' | 'mean',
  words: string,
): FoundStep {
  const there = new Map<Expr, Expr>(equations.map(({ left, right }) => [right, left]));
  const andBack = new Map<Expr, Expr>([...values].map(([p, value]) => [p, substitute(value, there)]));
  return {
    statement: [prose`On a minimal family the ${words} determine the member.`],
    body: [...values].map(([p, value]) => ({ ...equation(p, value), name: `${from}To${p.name}` })),
    discharged: [],
    left: [],
    claims: equations.map(({ left }) => ({
      kind: 'identity',
      text: 'there and back',
      live: from === 'natural',
      left: substitute(left, andBack),
      right: left,
    })),
  };
}

const newtonStep = (words: string, claims: FoundStep['claims']): FoundStep => ({
  statement: [
    prose`On a minimal family the ${words} determine the member; the map is smooth with an invertible derivative.`,
  ],
  body: [
    prose`No closed form: the equations are solved by Newton's iteration. A step that would leave the domain or increase the residual is halved.`,
  ],
  discharged: [],
  left: [],
  claims,
});

/** What is eliminated, then what is left to be solved; each eliminated block must give back its mean. */
function newtonStepForMean(known: Findings, map: NewtonMap): FoundStep {
  const { blocks } = required(known, 'separation');
  const means = required(known, 'mean').ofNatural;
  const eliminated = map.after.filter((a) => blocks.some((b) => b.symbol === a.target));
  const plain = newtonStep('mean parameters', monotoneClaims(known));
  if (eliminated.length === 0) return plain;
  const left = map.given.map((mean, i) => equation(mean, map.forward[i] ?? zero));
  const values = through(eliminated);
  return {
    ...plain,
    body: [
      ...eliminated.map((a) => equation(a.target, a.value)),
      prose`With these in place there is left`,
      ...left,
      ...plain.body,
    ],
    claims: [
      ...plain.claims,
      ...blocks.flatMap((b, i): Claim[] =>
        eliminated.some((a) => a.target === b.symbol)
          ? [
              {
                kind: 'identity',
                text: 'there and back',
                live: true,
                left: values(means[i] ?? zero),
                right: b.meanSymbol,
              },
            ]
          : [],
      ),
    ],
  };
}

/** μ rises along every direction of λ, so that what the iteration finds is the only solution. */
function monotoneClaims(known: Findings): FoundStep['claims'] {
  const { blocks } = required(known, 'separation');
  if (!required(known, 'partition').closed) return [];
  const along = new Map<Expr, Expr>(blocks.map((b) => [b.symbol, tangentOf(b.symbol, 'u')]));
  const rise = add(
    ...required(known, 'mean').ofNatural.map((m, i) =>
      inner(directional(m, along), along.get(blocks[i]?.symbol ?? zero) ?? zero),
    ),
  );
  const value = substitute(rise, naturalOf(blocks));
  return [
    { kind: 'positive', text: 'the mean parameters rise with the natural ones', live: false, moderate: true, value },
  ];
}

function newtonForNatural(blocks: readonly Block[], parameters: readonly SymbolExpr[]): NewtonMap {
  return {
    kind: 'newton',
    unknowns: parameters,
    given: blocks.map((b) => b.symbol),
    forward: blocks.map((b) => b.natural),
    jacobian: jacobianOf(
      blocks.map((b) => b.natural),
      parameters,
    ),
    start: parameters.map(insidePoint),
    domain: parameters.flatMap(domainConditions),
    after: [],
  };
}

function newtonForMean(known: Findings, fromNatural: ParameterMap): NewtonMap {
  const { blocks, model } = required(known, 'separation');
  const { domain, closed } = required(known, 'partition');
  const start = naturalStart(blocks, model.parameters);
  const equations = blocks.map((block, i) => ({
    block,
    mean: required(known, 'mean').ofNatural[i] ?? zero,
    start: start[i] ?? zero,
  }));
  const { open, eliminated } = eliminate(equations);
  const here = through(eliminated);
  const unknowns = open.map(({ block }) => block.symbol);
  const forward = open.map(({ mean }) => here(mean));
  return {
    kind: 'newton',
    unknowns,
    given: open.map(({ block }) => block.meanSymbol),
    forward,
    jacobian: !closed && unknowns.every(isScalar) ? covariances(known) : jacobianOf(forward, unknowns),
    convex: true,
    start: open.map((e) => e.start),
    domain: (domain.length ? domain : blocks.flatMap((b) => domainConditions(b.symbol))).map((c) =>
      onFactor({ ...c, value: here(c.value) }),
    ),
    after: [...eliminated, ...(fromNatural.kind === 'closed' ? fromNatural.assignments : [])],
  };
}

/** A number times a definite matrix is judged by the number; the matrix may be definite in exact numbers only. */
function onFactor({ value, relation }: Condition): Condition {
  if (value.kind !== 'product' || relation === '>' || relation === '<') return { value, relation };
  const matrices = value.factors.filter((f) => !isScalar(f));
  if (!matrices.every(isPositiveDefinite)) return { value, relation };
  const factor = mul(...value.factors.filter(isScalar));
  return { value: factor, relation: relation === 'positive-definite' ? '>' : '<' };
}

/** E[T] of a block as a function of λ, and where its λ starts. */
interface MeanEquation {
  readonly block: Block;
  readonly mean: Expr;
  readonly start: Expr;
}

/**
 * Blocks that their own mean gives in closed form, the others held, as assignments in the order of evaluation. The minimum
 * of A(λ) − ⟨λ, μ⟩ over them is convex in the others, and what is left of the equations is its gradient.
 */
function eliminate(equations: readonly MeanEquation[]): {
  readonly open: readonly MeanEquation[];
  readonly eliminated: readonly Assignment[];
} {
  if (equations.some(({ mean }) => hasOpenIntegral(mean))) return { open: equations, eliminated: [] };
  let [open, eliminated]: [readonly MeanEquation[], readonly Assignment[]] = [equations, []];
  for (const equation of equations) {
    if (open.length === 1) break;
    const { symbol, meanSymbol } = equation.block;
    const left = through(eliminated)(equation.mean);
    const value = solveSystem([{ left, right: meanSymbol }], [symbol])?.get(symbol);
    if (!value) continue;
    open = open.filter((e) => e !== equation);
    eliminated = [{ target: symbol, value, equation: 'fromMean' }, ...eliminated];
  }
  return { open, eliminated };
}

/** Assigned symbols replaced by their values, those assigned last first, since they use the others. */
const through =
  (assignments: readonly Assignment[]) =>
  (e: Expr): Expr =>
    assignments.length === 0
      ? e
      : simplify(assignments.reduceRight((f, { target, value }) => substitute(f, new Map([[target, value]])), e));

/** A point inside the natural domain: of one block its own, of several the image of a point inside the declared domains. */
function naturalStart(blocks: readonly Block[], parameters: readonly SymbolExpr[]): readonly Expr[] {
  if (blocks.length === 1) return blocks.map((b) => insidePoint(b.symbol));
  const inside = new Map<Expr, Expr>(parameters.map((p) => [p, insidePoint(p)]));
  return blocks.map((b) => simplify(substitute(b.natural, inside)));
}

const jacobianOf = (values: readonly Expr[], unknowns: readonly SymbolExpr[]): readonly (readonly Expr[])[] =>
  [...values, ...unknowns].every(isScalar) ? values.map((v) => unknowns.map((u) => simplify(derivative(v, u)))) : [];

/** Some point inside a symbol's domain. */
function insidePoint(s: SymbolExpr): Expr {
  const d = s.domain;
  if (d.kind === 'spd' || d.kind === 'lowerTriangular') return identity(s.shape[0] ?? '1');
  if (d.kind === 'symmetric') return mul(minusOne, half, identity(s.shape[0] ?? '1'));
  if (d.kind === 'simplex') return fill(pow(dimension(s.shape[0] ?? '1'), minusOne), s.shape);
  return fill(intervalPoint(d), s.shape);
}

function intervalPoint(d: Domain): Expr {
  if (d.kind !== 'interval') return zero;
  if (d.lower && d.upper) return div(add(d.lower, d.upper), two);
  return d.lower ? add(d.lower, one) : d.upper ? sub(d.upper, one) : rational(1, 10);
}

/** The domain of a symbol as conditions on it. */
export function domainConditions(s: SymbolExpr): readonly Condition[] {
  const d = s.domain;
  if (d.kind === 'spd') return [{ value: s, relation: 'positive-definite' }];
  if (d.kind === 'lowerTriangular') return [{ value: diagonalPart(s), relation: '>' }];
  if (d.kind !== 'interval') return [];
  return [
    ...(d.lower ? [{ value: sub(s, d.lower), relation: '>' as const }] : []),
    ...(d.upper ? [{ value: sub(d.upper, s), relation: '>' as const }] : []),
  ];
}
