// The score of a motion: $h_X=-\mathrm{div}\,\hat X-\hat X\cdot\nabla\log q_0$, the derivative of $\log q_{\exp(tX)}$ at $t=0$
// (Kıral, Möllenhoff & Khan 2023, section 3). Its mean is zero exactly when no mass flows over the edge of the support.
import type { OrbitFindings } from '../../derivation/orbit-findings.ts';
import { equation, formula, label, prose } from '../../derivation/step.ts';
import { type FoundStep, required, type Theorem } from '../../derivation/theorem.ts';
import { add, neg } from '../../ir/build.ts';
import { directional, gradient } from '../../ir/differentiate.ts';
import { expand } from '../../ir/expand.ts';
import type { Expr, SymbolExpr } from '../../ir/expr.ts';
import { cost, simplify } from '../../ir/simplify.ts';
import { inner } from '../../ir/tensor.ts';
import { substitute } from '../../ir/visit.ts';
import { pairUp, replaceAll } from './group-maps.ts';
import { divergence } from './jacobian.ts';

/** X̂(ε): the infinitesimal action at the draw. */
export function motionOfDraw({ group, base }: OrbitFindings): readonly Expr[] {
  const noise = (base?.sites ?? []).map((s) => s.noise);
  return replaceAll(required(group, 'infinitesimal'), pairUp(group.model.point, noise));
}

/** h_X(ε). */
export const motionScore: Theorem<OrbitFindings> = {
  id: 'motion-score',
  title: 'The score of a motion',
  source: { key: 'kiral-mollenhoff-khan', place: 'section 3' },
  apply: (known) => {
    const { logDensity, sites } = required(known, 'base');
    if (!logDensity) return { kind: 'silent' };
    const noise = sites.map((s) => s.noise);
    const motion = motionOfDraw(known);
    const spread = divergence(motion, noise);
    if (!spread) return { kind: 'silent' };
    const score = simplify(expand(neg(add(spread, directional(logDensity, pairUp(noise, motion))))));
    return { kind: 'found', findings: { score }, step: step(known, score, noise) };
  },
};

function step(known: OrbitFindings, score: Expr, noise: readonly SymbolExpr[]): FoundStep {
  const { density } = known;
  return {
    statement: [
      prose`Moving the element along ${formula('X')} changes the log-density at the place of a draw at the rate ${formula('h_X = −div X̂ − X̂·∇ log q₀')}: minus the divergence of the infinitesimal action, minus the derivative of ${formula('log q₀')} along it.`,
    ],
    body: [{ ...equation(label('score', { of: noise }), byTangent(score, known.group.model.algebra)), name: 'score' }],
    discharged: [],
    left: [
      prose`The base density is absolutely continuous; where it has a corner the derivative is that almost everywhere.`,
    ],
    claims: density ? [asDerivative(known, density, score, noise)] : [],
  };
}

/** A score is linear in the tangent: what multiplies each block of it, brought together where that is shorter. */
function byTangent(score: Expr, algebra: readonly SymbolExpr[]): Expr {
  const parts = algebra.map((x) => inner(simplify(gradient(score, x)), x));
  const whole = add(...parts);
  return cost(whole) < cost(score) ? whole : score;
}

/** h_X(ε) is the derivative of log q_g(ε) in g at the identity along X. */
function asDerivative(
  { group }: OrbitFindings,
  density: Expr,
  score: Expr,
  noise: readonly SymbolExpr[],
): FoundStep['claims'][number] {
  const { model } = group;
  const slope = directional(density, pairUp(model.elements, model.algebra));
  const here = new Map([...pairUp(model.elements, required(group, 'identity')), ...pairUp(model.point, noise)]);
  return {
    kind: 'identity',
    text: 'the score is the derivative of the log-density of the orbit at the identity',
    live: true,
    left: substitute(slope, here),
    right: score,
  };
}
