// Sums with gamma functions of a count: multiples of the count and factors x + a are brought to one quotient of two of them,
// which the table sums. And where such a sum is finite far out, where two log Γ's cancel.
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { type Compiled, compile } from '../src/compile.ts';
import { evaluate } from '../src/numeric/evaluate.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';
import { scalarTensor } from '../src/numeric/tensors.ts';
import { programOf } from '../src/theorems/program.ts';
import { load } from './emit-run.ts';

function declared(rest: string, verify: 'all' | 'none'): Compiled {
  const { declarations, diagnostics } = compile(`family F { ${rest} }`, { verify });
  const [found] = declarations;
  if (!found) throw new Error(rest);
  expect(diagnostics.map((d) => d.message)).toEqual([]);
  return found;
}

const inNatural = 'variable k in Natural parameter c in Unit density ∝';
const fromOne = 'variable k in Integer(1..inf) parameter c in Unit density ∝';
const [c, root] = [0.3, Math.sqrt(0.7)];

// Generating functions: Graham, Knuth and Patashnik 1994, section 5.4.
const sums: readonly (readonly [string, number])[] = [
  [`${inNatural} binomial(2*k, k)/(k + 1) * (c/4)^k`, 2 / (1 + root)],
  [`${inNatural} binomial(2*k + 1, k) * (c/4)^k`, 2 / (root * (1 + root))],
  [`${fromOne} k * c^k`, c * root ** -4],
  [`${inNatural} c^k/factorial(k + 1)`, Math.expm1(c) / c],
  [`${fromOne} gamma(k - 1/3)/factorial(k) * c^k`, 3 * 1.3541179394264 * (1 - Math.cbrt(1 - c))],
];

describe('sums over gamma functions of a count', () => {
  it.each(sums)('%s', (text, sum) => {
    const { partition, model } = declared(text, 'none').findings ?? {};
    const [parameter] = model?.parameters ?? [];
    if (!partition || !parameter) throw new Error('not derived');
    expect(partition.closed).toBe(true);
    const at = { symbols: new Map([[parameter, scalarTensor(c)]]), sizes: new Map() };
    expect(evaluate(partition.ofParameters, at, floatArithmetic).data[0]).toBeCloseTo(Math.log(sum), 13);
  });

  it('keep their digits where next to nothing is left of the mean, and lead back from it', async () => {
    const { findings } = declared(sums[0]?.[0] ?? '', 'none');
    if (!findings) throw new Error('not derived');
    const m = await load(emitJs(programOf(findings), { source: 'F.blr', version: '0.0.0' }).js);
    expect(m.toMean({ c: 1e-9 })).toEqual({ mu: expect.closeTo(2.500000001875e-10, 24) });
    expect(m.fromMean(m.toMean({ c }))).toEqual({ c: expect.closeTo(c, 13) });
  });

  it('are finite at the edge of their natural domain where powers say so', () => {
    declared(`constant d in Unit ${fromOne} gamma(k - d)/factorial(k) * c^k`, 'all');
  });
});
