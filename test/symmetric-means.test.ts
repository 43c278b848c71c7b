// A member whose statistics have mean zero: the map back from the means finds natural parameters of zero.
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { evaluateAt } from '../src/values/evaluate.ts';

const families: readonly (readonly [string, Readonly<Record<string, number>>, readonly number[]])[] = [
  ['variable x in Interval(-1, 1) parameter k in Real density ∝ exp(k x)', { k: 0 }, [0]],
  ['variable x in Real parameter a in Real density ∝ exp(a x - x^4)', { a: 0 }, [0]],
  ['variable x in Circle parameter a in Real, b in Real density ∝ exp(a cos(x) + b cos(2 x))', { a: 0, b: 0 }, [0, 0]],
  [
    'variable k in Integer parameter a in Positive, b in Real density ∝ exp(-a k^2 + b k)',
    { a: 0.75, b: 0 },
    [0, -0.75],
  ],
];

describe('a mean of zero', () => {
  it.each(families)('%s', { timeout: 60_000 }, (items, at, natural) => {
    const [family] = compile(`family Symmetric { ${items} }`, { verify: 'none' }).declarations;
    const answer = family && evaluateAt(family, { at });
    if (!answer?.ok) throw new Error('no answer');
    const found = answer.value['naturalFromMean'] as readonly number[];
    expect(found).toHaveLength(natural.length);
    natural.forEach((want, i) => {
      expect(found[i]).toBeCloseTo(want, 14);
    });
  });
});
