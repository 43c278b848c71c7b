// The base of an orbit: factors that cover the components of the group's point, in order.
import type { ReferenceNode } from '../../grammar/ast.ts';
import { neg } from '../ir/build.ts';
import { inEntries } from '../ir/entries.ts';
import {
  type Dim,
  type Domain,
  declaredSymbol,
  isScalar,
  pi,
  type Shape,
  type SymbolExpr,
  sameShape,
} from '../ir/expr.ts';
import { stack } from '../ir/literal.ts';
import { range } from '../ir/range.ts';
import { substitute } from '../ir/visit.ts';
import type { DensityModel } from '../model/density.ts';
import { indexed } from '../model/letters.ts';
import type { LieGroupModel } from '../model/lie-group.ts';
import type { BaseFactor } from '../model/orbit.ts';
import { argumentValue } from './argument.ts';
import { describeShape, elaborateDimension } from './expression.ts';
import { type Instance, instantiate } from './instance.ts';
import type { Library } from './library.ts';
import { report, type Scope } from './scope.ts';

type DensityFactor = Extract<BaseFactor, { kind: 'density' }>;

/** The components that no factor has taken yet. */
interface Cover {
  readonly group: LieGroupModel;
  readonly rest: SymbolExpr[];
  readonly scope: Scope;
  readonly library: Library;
}

/** The factors of a base, or undefined after a report. */
export function readBase(
  references: readonly ReferenceNode[],
  group: LieGroupModel,
  scope: Scope,
  library: Library,
): readonly BaseFactor[] | undefined {
  const cover = { group, rest: [...group.point], scope, library };
  const factors = references.map((reference) => readFactor(reference, references.length === 1, cover));
  const known = factors.filter((f) => f !== undefined);
  if (known.length < factors.length) return undefined;
  const last = references.at(-1);
  if (cover.rest.length > 0 && last)
    return report(
      scope,
      'shape-mismatch',
      last.span,
      `the base does not reach ${cover.rest.map(({ name }) => `\`${name}\``).join(', ')} of the point`,
      { hint: `${group.name} acts on ${describePoint(group)}: multiply the base by a factor for the rest` },
    );
  return known.flat();
}

const describePoint = (group: LieGroupModel): string =>
  group.point.map((s) => `${s.name} (${describeShape(s)})`).join(', ');

function readFactor(reference: ReferenceNode, alone: boolean, cover: Cover): readonly BaseFactor[] | undefined {
  const { name, lift } = reference;
  const { scope, library } = cover;
  const dim = lift && elaborateDimension(lift, scope);
  if (lift && !dim) return undefined;
  if (name.name === 'Dirac' && !library.declarations.has(name.name)) return readPointMass(reference, alone, dim, cover);
  const instance = instantiate(reference, dim, scope, library);
  if (!instance) return undefined;
  return dim === undefined
    ? plainFactor(instance.model, reference, cover)
    : liftedFactors(instance, dim, reference, cover);
}

/** A scalar density at every coordinate of one vector, or of as many scalar components. */
function liftedFactors(
  { model, varied }: Instance,
  dim: Dim,
  reference: ReferenceNode,
  cover: Cover,
): readonly BaseFactor[] | undefined {
  const [next] = cover.rest;
  const count = /^\d+$/.test(dim) ? Number(dim) : 0;
  if (next && isScalar(next) && count > 0) {
    const factors = Array.from({ length: count }, (_, i) => plainFactor(varied?.each[i] ?? model, reference, cover));
    const known = factors.filter((f) => f !== undefined);
    return known.length < count ? undefined : known.flat();
  }
  if (varied) {
    const factors = plainFactor(varied.whole, reference, cover);
    return factors?.map((f) => ({ ...f, coordinate: { model: varied.any, values: varied.values } }));
  }
  const components = take(cover, [[dim]], model.variables, reference);
  return components && [{ kind: 'density', model, lift: dim, components, span: reference.span }];
}

function plainFactor(
  model: DensityModel,
  reference: ReferenceNode,
  cover: Cover,
): readonly DensityFactor[] | undefined {
  const fitted = cover.rest.slice(0, 1).every(isScalar) ? overNumbers(model) : model;
  const components = take(
    cover,
    fitted.variables.map(({ shape }) => shape),
    fitted.variables,
    reference,
  );
  return components && [{ kind: 'density', model: fitted, components, span: reference.span }];
}

/** A density of a vector of known size as one of as many numbers. */
function overNumbers(model: DensityModel): DensityModel {
  const [vector, ...more] = model.variables;
  const [size = '', ...columns] = vector?.shape ?? [];
  if (!vector || more.length > 0 || columns.length > 0 || !/^\d+$/.test(size) || vector.domain.kind !== 'interval')
    return model;
  const variables = Array.from({ length: Number(size) }, (_, i) =>
    declaredSymbol(indexed(vector.name, i, Number(size)), vector.domain),
  );
  const spelling = model.spelling.get(vector) ?? vector.name;
  return {
    ...model,
    variables,
    density: inEntries(substitute(model.density, new Map([[vector, stack(...variables)]]))),
    spelling: new Map([...model.spelling, ...variables.map((v, i) => [v, `${spelling}${i + 1}`] as const)]),
  };
}

/** The next components of the point, which must have these shapes and allow these variables. */
function take(
  { rest, scope, group }: Cover,
  shapes: readonly Shape[],
  variables: readonly SymbolExpr[],
  reference: ReferenceNode,
): readonly SymbolExpr[] | undefined {
  const components = rest.splice(0, shapes.length);
  const wrong = shapes.findIndex((shape, i) => !sameShape(shape, components[i]?.shape ?? ['']));
  if (wrong >= 0)
    return report(
      scope,
      'shape-mismatch',
      reference.span,
      `this base does not fit the point of ${group.name}, which is ${describePoint(group)}`,
      { hint: 'lift a scalar density to the dimension, Name^P, or multiply factors: one for each component' },
    );
  const misfit = components.findIndex((c, i) => !isOpenPart(variables[i], c));
  if (misfit < 0) return components;
  const found = variables[misfit]?.domain.kind;
  return report(scope, 'shape-mismatch', reference.span, `this base takes values where ${group.name} does not act`, {
    hint:
      found === 'integers' || found === 'set' || found === 'onehot'
        ? 'a group carries densities: a base of separate values has none, but for a single one, Dirac(…)'
        : `\`${components[misfit]?.name}\` has a domain of its own in the action: choose a base with the same support`,
  });
}

