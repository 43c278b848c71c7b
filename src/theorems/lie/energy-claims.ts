// The differential of the energy by another road: difference quotients of E[ℓ] − τH along g·exp(tX) for a bounded loss, the
// means by quadrature, the entropy as the mean of −log q at the moved draw.
import type { Claim } from '../../derivation/claim.ts';
import type { EnergyDifferential, OrbitFindings } from '../../derivation/orbit-findings.ts';
import { required } from '../../derivation/theorem.ts';
import { add, mul, square } from '../../ir/build.ts';
import { type Expr, one, realLine, type SymbolExpr, symbol, zero } from '../../ir/expr.ts';
import { inner } from '../../ir/tensor.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';
import { dimensionsOf, type Point, samplePoint } from '../../numeric/points.ts';
import { mostCoordinates } from '../../numeric/product-measure.ts';
import { randomStream } from '../../numeric/random.ts';
import type { Sizes } from '../../numeric/tensors.ts';
import { boundedLoss, boundedSlope } from './base/bounded-loss.ts';
import { baseRule, coordinatesOf, evenSizes, freeSymbols, meanOver } from './base/mean.ts';
import type { BaseRule } from './base/rule.ts';
import { act, compose, pairUp } from './group-maps.ts';
import { logDeterminant } from './jacobian.ts';

const points = 2;
/** Draws of a measure that may be any. */
const draws = 48;
/** That of difference quotients. */
const tolerance = 1e-9;
/** How many points are drawn for one at which doubles hold the moved draws: far out they round to an edge of their domain. */
const attempts = 4;
const firstStep = 0.02;
const levels = 5;

/** The claim, where the exponential map is known and the draws can be integrated over. */
export function energyClaims(known: OrbitFindings, energy: EnergyDifferential): readonly Claim[] {
  const { group, base, density } = known;
  if (!base || !group.exponential || (base.logDensity && !density)) return [];
  const time = symbol('⟨t⟩', realLine);
  const { along, rate } = sides(known, energy, density, time);
  const { names } = dimensionsOf([...group.model.elements, ...group.model.point]);
  const anyMeasure = !base.at && isAffine(known);
  if (!anyMeasure && !base.at && coordinatesOf(base, evenSizes(names, 1)) > mostCoordinates) return [];
  return [
    {
      kind: 'computed',
      text: 'difference quotients of the energy along the exponential map, for a bounded loss',
      live: false,
      road: 'difference',
      tolerance,
      points,
      error: (seed) => {
        const sizes = evenSizes(names, 1);
        const symbols = freeSymbols([along, rate, ...(known.score ? [known.score] : [])], base).filter(
          (s) => s !== time,
        );
        for (let k = 0; k < attempts; k++) {
          const fixed = samplePoint(symbols, sizes, randomStream(seed + 1000 * k), { moderate: true });
          const rule = base.at
            ? oneDraw
            : baseRule(base, sizes, fixed, anyMeasure ? { drawn: draws, seed } : 'product');
          if (!rule) return undefined;
          const at = (t: number): number =>
            meanOver(rule, [along], new Map([...fixed, [time, { shape: [], data: [t] }]]), sizes)[0] ?? Number.NaN;
          if (!Number.isFinite(at(0))) continue;
          const [claimed = Number.NaN] = meanOver(rule, [rate], fixed, sizes);
          const found = extrapolatedSlope(at, stepFor(known.score, rule, fixed, sizes));
          return { error: Math.abs(found - claimed) / Math.max(1, Math.abs(claimed)), at: { seed } };
        }
        return undefined;
      },
    },
  ];
}

/** A base without spread has one draw, which the place holds already. */
const oneDraw: BaseRule = { inputs: [], draws: [{ values: [], weight: 1 }] };

/**
 * Is the change of volume the same for every draw? Then energy and differential are means of the same function of one
 * draw, and agree under any measure of the draws.
 */
function isAffine({ group, base }: OrbitFindings): boolean {
  const noise = (base?.sites ?? []).map((s) => s.noise);
  const volume = logDeterminant(act(group.model, group.model.elements, noise), noise);
  return volume !== undefined && !dependsOn(volume, noise);
}

/** ℓ − τ(−log q) at the draw moved by g·exp(tX), and ⟨differential, X⟩ at t = 0. */
function sides(
  known: OrbitFindings,
  energy: EnergyDifferential,
  density: Expr | undefined,
  time: SymbolExpr,
): { readonly along: Expr; readonly rate: Expr } {
  const { group } = known;
  const { model } = group;
  const scaled = pairUp(
    model.algebra,
    model.algebra.map((x) => mul(time, x)),
  );
  const moved = compose(
    group,
    model.elements,
    required(group, 'exponential').values.map((e) => substitute(e, scaled)),
  );
  const toMoved = pairUp(model.elements, moved);
  const place = energy.place.map((p) => substitute(p, toMoved));
  const loss = add(...energy.placeSymbols.map((p, i) => boundedLoss(p, place[i] ?? p)));
  const logDensity = density ? logDensityAt(known, density, moved) : zero;
  const gradient = new Map<Expr, Expr>(
    energy.gradient.map((g, i): [Expr, Expr] => {
      const p = energy.placeSymbols[i] ?? g;
      return [g, boundedSlope(p, energy.place[i] ?? p)];
    }),
  );
  const pairing = add(...energy.covector.map((c, i) => inner(c, model.algebra[i] ?? one)));
  return { along: add(loss, mul(energy.temperature, logDensity)), rate: substitute(pairing, gradient) };
}

/** log q_g at g ε: the point is the moved draw. */
function logDensityAt({ group, base }: OrbitFindings, density: Expr, moved: readonly Expr[]): Expr {
  const noise = (base?.sites ?? []).map((s) => s.noise);
  const { model } = group;
  const toMoved = pairUp(model.elements, moved);
  const there = act(model, moved, noise);
  return substitute(density, new Map([...toMoved, ...pairUp(model.point, there)]));
}

/** A step along which the logarithm of the base changes little: where it is narrow, its score is large. */
function stepFor(score: Expr | undefined, rule: BaseRule, fixed: Point, sizes: Sizes): number {
  const [size = 0] = score ? meanOver(rule, [square(score)], fixed, sizes) : [];
  return firstStep / Math.max(1, Math.sqrt(size));
}

/** Central differences at halved steps, extrapolated to step zero. */
function extrapolatedSlope(f: (t: number) => number, first: number): number {
  let row: number[] = [];
  for (let k = 0; k < levels; k++) {
    const h = first / 2 ** k;
    const next = [(f(h) - f(-h)) / (2 * h)];
    row.forEach((coarse, j) => {
      const fine = next[j] ?? Number.NaN;
      next.push(fine + (fine - coarse) / (4 ** (j + 1) - 1));
    });
    row = next;
  }
  return row.at(-1) ?? Number.NaN;
}
