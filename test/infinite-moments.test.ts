// A moment that does not exist at some declared parameters has no formula there: a claim of it is told so, with a place, and
// holds where the parameters' domain leaves such places out. Tails by hand: x^(−a−1) has a mean from a > 1 on, a Student law
// a variance from ν > 2, an inverse Wishart law of P rows a mean from ν > P + 1.
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';

const told = (text: string) => compile(text).diagnostics;
const power = (domain: string, claim: string): string =>
  `family D { variable x in Interval(1, inf) parameter a in ${domain} density a x^(-a-1) claim ${claim} }`;
const student = (domain: string, claim: string): string =>
  `distribution S { variable z in Real parameter ν in ${domain} density ∝ (1 + z^2/ν)^(-(ν+1)/2) claim ${claim} }`;

describe('a claimed moment', () => {
  it.each([
    [power('Positive', 'mean = a/(a-1)'), /^the mean is infinite at a = 0\.\d+$/, 'where a > 1,'],
    [power('Interval(0.9995, inf)', 'mean = a/(a-1)'), /^the mean is infinite at a = 0\.9996$/, 'domain of a'],
    [power('Interval(1, inf)', 'variance = a/((a-1)^2 (a-2))'), /^the variance is infinite at a = 1\./, 'where a > 2,'],
    [student('Positive', 'variance = ν/(ν-2)'), /^the variance is infinite at ν = 1\./, 'where ν > 2,'],
    [student('Integer(1..inf)', 'mean = 0'), /^the mean does not exist at ν = 1$/, 'domain of ν'],
    [
      'distribution C { variable x in Real density ∝ 1/(1 + x^2) claim variance = 2 }',
      /^the variance does not exist$/,
      'remove the claim',
    ],
    [
      'family Z { variable k in Integer(1..inf) parameter s in Interval(1, inf) density ∝ k^(-s) claim mean = 3 }',
      /^the mean is infinite at s = 1\./,
      'where s > 2,',
    ],
    [
      `family W(P) { variable X in SPD(P) parameter S in SPD(P), n in Positive
       density ∝ det(X)^(-(n+2P)/2) exp(-tr(S inv(X))/2) claim mean = S/(n-2) }`,
      /^the mean does not exist at S = .*, n = 1\./,
      'where n > 2,',
    ],
  ])('does not exist everywhere: %s', (text, label, hint) => {
    expect(told(text)[0]).toMatchObject({
      code: 'wrong-claim',
      label: expect.stringMatching(label),
      notes: [expect.stringContaining('diverges at'), expect.anything()],
      hint: expect.stringContaining(hint),
    });
  });

  it.each([power('Interval(1, inf)', 'mean = a/(a-1)'), student('Interval(2, inf)', 'variance = ν/(ν-2)')])(
    'holds where the domain leaves such places out: %s',
    (text) => {
      expect(told(text)).toEqual([]);
    },
  );

  it.each([
    'distribution L { variable x in Real parameter s in Positive density ∝ exp(-s log(1 + x^2)^2) claim mean = 0 }',
    `family L(P) { variable x in Positive^P parameter m in Real^P, s in Positive
     density ∝ exp(-s sum((log(x)-m)^2)/2 - sum(log(x))) claim mean = exp(m + 1/(2 s)) }`,
  ])('exists where a tail falls below every power, however late: %s', (text) => {
    expect(compile(text, { verify: 'none' }).diagnostics).toEqual([]);
  });
});
