// What can be claimed of a group, of an orbit of it and of an optimizer on that: the symbols and blocks of each quantity.
import { asciiName, canonicalName } from '../../grammar/names.ts';
import type { SymbolExpr } from '../ir/expr.ts';
import { averageOf, covectorOf, type GroupQuantity, type LieGroupModel } from '../model/lie-group.ts';
import type { OptimizerModel, OptimizerQuantity } from '../model/optimizer.ts';
import type { OrbitModel, OrbitQuantity } from '../model/orbit.ts';
import { drawsOf, gradientsOf, placesOf, temperatureOfEnergy } from '../model/orbit-draws.ts';
import { type Claimable, type Claimables, namesOfSymbols } from './block-claims.ts';

/** Of a group: one value for each block of an element, of the infinitesimal action one for each component of the point. */
export function groupQuantities(
  { elements, second, algebra, otherAlgebra, point }: Omit<LieGroupModel, 'claims'>,
  constants: readonly SymbolExpr[] = [],
): Claimables<GroupQuantity> {
  const writtenIn = (...symbols: readonly SymbolExpr[]): Claimable => ({
    names: namesOfSymbols([...constants, ...symbols]),
    blocks: elements,
  });
  return {
    identity: writtenIn(),
    inverse: writtenIn(...elements),
    compose: writtenIn(...elements, ...second),
    bracket: writtenIn(...algebra, ...otherAlgebra),
    exp: writtenIn(...algebra),
    field: writtenIn(...elements, ...algebra),
    infinitesimal: { ...writtenIn(...point, ...algebra), blocks: point },
  };
}

/**
 * Of an orbit: also its density at a point, the score of a motion at a draw, its Fisher form in two tangents, what one draw says of
 * the energy's differential, the direction of a covector, and the point estimate.
 */
export function orbitQuantities(model: Omit<OrbitModel, 'claims'>): Claimables<OrbitQuantity> {
  const { group, constants } = model;
  const { elements, point, algebra, otherAlgebra } = group;
  const writtenIn = (...symbols: readonly SymbolExpr[]) => namesOfSymbols([...constants, ...symbols]);
  const draws = [...drawsOf(model).values()];
  const density = { names: writtenIn(...point, ...elements) };
  return {
    ...groupQuantities(group, constants),
    density,
    logDensity: density,
    score: { names: writtenIn(...algebra, ...draws) },
    fisherForm: { names: writtenIn(...algebra, ...otherAlgebra) },
    differential: {
      names: writtenIn(...elements, ...draws, ...point, ...gradientsOf(model), temperatureOfEnergy),
      blocks: algebra,
    },
    direction: { names: writtenIn(...algebra.map(covectorOf)), blocks: algebra },
    estimate: { names: writtenIn(...elements), blocks: placesOf(model) },
  };
}

/** Of an optimizer: also what a step makes of its state and of the mean E_A of the differential over the draws. */
export function optimizerQuantities({
  posterior,
  momentum,
  rate,
  temperature,
  samples,
}: Omit<OptimizerModel, 'claims' | 'name' | 'doc' | 'dimensions' | 'spans'>): Claimables<OptimizerQuantity> {
  const { elements, algebra } = posterior.group;
  const kept = elements.flatMap((g, i) => (momentum.has(g) ? (algebra[i] ?? []) : [])).map(covectorOf);
  const hyper = [...rate.values(), ...momentum.values(), temperature, samples].map((h) => h.symbol);
  const own = [...posterior.constants, ...hyper, ...elements, ...algebra, ...algebra.map(averageOf), ...kept];
  const called = (word: string, s: SymbolExpr): [string, SymbolExpr] => [
    canonicalName(asciiName(s.name.replace(/^[^_]*/, word))),
    s,
  ];
  const names = new Map([
    ...algebra.map((x) => called('E', averageOf(x))),
    ...kept.map((m) => called('momentum', m)),
    ...namesOfSymbols(own),
  ]);
  return {
    ...orbitQuantities(posterior),
    direction: { names, blocks: algebra },
    ...(kept.length > 0 ? { momentum: { names, blocks: kept } } : {}),
    update: { names, blocks: elements },
  };
}
