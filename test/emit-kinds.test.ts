// Every kind of sampler, integrals and sums without closed forms, and large Newton systems, on both targets.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { batchShape, eliminate } from '../src/backends/tfjs/support.ts';
import { add, elementwise, exp, fill, log, mul, neg, pow, square, sub } from '../src/ir/build.ts';
import {
  type Domain,
  dimension,
  type Expr,
  half,
  integral,
  one,
  positiveLine,
  rational,
  realLine,
  type SymbolExpr,
  symbol,
  zero,
} from '../src/ir/expr.ts';
import { diagonal, logsumexp, total } from '../src/ir/tensor.ts';
import type { FamilyProgram, Sampler } from '../src/model/program.ts';
import { matrixPrecisionProgram, modelOf, scaleProgram } from './emit-fixtures.ts';
import { worst } from './emit-points.ts';
import { type EmittedModule, load, loadTensors } from './emit-run.ts';

const header = { source: 'x.blr', version: '0.1.0' };
const base = scaleProgram('a');
const a = base.model.parameters[0] as SymbolExpr;
const counts: Domain = { kind: 'integers', lower: zero };
const k = symbol('k', counts);
const x = symbol('x', realLine);
const z = symbol('z', positiveLine);
const flat = (value: unknown): number[] =>
  typeof value === 'number' ? [value] : Array.from(value as ArrayLike<number | Float64Array>).flatMap(flat);

async function both(p: FamilyProgram): Promise<[EmittedModule, EmittedModule]> {
  return [await load(emitJs(p, header).js), await loadTensors(emitTfjs(p, header).js)];
}

beforeAll(async () => {
  expect(await tf.setBackend('cpu')).toBe(true);
});

const scalarSamplers: readonly (readonly [string, Sampler, number, number])[] = [
  [
    'search',
    {
      kind: 'search',
      variable: k,
      logMass: sub(sub(mul(k, log(a)), a), elementwise('lgamma', add(k, one))),
      from: zero,
    },
    3.5,
    3.5,
  ],
  [
    'search with an end',
    { kind: 'search', variable: k, logMass: neg(log(rational(5))), from: zero, to: rational(4) },
    1,
    2,
  ],
  ['table', { kind: 'table', values: [rational(-1), one], logMasses: [neg(a), a] }, 0.4, Math.tanh(0.4)],
  ['circular', { kind: 'circular', location: one, concentration: a }, 50, 1],
  ['inversion', { kind: 'inversion', variable: x, logDensity: mul(neg(half), square(sub(x, a))) }, 1.5, 1.5],
  ['inversion on a half line', { kind: 'inversion', variable: z, logDensity: neg(mul(a, z)) }, 2, 0.5],
];

