// What of an algorithm no module is made of, as a value that says why; and names of the state in either spelling.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { compile, emissionProblem, emitOptimizerJs, emitOptimizerTfjs, replayOptimizer } from '../src/index.ts';
import type { OptimizerProgram } from '../src/model/optimizer-program.ts';
import { programs } from './optimizer-fixture.ts';
import { header, loadOptimizer, numbersOf } from './optimizer-run.ts';

/** The algorithm of the last declaration of a text. */
function programIn(text: string): OptimizerProgram {
  const program = compile(text).declarations.at(-1)?.optimizer;
  if (!program) throw new Error('no algorithm');
  return program;
}

const matrices = `group Shift(P, Q) {
  element B in Matrix(P,Q)
  action  Θ in Matrix(P,Q) -> Θ + B
}
orbit Moved(P, Q) {
  group Shift(P, Q)
  base  Dirac(0)
}`;
const pairs = `group Shifts(P, Q) {
  element a in Real^P, b in Real^Q
  action  x in Real^P, y in Real^Q -> (x + a, y + b)
}
orbit Moved(P, Q) {
  group Shifts(P, Q)
  base  Dirac(0)
}`;
const spelled = `group Shift(P) {
  element sigma in Real^P
  action  θ in Real^P -> θ + sigma
}
orbit Moved(P) {
  group Shift(P)
  base  Dirac(0)
}`;

describe('a point that no variable tells the sizes of', () => {
  it.each([
    ['a matrix', matrices, 'its point is a matrix, P×Q'],
    ['two open sizes', pairs, 'its point has the open sizes P and Q'],
  ])('%s', (_, text, words) => {
    const problem = emissionProblem(programIn(text), { start: 3, end: 4 });
    expect(problem).toMatchObject({ code: 'not-yet', severity: 'error', span: { start: 3, end: 4 } });
    expect(problem?.message).toBe(`no module is made of Moved yet: ${words}`);
    expect(problem?.hint).toContain('`blrc replay` runs Moved as it is');
  });

  it('is replayed all the same', () => {
    const init = { B: [[1, 2, 3]] };
    const run = { init, hyper: { α: 0.5 }, steps: [{ gradient: [[[2, 0, -2]]] }] };
    expect(replayOptimizer(programIn(matrices), run)).toEqual({ ok: true, value: { trace: [{ B: [[0, 2, 4]] }] } });
  });

  it.each(programs())('$name has none', (p) => {
    expect(emissionProblem(p, { start: 0, end: 0 })).toBeUndefined();
  });
});

describe('names of the state', () => {
  it.each(['sigma', 'σ'])('are known as %s to the tensor module', async (name) => {
    await tf.setBackend('cpu');
    const { make } = await loadOptimizer(programIn(spelled));
    const v = tf.variable(tf.tensor1d([1, 2]));
    const optimizer = make({ α: 0.1, initial: { [name]: 5 } });
    optimizer.computeGradients(() => tf.sum(v) as tf.Scalar, [v]);
    expect(Object.values(numbersOf(optimizer.stateOf(v)))).toEqual([[5, 5]]);
    optimizer.dispose();
    v.dispose();
  });

  it.each(['sigma', 'σ'])('are known as %s to the plain module', async (name) => {
    const { js } = emitOptimizerJs(programIn(spelled), header);
    const { createMoved } = await import(`data:text/javascript,${encodeURIComponent(js)}`);
    expect([...createMoved([1, 2], { α: 0.1, initial: { [name]: 5 } }).estimate()]).toEqual([5, 5]);
    expect(() => createMoved([1, 2], { α: 0.1, initial: { s: 5 } })).toThrow('Moved has no state s; it has sigma');
  });

  it('stand in the module with their twins only where there are any', () => {
    const js = (text: string): string => emitOptimizerTfjs(programIn(text), header).js;
    expect(js(spelled)).toContain("{ name: 'sigma', twin: 'σ', rank: 1, domain: 'real' }");
    expect(js(spelled.replaceAll('sigma', 'b'))).toContain("{ name: 'b', rank: 1, domain: 'real' }");
  });
});
