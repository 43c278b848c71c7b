// Laws of a vector through its length: checked by length and direction where entry by entry no rule converges.
import { expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { evaluateAt } from '../src/values/evaluate.ts';

it.each([
  // ∫ (1 + r)^−a 2π r dr, ∫ r e^(−a r²) 4π r² dr, ∫ r^b e^(−r² c) 2π r dr: by the gamma and beta functions.
  ['x in Real^2 parameter a in Real > 2 density ∝ (1 + sqrt(norm2(x)))^(-a)', { a: 5 }, Math.log((2 * Math.PI) / 12)],
  [
    'x in Real^3 parameter a in Positive density ∝ sqrt(norm2(x)) exp(-a norm2(x))',
    { a: 2 },
    Math.log((2 * Math.PI) / 4),
  ],
  [
    'x in Real^2 parameter a in Positive, b in Positive density ∝ norm2(x)^(a/2) exp(-b norm2(x))',
    { a: 2, b: 2 },
    Math.log(Math.PI / 4),
  ],
])('%s', (density, at, logPartition) => {
  const { declarations, diagnostics } = compile(`family Radial { variable ${density} }`, { verify: 'all' });
  expect(diagnostics).toEqual([]);
  const [radial] = declarations;
  const answer = radial && evaluateAt(radial, { at });
  expect(answer?.ok && answer.value['logPartition']).toBeCloseTo(logPartition, 13);
});
