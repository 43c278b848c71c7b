// The natural gradient never divides by what may vanish inside the domain: steps at angles where a sine or cosine is zero.
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { stepAt } from '../src/values/step.ts';
import { load } from './emit-run.ts';

const circle = 'family F { variable t in Circle parameter m in Circle, k in Positive density ∝ exp(k*cos(t-m)) }';
const ring =
  'family F { variable x in Real, y in Real parameter m in Circle, k in Positive density ∝ exp(-(x-k cos(m))^2/2 - (y-k sin(m))^2/2) }';
const shifted =
  'family F { variable x in Real, y in Real parameter m in Circle, k in Positive density ∝ exp(-(x-k cos(m))^2/2 - (y-k sin(m)-k/2)^2/2) }';

function familyOf(text: string) {
  const { declarations, diagnostics } = compile(text, { verify: 'live' });
  expect(diagnostics.map((d) => d.message)).toEqual([]);
  const [found] = declarations;
  if (!found?.findings) throw new Error('not derived');
  return { found, findings: found.findings };
}

/** I₁(k)/I₀(k) by their power series. */
function besselRatio(k: number): number {
  let [term, zeroth, first] = [1, 1, k / 2];
  for (let n = 1; n < 60; n++) {
    term *= (k / 2) ** 2 / n ** 2;
    zeroth += term;
    first += (term * k) / 2 / (n + 1);
  }
  return first / zeroth;
}

const angles = [0, Math.PI / 2, -Math.PI / 2, Math.PI, 0.7];
const gradient = { m: 0.3, k: -0.2 };
const [k, rho, tau] = [1.7, 0.1, 1];

/** λ′ of the circle: the radial and the tangential part of the gradient, each divided by its own information. */
function onCircle(m: number): readonly number[] {
  const r = besselRatio(k);
  const [along, across] = [gradient.k / (1 - r / k - r * r), gradient.m / r];
  const radius = (1 - rho * tau) * k - rho * along;
  return [radius * Math.cos(m) + rho * across * Math.sin(m), radius * Math.sin(m) - rho * across * Math.cos(m)];
}

/** λ′ of the ring, whose metric is that of the plane in polar coordinates; the base measure keeps λ. */
const onRing = (m: number): readonly number[] => [
  (k - rho * gradient.k) * Math.cos(m) + (rho * gradient.m * Math.sin(m)) / k,
  (k - rho * gradient.k) * Math.sin(m) - (rho * gradient.m * Math.cos(m)) / k,
];

/** λ − ρ J⁻ᵀ∇ with λ = μ = (k cos m, k sin m + k/2). */
function onShifted(m: number): readonly number[] {
  const [c, s] = [Math.cos(m), Math.sin(m)];
  const [a, b, e, f] = [-k * s, k * c, c, s + 0.5];
  const det = a * f - b * e;
  const w = [(f * gradient.m - b * gradient.k) / det, (a * gradient.k - e * gradient.m) / det];
  return [k * c - rho * (w[0] ?? 0), k * s + k / 2 - rho * (w[1] ?? 0)];
}

describe('a step at an angle', () => {
  it.each([
    ['on the circle', circle, onCircle],
    ['of a ring in the plane', ring, onRing],
    ['of a ring off the centre', shifted, onShifted],
  ] as const)('%s', (_, text, expected) => {
    const { found } = familyOf(text);
    for (const m of angles) {
      const answer = stepAt(found, { at: { m, k }, gradient, rho, tau });
      const natural = answer.ok ? (answer.value['natural'] as number[]) : [];
      const wanted = expected(m);
      expect(natural).toHaveLength(2);
      natural.forEach((x, i) => {
        expect(Math.abs(x - (wanted[i] ?? Number.NaN))).toBeLessThan(1e-12);
      });
    }
  });

  it('in emitted code', async () => {
    const { findings } = familyOf(circle);
    const { update } = await load(emitJs(programOf(findings), { source: 'circle.blr', version: '0.0.0' }).js);
    for (const m of angles) {
      const next = update({ m, k }, gradient, { rho, tau }) as { m: number; k: number };
      const [x = 0, y = 0] = onCircle(m);
      expect(next.k).toBeCloseTo(Math.hypot(x, y), 12);
      expect(Math.cos(next.m - Math.atan2(y, x))).toBeCloseTo(1, 12);
    }
  });
});