/** Domains by the kind of the variable: those in which its own is an open part, so that a density there is one here. */
const wholes: { readonly [kind in Domain['kind']]?: readonly Domain['kind'][] } = {
  interval: ['interval', 'circle'],
  circle: ['circle'],
  matrix: ['matrix'],
  symmetric: ['symmetric'],
  spd: ['spd', 'symmetric'],
  simplex: ['simplex'],
  invertible: ['invertible', 'matrix'],
  lowerTriangular: ['lowerTriangular'],
  rotation: ['rotation'],
};

/** Are all values of the variable points of the component, and do they fill a part of it? */
function isOpenPart(variable: SymbolExpr | undefined, component: SymbolExpr): boolean {
  const [inner, outer] = [variable?.domain, component.domain];
  if (!inner || !wholes[inner.kind]?.includes(outer.kind)) return false;
  if (inner.kind !== 'interval') return true;
  const { lower, upper } =
    outer.kind === 'circle' ? { lower: neg(pi), upper: pi } : outer.kind === 'interval' ? outer : {};
  const low = lower && (!inner.lower || range(inner.lower).hi < range(lower).lo);
  const high = upper && (!inner.upper || range(inner.upper).lo > range(upper).hi);
  return !low && !high;
}

/** `Dirac(0)`: one value a component; a single value of a base that stands alone is that of every component. */
function readPointMass(
  reference: ReferenceNode,
  alone: boolean,
  dim: Dim | undefined,
  { rest, scope, group }: Cover,
): readonly BaseFactor[] | undefined {
  const values = reference.argumentLists.flat();
  const count = values.length === 1 && alone ? rest.length : values.length;
  const components = rest.splice(0, count);
  if (values.length === 0 || components.length < count || values.some(({ name }) => name !== undefined))
    return report(scope, 'shape-mismatch', reference.span, 'a point mass needs the values of the point', {
      hint: `write Dirac(0), or one value for each of ${group.point.map(({ name }) => name).join(', ')}`,
    });
  const fits = dim === undefined || components.every((c) => sameShape(c.shape, [dim]));
  if (!fits)
    return report(scope, 'shape-mismatch', reference.span, `the point of ${group.name} is ${describePoint(group)}`);
  const at = components.map((c, i) => {
    const given = values[i] ?? values[0];
    return given && argumentValue(given.value, c, scope);
  });
  const known = at.filter((v) => v !== undefined);
  return known.length < at.length ? undefined : [{ kind: 'dirac', at: known, components, span: reference.span }];
}
