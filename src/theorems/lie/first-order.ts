// The rule to first order in the step: where the orbit is an exponential family, how its natural parameters move, and
// whether that is the Bayesian learning rule (Kıral, Möllenhoff & Khan 2023, section 5).
import type { Claim } from '../../derivation/claim.ts';
import { deriveFrom } from '../../derivation/derive.ts';
import type { Findings, UpdateRule } from '../../derivation/findings.ts';
import type { OrbitFindings } from '../../derivation/orbit-findings.ts';
import { equation, formula, label, type Prose, prose } from '../../derivation/step.ts';
import { subjectOf } from '../../derivation/subject.ts';
import { type FoundStep, type Outcome, required, type Theorem } from '../../derivation/theorem.ts';
import { verify } from '../../derivation/verify.ts';
import type { Diagnostic } from '../../diagnostics.ts';
import { add, exp, mul, neg, sub } from '../../ir/build.ts';
import { directional, gradient, NotDifferentiable } from '../../ir/differentiate.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, one, realLine, type SymbolExpr, symbol, zero } from '../../ir/expr.ts';
import { simplify } from '../../ir/simplify.ts';
import { inner } from '../../ir/tensor.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';
import { familyTheorems } from '../index.ts';
import { normalisingTheorems } from '../normalising.ts';
import { symbolList } from './blocks.ts';
import { pairUp } from './group-maps.ts';
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
    if (energy.ofEntropy.some((e) => dependsOn(e, draws))) return { kind: 'silent' };
    if (movesSupport(known)) return noFamily('its support moves with the element');
    const family = familyOf(known, density);
    return 'findings' in family ? compared(known, family.findings) : without(family.refusal);
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
    density: exp(density),
    proportional: false,
    claims: [],
    spelling: new Map([...group.model.spelling, ...model.spelling]),
    spans: { name: model.spans.name, density: model.spans.group, symbols: new Map(), nodes: new Map() },
  };
}

/** What is known of it as an exponential family, up to its learning rule where that is reached; or why it is none. */
function familyOf(
  known: OrbitFindings,
  density: Expr,
): { readonly findings: Findings } | { readonly refusal: Diagnostic } {
  const model = densityModelOf(known, density);
  const normalised = deriveFrom<Findings>({ model }, normalisingTheorems);
  const [refusal] = normalised.refusals;
  if (refusal) return { refusal };
  try {
    const whole = deriveFrom<Findings>({ model }, familyTheorems);
    return { findings: whole.findings.update ? whole.findings : normalised.findings };
  } catch (thrown) {
    if (thrown instanceof NotDifferentiable) return { findings: normalised.findings };
    throw thrown;
  }
}

function compared(known: OrbitFindings, family: Findings): Outcome<OrbitFindings> {
  const gradients = gradientsOf(known, family);
  const onGroup = ratesOnGroup(known, family, gradients);
  const byRule = family.update && ratesOfRule(family.update);
  const claims = byRule ? equalRates(onGroup, byRule) : [sameMetric(known, family)];
  const { elements, point, spelling } = known.group.model;
  const { sizes } = subjectOf([...elements, ...point], { spelling, span: known.model.spans.name });
  // The metric is invariant whatever the family: that claim has no other outcome, and stands to be checked like any other.
  const equal = !byRule || verify(claims, { sizes, seed: 1, spelling }).every((v) => v.holds);
  return {
    kind: 'found',
    findings: {},
    step: step(family, gradients, onGroup, byRule ?? onGroup, equal ? claims : undefined),
  };
}

/** The gradient of the expected loss in each block of the element, and the temperature. */
interface Gradients {
  readonly of: ReadonlyMap<SymbolExpr, SymbolExpr>;
  readonly tau: SymbolExpr;
}

function gradientsOf({ group, energy }: OrbitFindings, { update }: Findings): Gradients {
  const own = (g: SymbolExpr): SymbolExpr =>
    symbol(`G_${g.name}`, g.shape.length === 2 ? { kind: 'matrix' } : realLine, g.shape);
  return {
    of: update?.gradient ?? new Map(group.model.elements.map((g) => [g, own(g)])),
    tau: update?.tau ?? energy?.temperature ?? symbol('τ', realLine),
  };
}

/** dλ′/dρ, for λ′ is affine in ρ. */
const ratesOfRule = (update: UpdateRule): readonly Expr[] =>
  update.natural.map((n) => simplify(expand(directional(n, new Map([[update.rho, one]])))));

