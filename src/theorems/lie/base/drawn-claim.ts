// A sampler by another road: a bounded function of what it makes of its random numbers has the mean that the density gives it.
import type { ComputedClaim } from '../../../derivation/claim.ts';
import type { BaseLaw, Site } from '../../../derivation/orbit-findings.ts';
import { add, elementwise, mul, sub } from '../../../ir/build.ts';
import { type Expr, half, minusOne, one, rational, type SymbolExpr, sameShape, symbol } from '../../../ir/expr.ts';
import { contains, dependsOn, substitute, symbolsOf } from '../../../ir/visit.ts';
import type { Draw } from '../../../model/program.ts';
import { dimensionsOf, samplePoint } from '../../../numeric/points.ts';
import { mostCoordinates } from '../../../numeric/product-measure.ts';
import { randomStream } from '../../../numeric/random.ts';
import { logLaw } from '../../sampler/claims.ts';
import { boundedLoss } from './bounded-loss.ts';
import { baseRule, coordinatesOf, evenSizes, freeSymbols, meanOver } from './mean.ts';

const points = 2;
/** How well the mean is known over one random number, and over several. */
const tolerances = { one: 1e-9, several: 1e-7 };

/** Of a draw whose coordinates have a law of their own and are made of a few random numbers each; none of another. */
export function drawnClaims(site: Site, among: boolean): readonly ComputedClaim[] {
  const { noise, coordinate, sampler, given } = site;
  if (!coordinate || coordinate.varying.size > 0 || given.length > 0) return [];
  if (sampler?.kind !== 'transform') return [];
  const values = onBothSides(sampler.value, sampler.draws);
  const draws = sampler.draws.filter((d) => values.some((v) => dependsOn(v, [d.symbol])));
  // A draw of independent copies is drawn by the sampler of one of them.
  const drawn = sameShape(sampler.value.shape, noise.shape) ? noise : coordinate.variable;
  const share = rational(1, values.length);
  const roads = [
    { law: { sites: [{ ...site, noise: drawn }] }, of: boundedLoss(drawn, drawn) },
    { law: { sites: draws.map(primitive) }, of: mul(share, add(...values.map((v) => boundedLoss(drawn, v)))) },
  ];
  const free = roads.flatMap(({ law, of }) => [...freeSymbols([of], law), ...constantsOf(law)]);
  const { names } = dimensionsOf([noise, ...draws.map((d) => d.symbol)]);
  const sizes = evenSizes(names, 1);
  if (roads.some(({ law }) => coordinatesOf(law, sizes) > mostCoordinates)) return [];
  return [
    {
      kind: 'computed',
      text: `a bounded function has the mean over what is drawn that the density gives it${among ? `, ${noise.name}` : ''}`,
      live: false,
      road: 'quadrature',
      tolerance: draws.length > 1 ? tolerances.several : tolerances.one,
      points,
      error: (seed) => {
        const fixed = samplePoint(new Set(free), sizes, randomStream(seed), { moderate: true });
        const [wanted = Number.NaN, found = Number.NaN] = roads.map(({ law, of }) => {
          const rule = baseRule(law, sizes, fixed);
          return rule && meanOver(rule, [of], fixed, sizes)[0];
        });
        return { error: Math.abs(found - wanted), at: { seed } };
      },
    },
  ];
}

/** The value at either sign, where a uniform number tells a fair sign. */
const onBothSides = (value: Expr, draws: readonly Draw[]): readonly Expr[] =>
  draws.reduce<readonly Expr[]>(
    (values, { symbol: v }) => {
      const sign = elementwise('sign', sub(v, half));
      const sides = (e: Expr): readonly Expr[] => [one, minusOne].map((s) => substitute(e, new Map([[sign, s]])));
      return values.flatMap((e) => (contains(e, (n) => n === sign) ? sides(e) : [e]));
    },
    [value],
  );

/** A random number as a draw of its own law. */
function primitive(draw: Draw): Site {
  const variable = symbol(`⟨${draw.symbol.name}⟩`, draw.symbol.domain);
  const logDensity = logLaw({ ...draw, symbol: variable });
  return {
    noise: draw.symbol,
    constants: [],
    given: [],
    lifted: false,
    coordinate: { variable, logDensity, varying: new Map() },
  };
}

/** What the laws of the coordinates leave to the user. */
const constantsOf = ({ sites }: BaseLaw): readonly SymbolExpr[] =>
  sites.flatMap(({ coordinate: c }) => (c ? [...symbolsOf(c.logDensity)].filter((s) => s !== c.variable) : []));
