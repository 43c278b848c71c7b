// The point estimate of an orbit: the mean of what the loss sees where the action is affine and the base has a mean, else
// the place of a draw at the median of the base, or well inside its support where the median is open.
import type { OptimizerFindings } from '../../derivation/optimizer-findings.ts';
import type { BaseLaw, CoordinateLaw, Site } from '../../derivation/orbit-findings.ts';
import { equation, prose } from '../../derivation/step.ts';
import { type FoundStep, required, type Theorem } from '../../derivation/theorem.ts';
import { add, elementwise, fill, mul, pow, sub } from '../../ir/build.ts';
import { directional, gradient, isNothing } from '../../ir/differentiate.ts';
import {
  dimension,
  type Expr,
  half,
  isScalar,
  minusOne,
  one,
  realLine,
  type SymbolExpr,
  symbol,
  two,
  zero,
} from '../../ir/expr.ts';
import { isNonNegative } from '../../ir/range.ts';
import { simplify } from '../../ir/simplify.ts';
import { inner } from '../../ir/tensor.ts';
import { contains, substitute } from '../../ir/visit.ts';
import { linearCumulants } from './base/generating.ts';
import { massBelow, medianOf } from './base/median.ts';
import { notFound, siteMoment } from './base/site-moment.ts';
import { hasMean } from './fisher/infinite.ts';
import { act, inPart, pairUp } from './group-maps.ts';

/** The point estimate. */
export const pointEstimate: Theorem<OptimizerFindings> = {
  id: 'point-estimate',
  title: 'The point estimate',
  source: { key: 'kiral-mollenhoff-khan', place: 'section 4' },
  apply: (known) => {
    const { orbit } = known;
    const energy = required(orbit, 'energy');
    const base = required(orbit, 'base');
    const { sites } = base;
    const means = sites.map((s) => (isAffine(energy.place, s.noise) ? meanOf(s, base) : undefined));
    const stands = sites.map((s, i): Standing => (means[i] ? { value: means[i], as: 'mean' } : standIn(s)));
    const middle = new Map<Expr, Expr>(
      sites.map((s, i): [Expr, Expr] => [s.noise, filled(stands[i]?.value ?? zero, s.noise)]),
    );
    const centre = energy.place.map((p) => simplify(substitute(p, middle)));
    return {
      kind: 'found',
      findings: { centre },
      step: {
        statement: [prose`Where one point must stand for the whole posterior, its mean does.`],
        body: [...standingWords(stands), ...centre.map((c, i) => equation(energy.placeSymbols[i] ?? c, c))],
        discharged: [],
        left: [],
        claims: [
          ...sites.flatMap((s, i) => (stands[i] ? claimsOf(s, stands[i], sites.length > 1) : [])),
          ...placeClaims(orbit, centre, base.at ?? sites.map((s) => middle.get(s.noise) ?? s.noise)),
        ],
      },
    };
  },
};

/** What stands for a draw, and as what. */
interface Standing {
  readonly value: Expr;
  readonly as: 'mean' | 'centre of symmetry' | 'median' | 'place inside';
}

/** The centre of a symmetric density, else the median where it is a number, else a place well inside the support. */
function standIn(site: Site): Standing {
  const middle = middleOf(site);
  const { coordinate } = site;
  if (!coordinate) return { value: middle, as: 'place inside' };
  if (isSymmetric(coordinate, middle)) return { value: middle, as: 'centre of symmetry' };
  const median = medianOf(coordinate);
  return median ? { value: median, as: 'median' } : { value: middle, as: 'place inside' };
}

function standingWords(stands: readonly Standing[]): FoundStep['body'] {
  if (stands.every((s) => s.as === 'mean')) return [];
  const lacking = prose`The mean does not exist or is not found here; the place of a draw in the middle of the base stands for it.`;
  if (stands.every((s) => s.as !== 'place inside')) return [lacking];
  return [
    lacking,
    prose`Its median is not known here: the middle is half-way between two ends, one from the only end of the support, or equal shares. That is a choice, and nothing is claimed of it.`,
  ];
}

function claimsOf(site: Site, { value, as }: Standing, among: boolean): FoundStep['claims'] {
  if (as === 'mean') return meanClaims(site, value, among);
  if (as === 'centre of symmetry') return symmetryClaims(site, value);
  return as === 'median' ? medianClaims(site, value) : [];
}

/** The estimate is what is seen of the point to which the element carries the middle of the base. */
const placeClaims = (
  { group, model: { value } }: OptimizerFindings['orbit'],
  centre: readonly Expr[],
  middle: readonly Expr[],
): FoundStep['claims'] => {
  const carried = act(group.model, group.model.elements, middle);
  const seen = value ? [substitute(value, pairUp(group.model.point, carried))] : carried;
  return centre.map((left, i) => ({
    kind: 'identity',
    text: inPart('the estimate is where the element carries the middle of the base', value ? [] : group.model.point, i),
    live: false,
    left,
    right: seen[i] ?? left,
  }));
};

