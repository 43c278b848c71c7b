// The letters in which what one draw of an orbit says is written: the draw ε, the place that the loss sees, its gradient there, τ.
import { type SymbolExpr, symbol, zero } from '../ir/expr.ts';
import type { OrbitModel } from './orbit.ts';

type Orbit = Pick<OrbitModel, 'group' | 'base' | 'value'>;

/** ε, or ε₁, ε₂, … for several components, in the domains of the base's own variables. */
export function drawsOf({ group, base }: Orbit): ReadonlyMap<SymbolExpr, SymbolExpr> {
  const all = base.flatMap((factor) =>
    factor.components.map((component, i) => ({
      component,
      domain: factor.kind === 'density' ? (factor.model.variables[i] ?? component).domain : component.domain,
    })),
  );
  const letter = [...group.elements, ...group.point].some((s) => s.name === 'ε') ? 'ϵ' : 'ε';
  return new Map(
    all.map(({ component, domain }, i) => [
      component,
      symbol(
        all.length === 1 ? letter : `${letter}${[...String(i + 1)].map((d) => '₀₁₂₃₄₅₆₇₈₉'[Number(d)]).join('')}`,
        domain,
        component.shape,
      ),
    ]),
  );
}

/** Where the loss is evaluated: the components of the point, or the one value that is seen of it. */
export const placesOf = ({ group, value }: Orbit): readonly SymbolExpr[] =>
  value ? [symbol(valueName(group), { kind: 'interval' }, value.shape)] : group.point;

const valueName = ({ point, elements }: Orbit['group']): string =>
  ['θ', 'ϑ', 'w'].find((l) => ![...point, ...elements].some((s) => s.name === l)) ?? 'θ̂';

/** G, or G_x, G_y, …: the gradients of the loss at these places. */
export function gradientsOf(model: Orbit): readonly SymbolExpr[] {
  const { elements, point } = model.group;
  const used = [...elements, ...point].map((s) => s.name);
  const letter = ['G', 'Ĝ'].find((l) => !used.includes(l)) ?? 'Ĝ';
  const places = placesOf(model);
  return places.map((p) => {
    const domain = p.shape.length === 2 ? ({ kind: 'matrix' } as const) : ({ kind: 'interval' } as const);
    return symbol(places.length === 1 ? letter : `${letter}_${p.name}`, domain, p.shape);
  });
}

/** The temperature in the differential of the energy. */
export const temperatureOfEnergy: SymbolExpr = symbol('τ', { kind: 'interval', lower: zero, closedLower: true });
