// The maps back as equations for a safeguarded Newton iteration: what is eliminated first, where it starts, where it may go.
import type { Findings } from '../../derivation/findings.ts';
import { required } from '../../derivation/theorem.ts';
import { fill, mul } from '../../ir/build.ts';
import { directional } from '../../ir/differentiate.ts';
import { type Expr, isScalar, one, type SymbolExpr, sameShape, zero } from '../../ir/expr.ts';
import { oneEntryOf } from '../../ir/one-entry.ts';
import { isPositiveDefinite } from '../../ir/range.ts';
import { simplify } from '../../ir/simplify.ts';
import { solveSystem } from '../../ir/solve.ts';
import { hasOpenIntegral, substitute } from '../../ir/visit.ts';
import type { Block, Condition } from '../../model/exponential-family.ts';
import type { Assignment, NewtonMap, ParameterMap } from '../../model/program.ts';
import { isTrue } from '../natural-domain.ts';
import { openCovariances } from '../open-cumulants.ts';
import { domainConditions, insidePoint } from './inside.ts';

/** ξ from λ by iteration. */
export function newtonForNatural(blocks: readonly Block[], parameters: readonly SymbolExpr[]): NewtonMap {
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

/** λ from μ by iteration, and ξ from it where that is closed. */
export function newtonForMean(known: Findings, fromNatural: ParameterMap): NewtonMap {
  const { blocks, model } = required(known, 'separation');
  const { domain, closed } = required(known, 'partition');
  const start = naturalStart(blocks, model.parameters, closed ? domain : undefined);
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
    jacobian: (closed ? undefined : openCovariances(known)) ?? jacobianOf(forward, unknowns),
    convex: true,
    start: open.map((e) => e.start),
    domain: (domain.length && closed ? domain : [...domain, ...blocks.flatMap((b) => domainConditions(b.symbol))]).map(
      (c) => onFactor({ ...c, value: here(c.value) }),
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
export const through =
  (assignments: readonly Assignment[]) =>
  (e: Expr): Expr =>
    assignments.length === 0
      ? e
      : simplify(assignments.reduceRight((f, { target, value }) => substitute(f, new Map([[target, value]])), e));

/**
 * A point inside the natural domain: the image of one inside the declared domains or, of one unbounded block whose domain the
 * table tells, its own where that lies inside. Ranges do not tell that λ = log(c/4) ends at −log 4.
 */
function naturalStart(
  blocks: readonly Block[],
  parameters: readonly SymbolExpr[],
  told: readonly Condition[] | undefined,
): readonly Expr[] {
  const own = blocks.map((b) => insidePoint(b.symbol));
  const there = new Map<Expr, Expr>(blocks.map((b, i) => [b.symbol, own[i] ?? zero]));
  const isInside = told?.every((c) => !isScalar(c.value) || isTrue({ ...c, value: substitute(c.value, there) }));
  const isBounded = ({ symbol: { domain: d } }: Block): boolean => d.kind === 'interval' && !!d.lower && !!d.upper;
  if (isInside && blocks.length === 1 && !blocks.every(isBounded)) return own;
  const inside = new Map<Expr, Expr>(parameters.map((p) => [p, insidePoint(p)]));
  return blocks.map((b) => simplify(substitute(b.natural, inside)));
}

/** ∂valueᵢ/∂unknownⱼ of numbers, or of the entries of tensors that act entry by entry; of others none. */
function jacobianOf(values: readonly Expr[], unknowns: readonly SymbolExpr[]): readonly (readonly Expr[])[] {
  const [{ shape } = zero] = unknowns;
  const isEntrywise =
    shape.length === 0
      ? [...values, ...unknowns].every(isScalar)
      : unknowns.every((u) => sameShape(u.shape, shape) && isFree(u)) && oneEntryOf(values, shape) !== undefined;
  if (!isEntrywise) return [];
  const slope = (v: Expr, u: SymbolExpr): Expr => directional(v, new Map([[u, fill(one, shape)]]));
  return values.map((v) => unknowns.map((u) => simplify(slope(v, u))));
}

/** Do its entries move one by one? */
const isFree = ({ domain }: SymbolExpr): boolean => domain.kind === 'interval' || domain.kind === 'circle';
