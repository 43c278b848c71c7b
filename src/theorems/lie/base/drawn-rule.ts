// Quadrature over draws that depend on each other, in the primitive random numbers they are made of: there the rule is a
// product. Each place is weighed by the density and the change of volume, so that no sampler is trusted.
import type { BaseLaw, Site } from '../../../derivation/orbit-findings.ts';
import { add, elementwise, log, mul, neg, square, sub } from '../../../ir/build.ts';
import { derivative } from '../../../ir/differentiate.ts';
import { type Expr, half, one, pi, type SymbolExpr, symbol, two, zero } from '../../../ir/expr.ts';
import { substitute, symbolsOf } from '../../../ir/visit.ts';
import type { Draw } from '../../../model/program.ts';
import { evaluatorOf } from '../../../numeric/evaluate.ts';
import { floatArithmetic } from '../../../numeric/float-arithmetic.ts';
import type { Point } from '../../../numeric/points.ts';
import { type Coordinate, mostCoordinates, productMeasure } from '../../../numeric/product-measure.ts';
import type { Sizes } from '../../../numeric/tensors.ts';
import type { BaseRule } from './rule.ts';

/** The rule; undefined where a draw is no monotone function of one primitive number and of the draws before it. */
export function drawnRule(base: BaseLaw, sizes: Sizes, constants: Point): BaseRule | undefined {
  const made = base.logDensity && base.sites.length <= mostCoordinates ? primitives(base.sites, constants) : undefined;
  if (!made || !base.logDensity) return undefined;
  const noise = base.sites.map((s) => s.noise);
  const values = new Map(noise.map((n): [Expr, Expr] => [n, made.values.get(n) ?? n]));
  const weight = sub(
    add(substitute(base.logDensity, values), made.logVolume),
    add(...made.coordinates.map((c) => c.logDensity)),
  );
  const variables = made.coordinates.map((c) => c.variable);
  const at = evaluatorOf({ symbols: constants, sizes }, floatArithmetic).curry(
    [weight, ...noise.map((n) => values.get(n) ?? n)],
    variables,
  );
  const product = productMeasure(made.coordinates, { symbols: constants, sizes });
  if (!product) return undefined;
  const draws = Array.from(product.places, (place) => {
    const [change, ...found] = at(place.values.map(([x = Number.NaN]) => ({ shape: [], data: [x] })));
    // What an evaluator hands out may be overwritten by its next call.
    const kept = found.map((t) => ({ ...t, data: [...t.data] }));
    return { values: kept, weight: place.weight * Math.exp(change?.data[0] ?? Number.NaN) };
  });
  return draws.every((d) => Number.isFinite(d.weight)) ? { inputs: noise, draws } : undefined;
}

interface Primitives {
  readonly coordinates: readonly Coordinate[];
  readonly values: ReadonlyMap<Expr, Expr>;
  readonly logVolume: Expr;
}

function primitives(sites: readonly Site[], constants: Point): Primitives | undefined {
  const values = new Map<Expr, Expr>();
  const coordinates: Coordinate[] = [];
  const slopes: Expr[] = [];
  for (const { noise, sampler } of [...sites].sort((a, b) => a.given.length - b.given.length)) {
    const [draw, ...more] = sampler?.kind === 'transform' ? sampler.draws : [];
    if (sampler?.kind !== 'transform' || !draw || more.length > 0 || noise.shape.length > 0) return undefined;
    const variable = symbol(`⟨z ${noise.name}⟩`, draw.symbol.domain);
    const logDensity = logDensityOf(draw, variable);
    if ([...symbolsOf(logDensity)].some((s) => s !== variable && !constants.has(s))) return undefined;
    const value = substitute(sampler.value, new Map([...values, [draw.symbol, variable]]));
    coordinates.push({ variable, logDensity });
    values.set(noise, value);
    slopes.push(log(elementwise('abs', derivative(value, variable))));
  }
  return { coordinates, values, logVolume: add(...slopes) };
}

/** The logarithm of the density of a primitive random number. */
function logDensityOf({ law, shape = one }: Draw, z: SymbolExpr): Expr {
  if (law === 'uniform') return zero;
  if (law === 'normal') return neg(mul(half, add(square(z), log(mul(two, pi)))));
  return sub(sub(mul(sub(shape, one), log(z)), z), elementwise('lgamma', shape));
}
