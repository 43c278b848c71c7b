// The functions of exponential maps in emitted modules: js and tfjs against the evaluator, at one point and in a batch.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { add, elementwise, mul, neg, pow } from '../src/ir/build.ts';
import { entry } from '../src/ir/entry.ts';
import { type Expr, one, rational, type SymbolExpr, two, zero } from '../src/ir/expr.ts';
import {
  diagonalPart,
  lowerPart,
  matmul,
  matrix,
  matrixPhi,
  stack,
  total,
  trace,
  transpose,
} from '../src/ir/tensor.ts';
import { textOf } from '../src/notation/text.ts';
import { evaluate } from '../src/numeric/evaluate.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';
import { scaleProgram } from './emit-fixtures.ts';
import { type EmittedModule, load, loadTensors } from './emit-run.ts';

const header = { source: 'x.blr', version: '0.1.0' };
const base = scaleProgram('a');
const a = base.model.parameters[0] as SymbolExpr;
const x = base.model.variables[0] as SymbolExpr;
const r = rational;

const full = matrix([
  [a, x],
  [r(-1, 2), neg(a)],
]);
const three = matrix([
  [x, neg(a), one],
  [a, zero, mul(a, x)],
  [r(1, 3), neg(x), a],
]);
const turn = matrix([
  [zero, neg(x), a],
  [x, zero, r(-1)],
  [neg(a), one, zero],
]);
const scalars: readonly Expr[] = [
  ...[1, 2, 3].map((k) => elementwise('phi', r(k), add(a, neg(mul(two, x))))),
  ...[0, 1, 2, 3, 4].map((k) => elementwise('stumpff', r(k), add(mul(r(3), a), neg(x)))),
  elementwise('stumpff', one, pow(x, two)),
  ...[0, 1, 2].map((k) => entry(matrixPhi(k, full), 0, 1)),
  ...[0, 1].map((k) => total(pow(matrixPhi(k, three), two))),
  total(matmul(matrixPhi(1, three), stack(a, x, one))),
  trace(matrixPhi(0, three), transpose(matrixPhi(2, three))),
  total(pow(lowerPart(matrixPhi(0, three)), two)),
  total(elementwise('sin', diagonalPart(matrixPhi(1, three)))),
  total(pow(matmul(matrixPhi(1, turn), stack(one, a, x)), two)),
  total(elementwise('tanh', matmul(three, three))),
];
const points: readonly (readonly [number, number])[] = [
  [1.7, 2.1],
  [0.2, 0.05],
  [4.5, 1.3],
];
const truth = (e: Expr, [at, xt]: readonly [number, number]): number => {
  const symbols = new Map([
    [a, { shape: [], data: [at] }],
    [x, { shape: [], data: [xt] }],
  ]);
  return evaluate(e, { symbols, sizes: new Map() }, floatArithmetic).data[0] ?? Number.NaN;
};
const program = (e: Expr) => ({ ...base, logDensity: e });

describe.each(scalars.map((e, i) => [`${i} ${textOf(e).slice(0, 60)}`, e] as const))('%s', (_, e) => {
  it('in js', async () => {
    const module: EmittedModule = await load(emitJs(program(e), header).js);
    for (const p of points) {
      const got = module.logDensity({ a: p[0] }, p[1]) as number;
      expect(Math.abs(got - truth(e, p)) / Math.abs(truth(e, p)), `${p}`).toBeLessThan(1e-12);
    }
  });
});

describe.each(['cpu', 'wasm'])('on the %s backend', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
    await tf.ready();
  });
  it.each(scalars.map((e, i) => [i, e] as const))('expression %i, of one point and of three', async (_, e) => {
    const module = await loadTensors(emitTfjs(program(e), header).js);
    const wanted = points.map((p) => truth(e, p));
    tf.tidy(() => {
      const batch = module.logDensity(
        { a: tf.tensor1d(points.map((p) => p[0])) },
        tf.tensor1d(points.map((p) => p[1])),
      ) as tf.Tensor;
      const single = module.logDensity(
        { a: tf.scalar(points[0]?.[0] ?? 0) },
        tf.scalar(points[0]?.[1] ?? 0),
      ) as tf.Tensor;
      expect(batch.shape).toEqual([3]);
      [...batch.dataSync(), ...single.dataSync()].forEach((got, i) => {
        const value = wanted[i % 3] ?? Number.NaN;
        expect(
          Math.abs(got - value) / Math.max(Math.abs(value), 0.01),
          `${points[i % 3]}: ${got} ${value}`,
        ).toBeLessThan(1e-5);
      });
    });
  });
});
