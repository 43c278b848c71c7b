// Replays against the published recurrences, written out as loops; and what is said when a run does not fit.
import { describe, expect, it } from 'vitest';
import { jsonDocument } from '../src/backends/document/json.ts';
import { optimizerData } from '../src/backends/document/optimizer.ts';
import type { OptimizerProgram } from '../src/model/optimizer-program.ts';
import { replayOptimizer } from '../src/values/replay.ts';
import { scalarDerivation } from './documents-fixture.ts';
import {
  affineProgram,
  pointProgram,
  rotationProgram,
  scalingProgram,
  signedProgram,
  translationProgram,
} from './optimizer-fixture.ts';

const numbers = (count: number, seed: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.sin(seed * 12.9898 + i * 78.233) * 2);

type Trace = readonly Record<string, number[]>[];
function traceOf(p: OptimizerProgram, input: unknown): Trace {
  const result = replayOptimizer(p, input);
  if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join());
  return result.value.trace as Trace;
}
const messageOf = (p: OptimizerProgram, input: unknown): string => {
  const result = replayOptimizer(p, input);
  return result.ok ? 'it ran' : result.diagnostics.map((d) => `${d.code}: ${d.message}`).join();
};

/** Largest relative difference. */
const gap = (found: readonly number[], wanted: readonly number[]): number =>
  found.length === wanted.length
    ? Math.max(...found.map((x, i) => Math.abs(x - (wanted[i] ?? 0)) / (1 + Math.abs(wanted[i] ?? 0))))
    : Infinity;

