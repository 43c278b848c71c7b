// A geometric law cut to a range so long that e^(t (N + 1)) overflows a double: checked, evaluated and emitted all the same.
import { expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import { stepAt } from '../src/values/step.ts';

const last = 100_000;
const { declarations, diagnostics } = compile(
  `family Cut { variable k in Integer(0..${last}) parameter t in Real density ∝ exp(t k) }`,
);
const [cut] = declarations;

/** From log(((e^t)^(N+1) − 1)/(e^t − 1)) and its derivatives, mpmath 1.3 at 60 digits; the step with ρ = 0.1 and a gradient of 0.001. */
const expected = [
  {
    t: 2,
    logPartition: 200000.14541345788,
    mean: 99999.84348235725,
    fisher: 0.1810154152415776,
    stepped: 1.7994475608617833,
  },
  {
    t: -2,
    logPartition: 0.14541345786885906,
    mean: 0.15651764274966565,
    fisher: 0.1810154152415776,
    stepped: -1.8005524391382166,
  },
];

it('passes its checks', () => {
  expect(diagnostics).toEqual([]);
});

it('takes no longer where the range does', () => {
  const text = 'family Long { variable k in Integer(0..1000000000000) parameter t in Real density ∝ exp(t k) }';
  expect(compile(text, { verify: 'none' }).diagnostics).toEqual([]);
});

it.each(expected)('has its numbers at t = $t', ({ t, logPartition, mean, fisher, stepped }) => {
  if (!cut) throw new Error('nothing was declared');
  const answer = evaluateAt(cut, { at: { t } });
  const value = answer.ok ? answer.value : {};
  expect([value['logPartition'], value['mean'], value['fisherNatural']]).toEqual([logPartition, [mean], [[fisher]]]);
  // A last digit of the mean moves t by 1e-10 where nearly all of the range lies below it.
  expect((value['naturalFromMean'] as number[])[0]).toBeCloseTo(t, 9);
  const step = stepAt(cut, { at: { t }, gradient: { t: 0.001 }, rho: 0.1 });
  expect(step.ok && (step.value as { natural: number[] }).natural[0]).toBeCloseTo(stepped, 14);
});

it.each([-50])('leads back from a mean far below its deviation: t = %d', (t) => {
  const answer = cut && evaluateAt(cut, { at: { t } });
  expect(answer?.ok && answer.value['naturalFromMean']).toEqual([expect.closeTo(t, 9)]);
});
