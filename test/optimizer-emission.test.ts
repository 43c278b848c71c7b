// What of an algorithm no module is made of, as a value that says why; and names of the state in either spelling.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { compile, emissionProblem, emitOptimizerJs, emitOptimizerTfjs } from '../src/index.ts';
import { symbol } from '../src/ir/expr.ts';
import type { OptimizerProgram } from '../src/model/optimizer-program.ts';
import { programs, translationProgram } from './optimizer-fixture.ts';
import { header, loadOptimizer, numbersOf } from './optimizer-run.ts';

/** The algorithm of the last declaration of a text. */
function programIn(text: string): OptimizerProgram {
  const program = compile(text).declarations.at(-1)?.optimizer;
  if (!program) throw new Error('no algorithm');
  return program;
}

/** A point with one entry less than its dimension says: no text declares one, so that it is made of one that does. */
function shortened(): OptimizerProgram {
  const p = translationProgram();
  return {
    ...p,
    place: p.place.map((a) => ({ ...a, target: symbol(a.target.name, a.target.domain, ['P-1']) })),
  };
}

const spelled = `group Shift(P) {
  element sigma in Real^P
  action  θ in Real^P -> θ + sigma
}
orbit Moved(P) {
  group Shift(P)
  base  Dirac(0)
}`;

describe('a point that no variable tells the size of', () => {
  it('is refused in words', () => {
    const problem = emissionProblem(shortened(), { start: 3, end: 4 });
    expect(problem).toMatchObject({ code: 'not-yet', severity: 'error', span: { start: 3, end: 4 } });
    expect(problem?.message).toBe('no module is made of Translation yet: its point has P-1 entries');
    expect(problem?.hint).toContain('`blrc replay` runs Translation as it is');
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
