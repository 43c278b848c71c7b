// Angles of groups and points lie in (−π, π], wherever numbers come from: `eval`, `replay`, and emitted modules.
import { describe, expect, it } from 'vitest';
import { emitOptimizerJs } from '../src/backends/js/optimizer.ts';
import { div, elementwise, mul, square, sub } from '../src/ir/build.ts';
import { type Expr, rational, realLine, symbol } from '../src/ir/expr.ts';
import { isPeriodic } from '../src/ir/periodic.ts';
import { principalNumber } from '../src/model/angle.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import { replayOptimizer } from '../src/values/replay.ts';
import { load } from './emit-run.ts';
import { compiledFile, compiledText, declarationOf, numbersAt } from './group-texts.ts';
import { header } from './optimizer-run.ts';

const turn = 2 * Math.PI;

describe('principalNumber', () => {
  it.each([
    [Math.PI, Math.PI],
    [-Math.PI, Math.PI],
    [0.1 + 5 * turn, 0.1],
    [-0.1 - 5 * turn, -0.1],
    [1e-300, 1e-300],
  ])('%d is %d', (x, wanted) => {
    expect(principalNumber(x)).toBeCloseTo(wanted, 13);
  });
});

describe('isPeriodic', () => {
  const φ = symbol('φ', { kind: 'circle' });
  const m = symbol('m', realLine);
  it.each<[Expr, boolean]>([
    [elementwise('cos', sub(mul(rational(2), φ), m)), true],
    [mul(m, square(elementwise('sin', φ))), true],
    [elementwise('cos', div(φ, rational(2))), false],
    [square(φ), false],
    [square(m), true],
  ])('of case %#', (e, wanted) => expect(isPeriodic(e, φ)).toBe(wanted));

  it('decides how a circle is integrated: φ² has a corner at π', () => {
    const compiled = compiledText('family F { variable φ in Circle parameter a in Real density ∝ exp(2 a φ^2) }');
    const answer = evaluateAt(declarationOf(compiled), { at: { a: 0.544 } });
    expect(answer.ok && answer.value['logPartition']).toBeCloseTo(9.563130787078329, 12); // mpmath, 30 digits
  });
});

describe('waves that are whole multiples of an angle', () => {
  // Values from mpmath 1.3, 25 digits.
  it.each([
    ['Real', 'exp(k cos(3 φ))', 2.2226480525601167],
    ['Real', 'exp(k sin(φ)^2)', 2.590837103175966],
    ['Interval(0, π)', 'sin(t) * exp(cos(t) + k sin(t)^2 cos(2 φ))', 2.893452249198753],
    ['Interval(0, π)', 'sin(t) * exp(cos(t) + k*((sin(t) cos(φ))^2 - (sin(t) sin(φ))^2))', 2.893452249198753],
  ])('are waves of an angle: t in %s with %s', (domain, density, wanted) => {
    const other = density.includes('(t)') ? `, t in ${domain}` : '';
    const compiled = compiledText(`family F { variable φ in Circle${other} parameter k in Real density ∝ ${density} }`);
    const answer = evaluateAt(declarationOf(compiled), { at: { k: 1.3 } });
    expect(answer.ok && answer.value['logPartition']).toBeCloseTo(wanted, 12);
  });
});

describe('eval', () => {
  it('brings products, inverses, exponentials and moved points back', () => {
    const group = compiledFile('families/groups/circle-rotation.blr', 'CircleRotations');
    const found = numbersAt(group, { α: [3, Math.PI], 'α₂': [3, 0], X_α: [4, -1], φ: [2, 1] });
    const { exp, inverse, compose, action } = found as Readonly<Record<string, { α: number[]; φ: number[] }>>;
    expect(exp?.α).toEqual([4 - turn, -1]);
    expect(compose?.α).toEqual([6 - turn, Math.PI]);
    expect(inverse?.α).toEqual([-3, Math.PI]);
    expect(action?.φ).toEqual([5 - turn, Math.PI + 1 - turn]);
  });

  it('and those of a block beside others', () => {
    const text =
      'group Spiral { element r in Positive, φ in Circle action x in Real^2 -> r [cos(φ), -sin(φ); sin(φ), cos(φ)] x }';
    const { exp } = numbersAt(declarationOf(compiledText(text)), { X_r: 0.3, X_φ: 7 });
    expect(exp).toEqual({ r: Math.exp(0.3), φ: 7 - turn });
  });
});

interface Module {
  init(point: readonly number[]): { readonly α: Float64Array };
  place(state: object, noise: readonly unknown[]): readonly Float64Array[];
  step(
    state: object,
    noise: readonly unknown[],
    gradient: readonly unknown[],
    hyper: object,
  ): { readonly α: Float64Array };
  centre(state: object): readonly Float64Array[];
}

describe('an algorithm on the circle', () => {
  const { optimizer } = compiledFile('families/orbits/turned-von-mises.blr', 'TurnedVonMises');
  if (!optimizer) throw new Error('no algorithm');

  it('starts at the point, and places and steps inside a turn', async () => {
    const m = (await load(emitOptimizerJs(optimizer, header).js)) as unknown as Module;
    const state = m.init([3, -3 + turn]);
    expect([...state.α].map((x) => Number(x.toFixed(13)))).toEqual([3, -3]);
    const [place = []] = m.place(state, [Float64Array.of(2, -2)]);
    expect([...place].map((x) => Number(x.toFixed(13)))).toEqual(
      [5 - turn, turn - 5].map((x) => Number(x.toFixed(13))),
    );
    const hyper = { ρ: 1, 'κ₀': 2 };
    const [noise, gradient] = [
      [0.1, -0.2],
      [-400, 400],
    ];
    const stepped = m.step(state, [noise], [gradient], hyper).α;
    const answer = replayOptimizer(optimizer, {
      init: { α: [3, -3] },
      hyper,
      steps: [{ noise: [noise], gradient: [gradient] }],
    });
    const wanted = answer.ok ? (answer.value.trace[0]?.['α'] as readonly number[]) : [];
    wanted.forEach((x, i) => {
      expect(Math.abs(x)).toBeLessThanOrEqual(Math.PI);
      expect(stepped[i]).toBeCloseTo(x, 12);
    });
    expect(wanted).toHaveLength(2);
  });
});
