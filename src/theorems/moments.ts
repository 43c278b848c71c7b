// A mean or a variance that an author claims exists at every declared parameter: |x|ᵏ q is integrable where q is, but for
// what lies at infinity, so the exponent of its tail there decides, and no quadrature that fails.
import type { AuthorStep } from '../derivation/author-claims.ts';
import type { Findings } from '../derivation/findings.ts';
import { required } from '../derivation/theorem.ts';
import type { Diagnostic } from '../diagnostics.ts';
import { add, elementwise, log, mul, neg } from '../ir/build.ts';
import { type Expr, isDiscrete, isScalar, rational, type SymbolExpr, zero } from '../ir/expr.ts';
import { stableForm } from '../ir/stable.ts';
import { substitute } from '../ir/visit.ts';
import type { AuthorClaim, DensityModel } from '../model/density.ts';
import { sizesOf } from '../numeric/mixed-differences.ts';
import type { Point } from '../numeric/points.ts';
import { isLighterThanPowers } from '../numeric/tails.ts';
import { integrandAt, outcomeAt } from './proper-density/ends.ts';
import { divergesAlong, pathsToInfinity } from './proper-density/paths.ts';
import { placesWithEdges } from './proper-density/places.ts';
import { place, whereConverges } from './proper-density/report.ts';

type Moment = 'mean' | 'variance';

/** The power of the variable whose integral must be finite. */
const powers: Readonly<Record<Moment, number>> = { mean: 1, variance: 2 };

const isMoment = (quantity: string): quantity is Moment => Object.hasOwn(powers, quantity);

/** The claims of an author; one of a moment that does not exist somewhere has that as its problem. */
export const existing = (known: Findings, claims: readonly AuthorStep[]): readonly AuthorStep[] =>
  claims.map((author) => {
    const problem = author.step && missing(known, author.claim);
    return problem ? { claim: author.claim, problem } : author;
  });

/** Where |x|ᵏ q fails to be integrable: at which end, at both, or in some direction of a vector. */
type End = 'at its upper end' | 'at its lower end' | 'at both ends' | 'at infinity';

function missing(known: Findings, { quantity, span }: AuthorClaim): Diagnostic | undefined {
  const { model } = known;
  const [v, ...more] = model.variables;
  if (!isMoment(quantity) || !v || more.length > 0) return undefined;
  const endAt = tailOf(model, required(known, 'logDensity'), v);
  const power = powers[quantity];
  const outcomes = placesWithEdges(model).map((point) => ({ point, infinite: endAt(point, power) !== undefined }));
  const bad = outcomes.find((o) => o.infinite);
  const end = bad && endAt(bad.point, power);
  if (!bad || !end) return undefined;
  const meanEnd = endAt(bad.point, 1);
  const fate = meanEnd === undefined || (quantity === 'mean' && isOneSided(end)) ? 'is infinite' : 'does not exist';
  const where = place(model, bad.point);
  const name = model.spelling.get(v) ?? v.name;
  const size = isScalar(v) ? `|${name}|` : `‖${name}‖`;
  const how = `the ${isDiscrete(v.domain) ? 'sum' : 'integral'} of ${size}${power > 1 ? '²' : ''} q(${name}) diverges ${end}`;
  const none = outcomes.every((o) => o.infinite);
  return {
    code: 'wrong-claim',
    severity: 'error',
    span,
    message: `the claim about \`${quantity}\` is wrong`,
    label: `the ${quantity} ${fate}${where === '' ? '' : ` ${where.trim()}`}`,
    notes: [
      `${where}the ${quantity} of ${name} ${fate}: ${how}`,
      'evidence: the slope of the log-density against the logarithm of the distance, over the last decades before the end',
    ],
    hint: none
      ? `remove the claim: the ${quantity} ${fate}${where === '' ? '' : ' at every place of the parameters that was tried'}`
      : whereConverges(model, outcomes, (point) => endAt(point, power) !== undefined, `the ${quantity}`),
  };
}

const isOneSided = (end: End): boolean => end === 'at its upper end' || end === 'at its lower end';

/** At one point, the end at which |x|ᵏ q is not integrable. */
function tailOf(model: DensityModel, logDensity: Expr, v: SymbolExpr): (point: Point, k: number) => End | undefined {
  if (!isScalar(v)) {
    const paths = pathsToInfinity(model, v);
    return (point, k) =>
      paths.some((path) => divergesAlong(model, logDensity, v, point, path, k)) ? 'at infinity' : undefined;
  }
  const { lower, upper } = v.domain.kind === 'interval' || v.domain.kind === 'integers' ? v.domain : bounded;
  if (lower && upper) return () => undefined;
  const weighted = (k: number): Expr => stableForm(add(logDensity, mul(rational(k), log(elementwise('abs', v)))));
  const [first, second] = [weighted(1), weighted(2)];
  const endOf = (e: Expr, point: Point): End | undefined => {
    const { end } = outcomeAt(model, e, v, point);
    if (end !== 'at its upper end' && end !== 'at its lower end') return undefined;
    const f = integrandAt(e, v, point, sizesOf(model, 2));
    return isLighterThanPowers(f, end === 'at its upper end' ? 1 : -1) ? undefined : end;
  };
  return (point, k) => {
    const integrand = k === 1 ? first : second;
    const end = endOf(integrand, point);
    if (end !== 'at its upper end' || lower) return end;
    // Turned round, the lower end is the upper one, which is asked first.
    return endOf(substitute(integrand, new Map([[v, neg(v)]])), point) === end ? 'at both ends' : end;
  };
}

const bounded = { lower: zero, upper: zero };
