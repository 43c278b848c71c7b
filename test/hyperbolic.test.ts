// Densities with hyperbolic functions are integrated by the table and overflow nowhere. Values: mpmath 1.3 at 40 digits, by
// quadrature of the density as written; A = −log cos t, μ = tan t of the secant law also in Morris (1982), section 2.
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { compile } from '../src/compile.ts';
import { add, div, elementwise, log, mul, sub } from '../src/ir/build.ts';
import { one, positiveLine, rational, realLine, symbol, two } from '../src/ir/expr.ts';
import { hyperbolicsOut } from '../src/ir/hyperbolic.ts';
import { stableForm } from '../src/ir/stable.ts';
import type { FamilyProgram } from '../src/model/program.ts';
import { textOf } from '../src/notation/text.ts';
import { valueAt } from '../src/numeric/mixed-differences.ts';
import { programOf } from '../src/theorems/program.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import { load } from './emit-run.ts';

const secant = `family Secant {
  variable  x in Real
  parameter t in Interval(-pi/2, pi/2)
  density   exp(t*x + log(cos(t)))/(2*cosh(pi*x/2))
}`;

const power = `family Power {
  variable  x in Real
  parameter a in Positive
  density   ∝ cosh(x)^(-a)
}`;

const sines = `family Sines {
  variable  x in Positive
  parameter a in Positive, b in Positive
  density   ∝ exp(-(a + b)*x)*sinh(x)^b
}`;

const cases = [
  [secant, { t: 0.4 }, [0.4227932187381618], 1.1787541058109752, 1.4448465358091176],
  [secant, { t: 1.55 }, [48.07848247921897], 2312.5404775045654, 4.883848741428644],
  [power, { a: 3 }, [0.19314718055994531], 0.07246703342411322, 1.0310242469692907],
  [sines, { a: 2, b: 1.5 }, [0.840186152773388, -0.25296102778655727], undefined, 0.6709343931126757],
] as const;

const close = (got: unknown, want: number) => expect(Number(got) / want).toBeCloseTo(1, 11);

describe.each(cases)('%s', (text, at, mean, metric, entropy) => {
  const { diagnostics, declarations } = compile(text);
  const [family] = declarations;

  it('is integrated by the table, and its numbers hold', () => {
    expect(diagnostics).toEqual([]);
    const answer = family && evaluateAt(family, { at });
    const value = answer?.ok ? answer.value : {};
    mean.forEach((x, i) => {
      close((value['mean'] as number[] | undefined)?.[i], x);
    });
    if (metric) close((value['fisherNatural'] as number[][] | undefined)?.[0]?.[0], metric);
    close(value['entropy'], entropy);
    expect(family?.findings?.partition?.closed).toBe(true);
  });

  it('keeps them in its js module', async () => {
    const program = family?.findings && programOf(family.findings);
    if (!program) throw new Error('no program');
    const module = await load(emitJs(program as FamilyProgram, { source: 'hyperbolic', version: '0.0.0' }).js);
    close(module.entropy(at), entropy);
  });
});

it('writes log cosh and log sinh by exponentials, without overflow', () => {
  const x = symbol('x', realLine);
  const y = symbol('y', positiveLine);
  const cosh = log(elementwise('cosh', x));
  const sinh = log(elementwise('sinh', y));
  for (const u of [-2, 0.3, 5]) {
    const point = new Map([[x, { shape: [], data: [u] }]]);
    expect(valueAt(hyperbolicsOut(cosh), point, new Map())).toBeCloseTo(Math.log(Math.cosh(u)), 14);
  }
  expect(valueAt(stableForm(cosh), new Map([[x, { shape: [], data: [-1e5] }]]), new Map())).toBeCloseTo(
    1e5 - Math.LN2,
    9,
  );
  expect(valueAt(stableForm(sinh), new Map([[y, { shape: [], data: [1e5] }]]), new Map())).toBeCloseTo(
    1e5 - Math.LN2,
    9,
  );
});

it('tangents and logarithms undo each other, so that products on (−1, 1) are read off in short', () => {
  const u = symbol('u', realLine);
  const tanh = elementwise('tanh', u);
  expect(sub(log(add(one, tanh)), log(sub(one, tanh)))).toBe(mul(two, u));
  const [a, b] = [symbol('a', positiveLine), symbol('b', positiveLine)];
  const angle = sub(mul(rational(1, 2), log(a)), mul(rational(1, 2), log(b)));
  expect(elementwise('tanh', angle)).toBe(div(sub(a, b), add(a, b)));
  const text = `group Tangents { element a in Real, s in Positive  action x in Interval(-1, 1) -> tanh(a + s atanh(x))
    claim compose = (a + s a₂, s s₂) }`;
  const { declarations, diagnostics } = compile(text, { verify: 'all' });
  expect(diagnostics).toEqual([]);
  expect(declarations[0]?.group?.composition?.map(textOf)).toEqual(['a + a₂*s', 's*s₂']);
});
