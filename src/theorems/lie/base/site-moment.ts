// E[f(zᵢ)] for every coordinate i of a draw: one number where all coordinates are alike, else a vector of them, found
// once in symbols for what differs and then at the values of every coordinate.
import type { CoordinateLaw, Site } from '../../../derivation/orbit-findings.ts';
import { add, mul } from '../../../ir/build.ts';
import { entry } from '../../../ir/entry.ts';
import { type Expr, rational, realLine, type SymbolExpr, symbol } from '../../../ir/expr.ts';
import { stack } from '../../../ir/literal.ts';
import { substitute } from '../../../ir/visit.ts';
import { type Moment, moment, partitions, type ScalarLaw } from './moment.ts';
import { weighted } from './weights.ts';

/** What a moment holds that was not found: neither a form for all coordinates nor a number for each. */
export const notFound: SymbolExpr = symbol('⟨mean⟩', realLine);

/** Numbers that differ between coordinates, by the symbol that stands for them. */
export type Varying = CoordinateLaw['varying'];

const laws = new WeakMap<Site, ScalarLaw>();

/** The law of any one coordinate, with what differs as constants; the same object for the same site. */
function lawOf(site: Site): ScalarLaw | undefined {
  const known = laws.get(site);
  if (known || !site.coordinate) return known;
  const { variable, logDensity, varying } = site.coordinate;
  const law = { variable, logDensity, constants: [...site.constants, ...varying.keys()] };
  laws.set(site, law);
  return law;
}

/** The i-th coordinate's own expression. */
export const atCoordinate = (e: Expr, varying: Varying, i: number): Expr =>
  substitute(e, new Map([...varying].map(([s, values]): [Expr, Expr] => [s, entry(values, i)])));

/** E[f(zᵢ)]; `own` holds what differs between coordinates in f beside what differs in their laws. */
export function siteMoment(f: Expr, site: Site, own: Varying = new Map()): Moment {
  const law = lawOf(site);
  if (!law) return { value: notFound, closed: false };
  const varying = new Map([...(site.coordinate?.varying ?? []), ...own]);
  const found = moment(f, law);
  if (varying.size === 0) return found;
  if (found.closed) return { value: weighted(substitute(found.value, varying)), closed: true };
  const [size = ''] = site.noise.shape;
  if (!/^\d+$/.test(size)) return { value: notFound, closed: false };
  const each = Array.from({ length: Number(size) }, (_, i) => {
    const logDensity = atCoordinate(law.logDensity, varying, i);
    return moment(atCoordinate(f, varying, i), { ...law, logDensity, constants: site.constants }).value;
  });
  return { value: stack(...each), closed: false };
}

/** The joint cumulant of several functions of one coordinate (McCullagh 1987, section 2.3). */
export function siteCumulant(functions: readonly Expr[], site: Site, own: Varying = new Map()): Moment {
  const parts = partitions(functions).map((blocks) => {
    const means = blocks.map((block) => siteMoment(mul(...block), site, own));
    const sign = blocks.length % 2 === 1 ? 1 : -1;
    const weight = rational(sign * factorial(blocks.length - 1));
    return { value: mul(weight, ...means.map((m) => m.value)), closed: means.every((m) => m.closed) };
  });
  return { value: weighted(add(...parts.map((p) => p.value))), closed: parts.every((p) => p.closed) };
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
