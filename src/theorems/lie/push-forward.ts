// Push-forward: $q_g(\theta)=q_0(g^{-1}\theta)\,|\det D(g^{-1})(\theta)|$ (Kıral, Möllenhoff & Khan 2023, section 3).
import type { ComputedClaim } from '../../derivation/claim.ts';
import type { OrbitFindings } from '../../derivation/orbit-findings.ts';
import { equation, formula, label, prose } from '../../derivation/step.ts';
import { type FoundStep, required, type Theorem } from '../../derivation/theorem.ts';
import { add, fill, neg, sub } from '../../ir/build.ts';
import { expand } from '../../ir/expand.ts';
import { type Domain, type Expr, positiveLine, realLine, type SymbolExpr, symbol, zero } from '../../ir/expr.ts';
import { gatherLeft } from '../../ir/gather.ts';
import { range } from '../../ir/range.ts';
import { cost, simplify } from '../../ir/simplify.ts';
import { substitute, symbolsOf } from '../../ir/visit.ts';
import type { LieGroupModel } from '../../model/lie-group.ts';
import { evaluatorOf } from '../../numeric/evaluate.ts';
import { floatArithmetic } from '../../numeric/float-arithmetic.ts';
import { measureOf } from '../../numeric/measure.ts';
import { dimensionsOf, type Point, samplePoint } from '../../numeric/points.ts';
import { randomStream } from '../../numeric/random.ts';
import { nested } from '../../numeric/tensors.ts';
import { act, pairUp } from './group-maps.ts';
import { logDeterminant } from './jacobian.ts';
import { volumeClaims } from './volume-claim.ts';

/** The density of the orbit. */
export const pushForward: Theorem<OrbitFindings> = {
  id: 'push-forward',
  title: 'The density of the orbit',
  source: { key: 'kiral-mollenhoff-khan', place: 'section 3' },
  apply: (known) => {
    const { logDensity, sites } = required(known, 'base');
    const { model } = known.group;
    if (!logDensity) return { kind: 'silent' };
    const back = act(model, required(known.group, 'inverse')).map((e) => gatherLeft(simplify(e)));
    const volume = logDeterminant(back, model.point);
    if (!volume) return { kind: 'found', findings: {}, step: withoutVolume() };
    const noise = sites.map((s) => s.noise);
    const density = shorter(add(substitute(logDensity, pairUp(noise, back)), volume));
    return { kind: 'found', findings: { density, draw: back }, step: step(known, density, back, noise) };
  },
};

/** Simplified as it stands or expanded first, whichever is shorter to read. */
function shorter(e: Expr): Expr {
  const [whole, opened] = [simplify(e), simplify(expand(e))];
  return cost(opened) < cost(whole) ? opened : whole;
}

const statement: FoundStep['statement'] = [
  prose`The density at a point ${formula('x')} is that of the draw ${formula('g⁻¹x')} it comes from, times the factor by which ${formula('g⁻¹')} changes volume there: ${formula('q_g(x) = q₀(g⁻¹x) |det D(g⁻¹)(x)|')}.`,
];

const withoutVolume = (): FoundStep => ({
  statement,
  body: [prose`The change of volume of this action has no closed form here; the steps below do not need it.`],
  discharged: [],
  left: [],
  claims: [],
});

function step(known: OrbitFindings, density: Expr, back: readonly Expr[], noise: readonly SymbolExpr[]): FoundStep {
  const { model } = known.group;
  return {
    statement,
    body: [
      ...model.action.map((a, i) => equation(model.point[i] ?? a, substitute(a, pairUp(model.point, noise)))),
      ...back.map((b, i) => equation(noise[i] ?? b, b)),
      {
        ...equation(
          label('logOrbitDensity', { of: [...model.point, ...model.elements], given: model.point.length }),
          density,
        ),
        name: 'density',
      },
      ...(movesSupport(known) ? [prose`The support of the density moves with the element.`] : []),
    ],
    discharged: [prose`Every element acts as an invertible map with a derivative.`],
    left: [],
    claims: claims(known, density, noise),
  };
}

