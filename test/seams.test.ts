// Densities that jump, bend or are singular inside their support, against values from outside (mpmath at 30 digits).
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { add, elementwise, exp, log, mul, sub } from '../src/ir/build.ts';
import { type Domain, type Expr, rational, symbol } from '../src/ir/expr.ts';
import { evaluatorOf } from '../src/numeric/evaluate.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';
import { measureOf } from '../src/numeric/measure.ts';
import { bendsOf, seamsOf } from '../src/numeric/seams.ts';
import { evaluateAt } from '../src/values/evaluate.ts';

function valuesOf(text: string, at: Readonly<Record<string, number>>) {
  const [d] = compile(`family F { ${text} }`, { verify: 'live' }).declarations;
  expect(d?.diagnostics.map((x) => x.message)).toEqual([]);
  if (!d?.derivation) throw new Error('not derived');
  const found = evaluateAt(d, { at });
  if (!found.ok) throw new Error(found.diagnostics.map((x) => x.message).join('; '));
  return found.value;
}

const close = (found: unknown, truth: number): void =>
  expect(Math.abs(Number([found].flat(3)[0]) - truth)).toBeLessThan(1e-10 * Math.max(1, Math.abs(truth)));

// A(a), A′(a) and A″(a) by their closed forms.
const cases: readonly (readonly [string, number, number, number, number])[] = [
  [
    'variable x in Interval(-1, 1) parameter a in Real density ∝ exp(a sign(x))',
    2,
    2.01814992791781,
    0.9640275800758169,
    0.07065082485316447,
  ],
  [
    'variable x in Unit parameter a in Real density ∝ exp(a max(x, 0.5))',
    2,
    1.3068528194400546,
    0.6839397205857212,
    0.032226458605125664,
  ],
  [
    'variable t in Circle parameter a in Real < 1 density ∝ |sin(t)|^(-a)',
    0.9,
    3.7543604684252503,
    -9.380942870328848,
    99.3328795202648,
  ],
  [
    'variable x in Unit parameter a in Real < 1 density ∝ |x - 0.3|^(-a)',
    0.9,
    2.91859700991192,
    -10.762386762324523,
    100.17915667607419,
  ],
  [
    'variable x in Unit parameter a in Real < 1 density ∝ |x - 0.3|^(-a)',
    0.99,
    5.290523101700672,
    -100.77852910070922,
    10000.179475194844,
  ],
  ['variable x in Positive parameter a in Positive density ∝ max(x - 1, 0) exp(-a x)', 2, -3.386294361119891, 2, 0.5],
  [
    'variable x in Positive parameter a in Positive density ∝ max(10 - x, 0) exp(-a x)',
    0.5,
    2.7742717918329785,
    1.521020675323089,
    2.0228269104091194,
  ],
  [
    'variable x in Unit parameter a in Real density ∝ max(abs(x - 1/3) - 1/50, 0) exp(a x)',
    0.5,
    -1.0156960197833678,
    0.6973932493404967,
    0.07789910675669162,
  ],
  [
    'variable x in Positive parameter a in Positive density ∝ max(x - 1, 2 (1 - x)) exp(-a x)',
    2,
    -0.508326312269512,
    0.3374936513631519,
    0.22983216369744705,
  ],
];

describe('a jump, a bend or a pole inside the support', () => {
  it.each(cases)('%s at a = %d', (text, a, logPartition, mean, fisher) => {
    const found = valuesOf(text, { a });
    close(found.logPartition, logPartition);
    close(found.mean, mean);
    close(found.fisherParameters, fisher);
  });

  const trapezoid = 'variable x in Unit parameter c in Real density ∝ min(min(4 x, 1), 4 (1 - x)) exp(c x)';
  it.each([
    [trapezoid, -3, -1.561661402441727, 0.3544900953380203, 0.04209609354134626, -0.2605777211674374],
    [trapezoid, 2, 0.8147654115073574, 0.6007862082258507, 0.047181727766255566, -0.18722863295845313],
    [
      'variable x in Unit parameter c in Real density ∝ (1 - abs(2 x - 1)) exp(c x)',
      0.272686,
      -0.5552553026616738,
      0.5113583980345173,
      0.041627967271630706,
      -0.1937924144117622,
    ],
  ])('%s at c = %d, where log h is −∞ at both ends', (text, c, logPartition, mean, fisher, entropy) => {
    const found = valuesOf(text, { c });
    close(found.logPartition, logPartition);
    close(found.mean, mean);
    close(found.fisherParameters, fisher);
    close(found.entropy, entropy);
  });

  it('the distribution function passes a pole', () => {
    const found = valuesOf('variable x in Unit parameter a in Real < 1 density ∝ |x - 0.3|^(-a)', { a: 0.9, x: 0.4 });
    close(found.cdf, 0.9078422008222694);
  });

  it('a pole that a declared parameter makes too strong is named by its place', () => {
    const { diagnostics } = compile(
      'family F { variable x in Unit parameter a in Positive density ∝ |x^2 - 0.25|^(-a) }',
    );
    expect(diagnostics.map((d) => [d.code, d.label])).toEqual([['not-integrable', 'diverges near 0.5']]);
  });
});

