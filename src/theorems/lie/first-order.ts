// The rule to first order in the step: where the orbit is an exponential family, how its natural parameters move, and
// whether that is the Bayesian learning rule (Kıral, Möllenhoff & Khan 2023, section 5).
import type { Claim } from '../../derivation/claim.ts';
import { deriveFrom } from '../../derivation/derive.ts';
import type { Findings, UpdateRule } from '../../derivation/findings.ts';
import type { OrbitFindings } from '../../derivation/orbit-findings.ts';
import { prose } from '../../derivation/step.ts';
import { type FoundStep, type Outcome, required, type Theorem } from '../../derivation/theorem.ts';
import type { Diagnostic } from '../../diagnostics.ts';
import { exp } from '../../ir/build.ts';
import { directional, NotDifferentiable } from '../../ir/differentiate.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, one, zero } from '../../ir/expr.ts';
import { sumsAsWords } from '../../ir/quadratic.ts';
import { simplify } from '../../ir/simplify.ts';
import { dependsOn } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';
import { stepLetter } from '../../model/letters.ts';
import { familyTheorems } from '../index.ts';
import { logPartition } from '../log-partition.ts';
import { logarithm } from '../logarithm.ts';
import { independentStatistics } from '../minimality/reduce.ts';
import { normalisingTheorems } from '../normalising.ts';
import { positivity } from '../proper-density.ts';
import { separation } from '../separation.ts';
import { fixedSupport } from '../support.ts';
import { curvedStep } from './first-order/curved.ts';
import { hasMetric, type OrbitDimensions, orbitDimensions } from './first-order/dimensions.ts';
import { gradientsOf, rateLines, ratesOnGroup, sameMetric } from './first-order/rates.ts';
import { movesSupport } from './push-forward.ts';

/** The rates of the natural parameters under both rules, and whether they are the same. */
export const firstOrder: Theorem<OrbitFindings> = {
  id: 'first-order',
  title: 'To first order in the step',
  source: { key: 'kiral-mollenhoff-khan', place: 'section 5' },
  apply: (known) => {
    const { density, base } = known;
    const energy = required(known, 'energy');
    const draws = (base?.sites ?? []).map((s) => s.noise);
    if (!density || known.natural?.metric !== 'fisher') return { kind: 'silent' };
    if (energy.ofEntropy.some((e) => dependsOn(e, draws)))
      return notCompared('the rate of the entropy has no closed form and is averaged over draws');
    if (movesSupport(known)) return noFamily('its support moves with the element');
    const family = familyOf(known, density);
    if ('refusal' in family) return without(family.refusal);
    const { orbit, hull } = family.dimensions;
    if (orbit === hull) return compared(known, family.findings);
    return isEdge(known, family.findings)
      ? notCompared(
          'beside its natural parameters lie some that no density has, so that the log-partition has no derivatives there',
        )
      : curved(known, family);
  },
};

const statement: FoundStep['statement'] = [
  prose`For small steps the element moves along the left-invariant field of the natural direction. Where the orbit is an exponential family with the element as parameters, its natural parameters then move at a rate that can be compared with the Bayesian learning rule at the same step size and temperature. Both descend the same energy in the same invariant metric.`,
];

/** Codes that say that a density is no exponential family; any other only says that none was found. */
const proofs: readonly Diagnostic['code'][] = ['not-exponential', 'curved', 'support-depends-on-parameter'];

const without = ({ code, message }: Diagnostic): Outcome<OrbitFindings> =>
  proofs.includes(code) ? noFamily(message) : notCompared(message);

const notCompared = (reason: string): Outcome<OrbitFindings> => ({
  kind: 'found',
  findings: {},
  step: {
    statement,
    body: [prose`The comparison was not made: ${reason}. The rule on the group stands on its own.`],
    discharged: [],
    left: [],
    claims: [],
  },
});

const noFamily = (reason: string): Outcome<OrbitFindings> => ({
  kind: 'found',
  findings: {},
  step: {
    statement,
    body: [
      prose`The orbit is no exponential family in its element: ${reason}. There is no Bayesian learning rule in natural parameters to compare with, and the rule on the group stands on its own.`,
    ],
    discharged: [],
    left: [],
    claims: [],
  },
});

/** The orbit as a declared density with the element as parameters. */
function densityModelOf({ group, model }: OrbitFindings, density: Expr): DensityModel {
  const { elements, point, constants } = group.model;
  return {
    kind: 'family',
    name: model.name,
    doc: [],
    dimensions: model.dimensions,
    variables: point,
    parameters: elements,
    constants: [...constants, ...model.constants],
    density: exp(sumsAsWords(expand(density), point)),
    proportional: false,
    claims: [],
    spelling: new Map([...group.model.spelling, ...model.spelling]),
    spans: { name: model.spans.name, density: model.spans.group, symbols: new Map(), nodes: new Map() },
  };
}

