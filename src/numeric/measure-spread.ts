// A density with long tails in two or three white coordinates: each is sinh v, so that a power of the distance falls
// exponentially, and the product of trapezoidal rules in v converges like $e^{-\pi^2/h}$ for it
// (Takahasi & Mori 1974; Trefethen & Weideman 2014, section 5).
import type { BareMeasure } from './finite-measure.ts';
import type { Whitened } from './measure-whitened.ts';

/** Steps in v by how many coordinates there are, of ever finer rules. */
const steps: Readonly<Record<number, readonly number[]>> = { 2: [0.3, 0.2, 0.14], 3: [0.4, 0.3] };
/** How far out in v a rule begins to look, and how far it goes at most: sinh 8 is 1,500. */
const firstReach = 8;
const mostPlaces = 400_000;
/** So little mass in the outermost layer is none. */
const negligible = 1e-13;

/** The measure by one of the rules, the coarsest being 0; undefined where there is none, or the mass goes on beyond all places. */
export function spreadMeasure(space: Whitened, fineness: number): BareMeasure | undefined {
  const step = steps[space.dimension]?.[fineness];
  if (step === undefined) return undefined;
  for (let reach = Math.ceil(firstReach / step); (2 * reach + 1) ** space.dimension <= mostPlaces; reach *= 2) {
    const found = measureWithin(space, step, reach);
    if (found) return found;
  }
  return undefined;
}

/** Undefined where the outermost layer of places has mass. */
function measureWithin(space: Whitened, step: number, reach: number): BareMeasure | undefined {
  const axis = Array.from({ length: 2 * reach + 1 }, (_, i) => {
    const v = (i - reach) * step;
    return { z: Math.sinh(v), logWeight: Math.log(step * Math.cosh(v)), isLast: i === 0 || i === 2 * reach };
  });
  const { log: top } = space.at(new Array<number>(space.dimension).fill(0));
  const places: (readonly number[])[] = [];
  const masses: number[] = [];
  let [total, last] = [0, 0];
  for (const nodes of tuples(axis, space.dimension)) {
    const { value, log } = space.at(nodes.map(({ z }) => z));
    const mass = Math.exp(nodes.reduce((sum, { logWeight }) => sum + logWeight, log - top));
    if (!(mass > 0 && Number.isFinite(mass))) continue;
    total += mass;
    if (nodes.some(({ isLast }) => isLast)) last += mass;
    if (mass < total * 1e-20) continue;
    places.push([...value.data]);
    masses.push(mass);
  }
  if (!(last <= negligible * total)) return undefined;
  return {
    logTotal: top + Math.log(total),
    error: last / total,
    places: () => places,
    weights: masses.map((m) => m / total),
    evaluations: axis.length ** space.dimension,
  };
}

/** All tuples of so many members. */
function* tuples<T>(members: readonly T[], length: number): Generator<readonly T[]> {
  if (length === 0) yield [];
  else for (const rest of tuples(members, length - 1)) for (const member of members) yield [...rest, member];
}
