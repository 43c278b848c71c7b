// The maps back: ξ(λ) and ξ(μ), closed where elimination reaches them, else by a safeguarded Newton iteration.
import type { Claim } from '../derivation/claim.ts';
import type { Findings } from '../derivation/findings.ts';
import { equation, prose } from '../derivation/step.ts';
import { type FoundStep, refuse, required, type Theorem } from '../derivation/theorem.ts';
import { add } from '../ir/build.ts';
import { directional } from '../ir/differentiate.ts';
import { type Expr, type SymbolExpr, zero } from '../ir/expr.ts';
import { simplify } from '../ir/simplify.ts';
import { solveInOrder, solveSystem } from '../ir/solve.ts';
import { inner } from '../ir/tensor.ts';
import { substitute } from '../ir/visit.ts';
import type { Block } from '../model/exponential-family.ts';
import type { NewtonMap, ParameterMap } from '../model/program.ts';
import { textOf } from '../notation/text.ts';
import { naturalOf } from './log-partition.ts';
import { solveByEntry } from './parameter-maps/by-entry.ts';
import { newtonForMean, newtonForNatural, through } from './parameter-maps/newton-maps.ts';
import { supportOfOneValue } from './parameter-maps/one-value.ts';
import { tangentOf } from './tangent.ts';

/** ξ from λ. */
export const parametersFromNatural: Theorem = {
  id: 'parameters-from-natural',
  aboutParameters: true,
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
  aboutParameters: true,
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
    const alone = required(known, 'partition').closed ? supportOfOneValue(model) : undefined;
    if (alone) return refuse(alone);
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
    claims: equations.map(({ left, right }) => ({
      kind: 'identity',
      text: `there and back, ${textOf(right)}`,
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
                text: `there and back, ${textOf(b.meanSymbol)}`,
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
