// The law of one of independent coordinates of a vector, or of its length: means under the vector's law are told by it.
import { add, exp, mul, neg, sub } from '../ir/build.ts';
import { derivative } from '../ir/differentiate.ts';
import { type Expr, integral, isScalar, type SymbolExpr, symbol } from '../ir/expr.ts';
import { total } from '../ir/tensor.ts';
import { substitute } from '../ir/visit.ts';
import type { Sampler } from '../model/program.ts';
import { fromEntry, type OneCoordinate } from './integrals/coordinates.ts';
import { coordinateOf, integrateLog, openIntegral } from './integrals/index.ts';
import { drawnByItself } from './integrals/inside.ts';
import { radiusOf } from './integrals/radius.ts';

/** A density of one number that tells means under that of a vector. */
export interface CoordinateLaw {
  readonly variable: SymbolExpr;
  /** The logarithm of the number's density, in what stands for the entries of tensors. */
  readonly logWeight: Expr;
  /** log q of the vector where that is one of its length, else of a coordinate. */
  readonly logDensity: Expr;
  /** The term that was asked for, or f of the term Σᵢ f(xᵢ). */
  readonly summand: Expr;
  /** The number that stands for an entry of a tensor; the tensor itself where it is a number. */
  readonly entryOf: (e: Expr) => Expr | undefined;
  /** All entries of what is told of one; what is told of a length itself. */
  readonly tensor: (e: Expr) => Expr;
  /** Their total. */
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
  const here = (e: Expr): Expr => substitute(e, new Map([[one.variable, variable]]));
  const entries = new Map([...one.entries, ...asked.entries]);
  const numbers = new Map([...entries].map(([number, tensor]) => [tensor, number]));
  const tensor = (e: Expr): Expr => fromEntry(e, entries, v.shape);
  const logDensity = sub(here(one.logIntegrand), logTotal);
  return {
    variable,
    logWeight: logDensity,
    logDensity,
    summand: here(asked.logIntegrand),
    entryOf: (e) => (isScalar(e) ? e : numbers.get(e)),
    tensor,
    total: (e) => total(tensor(e)),
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
  const same = (e: Expr): Expr => e;
  return {
    ...{ variable, logDensity, logWeight: add(logDensity, logMeasure), summand },
    ...{ entryOf: (e) => (isScalar(e) ? e : undefined), tensor: same, total: same },
  };
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

/** The mean of a function of the number, as an integral over it. */
export const coordinateMean = ({ variable, logWeight }: CoordinateLaw, f: Expr): Expr =>
  integral(variable, mul(f, exp(logWeight)));

/** −E[log q]. */
export const coordinateEntropy = (law: CoordinateLaw): Expr => neg(law.total(coordinateMean(law, law.logDensity)));

/** ∂E[term] by natural parameters: its covariances with the statistics, each an integral of centred terms. */
export function coordinateSlopes(law: CoordinateLaw, naturals: readonly SymbolExpr[]): readonly Expr[] | undefined {
  const { logDensity, summand, entryOf, tensor, total } = law;
  const centred = sub(summand, coordinateMean(law, summand));
  const slopes = naturals.map((natural) => {
    const number = entryOf(natural);
    const covariance = number && coordinateMean(law, mul(derivative(logDensity, number), centred));
    return covariance && (isScalar(natural) ? total(covariance) : tensor(covariance));
  });
  return slopes.every((s) => s !== undefined) ? slopes : undefined;
}
