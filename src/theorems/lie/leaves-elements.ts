// Numbers that decide whether a group is one on its declared domains: maps that have a value at every point and stay
// inside, products, an identity and inverses that are elements, angles that mean the same after a full turn.
import type { Blocks } from '../../derivation/lie-findings.ts';
import { add, mul } from '../../ir/build.ts';
import { type Expr, pi, type SymbolExpr, two } from '../../ir/expr.ts';
import { substitute, symbolsOf } from '../../ir/visit.ts';
import { domainProblem } from '../../model/domain.ts';
import type { LieGroupModel } from '../../model/lie-group.ts';
import { textOf } from '../../notation/text.ts';
import { evaluatorOf } from '../../numeric/evaluate.ts';
import { floatArithmetic } from '../../numeric/float-arithmetic.ts';
import { dimensionsOf, type Point, samplePoint, sizesFor } from '../../numeric/points.ts';
import { randomStream } from '../../numeric/random.ts';
import type { Sizes, Tensor } from '../../numeric/tensors.ts';
import { type Gap, gapIn } from './gaps.ts';

const seeds = 24;
/** A computed value that is this far beyond a bound, relative to it, is outside; less is rounding. */
const slack = 1e-9;

interface Place {
  readonly symbols: Point;
  readonly sizes: Sizes;
}

/** Ordinary places; every second one may lie near an edge or far out. */
function placesOf(symbols: readonly SymbolExpr[], kinds: 'ordinary' | 'all'): readonly Place[] {
  const { names, counts } = dimensionsOf(symbols);
  const sizes = sizesFor(names, 2, counts);
  return Array.from({ length: seeds }, (_, i) => ({
    symbols: samplePoint(symbols, sizes, randomStream(61 + i), { moderate: kinds === 'ordinary' || i % 2 === 0 }),
    sizes,
  }));
}

const tensorAt = (e: Expr, { symbols, sizes }: Place): Tensor<number> =>
  evaluatorOf({ symbols, sizes }, floatArithmetic).value(e);

/** A finite value outside the domain of `s`, and what it should be. */
function outside(s: SymbolExpr, value: Expr, place: Place, allowed: number): string | undefined {
  const t = tensorAt(value, place);
  if (!t.data.every(Number.isFinite)) return undefined;
  const problem = domainProblem(s, t, { ...place, slack: allowed });
  return problem && `${shown(t)}, and ${problem}`;
}

/** The first block of an element that is no number, and what it would be. */
export function noElementAt(model: LieGroupModel, element: Blocks): string | undefined {
  const [place] = placesOf([...model.elements, ...model.constants], 'ordinary');
  const found = model.elements.find((_, i) => {
    const value = place && element[i] ? tensorAt(element[i], place) : undefined;
    return value && !value.data.every(Number.isFinite);
  });
  const value = found && place && tensorAt(element[model.elements.indexOf(found)] ?? found, place);
  return found && value && `${model.spelling.get(found) ?? found.name} = ${shown(value)}, which is no number`;
}

/** Why the identity, a product or an inverse is no element, with the numbers that show it; undefined where all are. */
export function leavesElements(
  model: LieGroupModel,
  product: Blocks,
  identity: Blocks,
  inverse: Blocks,
): string | undefined {
  const { elements, second, constants, spelling } = model;
  const ordinary = placesOf([...elements, ...second, ...constants], 'ordinary');
  for (const [i, g] of elements.entries()) {
    const name = spelling.get(g) ?? g.name;
    const first = (values: Blocks, places: readonly Place[], allowed: number): string | undefined => {
      const value = values[i] ?? g;
      const found = firstOf(places, (p) => outside(g, value, p, allowed));
      return found && `${name} = ${textOf(value)}, here ${found}`;
    };
    const unit = firstOf(ordinary, (p) => outside(g, identity[i] ?? g, p, 0));
    if (unit) return `the identity would have ${name} = ${unit}`;
    const back = first(inverse, ordinary, slack);
    if (back) return `the inverse would have ${back}`;
    const both = g.domain.kind === 'interval' ? placesOf([...elements, ...second, ...constants], 'all') : ordinary;
    const twice = first(product, both, slack);
    if (twice) return `a product would have ${twice}`;
  }
  return undefined;
}