interface Family {
  readonly findings: Findings;
  readonly dimensions: OrbitDimensions;
}

/** What is known of it as an exponential family, up to its learning rule where that is reached; or why it is none. */
function familyOf(known: OrbitFindings, density: Expr): Family | { readonly refusal: Diagnostic } {
  const model = densityModelOf(known, density);
  const separated = deriveFrom<Findings>({ model }, [fixedSupport, positivity, logarithm, separation]);
  const [refusal] = separated.refusals;
  if (refusal) return { refusal };
  const reduced = independentStatistics(required(separated.findings, 'separation'));
  const dimensions = orbitDimensions(known, reduced.blocks);
  const surrounding = { ...separated.findings, separation: reduced };
  if (dimensions.hull === dimensions.orbit) {
    const own = ownFamily(model);
    if (own) return { findings: own, dimensions };
  }
  const partition = deriveFrom<Findings>(freely(surrounding, dimensions), [logPartition]);
  return partition.refusals[0] ? { refusal: partition.refusals[0] } : { findings: partition.findings, dimensions };
}

/**
 * On a curved surface the normalised density tells A(λ) on the surface only, and says nothing of how A grows beside it:
 * there the integral itself is taken.
 */
function freely(separated: Findings, { orbit, hull }: OrbitDimensions): Findings {
  const separation = required(separated, 'separation');
  if (orbit === hull) return separated;
  return { ...separated, separation: { ...separation, model: { ...separation.model, proportional: true } } };
}

/** The family with the element as parameters, where these are no more and no fewer than its natural ones. */
function ownFamily(model: DensityModel): Findings | undefined {
  const normalised = deriveFrom<Findings>({ model }, normalisingTheorems);
  if (normalised.refusals.length > 0) return undefined;
  try {
    const whole = deriveFrom<Findings>({ model }, familyTheorems);
    return whole.findings.update ? whole.findings : normalised.findings;
  } catch (thrown) {
    if (thrown instanceof NotDifferentiable) return normalised.findings;
    throw thrown;
  }
}

/** A surface at the edge of the natural domain; a log-partition in closed form says so by its conditions. */
const isEdge = (known: OrbitFindings, family: Findings): boolean =>
  !required(family, 'partition').closed && !hasMetric(sameMetric(known, family).left);

/** The orbit is a curved surface in a larger family, whose rule leaves it. */
function curved(known: OrbitFindings, { findings, dimensions }: Family): Outcome<OrbitFindings> {
  const gradients = gradientsOf(known, findings);
  const lines = rateLines(findings, gradients, ratesOnGroup(known, findings, gradients), stepLetter(known.group.model));
  return {
    kind: 'found',
    findings: {},
    step: { statement, discharged: [], left: [], ...curvedStep(known, findings, dimensions, lines) },
  };
}

/** Both descend one energy in one metric, so that the rates are equal; that they come out so is claimed. */
function compared(known: OrbitFindings, family: Findings): Outcome<OrbitFindings> {
  const gradients = gradientsOf(known, family);
  const onGroup = ratesOnGroup(known, family, gradients);
  const byRule = family.update && ratesOfRule(family.update);
  return {
    kind: 'found',
    findings: {},
    step: {
      statement,
      body: [
        ...rateLines(family, gradients, onGroup, stepLetter(known.group.model)),
        prose`That is the Bayesian learning rule with the same step size, to first order; the base measure is counted. The two rules differ in the second order of the step, where the one on the group cannot leave the domain.`,
      ],
      discharged: [],
      left: [],
      claims: byRule ? equalRates(family, onGroup, byRule) : [sameMetric(known, family)],
    },
  };
}

/** dλ′/dρ, for λ′ is affine in ρ. */
const ratesOfRule = (update: UpdateRule): readonly Expr[] =>
  update.natural.map((n) => simplify(expand(directional(n, new Map([[update.rho, one]])))));

const equalRates = (family: Findings, onGroup: readonly Expr[], byRule: readonly Expr[]): readonly Claim[] =>
  onGroup.map((left, i) => ({
    kind: 'identity',
    text: `the rate on the group is that of the learning rule${onGroup.length > 1 ? `, ${family.separation?.blocks[i]?.symbol.name ?? ''}` : ''}`,
    live: true,
    left,
    right: byRule[i] ?? zero,
  }));
