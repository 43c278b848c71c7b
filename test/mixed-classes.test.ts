// A density written as a sum over the values of a class, z f(x) + (1 − z) g(x), is on each value one product: where the class
// is seen it is an exponential family. Values by mpmath from quadrature and sums over the density.
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { textOf } from '../src/notation/text.ts';
import { evaluateAt } from '../src/values/evaluate.ts';

const waits = `family TwoWaits {
  variable z in Binary, x in Positive
  parameter p in Unit, a in Positive, b in Positive
  density z p a exp(-a x) + (1 - z) (1 - p) b exp(-b x)
}`;
const sensor = `family Sensor {
  variable z in Binary, y in Binary
  parameter p in Unit, q in Unit, r in Unit
  density (z p + (1 - z) (1 - p)) * (y (z q + (1 - z) r) + (1 - y) (1 - z q - (1 - z) r))
}`;
const zeros = `family Zeros {
  variable k in Natural
  parameter w in Unit, r in Positive
  density (1 - min(k, 1)) * (w + (1 - w) exp(-r)) + min(k, 1) * (1 - w) * exp(-r) * r^k/factorial(k)
}`;

const cases = [
  [waits, { p: 0.3, a: 2, b: 0.5 }, { p: 0.5, a: 1, b: 1 }, { entropy: 1.8881231742788716, kl: 0.3550240062810737 }],
  [
    sensor,
    { p: 0.7, q: 0.9, r: 0.2 },
    { p: 0.5, q: 0.6, r: 0.3 },
    { entropy: 0.9885431104903636, kl: 0.24840491907819864 },
  ],
  [zeros, { w: 0.3, r: 2 }, { w: 0.5, r: 1 }, { entropy: 1.5867536617743763, kl: 0.3518274663562647 }],
] as const;

describe('a sum over the values of a class', () => {
  it.each(cases)(
    'is a family whose numbers are those of its density: %s',
    { timeout: 60_000 },
    (text, at, toPoint, wanted) => {
      const [family] = compile(text).declarations;
      expect(family?.diagnostics).toEqual([]);
      const answer = family && evaluateAt(family, { at, toPoint });
      if (!answer?.ok) throw new Error('no answer');
      for (const [key, value] of Object.entries(wanted)) expect(answer.value[key]).toBeCloseTo(value, 12);
    },
  );

  it('has the statistics of each value', { timeout: 60_000 }, () => {
    const blocks = compile(waits).declarations[0]?.findings?.separation?.blocks ?? [];
    expect(blocks.map((b) => textOf(b.statistic))).toEqual(['x', 'z', 'x*z']);
  });

  it('stays refused where the class is not seen', () => {
    const text = waits.replace('z in Binary, ', '').replaceAll('(1 - z) ', '').replace('z p', 'p');
    expect(compile(text).diagnostics.map((d) => d.code)).toEqual(['not-exponential']);
  });
});
