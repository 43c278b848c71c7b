// What the author claims about an orbit or an optimizer on one: verified against what was derived, never trusted.
import type { AuthorStep } from '../../derivation/author-claims.ts';
import type { Claim } from '../../derivation/claim.ts';
import { type Beside, besideGroup, blockwise, claimedStep } from '../../derivation/group-claims.ts';
import type { OptimizerFindings } from '../../derivation/optimizer-findings.ts';
import type { FisherForm, OrbitFindings } from '../../derivation/orbit-findings.ts';
import { label } from '../../derivation/step.ts';
import type { Diagnostic } from '../../diagnostics.ts';
import { add, exp, log, mul } from '../../ir/build.ts';
import { entry } from '../../ir/entry.ts';
import { type Expr, isScalar, realLine, type SymbolExpr, symbol, zero } from '../../ir/expr.ts';
import { dependsOn, substitute, symbolsOf } from '../../ir/visit.ts';
import { isAngle, principalAngle } from '../../model/angle.ts';
import type { BlockClaim } from '../../model/lie-group.ts';
import type { OptimizerQuantity } from '../../model/optimizer.ts';
import { plainProse } from '../../notation/prose.ts';
import { valueAt } from '../../numeric/mixed-differences.ts';
import { dimensionsOf, samplePoint, sizesFor } from '../../numeric/points.ts';
import { randomStream } from '../../numeric/random.ts';
import { nested } from '../../numeric/tensors.ts';
import { pairUp } from './group-maps.ts';
import { freePlaces } from './natural/coordinates.ts';
import { movesSupport } from './push-forward.ts';
import { updated } from './rule.ts';

type ClaimOf<Q extends OptimizerQuantity = OptimizerQuantity> = BlockClaim<Q>;

const onGroups = (place: string) => ({ key: 'kiral-mollenhoff-khan', place });

/** Every claim as a step of its own, or why it cannot be checked. */
export const orbitClaims = (known: OptimizerFindings): readonly AuthorStep[] =>
  known.model.claims.map((claim) => {
    if (claim.quantity === 'fisherForm') return fisherClaim(claim, known.orbit);
    return claimedStep(claim, besideOf(claim, known), 'it was not derived here');
  });

function besideOf({ quantity, values, span }: ClaimOf, known: OptimizerFindings): Beside | undefined {
  switch (quantity) {
    case 'density':
    case 'logDensity':
      return besideDensity(quantity, values, known.orbit);
    case 'fisherForm':
      return undefined;
    case 'score':
      return besideScore(values, known.orbit);
    case 'differential':
      return besideDifferential(values, known.orbit);
    case 'direction':
      return besideDirection(values, known);
    case 'estimate':
      return besideEstimate(values, known);
    case 'momentum':
    case 'update':
      return besideStep(quantity, values, known);
    default:
      return besideGroup({ quantity, values, span }, known.orbit.group);
  }
}

/** By logarithms; where the support moves with the element, at draws that it carries. */
function besideDensity(
  quantity: 'density' | 'logDensity',
  [value = zero]: readonly Expr[],
  orbit: OrbitFindings,
): Beside | undefined {
  const { density: derived, base, group } = orbit;
  if (!derived || !base) return undefined;
  const { point, elements, action } = group.model;
  const claimed = quantity === 'density' ? log(value) : value;
  const noise = base.sites.map((s) => s.noise);
  const place = movesSupport(orbit)
    ? pairUp(
        point,
        action.map((a) => substitute(a, pairUp(point, noise))),
      )
    : new Map<Expr, Expr>();
  return {
    noun: quantity === 'density' ? 'density' : 'log-density',
    source: onGroups('section 3'),
    derived: [quantity === 'density' ? exp(derived) : derived],
    lefts: [label('logOrbitDensity', { of: [...point, ...elements], given: point.length })],
    claims: blockwise('logarithm of the density', [], [substitute(derived, place)], [substitute(claimed, place)]),
  };
}