/** Why the action is no map of the declared points into themselves. */
export function leavesPoints(model: LieGroupModel): { readonly message: string; readonly label: string } | undefined {
  const { elements, point, constants, action, spelling, name } = model;
  const gap = gapIn(action);
  if (gap) return { message: `the action of ${name} is not defined everywhere`, label: describeGap(gap, model) };
  const symbols = [...elements, ...point, ...constants];
  for (const [i, x] of point.entries()) {
    const value = action[i] ?? x;
    const places = placesOf(symbols, x.domain.kind === 'interval' ? 'all' : 'ordinary');
    const found = firstOf(places, (p) => {
      const problem = outside(x, value, p, slack);
      return problem && `at ${where(p.symbols, value, model)} it is ${problem}`;
    });
    if (found) return { message: `this action moves \`${spelling.get(x) ?? x.name}\` out of its domain`, label: found };
  }
  return undefined;
}

/** An angle that the action tells from the same angle after a full turn. */
export function turnsApart(model: LieGroupModel): { readonly symbol: SymbolExpr; readonly label: string } | undefined {
  const { elements, point, constants, action, spelling } = model;
  const places = placesOf([...elements, ...point, ...constants], 'ordinary');
  for (const s of [...elements, ...point]) {
    if (s.domain.kind !== 'circle') continue;
    const turned = new Map<Expr, Expr>([[s, add(s, mul(two, pi))]]);
    for (const [i, x] of point.entries()) {
      const [before, after] = [action[i] ?? x, substitute(action[i] ?? x, turned)];
      const apart = places.find((p) => !isSame(tensorAt(before, p), tensorAt(after, p), x.domain.kind === 'circle'));
      const name = spelling.get(s) ?? s.name;
      if (apart)
        return {
          symbol: s,
          label: `${name} and ${name} + 2π are one angle; the image has ${shown(tensorAt(before, apart))} for the one and ${shown(tensorAt(after, apart))} for the other`,
        };
    }
  }
  return undefined;
}

function isSame(a: Tensor<number>, b: Tensor<number>, areAngles: boolean): boolean {
  return a.data.every((x, i) => {
    const y = b.data[i] ?? Number.NaN;
    const apart = areAngles ? Math.sin((x - y) / 2) : (x - y) / Math.max(1, Math.abs(x));
    return !(Math.abs(apart) > 1e-7);
  });
}

/** `a + b is 0 at a = 1, b = -1`. */
export const describeGap = ({ demand, at }: Gap, model: LieGroupModel): string =>
  `${textOf(demand.value)} ${demand.kind === 'not zero' ? 'vanishes' : 'is negative'} at ${where(at, demand.value, model)}`;

const where = (at: Point, e: Expr, { spelling }: LieGroupModel): string =>
  [...symbolsOf(e)]
    .map((s) => `${spelling.get(s) ?? s.name} = ${shown(at.get(s) ?? { shape: [], data: [] })}`)
    .join(', ');

function shown({ shape, data }: Tensor<number>): string {
  const all = data.map((x) => String(Number(x.toPrecision(4))));
  const [rows = 1, columns = 1] = shape;
  if (shape.length === 2)
    return `[${Array.from({ length: rows }, (_, i) => all.slice(i * columns, (i + 1) * columns).join(', ')).join('; ')}]`;
  return shape.length === 1 ? `[${all.join(', ')}]` : (all[0] ?? '');
}

function firstOf<T, R>(list: readonly T[], f: (x: T) => R | undefined): R | undefined {
  for (const x of list) {
    const found = f(x);
    if (found !== undefined) return found;
  }
  return undefined;
}
