// The point estimate of an orbit: the mean of what the loss sees where the action is affine and the base has a mean, else
// the place of a draw in the middle of the base.
import type { OptimizerFindings } from '../../derivation/optimizer-findings.ts';
import type { BaseLaw, Site } from '../../derivation/orbit-findings.ts';
import { equation, prose } from '../../derivation/step.ts';
import { type FoundStep, required, type Theorem } from '../../derivation/theorem.ts';
import { fill } from '../../ir/build.ts';
import { directional, gradient, isNothing } from '../../ir/differentiate.ts';
import { type Expr, isScalar, one, realLine, type SymbolExpr, symbol, zero } from '../../ir/expr.ts';
import { range } from '../../ir/range.ts';
import { simplify } from '../../ir/simplify.ts';
import { inner } from '../../ir/tensor.ts';
import { contains, substitute } from '../../ir/visit.ts';
import { linearCumulants } from './base/generating.ts';
import { siteMoment } from './base/site-moment.ts';

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
    const isMean = means.every((m) => m !== undefined);
    const middle = new Map<Expr, Expr>(
      sites.map((s, i): [Expr, Expr] => [s.noise, filled(means[i] ?? medianOf(s), s.noise)]),
    );
    const centre = energy.place.map((p) => simplify(substitute(p, middle)));
    return {
      kind: 'found',
      findings: { centre },
      step: {
        statement: [prose`Where one point must stand for the whole posterior, its mean does.`],
        body: [
          ...(isMean || sites.length === 0
            ? []
            : [
                prose`The mean does not exist or has no closed form here; the place of a draw in the middle of the base stands for it.`,
              ]),
          ...centre.map((c, i) => equation(energy.placeSymbols[i] ?? c, c)),
        ],
        discharged: [],
        left: [],
        claims: isMean ? sites.flatMap((s, i) => meanClaims(s, means[i])) : [],
      },
    };
  },
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
  const found = siteMoment(site.coordinate.variable, site);
  return found.closed && !contains(found.value, (n) => n.kind === 'integral') ? found.value : undefined;
}

/** The mean of a coordinate by quadrature; an angle jumps where its circle is cut, so that quadrature loses its digits. */
function meanClaims({ coordinate }: Site, value: Expr | undefined): FoundStep['claims'] {
  if (!coordinate || !value || !isScalar(value) || coordinate.varying.size > 0) return [];
  const { variable, logDensity } = coordinate;
  if (variable.domain.kind === 'circle') return [];
  return [{ kind: 'expectation', text: 'the mean of a draw', live: false, of: variable, logDensity, variable, value }];
}

/** The middle of the support: zero on the line, one on a half-line. */
function medianOf({ noise }: Site): Expr {
  const { lo, hi } = range(noise);
  return lo < 0 && hi > 0 ? zero : one;
}