/** Is the base supported on less than the group acts on? */
export const movesSupport = ({ group, base }: OrbitFindings): boolean =>
  (base?.sites ?? []).some(({ noise }, i) => {
    const point = group.model.point[i];
    return point !== undefined && (range(noise).lo !== range(point).lo || range(noise).hi !== range(point).hi);
  });

/** Change of variables forth and back at random draws, and the integral where the support stands still. */
function claims(known: OrbitFindings, density: Expr, noise: readonly SymbolExpr[]): FoundStep['claims'] {
  const { model } = known.group;
  const { logDensity } = required(known, 'base');
  const there = model.action.map((a) => substitute(a, pairUp(model.point, noise)));
  const volume = logDeterminant(there, noise);
  const carried = logDeterminant(model.action, model.point);
  const [point, ...more] = model.point;
  return [
    ...(volume && logDensity
      ? [
          {
            kind: 'identity' as const,
            text: 'the density of g ε is that of ε divided by the change of volume of g',
            live: true,
            left: substitute(density, pairUp(model.point, there)),
            right: add(logDensity, neg(volume)),
          },
        ]
      : []),
    ...(carried ? volumeClaims(model, carried) : []),
    ...(point && more.length === 0 && !movesSupport(known) ? normaliserClaims(density, model, point) : []),
  ];
}

/** Where a point that is one number once every named dimension is one lies; undefined for any other point. */
function lineOf({ domain, shape }: SymbolExpr): Domain | undefined {
  if (shape.some((d) => /^\d+$/.test(d))) return undefined;
  switch (domain.kind) {
    case 'interval':
    case 'circle':
      return domain;
    case 'matrix':
    case 'symmetric':
      return realLine;
    case 'spd':
    case 'lowerTriangular':
      return positiveLine;
    default:
      return undefined;
  }
}

const points = 3;
const tolerance = 1e-9;

/** ∫ q_g = 1 by quadrature, where every dimension is one; a whole line in two halves, for the base may have a corner at 0. */
function normaliserClaims(density: Expr, model: LieGroupModel, point: SymbolExpr): readonly ComputedClaim[] {
  const line = lineOf(point);
  return line ? [normaliserClaim(density, model, point, line)] : [];
}

function normaliserClaim(density: Expr, model: LieGroupModel, point: SymbolExpr, line: Domain): ComputedClaim {
  const { names, counts } = dimensionsOf([...model.elements, point]);
  const sizes = new Map([...names].map((name) => [name, counts.has(name) ? 2 : 1]));
  const isLine = line.kind === 'interval' && !line.lower && !line.upper;
  const half = symbol('⟨distance⟩', isLine ? positiveLine : line, point.shape);
  const [middle = zero] = act(model, model.elements, [fill(zero, point.shape)]);
  const parts = (isLine ? [add(middle, half), sub(middle, half)] : [half]).map((x) =>
    substitute(density, new Map([[point, x]])),
  );
  return {
    kind: 'computed',
    text: `the density integrates to one${names.size > 0 ? ', every dimension taken as 1' : ''}`,
    live: false,
    road: 'quadrature',
    tolerance,
    points,
    error: (seed) => {
      const free = [...symbolsOf(density)].filter((s) => s !== point);
      const symbols = samplePoint(free, sizes, randomStream(seed), { moderate: true });
      const evaluator = evaluatorOf({ symbols, sizes }, floatArithmetic);
      const masses = parts.map((p) => Math.exp(measureOf(evaluator, half, p).logTotal));
      return { error: Math.abs(masses.reduce((a, b) => a + b, -1)), at: shown(symbols) };
    },
  };
}

const shown = (point: Point): Readonly<Record<string, unknown>> =>
  Object.fromEntries([...point].map(([s, t]) => [s.name, nested(t)]));