/** h_X at a draw. */
function besideScore([value = zero]: readonly Expr[], { score, base }: OrbitFindings): Beside | undefined {
  const draws = base?.sites.map((s) => s.noise) ?? [];
  return (
    score && {
      noun: 'score',
      source: onGroups('section 3'),
      derived: [score],
      lefts: [label('score', { of: draws })],
      claims: blockwise('score', [], [score], [value]),
    }
  );
}

/** What one draw says of the differential of the energy; it may name the place p for what it is. */
function besideDifferential(values: readonly Expr[], { energy, group }: OrbitFindings): Beside | undefined {
  if (!energy) return undefined;
  const { elements } = group.model;
  const place = pairUp(energy.placeSymbols, energy.place);
  return {
    noun: 'differential of the energy',
    source: onGroups('theorem 1'),
    derived: energy.covector,
    lefts: elements.map((g) => label('energyDifferential', elements.length > 1 ? { block: g } : {})),
    claims: blockwise(
      'differential',
      elements,
      energy.covector,
      values.map((v) => substitute(v, place)),
    ),
  };
}

/** The point that stands for the posterior. */
function besideEstimate(values: readonly Expr[], { centre, orbit }: OptimizerFindings): Beside | undefined {
  const places = orbit.energy?.placeSymbols ?? [];
  return (
    centre && {
      noun: 'point estimate',
      source: onGroups('section 4'),
      derived: centre,
      lefts: places,
      claims: blockwise('point estimate', places, centre, values),
    }
  );
}

/** X♯ in a covector; in an optimizer that of a step, in the mean of the differential and the momentum before. */
function besideDirection(values: readonly Expr[], known: OptimizerFindings): Beside | undefined {
  const { natural, group } = known.orbit;
  const { algebra, elements } = group.model;
  const derived = isRule(known) ? known.step?.direction.map(inState(known)) : natural?.values;
  const claimed = values.map((v) => substitute(v, new Map(pairUp(algebra, derived ?? []))));
  return (
    derived && {
      noun: 'direction',
      source: onGroups('section 3'),
      derived,
      lefts: elements.map((g) => label('naturalDirection', elements.length > 1 ? { block: g } : {})),
      claims: blockwise('direction', elements, derived, claimed),
    }
  );
}

/** An optimizer of its own, not the one that an orbit stands for. */
const isRule = ({ model }: OptimizerFindings): boolean => model.name !== model.posterior.name;

/** Each named quantity of a step put in: what is left are the state before it, the means of the differential, and rates. */
function inState({ step, orbit }: OptimizerFindings): (e: Expr) => Expr {
  const here = new Map<Expr, Expr>();
  for (const a of step?.assignments ?? []) here.set(a.target, substitute(a.value, here));
  const direction = step?.direction.map((d) => substitute(d, here)) ?? [];
  const all = new Map([...here, ...pairUp(orbit.group.model.algebra, direction)]);
  return (e) => substitute(e, all);
}

/** The new element, or the new momentum; a claim may be written in the direction X too. */
function besideStep(
  quantity: 'momentum' | 'update',
  values: readonly Expr[],
  known: OptimizerFindings,
): Beside | undefined {
  const { step, orbit } = known;
  if (!step) return undefined;
  const before = quantity === 'update' ? orbit.group.model.elements : [...step.momentum.values()];
  const put = inState(known);
  const after = (s: SymbolExpr, e: Expr): Expr => (isAngle(s) ? principalAngle(put(e)) : put(e));
  return {
    noun: quantity,
    source: onGroups('equation 9'),
    derived: before.map((s) => step.assignments.find(({ target }) => target === updated(s))?.value ?? s),
    lefts: before.map(updated),
    claims: blockwise(
      quantity,
      before,
      before.map((s) => after(s, updated(s))),
      values.map((v, i) => after(before[i] ?? known.model.temperature.symbol, v)),
    ),
  };
}

