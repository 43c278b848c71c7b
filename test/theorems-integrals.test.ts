// Integrands that bend: |x − c|, max and min are integrated over half-lines, in closed form, and drawn from exactly.
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { compile } from '../src/compile.ts';
import { add, elementwise, log, mul, neg, sub } from '../src/ir/build.ts';
import { one, rational, realLine, symbol, zero } from '../src/ir/expr.ts';
import { matmul, matrix, total, trace, transpose } from '../src/ir/tensor.ts';
import { evaluate } from '../src/numeric/evaluate.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';
import { integrateLog } from '../src/theorems/integrals/index.ts';
import { programOf } from '../src/theorems/program.ts';
import { load } from './emit-run.ts';

const declared = (rest: string): string => `family F { variable x in Real constant c in Real ${rest} }`;
const [a, b, c] = [1.4, 0.6, -0.8];
/** Where x falls below its bend with probability `below`, the lower part with rate `left`, the upper with rate `right`. */
const twoSided = (at: number, below: number, left: number, right: number) => (x: number) =>
  x < at ? below * Math.exp(left * (x - at)) : 1 - (1 - below) * Math.exp(-right * (x - at));

const kinds = {
  'a known centre': {
    text: declared('parameter a in Positive density ∝ exp(-a*abs(x-c))'),
    cdf: twoSided(c, 0.5, a, a),
    logPartition: Math.log(2 / a),
  },
  'a centre of an affine function': {
    text: declared('parameter a in Positive density ∝ exp(-a*abs(1-2*x))'),
    cdf: twoSided(0.5, 0.5, 2 * a, 2 * a),
    logPartition: -Math.log(a),
  },
  'two slopes': {
    text: declared('parameter a in Positive, b in Positive density ∝ exp(-a*max(x-c,0) + b*min(x-c,0))'),
    cdf: twoSided(c, a / (a + b), b, a),
    logPartition: Math.log(1 / a + 1 / b),
  },
  'a jump': {
    text: declared('parameter a in Positive, b in Real density ∝ exp(b*sign(x) - a*abs(x))'),
    cdf: twoSided(0, 1 / (1 + Math.exp(2 * b)), a, a),
    logPartition: Math.log((Math.exp(b) + Math.exp(-b)) / a),
  },
} as const;

/** √n times the Kolmogorov–Smirnov distance; 1.9495 is its critical value at 1e-3. */
function distance(draws: Float64Array, cdf: (x: number) => number): number {
  const sorted = draws.slice().sort();
  const n = sorted.length;
  const gaps = Array.from(sorted, (x, i) => Math.max(Math.abs(cdf(x) - i / n), Math.abs(cdf(x) - (i + 1) / n)));
  return Math.sqrt(n) * gaps.reduce((m, g) => Math.max(m, g), 0);
}

describe('an integrand that bends', () => {
  it('at each entry of a vector has no one centre', () => {
    const [x, m] = [symbol('x', realLine), symbol('m', realLine, ['P'])];
    expect(integrateLog(neg(total(elementwise('abs', sub(x, m)))), x)).toBeUndefined();
  });

  it.each(Object.keys(kinds) as (keyof typeof kinds)[])('at %s', async (kind) => {
    const { text, cdf, logPartition } = kinds[kind];
    const { declarations, diagnostics } = compile(text, { verify: 'all' });
    expect(diagnostics.map((d) => d.message)).toEqual([]);
    const findings = declarations[0]?.findings;
    if (!findings) throw new Error('not derived');
    expect(findings.partition?.closed).toBe(true);
    expect(findings.sampler?.kind).toBe('transform');
    const module = await load(emitJs(programOf(findings), { source: 'bend.blr', version: '0.0.0' }).js);
    const parameters = { a, b, c };
    const natural = module.toNatural(parameters) as Record<string, number>;
    expect(module.logPartition({ ...natural, c })).toBeCloseTo(logPartition, 12);
    expect(distance(module.sample(parameters, [20_000], 7) as Float64Array, cdf)).toBeLessThan(1.9495);
  });
});

it('an integral that several theorems ask for is sought once', () => {
  const x = symbol('x', { kind: 'interval', lower: zero });
  const logIntegrand = mul(rational(-2), x);
  expect(integrateLog(logIntegrand, x)?.logValue).toBe(log(rational(1, 2)));
  expect(integrateLog(logIntegrand, x)).toBe(integrateLog(logIntegrand, x));
});

it('the log-odds of a vector are a change of variable: over logits a full quadratic form is a normal integral', () => {
  const x = symbol('x', { kind: 'interval', lower: zero, upper: one }, ['P']);
  const S = symbol('S', { kind: 'spd' }, ['P', 'P']);
  const logit = sub(log(x), log(sub(one, x)));
  const form = mul(rational(-1, 2), matmul(transpose(logit), S, logit));
  const found = integrateLog(sub(form, add(total(log(x)), total(log(sub(one, x))))), x);
  if (!found) throw new Error('no form applies');
  const symbols = new Map([[S, { shape: [2, 2], data: [2, 0.5, 0.5, 1] }]]);
  const value = evaluate(found.logValue, { symbols, sizes: new Map([['P', 2]]) }, floatArithmetic);
  expect(value.data[0]).toBeCloseTo(Math.log(2 * Math.PI) - Math.log(1.75) / 2, 13);
});

it('of a normal matrix only the symmetric part of a weight of XᵀX counts', () => {
  const x = symbol('X', { kind: 'matrix' }, ['2', '2']);
  const weight = matrix([
    [rational(-1), rational(3, 5)],
    [zero, rational(-1)],
  ]);
  const found = integrateLog(trace(matmul(weight, transpose(x), x)), x, []);
  // π^{rc/2} |S|^{−r/2} with S = (1, −0.3; −0.3, 1).
  const value = found && evaluate(found.logValue, { symbols: new Map(), sizes: new Map() }, floatArithmetic).data[0];
  expect(value).toBeCloseTo(2 * Math.log(Math.PI) - Math.log(1 - 0.3 ** 2), 13);
});
