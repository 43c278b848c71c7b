// Emitted js modules where digits are easily lost: ends of intervals, tails of the normal law, corners of the means, overflow.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { compile } from '../src/compile.ts';
import { erfDifference, logHalfErfc } from '../src/runtime/portable/error-function.ts';
import { programOf } from '../src/theorems/program.ts';
import { type EmittedModule, load } from './emit-run.ts';

async function moduleOf(name: string): Promise<EmittedModule> {
  const source = readFileSync(new URL(`families-unseen/${name}.blr`, import.meta.url), 'utf8');
  const [declared] = compile(source, { verify: 'none' }).declarations;
  if (!declared?.findings) throw new Error(`${name} does not compile`);
  return load(emitJs(programOf(declared.findings), { source: name, version: '0.0.0' }).js);
}

/** |found − wanted| in units of the wanted value. */
const gap = (found: unknown, wanted: number): number => Math.abs((found as number) - wanted) / Math.abs(wanted);

// Values from mpmath 1.3 at 30 digits.
describe('an integral whose integrand is infinite at both ends', () => {
  it.each([
    [0.8, -0.2999122961828434],
    [-30, -3.2929981683132494],
    [300, -5.611497466561736],
  ])('at tilt %d', async (a, entropy) => {
    expect(gap((await moduleOf('tilted-arcsine')).entropy({ a }), entropy)).toBeLessThan(1e-12);
  });
});

describe('chances by the normal distribution function', () => {
  it.each([
    [4, 3.9, 3.4133875950119938e-9, 1.5171295198857868e-7],
    [-12, -11.5, 8.965680735841503e-60, 1.0087454296501793e-62],
  ])('at t = %d', async (t, other, kl, entropy) => {
    const m = await moduleOf('probit-bernoulli');
    expect(gap(m.kl({ t }, { t: other }), kl)).toBeLessThan(1e-12);
    expect(gap(m.entropy({ t }), entropy)).toBeLessThan(1e-12);
  });

  it('log(erfc(x)/2) and erf a − erf b keep their digits on both sides', () => {
    expect(gap(logHalfErfc(40), -1604.9547038338335)).toBeLessThan(1e-15);
    expect(gap(logHalfErfc(-4), -7.708628979851489e-9)).toBeLessThan(1e-14);
    expect(gap(erfDifference(5, 4.5), 1.950785843598607e-10)).toBeLessThan(1e-13);
    expect(erfDifference(-4.5, -5)).toBe(erfDifference(5, 4.5));
    expect(erfDifference(0.25, -0.25)).toBeCloseTo(2 * 0.2763263901682369, 15);
  });
});

const moduleFrom = async (text: string): Promise<EmittedModule> => {
  const [declared] = compile(text, { verify: 'none' }).declarations;
  if (!declared?.findings) throw new Error(`${text} does not compile`);
  return load(emitJs(programOf(declared.findings), { source: 'F.blr', version: '0.0.0' }).js);
};

it('logarithms of ½ + x and ½ − x keep the digits of a small x', async () => {
  const m = await moduleFrom('family F { variable s in {-1, 1} parameter m in Interval(-1, 1) density (1 + m*s)/2 }');
  expect(m.toNatural({ m: 1e-9 })).toEqual({ lambda: 1e-9 });
});

// mpmath: Σ x² p(1 − p) with p = 1/(1 + e^{−tx}).
it('a total of p − p² keeps its digits where p rounds to 1', async () => {
  const m = await moduleFrom(
    'family F(N) { variable y in Binary^N constant x in Real^N parameter t in Real density ∝ exp(t*dot(x, y)) }',
  );
  const [near] = m.fisher({ t: 1, x: [20, 19] }) as Float64Array;
  const [far] = m.fisher({ t: 1, x: [40] }) as Float64Array;
  expect(gap(near, 2.8470709368631548e-6)).toBeLessThan(1e-14);
  expect(gap(far, 6.797366808466542e-15)).toBeLessThan(1e-14);
});

// ∫ e^{lx}(1 − erf x) dx = (2/l) e^{l²/4}; the entropy by mpmath.
it('what is left of 1 − erf x under an integral keeps its digits', async () => {
  const m = await moduleFrom('family F { variable x in Real parameter l in Positive density ∝ exp(l*x)*(1 - erf(x)) }');
  const l = 20;
  expect(gap(m.logPartition({ lambda: l }), Math.log(2 / l) + (l * l) / 4)).toBeLessThan(1e-14);
  expect(gap((m.toMean({ l }) as { mu: number }).mu, l / 2 - 1 / l)).toBeLessThan(1e-13);
  expect(gap(m.entropy({ l }), 1.0748586721749458)).toBeLessThan(1e-13);
  expect(gap(m.kl({ l }, { l: l + 1 }), Math.log(l / (l + 1)) + 1 / 4 + 1 / l)).toBeLessThan(1e-12);
});

describe('a normaliser that overflows', () => {
  it('is taken by its logarithm', async () => {
    const benford = await moduleOf('benford');
    expect(gap(benford.logPartition(benford.toNatural({ a: 1000 })), 8997.749632672687)).toBeLessThan(1e-15);
    // A is 9000 here, and its last digit 2e-12.
    expect(benford.kl({ a: 1000 }, { a: 999 })).toBeCloseTo(0, 10);
    expect(benford.kl({ a: -1000 }, { a: -3 })).toBeCloseTo(0.029746900513125715, 9);
    const hurdle = await moduleOf('hurdle-poisson');
    expect(gap(hurdle.logPartition(hurdle.toNatural({ a: 1000, r: 2 })), 1001.8545865421312)).toBeLessThan(1e-15);
  });
});

describe('means of a tilted die', () => {
  const tilts = [-3, -0.3, 0.2, 2].flatMap((t) => [-1, -0.1, 0, 0.2].map((s) => ({ t, s })));
  it.each([
    [-1, 6],
    [0, 10],
    [1, 6],
    [-5, 5],
  ])('on %d … %d lead back to them', async (a, b) => {
    const m = await moduleOf('loaded-die');
    for (const tilt of tilts) {
      const mean = m.toMean({ ...tilt, a, b }) as Record<string, number>;
      const again = m.toMean(m.fromMean(mean)) as Record<string, number>;
      for (const key of ['mu1', 'mu2']) {
        const [found = Number.NaN, wanted = Number.NaN] = [again[key], mean[key]];
        expect(Math.abs(found - wanted), JSON.stringify(tilt)).toBeLessThan(1e-11 * Math.max(1, b * b));
      }
    }
  });
});
