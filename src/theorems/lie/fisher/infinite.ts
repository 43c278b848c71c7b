// Where the score has no second moment: towards an end of the support, or towards 0 inside it, the squared score times the
// density falls no faster than one over the distance. Read off as an exponent at two distances, which is evidence by numbers.
import type { Site } from '../../../derivation/orbit-findings.ts';
import { type Prose, prose } from '../../../derivation/step.ts';
import type { Expr, SymbolExpr } from '../../../ir/expr.ts';
import { symbolsOf } from '../../../ir/visit.ts';
import { valueAt } from '../../../numeric/mixed-differences.ts';
import { dimensionsOf, samplePoint, sizesFor } from '../../../numeric/points.ts';
import { randomStream } from '../../../numeric/random.ts';
import { entriesOf, sizeOfShape } from '../../../numeric/tensors.ts';
import { symbolList } from '../blocks.ts';

/** A place that a draw approaches: 0 inside its support, or an end of it. */
interface Place {
  readonly site: Site;
  /** The value at a distance from the place; `undefined` where that is outside. */
  readonly at: (distance: number, number: (e: Expr) => number) => number | undefined;
  readonly name: Expr | 'infinity' | 'zero';
}

/** Two distances; those in the tails are one over them. */
const distances = [1e-5, 1e-10] as const;
/** Random constants and tangents that are tried. */
const seeds = [51, 52, 53, 54, 55, 56] as const;
/** An exponent below this is zero: powers of a distance are read off to some six digits. */
const flat = 1e-3;

/** Why the Fisher form is infinite; undefined where no place tells so. */
export function infinite(score: Expr, algebra: readonly SymbolExpr[], sites: readonly Site[]): Prose | undefined {
  const found = sites
    .flatMap((site) => placesOf(site).filter((p) => diverges(p, { of: score, power: 2 }, algebra, sites)))
    .at(0);
  return found && told(found);
}

/** Has a function of one coordinate a mean, as far as its growth towards the ends tells? */
export const hasMean = (f: Expr, site: Site): boolean =>
  !placesOf(site).some((p) => diverges(p, { of: f, power: 1 }, [], [site]));

function placesOf(site: Site): readonly Place[] {
  const { domain } = site.noise;
  if (domain.kind !== 'interval') return [];
  const { lower, upper } = domain;
  return [
    lower ? { site, name: lower, at: (d, number) => number(lower) + d } : { site, name: 'infinity', at: (d) => -1 / d },
    upper ? { site, name: upper, at: (d, number) => number(upper) - d } : { site, name: 'infinity', at: (d) => 1 / d },
    ...([1, -1] as const).map(
      (side): Place => ({
        site,
        name: 'zero',
        at: (d, number) => {
          const isInside = (lower ? number(lower) < -d : true) && (upper ? number(upper) > d : true);
          return isInside ? side * d : undefined;
        },
      }),
    ),
  ];
}

/** What is integrated: |of|^power. */
interface Growing {
  readonly of: Expr;
  readonly power: number;
}

/** Does |f|ᵖ q fall no faster than 1/d, for some constants? Draws beside this one stand still. */
function diverges(
  place: Place,
  { of, power }: Growing,
  algebra: readonly SymbolExpr[],
  sites: readonly Site[],
): boolean {
  const { site } = place;
  const { coordinate } = site;
  if (!coordinate) return false;
  const { names, counts } = dimensionsOf([...sites.map((s) => s.noise), ...algebra]);
  const sizes = sizesFor(names, 1, counts);
  const shape = sizeOfShape(site.noise.shape, sizes);
  const free = [of, coordinate.logDensity].flatMap((e) => [...symbolsOf(e)]);
  const ends = site.noise.domain.kind === 'interval' ? [site.noise.domain.lower, site.noise.domain.upper] : [];
  const all = [...free, ...ends.flatMap((e) => (e ? [...symbolsOf(e)] : []))];
  const others = all.filter((s) => s !== site.noise && s !== coordinate.variable);
  return seeds.some((seed) => {
    const fixed = samplePoint(others, sizes, randomStream(seed), { moderate: true });
    const logs = distances.map((distance) => {
      const x = place.at(distance, (e) => valueAt(e, fixed, sizes));
      if (x === undefined) return Number.NaN;
      const here = new Map([
        ...fixed,
        [site.noise, { shape, data: Array.from({ length: entriesOf(shape) }, () => x) }] as const,
        [coordinate.variable, { shape: [], data: [x] }] as const,
      ]);
      const height = valueAt(coordinate.logDensity, here, sizes) + power * Math.log(Math.abs(valueAt(of, here, sizes)));
      return height + Math.log(place.name === 'infinity' ? 1 / distance : distance);
    });
    const [far = Number.NaN, close = Number.NaN] = logs;
    return (far - close) / Math.log(distances[0] / distances[1]) < flat && Number.isFinite(far + close);
  });
}

function told({ site, name }: Place): Prose {
  const where =
    name === 'infinity'
      ? prose`far out in the tail of ${site.noise}`
      : name === 'zero'
        ? prose`near 0, inside the support of ${site.noise}`
        : prose`near the edge ${name} of the support of ${site.noise}`;
  const some = site.constants.length > 0 ? prose`, for some values of ${symbolList(site.constants)},` : prose``;
  return prose`The Fisher form is infinite: ${where}${some} the density falls off too slowly for the growth of the score, whose square has no mean.`;
}