describe('a base that bends where it is positive, or vanishes at an end', () => {
  // A(t), its slope and the entropy by quadrature between the bends, mpmath 1.3 at 30 digits.
  const tilted = 'variable x in Interval(-1, 1) parameter t in Real density ∝';
  it.each([
    [`${tilted} (1 - |x|) * exp(t*x)`, -4, 1.1904403841084457, -0.537314720727548, 0.07641458284266517],
    [`${tilted} (1 - |x|) * exp(t*x)`, 40, 32.622241091772125, 0.95, -2.111663789212404],
    [`${tilted} (1 + cos(pi*x)) * exp(t*x)`, -5, 2.128360942645582, -0.5133080838520603, -0.02592684050064242],
  ])('%s at t = %d', (text, t, logPartition, mean, entropy) => {
    const found = valuesOf(text, { t });
    close(found.logPartition, logPartition);
    close(found.mean, mean);
    close(found.entropy, entropy);
  });

  it('a base that is 0/0 inside the domain, under a rule with conditions', { timeout: 120_000 }, () => {
    const found = valuesOf(
      'variable x in Real parameter t in Interval(-pi/2, pi/2) density ∝ x/sinh(pi*x/2) * exp(t*x)',
      { t: 0.4 },
    );
    close(found.logPartition, 0.8576052187100561);
    close(found.entropy, 1.8208097178369023);
  });

  it('a density too large for a double beside a factor that is none', () => {
    const polar = 'variable x in Interval(0, pi) parameter k in Positive density k/(2*sinh(k))*exp(k*cos(x))*sin(x)';
    const found = valuesOf(polar, { k: 1000 });
    expect(Number([found.naturalFromMean].flat()[0]) / 1000 - 1).toBeCloseTo(0, 9);
  });
});