const equalRates = (onGroup: readonly Expr[], byRule: readonly Expr[]): readonly Claim[] =>
  onGroup.map((left, i) => ({
    kind: 'identity',
    text: 'the rate on the group is that of the learning rule',
    live: true,
    left,
    right: byRule[i] ?? zero,
  }));

/**
 * F(λ)[Dλ·gX, Dλ·gY] = F(X, Y) at every element: the metric of the rule and that of the group are one, so the natural
 * gradients of one energy are one as well, whatever motions of the element leave the density as it is.
 */
function sameMetric(known: OrbitFindings, family: Findings): Claim {
  const { elements, algebra } = known.group.model;
  const { blocks } = required(family, 'separation');
  const partition = required(family, 'partition').ofNatural;
  const natural = blocks.map((b) => b.symbol);
  const field = required(known.group, 'invariantField');
  const motion = blocks.map((b) => directional(b.natural, pairUp(elements, field)));
  const other = motion.map((m) => substitute(m, pairUp(algebra, required(known.group, 'otherAlgebra'))));
  const metric = directional(directional(partition, pairUp(natural, motion)), pairUp(natural, other));
  const here = pairUp(
    natural,
    blocks.map((b) => b.natural),
  );
  return {
    kind: 'identity',
    text: 'the Fisher metric in the natural parameters, pulled back to the algebra, is the Fisher form',
    live: true,
    left: substitute(metric, here),
    right: required(known, 'fisherForm').value,
  };
}

/** dE in the gradient of the expected loss in the element. */
function covectorIn({ group, energy }: OrbitFindings, { of, tau }: Gradients): readonly Expr[] {
  const { elements, algebra } = group.model;
  const field = required(group, 'invariantField');
  const pairing = add(...elements.map((g, i) => inner(of.get(g) ?? zero, field[i] ?? zero)));
  return algebra.map((x, i) => simplify(sub(gradient(pairing, x), mul(tau, energy?.ofEntropy[i] ?? zero))));
}

/** dλ/dα at α = 0: λ differentiated along −g X♯. */
function ratesOnGroup(known: OrbitFindings, family: Findings, gradients: Gradients): readonly Expr[] {
  const { group, natural } = known;
  const { elements, algebra } = group.model;
  const covector = covectorIn(known, gradients);
  const direction = (natural?.values ?? []).map((v) => substitute(v, pairUp(natural?.covector ?? [], covector)));
  const motion = required(group, 'invariantField').map((f) => neg(substitute(f, pairUp(algebra, direction))));
  return required(family, 'separation').blocks.map((b) =>
    simplify(expand(directional(b.natural, pairUp(elements, motion)))),
  );
}

/** What the rates are written in, said before they use it. */
function gradientWords({ of }: Gradients): Prose {
  const [single, several] = ['is the gradient', 'are the gradients'];
  return prose`A dot is the rate in ${formula('α')} at ${formula('α = 0')}. There ${symbolList([...of.values()])} ${of.size === 1 ? single : several} of the expected loss in ${symbolList([...of.keys()])}.`;
}

function step(
  family: Findings,
  gradients: Gradients,
  onGroup: readonly Expr[],
  byRule: readonly Expr[],
  claims: readonly Claim[] | undefined,
): FoundStep {
  const { blocks } = required(family, 'separation');
  const several = blocks.length > 1;
  const rate = (i: number): ReturnType<typeof label> => label('naturalRate', several ? { index: [i + 1] } : {});
  const lines = [
    gradientWords(gradients),
    ...blocks.flatMap((b, i) => [
      equation(b.symbol, b.natural),
      { ...equation(rate(i), onGroup[i] ?? zero), name: `rate${i + 1}` },
    ]),
  ];
  if (claims)
    return {
      statement,
      body: [
        ...lines,
        prose`That is the Bayesian learning rule with ${formula('ρ = α')}, to first order; the base measure is counted. The two rules differ in the second order of the step, where the one on the group cannot leave the domain.`,
      ],
      discharged: [],
      left: [],
      claims,
    };
  return {
    statement,
    body: [
      ...lines,
      prose`The Bayesian learning rule moves them at other rates; the difference, group less rule, is`,
      ...blocks.map((_, i) =>
        equation(
          label('naturalRateDifference', several ? { index: [i + 1] } : {}),
          simplify(expand(sub(onGroup[i] ?? zero, byRule[i] ?? zero))),
        ),
      ),
    ],
    discharged: [],
    left: [],
    claims: [],
  };
}