describe('replay', () => {
  it('runs the affine recurrence with its old A and two rates to 1e-12', () => {
    const P = 3;
    const [K, aA, ab, b1, b2, tau] = [2, 0.05, 0.2, 0.8, 0.6, 0.3];
    let [A, b, MA, Mb] = [
      [0.5, 1, 2],
      [0, -1, 3],
      [0, 0, 0],
      [0, 0, 0],
    ];
    const steps = Array.from({ length: 20 }, (_, t) => ({
      noise: [numbers(P, t), numbers(P, t + 100)],
      gradient: [200, 300].map((from) => numbers(P, t + from).map((x) => x / 10)),
    }));
    const trace = traceOf(affineProgram(), {
      init: { A, b, momentum_A: MA, momentum_b: Mb },
      hyper: { K, alpha_A: aA, α_b: ab, beta_1: b1, 'β₂': b2, tau },
      steps,
    });
    steps.forEach(({ noise, gradient }, t) => {
      const mean = (f: (k: number) => number): number => (f(0) + f(1)) / K;
      const at = (list: number[][], k: number, i: number): number => list[k]?.[i] ?? 0;
      MA = MA.map((m, i) => b1 * m + (1 - b1) * mean((k) => (A[i] ?? 0) * at(noise, k, i) * at(gradient, k, i) - tau));
      Mb = Mb.map((m, i) => b2 * m + (1 - b2) * mean((k) => (A[i] ?? 0) * at(gradient, k, i)));
      const phi = (x: number): number => (x === 0 ? 1 : Math.expm1(x) / x);
      b = b.map((x, i) => x - ab * (A[i] ?? 0) * (Mb[i] ?? 0) * phi(-ab * (MA[i] ?? 0)));
      A = A.map((x, i) => x * Math.exp(-aA * (MA[i] ?? 0)));
      expect(gap(trace[t]?.['A'] ?? [], A)).toBeLessThan(1e-12);
      expect(gap(trace[t]?.['b'] ?? [], b)).toBeLessThan(1e-12);
      expect(gap(trace[t]?.['momentum_A'] ?? [], MA)).toBeLessThan(1e-12);
      expect(gap(trace[t]?.['momentum_b'] ?? [], Mb)).toBeLessThan(1e-12);
    });
  });

  it('runs additive and multiplicative recurrences', () => {
    const additive = traceOf(translationProgram(), {
      init: { b: [1, 2] },
      hyper: { α_b: 0.5, 'β₂': 0 },
      steps: [{ noise: [[0, 0]], gradient: [[1, -2]] }],
    });
    expect(additive[0]).toEqual({ b: [0.5, 3], momentum_b: [1, -2] });
    const scaling = traceOf(scalingProgram(), {
      init: { A: [2] },
      hyper: { alpha: 0.1, beta_1: 0 },
      steps: [{ noise: [[1.5]], gradient: [[0.7]] }],
    });
    expect(gap(scaling[0]?.['A'] ?? [], [2 * Math.exp(-0.1 * (2 * 1.5 * 0.7 - 1))])).toBeLessThan(1e-15);
  });

  it('asks for several draws a sample, scalars, and nothing where there is no spread', () => {
    const signed = traceOf(signedProgram(), {
      init: { 'A₊': [1], 'A₋': [2] },
      hyper: { α: 0.1, τ: 0 },
      steps: [{ noise: [[1], [3]], gradient: [[0.5]] }],
    });
    expect(gap(signed[0]?.['A₋'] ?? [], [2 * Math.exp(0.1 * 2 * 3 * 0.5)])).toBeLessThan(1e-15);
    expect(traceOf(pointProgram(), { init: {}, hyper: { α: 0.5 }, steps: [{ gradient: [2, 4] }] })).toEqual([
      { b: -1, c: -1 },
    ]);
  });

  it('turns a rotation and keeps it one', () => {
    const trace = traceOf(rotationProgram(), {
      init: {
        R: [
          [1, 0],
          [0, 1],
        ],
      },
      hyper: { α: 0.3 },
      steps: [{ noise: [[1, 2]], gradient: [[0.5, -1]] }],
    });
    const angle = 0.3 * 0.5 * (1 * -1 - 0.5 * 2);
    const wanted = [Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle)];
    expect(gap((trace[0]?.['R'] ?? []).flat(), wanted)).toBeLessThan(1e-14);
  });

  it('says what was asked when a run does not fit', () => {
    const p = affineProgram();
    const [init, hyper] = [
      { A: [1], b: [0] },
      { α_A: 0.1, α_b: 0.1 },
    ];
    const run = (step: unknown, more = {}): string =>
      messageOf(p, { init, hyper: { ...hyper, ...more }, steps: [step] });
    expect(run({ noise: [[1]], gradient: [] })).toBe('shape-mismatch: step 1 asks for 1 gradient entry; there are 0');
    expect(run({ noise: [[1], [1]], gradient: [[1]] })).toMatch('step 1 asks for 1 noise entry; there are 2');
    expect(run({ noise: [[1]], gradient: [[1]], hessian: [] })).toMatch('step 1 asks for no `hessian`');
    const further = run({ noise: [[1]], gradient: [[1]], perExampleGradient: [[[1]]] });
    expect(further).toMatch('step 1 asks for no `perExampleGradient`');
    expect(run({ noise: [[1, 2]], gradient: [[1]] })).toMatch('noise 1 of step 1 has 2 entries along P, but P is 1');
    expect(run({ noise: [[1]], gradient: [[1]] }, { K: 2 })).toMatch('step 1 asks for 2 noise entries; there is 1');
    expect(run({ noise: [[1]], gradient: [[1]] }, { K: 0 })).toMatch('K = 0 must be a whole number of samples');
    expect(run({ noise: [[1]], gradient: [[1]] }, { lr: 1 })).toMatch(
      'unknown-name: Affine has no hyper-parameter `lr`',
    );
    expect(messageOf(p, { init: { A: [-1] }, hyper, steps: [] })).toMatch(
      'shape-mismatch: A = [-1] lies outside its domain',
    );
    expect(messageOf(p, { init: { a: [1] }, hyper, steps: [] })).toMatch('Affine has no state `a`');
    expect(messageOf(p, { init, hyper: { α_A: 1 }, steps: [] })).toMatch(
      'a value of the hyper-parameter α_b is missing',
    );
    expect(messageOf(p, {})).toMatch('`steps` must be an array, one entry a step');
    expect(messageOf(p, { init: {}, hyper, steps: [{ noise: [], gradient: [] }] })).toMatch('step 1 asks for 1 noise');
  });

  it('says non-finite numbers in words', () => {
    const trace = traceOf(scalingProgram(), {
      init: { A: [1] },
      hyper: { α: 1e4, 'β₁': 0 },
      steps: [{ noise: [[1]], gradient: [[-10]] }],
    });
    expect(trace[0]?.['A']).toEqual(['Infinity']);
  });
});

describe('the interface as data', () => {
  it('lists state, hyper-parameters and what a step asks for', () => {
    const { optimizer } = JSON.parse(jsonDocument(scalarDerivation, affineProgram())) as Record<string, unknown>;
    expect(optimizer).toEqual(optimizerData(affineProgram()));
    expect(optimizer).toMatchObject({
      state: [
        { name: 'A', role: 'element', shape: ['P'] },
        { name: 'b', role: 'element', shape: ['P'] },
        { name: 'momentum_A', role: 'momentum', shape: ['P'] },
        { name: 'momentum_b', role: 'momentum', shape: ['P'] },
      ],
      hyper: [
        { name: 'K', initial: 1, meaning: 'samples' },
        { name: 'β₁', initial: 0.9 },
        { name: 'β₂', initial: 0.9 },
        { name: 'α_A' },
        { name: 'α_b' },
        { name: 'τ', initial: 1, meaning: 'temperature' },
      ],
      step: { noise: [{ name: 'ε', shape: ['P'] }], gradient: [{ name: 'G', shape: ['P'] }] },
    });
  });
});
