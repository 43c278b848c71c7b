// Several numbers as one vector: where the integrand couples them as a vector that is written out of them, of their logarithms
// or of their log-odds, ∫…∫ dx₁ … dxₙ is an integral over that vector.
import { add, mul } from '../../ir/build.ts';
import { entry } from '../../ir/entry.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, isScalar, realLine, type SymbolExpr, symbol, zero } from '../../ir/expr.ts';
import { simplify } from '../../ir/simplify.ts';
import { stack, total } from '../../ir/tensor.ts';
import { contains, dependsOn, substitute } from '../../ir/visit.ts';
import { isHalfLine, isLine, type Substitution } from './form.ts';
import { type Found, integrateLog } from './index.ts';
import { isUnit, logarithm, rewrite, throughLogOdds } from './substitutions.ts';

/** The integral over all the variables at once, and the vector that they are. */
export interface Gathered {
  readonly found: Found;
  readonly variable: SymbolExpr;
}

/** log ∫ exp(logIntegrand) over several numbers as one vector, or undefined. */
export function integrateGathered(
  logIntegrand: Expr,
  variables: readonly SymbolExpr[],
  constants: readonly SymbolExpr[],
): Gathered | undefined {
  if (variables.length < 2 || !variables.every(isScalar) || !contains(logIntegrand, isWrittenVector)) return undefined;
  const changes = variables.map(onLine);
  if (!changes.every((c) => c !== undefined)) return undefined;
  const variable = symbol('z', realLine, [String(variables.length)]);
  const image = changes.reduce<Expr>(
    (e, c, i) => add(rewrite(e, variables[i] ?? c.variable, c.value), c.logJacobian),
    logIntegrand,
  );
  const entries = changes.map((_, i) => entry(variable, i));
  const named = new Map<Expr, Expr>(changes.map((c, i) => [c.variable, entries[i] ?? zero]));
  const whole = new Map<Expr, Expr>([[stack(...entries), variable]]);
  const integrand = withWeights(substitute(simplify(expand(substitute(image, named))), whole), variable, entries);
  if (dependsOn(integrand, variables)) return undefined;
  const found = integrateLog(integrand, variable, constants);
  const titles = changes.flatMap((c) => (c.title === '' ? [] : [c]));
  return found && { variable, found: { ...withoutSampler(found), path: [...titles.slice(0, 1), ...found.path] } };
}

/** Σᵢ wᵢ zᵢ as the inner product of the weights with the vector. */
function withWeights(e: Expr, z: SymbolExpr, entries: readonly Expr[]): Expr {
  const weights = entries.map((): Expr[] => []);
  const rest = (e.kind === 'sum' ? e.terms : [e]).filter((term) => {
    const factors = term.kind === 'product' ? term.factors : [term];
    const i = entries.findIndex((x) => factors.includes(x));
    const weight = mul(...factors.filter((f) => f !== entries[i]));
    if (i < 0 || dependsOn(weight, [z])) return true;
    weights[i]?.push(weight);
    return false;
  });
  return weights.every((w) => w.length === 0)
    ? e
    : add(...rest, total(mul(stack(...weights.map((w) => add(...w))), z)));
}

const isWrittenVector = (e: Expr): boolean =>
  e.kind === 'apply' && e.fn === 'stack' && e.args.some((a) => a.kind !== 'rational');

/** A draw of the vector is no draw of the numbers by name. */
const withoutSampler = ({ sampler: _, ...rest }: Found): Found => rest;

/** The number as a function of one on the whole line. */
function onLine(x: SymbolExpr): Substitution | undefined {
  if (isLine(x.domain)) return { title: '', variable: x, value: x, logJacobian: zero, copies: 1 };
  if (isHalfLine(x.domain)) return logarithm(x);
  return isUnit(x) ? throughLogOdds(x, 'the log-odds as the new variable') : undefined;
}