/** A matrix in the flat coordinates of the algebra, one number where there is one coordinate, or a form in two tangents. */
function fisherClaim(claim: ClaimOf, orbit: OrbitFindings): AuthorStep {
  const { fisherForm: form, noFisherForm, group } = orbit;
  if (!form) return claimedStep(claim, undefined, noFisherForm ? plainProse(noFisherForm) : 'it was not derived here');
  const { algebra, otherAlgebra } = group.model;
  const [value = zero] = claim.values;
  const claimed = claimedForm(value, algebra, otherAlgebra);
  if (!claimed) return { claim: { ...claim, value }, problem: wrongShape(claim, algebra) };
  return claimedStep(
    claim,
    {
      noun: 'Fisher form',
      source: onGroups('section 3'),
      derived: [form.value],
      lefts: [label('fisherForm', isScalar(value) ? { of: [tangent('X'), tangent('Y')] } : {})],
      claims: formClaims(form, claimed),
    },
    '',
  );
}

const tangent = (letter: string): SymbolExpr => symbol(letter, realLine);

/** The form that a claim means; undefined where it has not one row for each coordinate. */
function claimedForm(value: Expr, algebra: readonly SymbolExpr[], other: readonly SymbolExpr[]): Expr | undefined {
  if (isScalar(value) && dependsOn(value, [...algebra, ...other])) return value;
  const [x, y] = [flatOf(algebra), flatOf(other)];
  if (!x || !y) return undefined;
  if (isScalar(value)) return x.length === 1 ? mul(value, x[0] ?? zero, y[0] ?? zero) : undefined;
  const size = String(x.length);
  if (value.shape.length !== 2 || value.shape.some((n) => n !== size)) return undefined;
  return add(...x.flatMap((a, i) => y.map((b, j) => mul(entry(value, i, j), a, b))));
}

/** The flat coordinates of tangents, in the order in which `eval` gives a Fisher form; undefined where a size is open. */
function flatOf(blocks: readonly SymbolExpr[]): readonly Expr[] | undefined {
  if (blocks.some((b) => b.shape.some((d) => !/^\d+$/.test(d)))) return undefined;
  return blocks.flatMap((b) => (isScalar(b) ? [b] : placesOf(b).map(([i, j]) => entry(b, i, j))));
}

const placesOf = (block: SymbolExpr): readonly (readonly [number, number])[] =>
  block.domain.kind === 'skew' && block.shape[0] === '3' ? axis : freePlaces(block);

/** Where the axis vector of a rotation of space stands in its tangent. */
const axis = [
  [2, 1],
  [0, 2],
  [1, 0],
] as const;

function wrongShape({ span }: ClaimOf, algebra: readonly SymbolExpr[]): Diagnostic {
  const count = flatOf(algebra)?.length;
  const [a, b] = [algebra[0]?.name ?? 'X', algebra[0]?.name.replace(/^X/, 'Y') ?? 'Y'];
  return {
    code: 'shape-mismatch',
    severity: 'error',
    span,
    message: count
      ? `\`fisherForm\` is a matrix of ${count} × ${count}, or a form in two tangents`
      : '`fisherForm` has a size that is open, so that it is claimed as a form in two tangents',
    hint: `write it ${count ? 'as `blrc eval` gives it, [a, b; c, d], or ' : ''}in the tangents, as sum(${a} * ${b})`,
  };
}

/** Compared at random tangents; a form that was measured holds to the error that was reached. */
function formClaims({ value, error }: FisherForm, claimed: Expr): readonly Claim[] {
  if (error === undefined) return blockwise('Fisher form', [], [value], [claimed]);
  const symbols = [...new Set([...symbolsOf(value), ...symbolsOf(claimed)])];
  const { names, counts } = dimensionsOf(symbols);
  const sizes = sizesFor(names, 1, counts);
  return [
    {
      kind: 'computed',
      text: 'the Fisher form as claimed, within the error of its measurement',
      live: true,
      road: 'evaluation',
      tolerance: Math.max(slack * error, 1e-9),
      points: 8,
      error: (seed) => {
        const at = samplePoint(symbols, sizes, randomStream(seed), { moderate: true });
        const [derived, written] = [value, claimed].map((e) => valueAt(e, at, sizes));
        return {
          error: Math.abs((derived ?? Number.NaN) - (written ?? Number.NaN)) / Math.max(1, Math.abs(written ?? 0)),
          at: Object.fromEntries([...at].map(([s, t]) => [s.name, nested(t)])),
        };
      },
    },
  ];
}

/** The error that two rules differ by is of one entry, and a value is a sum of several. */
const slack = 10;
