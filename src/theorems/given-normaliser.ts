// The log-partition that a normalised density names: $\log p=\langle\lambda(\xi),T\rangle+\log h-a(\xi)$ gives $A(\lambda(\xi))=a(\xi)$, and
// with ξ(λ) in closed form $A(\lambda)=a(\xi(\lambda))$ (Brown 1986, section 1.1). It is believed where the integral agrees.
import type { Claim, Computed } from '../derivation/claim.ts';
import type { Partition } from '../derivation/findings.ts';
import type { Diagnostic } from '../diagnostics.ts';
import { add, neg } from '../ir/build.ts';
import { type Domain, type Expr, type SymbolExpr, symbol } from '../ir/expr.ts';
import { isPositive } from '../ir/range.ts';
import { simplify } from '../ir/simplify.ts';
import { solveSystem } from '../ir/solve.ts';
import { substitute } from '../ir/visit.ts';
import type { Block, Condition, Separation } from '../model/exponential-family.ts';
import { evaluatorOf } from '../numeric/evaluate.ts';
import { floatArithmetic } from '../numeric/float-arithmetic.ts';
import { jointTotal } from '../numeric/measure-joint.ts';
import { modelPoint, sizesOf, valueAt } from '../numeric/mixed-differences.ts';
import { nested, Unevaluable } from '../numeric/tensors.ts';
import { solveByEntry } from './parameter-maps/by-entry.ts';
import { domainConditions } from './parameter-maps/inside.ts';
import { problem, sixDigits } from './proper-density/report.ts';

/** A(λ) as the density gives it, where ξ(λ) is closed and the integral, left open or taken over all variables at once, has that value. */
export function givenPartition(found: Separation, logIntegrand: Expr, open: Expr | undefined): Partition | undefined {
  const { model, blocks, remainder } = found;
  const equations = blocks.map((b) => ({ left: b.natural, right: b.symbol }));
  const inverse = solveSystem(equations, model.parameters) ?? solveByEntry(equations, model.parameters);
  if (!inverse) return undefined;
  const ofParameters = simplify(neg(remainder));
  const ofNatural = simplify(substitute(ofParameters, inverse));
  const isGiven = open
    ? agrees(add(ofNatural, neg(open)), model, blocks)
    : agreesJointly(found, logIntegrand, ofParameters);
  const domain = model.parameters.flatMap((p) => inNatural(p, inverse)).filter((c) => !alwaysHolds(c, blocks));
  return isGiven ? { ofNatural, ofParameters, domain, domainHolds: 'when', closed: true } : undefined;
}

/** The declared domain of a parameter, said of λ. */
const inNatural = (p: SymbolExpr, inverse: ReadonlyMap<Expr, Expr>): readonly Condition[] =>
  domainConditions(p).map((c) => ({ ...c, value: simplify(substitute(c.value, inverse)) }));

/** A condition that no λ breaks, whatever is known of the λ of declared members. */
function alwaysHolds({ value, relation }: Condition, blocks: readonly Block[]): boolean {
  const free = new Map<Expr, Expr>(blocks.map((b) => [b.symbol, symbol(b.symbol.name, line, b.symbol.shape)]));
  return relation === '>' && isPositive(substitute(value, free));
}

const line: Domain = { kind: 'interval' };

/** So many members are asked, and so far may the two values be apart; the claim on the integral is stricter. */
const members = 3;
const apart = 1e-8;

/** Is a difference in λ zero at declared members? */
function agrees(difference: Expr, model: Separation['model'], blocks: readonly Block[]): boolean {
  const sizes = sizesOf(model, 2);
  const here = substitute(difference, new Map<Expr, Expr>(blocks.map((b) => [b.symbol, b.natural])));
  const values = Array.from({ length: members }, (_, i) => valueAt(here, modelPoint(model, sizes, 9700 + i), sizes));
  return values.every((value) => Math.abs(value) < apart);
}

/** Is it the integral over all variables at declared members, as far as quadrature or samples tell? */
function agreesJointly(found: Separation, logIntegrand: Expr, ofParameters: Expr): boolean {
  const errors = Array.from({ length: members }, (_, i) => jointError(found, logIntegrand, ofParameters, i));
  return errors.every((e) => e !== undefined && e.error <= (e.by?.tolerance ?? 0));
}

/** Nothing where no mode is found to integrate around. */
function totalAt(...asked: Parameters<typeof jointTotal>): ReturnType<typeof jointTotal> {
  try {
    return jointTotal(...asked);
  } catch (thrown) {
    if (thrown instanceof Unevaluable) return undefined;
    throw thrown;
  }
}

/** How far the integral over all variables is from A(λ(ξ)) at a member: relative, or in standard errors of samples. */
function jointError(
  { model, blocks }: Separation,
  logIntegrand: Expr,
  ofParameters: Expr,
  seed: number,
): (Computed & { readonly total: number }) | undefined {
  const sizes = sizesOf(model, 2);
  const point = modelPoint(model, sizes, 9700 + seed);
  const here = substitute(logIntegrand, new Map<Expr, Expr>(blocks.map((b) => [b.symbol, b.natural])));
  const symbols = new Map([...point].filter(([s]) => !model.variables.includes(s)));
  const total = totalAt(evaluatorOf({ symbols, sizes }, floatArithmetic), model.variables, here, seed);
  const value = valueAt(ofParameters, point, sizes);
  if (!total || !Number.isFinite(value) || (total.road !== 'monte-carlo' && !(total.error <= total.tolerance)))
    return undefined;
  const excess = total.logTotal - value;
  const off = Math.abs(Math.expm1(excess));
  const { road, tolerance } = total;
  const shown = [...symbols].map(([s, t]): [string, unknown] => [model.spelling.get(s) ?? s.name, nested(t)]);
  return {
    total: Math.exp(excess),
    error: road === 'monte-carlo' ? off / total.error : off,
    at: Object.fromEntries(shown),
    by: { road, tolerance },
  };
}

/** More than any error of quadrature. */
const plainlyOff = 1e-3;

/** The refusal of a density that quadrature over all variables finds plainly not to integrate to one. */
export function wronglyNormalised(found: Separation, logIntegrand: Expr): Diagnostic | undefined {
  const { model } = found;
  const ofParameters = simplify(neg(found.remainder));
  const totals = Array.from({ length: members }, (_, i) => jointError(found, logIntegrand, ofParameters, i));
  const off = totals.find((t) => t?.by?.road === 'quadrature' && t.error > plainlyOff);
  return (
    off &&
    problem(
      model,
      'not-normalised',
      `${model.name} does not integrate to one`,
      [`at ${placeText(off.at)} it integrates to ${off.total.toPrecision(5)}, by quadrature over all variables`],
      'correct the factor in front; with density ∝ it would have to be found by the table of integrals',
    )
  );
}

const placeText = (at: Computed['at']): string =>
  Object.entries(at)
    .map(([name, value]) => `${name} = ${JSON.stringify(value, sixDigits)}`)
    .join(', ');

/** The claim that the given normaliser is the integral over all variables. */
export const jointClaim = (found: Separation, logIntegrand: Expr, ofParameters: Expr): Claim => ({
  kind: 'computed',
  text: 'the integral over all variables',
  live: false,
  road: 'quadrature',
  tolerance: 1e-4,
  points: members,
  error: (seed) => jointError(found, logIntegrand, ofParameters, seed),
});
