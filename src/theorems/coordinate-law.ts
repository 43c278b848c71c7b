// The law of one of independent coordinates of a vector, or of its length: means under the vector's law are told by it.
import { add, exp, fill, mul, neg, sub } from '../ir/build.ts';
import { directional } from '../ir/differentiate.ts';
import { type Expr, integral, isScalar, one, type SymbolExpr, symbol, zero } from '../ir/expr.ts';
import { oneEntryOf } from '../ir/one-entry.ts';
import { total } from '../ir/tensor.ts';
import { substitute } from '../ir/visit.ts';
import type { Sampler } from '../model/program.ts';
import type { OneCoordinate } from './integrals/coordinates.ts';
import { coordinateOf, integrateLog, openIntegral } from './integrals/index.ts';
import { drawnByItself } from './integrals/inside.ts';
import { radiusOf } from './integrals/radius.ts';

/** A density of one number that tells means under that of a vector; of coordinates a tensor of densities, one for each. */
export interface CoordinateLaw {
  readonly variable: SymbolExpr;
  /** The logarithm of the number's density. */
  readonly logWeight: Expr;
  /** log q of the vector where that is one of its length, else of each coordinate. */
  readonly logDensity: Expr;
  /** The term that was asked for, or the terms f of Σᵢ f(xᵢ). */
  readonly summand: Expr;
  /** Σᵢ of what is told of each coordinate; what is told of a length itself. */
  readonly total: (e: Expr) => Expr;
}

/** The law of each coordinate of v, or of its length, and what a term is there; undefined where v has neither. */
export function coordinateLaw(
  logIntegrand: Expr,
  term: Expr,
  v: SymbolExpr,
  constants: readonly SymbolExpr[],
): CoordinateLaw | undefined {
  if (isScalar(v)) return undefined;
  const one = coordinateOf(logIntegrand, v, constants);
  const asked = coordinateOf(term, v, constants);
  if (!one || !asked) return radialLaw(logIntegrand, term, v, constants);
  const logTotal = totalOf(one, constants);
  if (!logTotal) return undefined;
  const variable = symbol(`${v.name}ᵢ`, v.domain);
  const entries = new Map<Expr, Expr>([...one.entries, ...asked.entries, [one.variable, variable]]);
  const all = (e: Expr): Expr => substitute(e, entries);
  const logDensity = sub(all(one.logIntegrand), all(logTotal));
  return {
    ...{ variable, logDensity, logWeight: logDensity, summand: all(asked.logIntegrand) },
    total: (e) => total(add(e, fill(zero, v.shape))),
  };
}

/** The law of the length of v, where v has no direction. */
function radialLaw(
  logIntegrand: Expr,
  term: Expr,
  v: SymbolExpr,
  constants: readonly SymbolExpr[],
): CoordinateLaw | undefined {
  const radius = radiusOf(v);
  const [along, summand] = [radius?.of(logIntegrand), radius?.of(term)];
  if (!radius || !along || !summand) return undefined;
  const { logMeasure, variable } = radius;
  const logTotal = totalOf({ logIntegrand: add(along, logMeasure), variable }, constants);
  if (!logTotal) return undefined;
  const logDensity = sub(along, logTotal);
  return { variable, logDensity, logWeight: add(logDensity, logMeasure), summand, total: (e) => e };
}

const totalOf = (
  { logIntegrand, variable }: Pick<OneCoordinate, 'logIntegrand' | 'variable'>,
  constants: readonly SymbolExpr[],
): Expr | undefined =>
  integrateLog(logIntegrand, variable, constants)?.logValue ?? openIntegral(logIntegrand, variable, constants);

/** How each coordinate of v is drawn by itself, in λ; undefined where they depend on each other. */
export function coordinateSampler(
  logIntegrand: Expr,
  v: SymbolExpr,
  constants: readonly SymbolExpr[],
): Sampler | undefined {
  const one = coordinateOf(logIntegrand, v, constants);
  const logTotal = one && totalOf(one, constants);
  const sampler = logTotal && drawnByItself(one.variable, sub(one.logIntegrand, logTotal));
  return sampler && one.lift({ logValue: logTotal, conditions: [], sampler }).sampler;
}

/** The mean of a function of the number, as an integral over it; of coordinates one for each. */
export const coordinateMean = ({ variable, logWeight }: CoordinateLaw, f: Expr): Expr =>
  integral(variable, mul(f, exp(logWeight)));

/** −E[log q]. */
export const coordinateEntropy = (law: CoordinateLaw): Expr => neg(law.total(coordinateMean(law, law.logDensity)));

/** The centred statistic of a natural parameter, or of its entries in each coordinate; undefined where an entry moves several. */
export function coordinateScore({ logDensity }: CoordinateLaw, natural: SymbolExpr): Expr | undefined {
  const { shape } = natural;
  if (shape.length > 0 && !oneEntryOf([logDensity], shape)) return undefined;
  return directional(logDensity, new Map([[natural, fill(one, shape)]]));
}

/** ∂E[term] by natural parameters: its covariances with the statistics, each an integral of centred terms. */
export function coordinateSlopes(law: CoordinateLaw, naturals: readonly SymbolExpr[]): readonly Expr[] | undefined {
  const centred = sub(law.summand, coordinateMean(law, law.summand));
  const slopes = naturals.map((natural) => {
    const score = coordinateScore(law, natural);
    const covariance = score && coordinateMean(law, mul(score, centred));
    return covariance && (isScalar(natural) ? law.total(covariance) : add(covariance, fill(zero, natural.shape)));
  });
  return slopes.every((s) => s !== undefined) ? slopes : undefined;
}