describe('places where an integrand is not smooth', () => {
  it('an end is none because the function is large elsewhere', () => {
    const x = symbol('x', { kind: 'interval', lower: rational(0) });
    const evaluator = evaluatorOf({ symbols: new Map(), sizes: new Map() }, floatArithmetic);
    const inside = sub(rational(2), elementwise('exp', x));
    const seams = seamsOf(evaluator, x, bendsOf(log(elementwise('abs', inside)), x), [0, Number.POSITIVE_INFINITY]);
    expect(seams.map(({ at }) => at)).toEqual([expect.closeTo(Math.LN2, 13)]);
  });

  it('are sought piece by piece where the slope jumps', () => {
    const x = symbol('x', { kind: 'interval', lower: rational(0), upper: rational(1) });
    const evaluator = evaluatorOf({ symbols: new Map(), sizes: new Map() }, floatArithmetic);
    const roof = sub(rational(1), elementwise('abs', sub(mul(rational(2), x), rational(1))));
    const slope = elementwise('min', mul(rational(4), x), rational(1));
    const plateau = elementwise('min', slope, sub(rational(4), mul(rational(4), x)));
    const seams = (e: Expr) => seamsOf(evaluator, x, bendsOf(log(e), x), [0, 1]).map(({ at }) => at);
    expect(seams(roof)).toEqual([0, 0.5, 1]);
    expect(seams(plateau)).toEqual([0, 0.25, 0.75, 1]);
  });

  const line = symbol('x', { kind: 'interval' });
  const nothing = { symbols: new Map(), sizes: new Map() };

  it('are left as the function is on each side, where another function bends at its zero', () => {
    const distance = (e: Expr): Expr => elementwise('abs', sub(rational(1, 10), e));
    const folded = distance(distance(elementwise('abs', line)));
    const measure = measureOf(evaluatorOf(nothing, floatArithmetic), line, sub(log(folded), elementwise('abs', line)));
    // x on (0, 0.1), 0.2 − x on (0.1, 0.2), x − 0.2 beyond, each times e^(−x), and all of it twice.
    const e = Math.exp(-0.1);
    expect(measure.logTotal).toBeCloseTo(Math.log(2 * (1 - 1.1 * e + e * (e - 0.9) + e * e)), 14);
    expect(measure.evaluations).toBeLessThan(8000);
  });

  it('are told of by the places beside them alone', () => {
    const roots = Array.from({ length: 9 }, (_, k) => elementwise('abs', sub(line, rational(k))));
    const log9 = sub(mul(rational(1, 2), add(...roots.map(log))), mul(line, line));
    const places = measureOf(evaluatorOf(nothing, floatArithmetic), line, log9).places();
    expect(Math.max(...places.map(({ nodes }) => nodes.length))).toBeLessThanOrEqual(7);
  });

  const circle: Domain = { kind: 'circle' };
  it.each([
    ['sin t', (t: ReturnType<typeof symbol>) => elementwise('sin', t), [-Math.PI, 0, Math.PI]],
    ['1 − cos t, a double zero', (t: ReturnType<typeof symbol>) => sub(rational(1), elementwise('cos', t)), [0]],
  ])('%s', (_, inside, places) => {
    const t = symbol('t', circle);
    const evaluator = evaluatorOf({ symbols: new Map(), sizes: new Map() }, floatArithmetic);
    const bends = bendsOf(log(elementwise('abs', inside(t))), t);
    expect(seamsOf(evaluator, t, bends, [-Math.PI, Math.PI]).map(({ at }) => at)).toEqual(
      places.map((x) => expect.closeTo(x, 13)),
    );
  });

  it('are not where a positive function underflows', () => {
    const evaluator = evaluatorOf(nothing, floatArithmetic);
    const seams = (e: Expr) =>
      seamsOf(evaluator, line, bendsOf(log(e), line), [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    for (const fn of ['erf', 'tanh'] as const)
      for (const rate of [1, -3])
        expect(seams(add(rational(1), elementwise(fn, mul(rational(rate), line))))).toEqual([]);
  });

  it('are zeros beside what is near, not beside what is far and large', () => {
    // −2 at its largest, at t = log 2, and −10⁸⁰ far out.
    const t = symbol('t', { kind: 'interval', lower: rational(0) });
    const inside = sub(sub(t, mul(rational(1, 2), exp(t))), rational(2));
    const evaluator = evaluatorOf({ symbols: new Map(), sizes: new Map() }, floatArithmetic);
    const bends = bendsOf(log(elementwise('abs', inside)), t);
    expect(bends).toHaveLength(1);
    expect(seamsOf(evaluator, t, bends, [0, Number.POSITIVE_INFINITY])).toEqual([]);
  });
});

// 2√19 e^(−19a) + √(π/a) erfc √(19a), its slopes and the entropy in mpmath at 40 digits, at a = 1/8.
it('reaches beyond the stretch on which a statistic is flat', () => {
  const found = valuesOf('variable x in Real parameter a in Positive density ∝ exp(-a max(x^2, 19))', { a: 0.125 });
  close(found['logPartition'], -0.043156609474112755);
  close(found['fisherParameters'], 14.527032211987063);
  close(found['entropy'], 2.467619390298407);
});

it('gives the entropy of a density that is zero on a stretch, or has two slopes where it vanishes', () => {
  const shifted = 'variable x in Positive parameter a in Positive density ∝ max(x - 1, 0) exp(-a x)';
  const tent = 'variable x in Positive parameter a in Positive density ∝ max(x - 1, 2 (1 - x)) exp(-a x)';
  close(valuesOf(shifted, { a: 2 }).entropy, 0.8840684843415876);
  close(valuesOf(tent, { a: 2 }).entropy, -0.16796222918627535);
});

// By quadrature in mpmath 1.3 at 30 digits.
it('divides one open power of 1 + erf x from another', () => {
  const text =
    'family S { variable x in Real parameter s in Positive, c in Positive density ∝ exp(-s x^2/2) (1 + erf(x))^c }';
  const [d] = compile(text, { verify: 'live' }).declarations;
  const found = d && evaluateAt(d, { at: { s: 1, c: 0.5 }, toPoint: { s: 2, c: 1.5 } });
  expect(found?.ok && found.value['kl']).toBeCloseTo(0.2471612014082749, 15);
});
