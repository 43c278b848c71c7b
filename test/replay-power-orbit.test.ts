// The rule on a group that acts by powers, where the change of volume depends on the point: against formulas by hand.
// In z = log ε the group is the affine one and the base is minus a Gumbel law, whose Fisher form is in closed form.
import { expect, it } from 'vitest';
import { replayOptimizer } from '../src/values/replay.ts';
import { compiledText, declarationOf } from './group-texts.ts';

const euler = 0.5772156649015329;
const text = (metric: string): string => `
group PowerScale { element k in Positive, c in Positive action x in Positive -> c x^k }
distribution Standard { variable z in Positive density exp(-z) }
orbit Powers { group PowerScale base Standard }
optimizer Rule { posterior Powers samples K = 2 momentum β rate α temperature τ metric ${metric} }
`;

const steps = [
  { noise: [0.7, 1.9], gradient: [0.4, -0.3] },
  { noise: [0.05, 3.1], gradient: [-1.2, 0.8] },
  { noise: [1.3, 0.6], gradient: [0.1, 0.9] },
];
const hyper = { K: 2, β: 0.6, α: 0.13, τ: 0.7 };

/** F⁻¹ M with F = [π²/6 + (1 − γ)², 1 − γ; 1 − γ, 1]. */
function raised(k: number, c: number): readonly [number, number] {
  const [u, det] = [1 - euler, Math.PI ** 2 / 6];
  return [(k - u * c) / det, (-u * k + (det + u * u) * c) / det];
}

it.each(['fisher', 'identity'])('the rule with metric %s is the one by hand', (metric) => {
  const program = declarationOf(compiledText(text(metric)), 'Rule').optimizer;
  if (!program) throw new Error('no program');
  const result = replayOptimizer(program, { init: { k: 1.4, c: 0.8, momentum_k: 0, momentum_c: 0 }, hyper, steps });
  if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join());
  let [k, c, mk, mc] = [1.4, 0.8, 0, 0];
  steps.forEach(({ noise, gradient }, i) => {
    const mean = (f: (e: number, g: number) => number): number =>
      noise.reduce((sum, e, j) => sum + f(e, gradient[j] ?? 0), 0) / 2;
    const ek = mean((e, g) => g * c * k * e ** k * Math.log(e)) - hyper.τ * (1 - euler * k);
    const ec = mean((e, g) => g * c * k * e ** k) - hyper.τ * k;
    mk = hyper.β * mk + (1 - hyper.β) * ek;
    mc = hyper.β * mc + (1 - hyper.β) * ec;
    const [xk, xc] = metric === 'fisher' ? raised(mk, mc) : [mk, mc];
    const drift = -hyper.α * xk;
    c *= Math.exp((-k * hyper.α * xc * Math.expm1(drift)) / drift);
    k *= Math.exp(drift);
    const found = result.value.trace[i] ?? {};
    expect(Math.abs(Number(found.k) / k - 1)).toBeLessThan(1e-12);
    expect(Math.abs(Number(found.c) / c - 1)).toBeLessThan(1e-12);
  });
});