describe('samplers', () => {
  it.each(scalarSamplers)('%s: mean, and the same draws on both targets', async (name, sampler, at, mean) => {
    const [js, tensors] = await both({ ...base, sampler });
    const draws = js.sample({ a: at }, [4000], 3) as Float64Array;
    const average = draws.reduce((s, d) => s + d, 0) / draws.length;
    const spread = Math.sqrt(draws.reduce((s, d) => s + (d - average) ** 2, 0) / draws.length);
    expect(Math.abs(average - mean)).toBeLessThan((5 * spread) / Math.sqrt(draws.length));
    const found = tensors.sample({ a: at }, [500], 3) as tf.Tensor;
    expect(found.shape).toEqual([500]);
    const list = Array.from(found.dataSync());
    if (!name.startsWith('inversion')) expect(worst(list, [...draws.slice(0, 500)])).toBeLessThan(1e-4);
    const tensorMean = list.reduce((s, d) => s + d, 0) / list.length;
    expect(Math.abs(tensorMean - mean)).toBeLessThan((5 * spread) / Math.sqrt(list.length));
    expect((tensors.sample({ a: [at, at] }, [3], 3) as tf.Tensor).shape).toEqual([3, 2]);
  });

  const matrices = matrixPrecisionProgram();
  const [, S] = matrices.model.parameters as [SymbolExpr, SymbolExpr];
  const noise = symbol('ε', realLine, ['P', 'P']);
  const matrixSamplers: readonly (readonly [string, Sampler])[] = [
    ['bartlett', { kind: 'bartlett', scale: S, degrees: rational(5) }],
    ['inverted bartlett', { kind: 'bartlett', scale: S, degrees: rational(7), inverted: true }],
    [
      'affine-matrix',
      { kind: 'affine-matrix', mean: S, rowPrecision: S, columnPrecision: S, draw: { symbol: noise, law: 'normal' } },
    ],
  ];
  it.each(matrixSamplers)('%s: the same draws on both targets', async (_, sampler) => {
    const [js, tensors] = await both({ ...matrices, sampler });
    const S2 = [2, 0.5, 0.5, 1];
    const wanted = flat(js.sample({ m: [0, 0], S: S2 }, [20], 3));
    const found = tensors.sample({ m: [0, 0], S: tf.tensor(S2, [2, 2]) }, [20], 3) as tf.Tensor;
    expect(found.shape).toEqual([20, 2, 2]);
    expect(worst(Array.from(found.dataSync()), wanted)).toBeLessThan(1e-3);
  });

  it('draws Wishart matrices with the right mean', async () => {
    const [js] = await both({ ...matrices, sampler: { kind: 'bartlett', scale: S, degrees: rational(5) } });
    const list = js.sample({ m: [0, 0], S: [2, 0.5, 0.5, 1] }, 4000, 3) as Float64Array[];
    const mean = [0, 1, 2, 3].map((i) => list.reduce((s, d) => s + (d[i] ?? 0), 0) / list.length);
    expect(worst(mean, [10, 2.5, 2.5, 5])).toBeLessThan(0.05);
  });

  it('one-hot and vector gamma draws agree', async () => {
    const theta = symbol('θ', { kind: 'simplex' }, ['K']);
    const w = symbol('w', positiveLine, ['K']);
    const g = symbol('g', positiveLine, ['K']);
    const p = vectorProgram(theta, w);
    const oneHot: Sampler = { kind: 'one-hot', logProbabilities: sub(log(w), fill(logsumexp(log(w)), ['K'])) };
    const gamma: Sampler = {
      kind: 'transform',
      draws: [{ symbol: g, law: 'gamma', shape: w }],
      value: mul(g, pow(total(g), rational(-1))),
      differentiable: true,
    };
    for (const sampler of [oneHot, gamma]) {
      const [js, tensors] = await both({ ...p, sampler });
      const wanted = flat(js.sample({ w: [0.5, 2, 1] }, [30], 3));
      const found = tensors.sample({ w: [0.5, 2, 1] }, [30], 3) as tf.Tensor;
      expect(found.shape).toEqual([30, 3]);
      expect(worst(Array.from(found.dataSync()), wanted)).toBeLessThan(1e-5);
    }
  });
});

/** A vector parameter w whose mean map ψ(w) − ψ(Σw) needs one large Newton system. */
function vectorProgram(theta: SymbolExpr, w: SymbolExpr): FamilyProgram {
  const [lambda, mu] = [symbol('λ', realLine, ['K']), symbol('μ', realLine, ['K'])];
  const other = symbol('w\u0303', positiveLine, ['K']);
  const [u, v] = [symbol('u', realLine, ['K']), symbol('v', realLine, ['K'])];
  const g = symbol('G', realLine, ['K']);
  const next = symbol('w′', positiveLine, ['K']);
  const digamma = (e: Expr): Expr => elementwise('digamma', e);
  const trigamma = (e: Expr): Expr => elementwise('polygamma', one, e);
  const spread = (e: Expr): Expr => fill(e, ['K']);
  const mean = sub(digamma(w), spread(digamma(total(w))));
  const { rho, tau } = base.update;
  return {
    ...base,
    model: modelOf({ name: 'Shares', variable: theta, parameters: [w], dimensions: ['K'] }),
    blocks: [{ symbol: lambda, meanSymbol: mu, statistic: log(theta), natural: sub(w, spread(one)) }],
    logDensity: total(mul(sub(w, spread(one)), log(theta))),
    entropy: total(w),
    kl: { value: total(mul(w, other)), other: new Map([[w, other]]) },
    toNatural: { kind: 'closed', assignments: [{ target: lambda, value: sub(w, spread(one)), equation: '1' }] },
    fromNatural: { kind: 'closed', assignments: [{ target: w, value: add(lambda, spread(one)), equation: '1' }] },
    toMean: { kind: 'closed', assignments: [{ target: mu, value: mean, equation: '1' }] },
    fromMean: {
      kind: 'newton',
      unknowns: [w],
      given: [mu],
      forward: [mean],
      jacobian: [[sub(diagonal(trigamma(w)), fill(trigamma(total(w)), ['K', 'K']))]],
      start: [spread(one)],
      domain: [{ value: w, relation: '>' }],
      after: [],
    },
    fisher: { value: total(mul(u, v, trigamma(w))), left: new Map([[w, u]]), right: new Map([[w, v]]) },
    update: {
      gradient: new Map([[w, g]]),
      rho,
      tau,
      assignments: [{ target: next, value: sub(w, mul(rho, g)), equation: '1' }],
      next: new Map([[w, next]]),
      conditions: [{ value: next, relation: '>' }],
    },
    sampler: { kind: 'transform', draws: [], value: w, differentiable: true },
  };
}

