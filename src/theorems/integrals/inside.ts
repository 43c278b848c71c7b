// An integral inside one that stays open anyway may stay as it stands, too: a sum of few terms costs little at each place, and
// an integral that no other variable enters stands beside it.
import { prose } from '../../derivation/step.ts';
import { add, exp, log, sub } from '../../ir/build.ts';
import { type Expr, integral, isScalar, type SymbolExpr } from '../../ir/expr.ts';
import { pair } from '../../ir/separate.ts';
import { simplify } from '../../ir/simplify.ts';
import { valuesOf } from '../../ir/values-of.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';
import type { OneSampler } from '../../model/map-sampler.ts';
import { finiteGeometricSum } from './discrete.ts';
import type { IntegralForm, Match, Problem } from './form.ts';
import { type Found, integrateLog, problemOf } from './index.ts';

/** An integral of a variable while others are `left`. */
type Inside = (left: readonly SymbolExpr[], ...asked: Parameters<typeof integrateLog>) => Found | undefined;

/** As the table has it; in closed form a geometric sum is 0/0 where variables that are left make its ratio 1. */
export const integrateSmoothly: Inside = (left, logIntegrand, variable, constants) => {
  const found = integrateLog(logIntegrand, variable, constants);
  return found?.form === finiteGeometricSum && dependsOn(found.logValue, left)
    ? (standing([openFiniteSum], logIntegrand, variable, constants) ?? found)
    : found;
};

/** As the table has it, else as it stands where that may be. */
export const integrateInside: Inside = (left, logIntegrand, variable, constants) => {
  const found = integrateSmoothly(left, logIntegrand, variable, constants);
  const company = left.filter((other) => other !== variable);
  if (found || company.length === 0) return found;
  const { items } = problemOf(logIntegrand, variable, constants ?? []);
  const isAlone = !items.some((i) => dependsOn(i.atom, company) || dependsOn(i.coefficient, company));
  return standing(isAlone ? [openFiniteSum, openAlone] : [openFiniteSum], logIntegrand, variable, constants);
};

function standing(
  forms: readonly IntegralForm[],
  ...[logIntegrand, variable, constants]: Parameters<typeof integrateLog>
): Found | undefined {
  const p = problemOf(logIntegrand, variable, constants ?? []);
  for (const form of forms) {
    const match = form.match(p);
    if (match) return { ...match, logValue: add(p.constant, match.logValue), form, path: [] };
  }
  return undefined;
}

const logMass = (p: Problem): Expr => add(...p.items.map(pair));

/** A range of so many values is drawn from masses that are written out. */
const mostInTable = 32;

/** A sum between two written integers. */
const openFiniteSum: IntegralForm = {
  id: 'open-finite-sum',
  title: prose`The sum over finitely many values stands as it is and is evaluated term by term`,
  source: { key: 'wainwright-jordan', place: 'section 3.2' },
  match: (p) => {
    const { domain, shape } = p.variable;
    if (domain.kind !== 'integers' || shape.length > 0) return undefined;
    if (domain.lower?.kind !== 'rational' || domain.upper?.kind !== 'rational') return undefined;
    const values = valuesOf(p.variable, mostInTable);
    const logMasses = values?.map((v) => simplify(substitute(logMass(p), new Map([[p.variable, v]]))));
    const whole = asItStands(p);
    return values && logMasses ? { ...whole, sampler: { kind: 'table', values, logMasses } } : whole;
  },
};

/** An integral over a number that is independent of the other variables. */
export const openAlone: IntegralForm = {
  id: 'open-alone',
  title: prose`The integral over a variable that is independent of the others stands as it is and is evaluated by quadrature`,
  source: { key: 'wainwright-jordan', place: 'section 3.2' },
  match: (p) => (isScalar(p.variable) ? asItStands(p) : undefined),
};

function asItStands(p: Problem): Match {
  const logValue = log(integral(p.variable, exp(logMass(p))));
  const sampler = drawnByItself(p.variable, sub(logMass(p), logValue));
  return { logValue, conditions: [], ...(sampler ? { sampler } : {}) };
}

/** Inversion of a cumulative distribution, or search along its masses. */
export function drawnByItself(v: SymbolExpr, logDensity: Expr): OneSampler | undefined {
  if (!isScalar(v)) return undefined;
  if (v.domain.kind === 'integers' && v.domain.lower)
    return {
      kind: 'search',
      variable: v,
      logMass: logDensity,
      from: v.domain.lower,
      ...(v.domain.upper ? { to: v.domain.upper } : {}),
    };
  if (v.domain.kind !== 'interval' && v.domain.kind !== 'circle') return undefined;
  // A table is normalised by its own sum: the log-partition, perhaps an open integral, is not asked at each of its places.
  const terms = logDensity.kind === 'sum' ? logDensity.terms : [logDensity];
  return { kind: 'inversion', variable: v, logDensity: add(...terms.filter((t) => dependsOn(t, [v]))) };
}