const filled = (value: Expr, like: Expr): Expr => (isScalar(value) ? fill(value, like.shape) : value);

/** Is the second derivative in the draw zero? */
function isAffine(place: readonly Expr[], noise: SymbolExpr): boolean {
  const v = symbol('⟨v⟩', noise.shape.length === 2 ? { kind: 'matrix' } : { kind: 'interval' }, noise.shape);
  const along = new Map<Expr, Expr>([[noise, v]]);
  return place.every((p) => isNothing(simplify(directional(directional(p, along), along))));
}

/** E[z], where the integral converges in closed form. */
function meanOf(site: Site, base: BaseLaw): Expr | undefined {
  if (!site.coordinate) {
    const [v, w] = ['⟨v⟩', '⟨w⟩'].map((letter) => symbol(letter, realLine, site.noise.shape));
    const found = v && w && site.noise.shape.length < 2 && linearCumulants(inner(v, site.noise), [v], [w], base);
    return found ? simplify(gradient(found.mean, v)) : undefined;
  }
  const { variable } = site.coordinate;
  if (variable.domain.kind === 'circle') return meanDirection(site, variable);
  return hasMean(variable, site) ? foundMean(variable, site) : undefined;
}

/** In closed form, or as a number where nothing is left open. */
function foundMean(f: Expr, site: Site): Expr | undefined {
  const { value } = siteMoment(f, site);
  return contains(value, (n) => n.kind === 'integral' || n === notFound) ? undefined : value;
}

/** The angle of (E[cos z], E[sin z]) (Mardia & Jupp 2000, section 3.4); undefined where both vanish. */
function meanDirection(site: Site, z: SymbolExpr): Expr | undefined {
  const [sine, cosine] = [foundMean(elementwise('sin', z), site), foundMean(elementwise('cos', z), site)];
  if (!sine || !cosine || (isNothing(sine) && isNothing(cosine))) return undefined;
  return isNothing(sine) && isNonNegative(cosine) ? zero : simplify(elementwise('atan2', sine, cosine));
}

/** The mean of a coordinate by quadrature; of an angle, that the mean of its sine from there is zero. */
function meanClaims({ coordinate, noise }: Site, value: Expr | undefined, among: boolean): FoundStep['claims'] {
  if (!coordinate || !value || !isScalar(value) || coordinate.varying.size > 0) return [];
  const { variable, logDensity } = coordinate;
  const which = among ? `, ${noise.name}` : '';
  const claim = { kind: 'expectation', live: false, logDensity, variable } as const;
  return variable.domain.kind === 'circle'
    ? [
        {
          ...claim,
          text: `the mean direction of a draw${which}`,
          of: elementwise('sin', sub(variable, value)),
          value: zero,
        },
      ]
    : [{ ...claim, text: `the mean of a draw${which}`, of: variable, value }];
}

/** A place well inside the support: the middle of an interval, zero on the line, one from the end of a half-line, equal shares. */
function middleOf({ noise: { domain, shape } }: Site): Expr {
  if (domain.kind === 'simplex') return pow(dimension(shape[0] ?? '1'), minusOne);
  if (domain.kind !== 'interval') return zero;
  const { lower, upper } = domain;
  if (lower && upper) return mul(half, add(lower, upper));
  return lower ? add(lower, one) : upper ? sub(upper, one) : zero;
}

/** The density on the other side of a place. */
const mirrored = ({ variable, logDensity }: CoordinateLaw, middle: Expr): Expr =>
  substitute(logDensity, new Map([[variable, sub(mul(two, middle), variable)]]));

/** Is the density the same on both sides of a place, which is its median then? */
const isSymmetric = (law: CoordinateLaw, middle: Expr): boolean =>
  law.varying.size === 0 && simplify(mirrored(law, middle)) === simplify(law.logDensity);

/** That the density is the same on both sides. */
function symmetryClaims({ coordinate }: Site, middle: Expr): FoundStep['claims'] {
  if (!coordinate) return [];
  return [
    {
      kind: 'identity',
      text: 'the density is symmetric about it',
      live: true,
      left: mirrored(coordinate, middle),
      right: simplify(coordinate.logDensity),
    },
  ];
}

/** That half of the mass lies below it, by a double-exponential rule up to there. */
function medianClaims({ coordinate }: Site, value: Expr): FoundStep['claims'] {
  if (!coordinate) return [];
  const claim = { kind: 'computed', text: 'half of the mass lies below it', live: false, road: 'quadrature' } as const;
  return [
    {
      ...claim,
      tolerance: 1e-9,
      points: 1,
      error: () => ({ error: Math.abs(massBelow(coordinate, value) - 0.5), at: {} }),
    },
  ];
}