describe('Newton’s method for a whole vector', () => {
  it('inverts the mean map on both targets', async () => {
    const [js, tensors] = await both(
      vectorProgram(symbol('θ', { kind: 'simplex' }, ['K']), symbol('w', positiveLine, ['K'])),
    );
    const w = [0.3, 2, 5, 0.9];
    const back = js.fromMean(js.toMean({ w })) as { w: Float64Array };
    expect(worst(back.w, w)).toBeLessThan(1e-11);
    const many = tf.tensor([...w, 1, 2, 3, 4], [2, 4]);
    const found = tensors.fromMean(tensors.toMean({ w: many })) as { w: tf.Tensor };
    expect(worst(Array.from(found.w.dataSync()), [...w, 1, 2, 3, 4])).toBeLessThan(2e-4);
  });
});

describe('tensor support', () => {
  it('finds the leading dimensions that values have together', () => {
    expect(batchShape([tf.zeros([3, 1, 2]), tf.zeros([4])], [1, 0])).toEqual([3, 4]);
    expect(batchShape([tf.scalar(1)], [0])).toEqual([]);
  });

  it('solves small systems entry by entry', () => {
    const c = (x: number): tf.Tensor => tf.tensor([x, 2 * x]);
    const [x, y] = eliminate(
      [
        [c(2), c(1)],
        [c(1), c(3)],
      ],
      [c(5), c(10)],
    );
    expect(worst([...(x?.dataSync() ?? []), ...(y?.dataSync() ?? [])], [1, 1, 3, 3])).toBeLessThan(1e-6);
  });
});

describe('integrals and sums', () => {
  const gaussian = exp(mul(neg(a), square(x)));
  const cases: readonly (readonly [string, Expr, (at: number) => number])[] = [
    ['∫ over the line', log(integral(x, gaussian)), (at) => Math.log(Math.sqrt(Math.PI / at))],
    ['∫ over the half-line', integral(z, mul(z, exp(neg(mul(a, z))))), (at) => 1 / at ** 2],
    [
      '∫ to a parameter',
      integral(
        symbol('y', { kind: 'interval', lower: zero, upper: a }),
        square(symbol('y', { kind: 'interval', lower: zero, upper: a })),
      ),
      (at) => at ** 3 / 3,
    ],
    ['Σ to infinity', integral(k, exp(neg(mul(a, k)))), (at) => 1 / (1 - Math.exp(-at))],
    ['Σ over a set', setSum(), (at) => 2 * Math.cosh(at)],
    [
      'Σ to a number',
      integral(
        symbol('j', { kind: 'integers', lower: one, upper: rational(3) }),
        mul(a, symbol('j', { kind: 'integers', lower: one, upper: rational(3) })),
      ),
      (at) => 6 * at,
    ],
  ];

  function setSum(): Expr {
    const sign = symbol('s', { kind: 'set', values: [rational(-1), one] });
    return integral(sign, exp(mul(a, sign)));
  }

  it.each(cases)('%s', async (_, entropy, wanted) => {
    const [js, tensors] = await both({ ...base, entropy });
    expect(worst(js.entropy({ a: [1.3, 2] }), [1.3, 2].map(wanted))).toBeLessThan(1e-12);
    const found = tensors.entropy({ a: [1.3, 2] }) as tf.Tensor;
    expect(worst(Array.from(found.dataSync()), [1.3, 2].map(wanted))).toBeLessThan(1e-5);
  });

  it('Σ to a dimension', async () => {
    const p = matrixPrecisionProgram();
    const j = symbol('j', { kind: 'integers', lower: one, upper: dimension('P') });
    const [js, tensors] = await both({ ...p, entropy: integral(j, elementwise('lgamma', add(j, half))) });
    const wanted = [-0.12078223763524522 + 0.2846828704729192];
    expect(worst(js.entropy({ m: [0, 0], S: [1, 0, 0, 1] }), wanted)).toBeLessThan(1e-12);
    const found = tensors.entropy({ m: [0, 0], S: tf.eye(2) }) as tf.Tensor;
    expect(worst(Array.from(found.dataSync()), wanted)).toBeLessThan(1e-5);
  });
});
