// The differential of the energy $E_q[\ell]-\tau H$ along the algebra, by reparameterization: only ∇ℓ at the moved draw is
// needed, and the entropy moves by the divergence (Kıral, Möllenhoff & Khan 2023, theorem 1).
import type { EnergyDifferential, OrbitFindings } from '../../derivation/orbit-findings.ts';
import { equation, formula, label, prose } from '../../derivation/step.ts';
import { type FoundStep, type Outcome, refuse, required, type Theorem } from '../../derivation/theorem.ts';
import { add, mul, neg } from '../../ir/build.ts';
import { directional, gradient as gradientIn } from '../../ir/differentiate.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, type SymbolExpr, zero } from '../../ir/expr.ts';
import { simplify } from '../../ir/simplify.ts';
import { inner } from '../../ir/tensor.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';
import { gradientsOf, placesOf, temperatureOfEnergy } from '../../model/orbit-draws.ts';
import { linearCumulants } from './base/generating.ts';
import { blockEquations, symbolList } from './blocks.ts';
import { energyClaims } from './energy-claims.ts';
import { meanOfScore } from './fisher/boundary.ts';
import { takeApart } from './fisher/slots.ts';
import { act, pairUp } from './group-maps.ts';
import { divergence, logDeterminant } from './jacobian.ts';

/** One covector for each block of the algebra. */
export const energyDifferential: Theorem<OrbitFindings> = {
  id: 'energy-differential',
  title: 'The differential of the energy',
  source: { key: 'kiral-mollenhoff-khan', place: 'theorem 1' },
  apply: (known) => {
    const entropy = entropyRate(known);
    if (!entropy) return noDivergence(known);
    const energy = assemble(known, entropy);
    return { kind: 'found', findings: { energy }, step: step(known, energy) };
  },
};

/** The draws, or the point itself where the base is one point. */
const drawsOf = ({ group, base }: OrbitFindings): readonly SymbolExpr[] =>
  base?.at ? group.model.point : (base?.sites ?? []).map((s) => s.noise);

/** E[div X̂ + X̂·∇ log |det Dg|], for one draw where that mean has no closed form; zero for a base without spread. */
function entropyRate(known: OrbitFindings): Expr | undefined {
  const { group, base } = known;
  if (!base?.logDensity) return zero;
  const draws = drawsOf(known);
  const motion = motionAt(known, draws);
  const spread = divergence(motion, draws);
  const volume = logDeterminant(act(group.model, group.model.elements, draws), draws);
  if (!spread || !volume) return undefined;
  const rate = simplify(expand(add(spread, directional(volume, pairUp(draws, motion)))));
  if (!dependsOn(rate, draws)) return rate;
  const taken = takeApart(rate, group.model.algebra, base.sites);
  if (!taken) return linearCumulants(rate, group.model.algebra, group.model.otherAlgebra, base)?.mean ?? rate;
  const mean = meanOfScore(taken);
  return mean.closed ? mean.value : rate;
}

const motionAt = ({ group }: OrbitFindings, draws: readonly Expr[]): readonly Expr[] =>
  required(group, 'infinitesimal').map((m) => substitute(m, pairUp(group.model.point, draws)));

function assemble(known: OrbitFindings, entropy: Expr): EnergyDifferential {
  const { group, base, model } = known;
  const draws = drawsOf(known);
  const moved = act(group.model, group.model.elements, draws);
  const seen = model.value ? [substitute(model.value, pairUp(group.model.point, moved))] : moved;
  const [placeSymbols, gradient] = [placesOf(model), gradientsOf(model)];
  const motion = motionAt(known, draws);
  const rate = add(...seen.map((s, i) => inner(gradient[i] ?? zero, directional(s, pairUp(draws, motion)))));
  const settled = pairUp(draws, base?.at ?? draws);
  const blocks = (e: Expr): readonly Expr[] =>
    group.model.algebra.map((x) => simplify(substitute(gradientIn(expand(e), x), settled)));
  return {
    place: seen.map((s) => simplify(substitute(s, settled))),
    placeSymbols,
    gradient,
    temperature: temperatureOfEnergy,
    covector: blocks(add(rate, neg(mul(temperatureOfEnergy, entropy)))),
    ofLoss: blocks(rate),
    ofEntropy: blocks(entropy),
  };
}

function noDivergence({ model }: OrbitFindings): Outcome<OrbitFindings> {
  return refuse({
    code: 'not-derivable',
    severity: 'error',
    span: model.spans.group,
    message: `the entropy along the motions of ${model.name} is out of reach`,
    label: 'the divergence of this action has no closed form',
    notes: ['tried: derivatives entry by entry, by matrices on either side, and determinants of up to three scalars'],
    hint: 'write the action component by component, or split the group into a product',
  });
}

function step(known: OrbitFindings, energy: EnergyDifferential): FoundStep {
  const { elements } = known.group.model;
  const { placeSymbols, gradient, temperature } = energy;
  const noEntropy = !known.base?.logDensity;
  const claims = energyClaims(known, energy);
  const openEntropy = energy.ofEntropy.some((e) => dependsOn(e, drawsOf(known)));
  return {
    statement: [
      prose`The energy of ${formula('g')} is ${formula('𝔼[ℓ] − τ')}${label('entropy')}, the expected loss ${formula('ℓ')} less the entropy at temperature ${formula('τ')}. Along ${formula('g exp(tX)')} a draw moves by ${formula('X̂')} before ${formula('g')} carries it on, so the expected loss changes at the rate ${formula('𝔼[∇ℓ(g ε)ᵀ Dg(ε) X̂(ε)]')} and the entropy at the rate ${formula('𝔼[div X̂ + X̂·∇ log |det Dg|]')}. Both are linear in ${formula('X')}: the energy changes at the rate ${formula('𝔼[⟨Ê, X⟩]')}, where one draw gives ${label('energyDifferential')}, an unbiased estimate of the differential.`,
    ],
    body: [
      ...placeSymbols.map((p, i) => ({ ...equation(p, energy.place[i] ?? p), name: `place${i + 1}` })),
      prose`With ${symbolList(gradient)} the ${gradient.length > 1 ? 'gradients' : 'gradient'} of the loss there, ${noEntropy ? 'the estimate is' : 'one draw gives'}`,
      ...blockEquations('energyDifferential', elements, energy.covector, 'covector'),
      ...(noEntropy
        ? [prose`A point has no entropy: the temperature ${temperature} does not occur.`]
        : openEntropy
          ? [prose`The rate of the entropy depends on the draw and is averaged with the rest.`]
          : []),
      ...(claims.length > 0 || noEntropy
        ? []
        : [
            prose`The differential was not checked by another road: that needs the density of the orbit, the exponential map and few coordinates.`,
          ]),
    ],
    discharged: noEntropy
      ? []
      : [prose`The entropy of a moved density is that of the base plus the mean logarithm of the change of volume.`],
    left: noEntropy
      ? [prose`The loss is differentiable at the point.`]
      : [
          prose`The loss is locally absolutely continuous, and the means exist: the loss grows slowly enough for the tails of the base.`,
        ],
    claims,
  };
}
