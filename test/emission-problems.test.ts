// What the tensor printer cannot lay out is told before it is tried.
import { describe, expect, it } from 'vitest';
import { tensorProblem } from '../src/backends/tfjs/problem.ts';
import { points, programAt } from './emitted-families.ts';

const problemOf = (name: string) => {
  const point = points.find((p) => p.file === `test/families-unseen/${name}.blr`);
  if (!point) throw new Error(`no oracle for ${name}`);
  return tensorProblem(programAt(point), { start: 3, end: 4 });
};

describe('a tensor module', () => {
  it.each(['count-regression', 'exposures'])('is refused where vectors stand inside a sum over counts: %s', (name) => {
    const problem = problemOf(name);
    expect(problem?.code).toBe('not-yet');
    expect(problem?.hint).toContain('--target js');
    expect(problem?.span).toEqual({ start: 3, end: 4 });
  });

  it.each(['shared-bernoulli', 'hurdle-poisson'])('is made of %s', (name) => {
    expect(problemOf(name)).toBeUndefined();
  });
});
