// (−log x)^{a−1} x^{b−1} on (0, 1): y = −log x carries it to a power times an exponential, so that no mass is lost where x rounds to 1.
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import { load } from './emit-run.ts';

const source = `family LogarithmOnUnit {
  variable  x in Unit
  parameter a in Positive, b in Positive
  density   ∝ (-log(x))^(a-1) * x^(b-1)
}`;

// Entropy, E[log(−log x)] = ψ(a) − log b and E[log x] = −a/b: mpmath 1.3 with 30 digits.
const values: readonly (readonly [number, number, number, number, number])[] = [
  [0.01, 1, -100.560885457869, -0.01, -94.955796725248],
  [0.7, 3, -2.31863584236604, -0.233333333333333, -0.737085441579157],
  [1e4, 2, 8.5171431905829, -5000, -4994.66907179553],
];

describe.each(values)('a power of log x at a = %d, b = %d', (a, b, logMean, mean, entropy) => {
  const { declarations } = compile(source);
  const [declared] = declarations;
  const near = (found: number, wanted: number): void =>
    expect(Math.abs(found - wanted)).toBeLessThan(1e-11 * Math.abs(wanted));

  it('has its mean and entropy by the evaluator', () => {
    if (!declared) throw new Error('no family');
    const answer = evaluateAt(declared, { at: { a, b } });
    if (!answer.ok) throw new Error('no value');
    const [first, second] = (answer.value as { mean: readonly [number, number] }).mean;
    near(Math.min(first, second), Math.min(logMean, mean));
    near(Math.max(first, second), Math.max(logMean, mean));
    near((answer.value as { entropy: number }).entropy, entropy);
  });

  it('has them in js', async () => {
    if (!declared?.findings) throw new Error('no family');
    const m = await load(emitJs(programOf(declared.findings), { source: 'x', version: '0.0.0' }).js);
    const found = Object.values(m.toMean({ a, b }) as object).map(Number);
    near(Math.min(...found), Math.min(logMean, mean));
    near(Math.max(...found), Math.max(logMean, mean));
    near(Number(m.entropy({ a, b })), entropy);
  });
});
