// An author claims what is several numbers as one vector or matrix: a textbook's natural parameters and Fisher matrices
// (Gamma and Normal, in the order of their statistics and parameters).
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { stepOf } from './theorems-fixture.ts';

const gamma = (claims: string): string =>
  `family G { variable x in Positive parameter a in Positive, b in Positive density ∝ x^(a-1) exp(-b x) ${claims} }`;
const told = (text: string) => compile(text).diagnostics;

describe('claims of several numbers', () => {
  it('hold for a gamma law and a normal law', { timeout: 60_000 }, () => {
    const textbook = `claim natural = [-b, a - 1] claim meanParameters = [a/b, digamma(a) - log(b)]
      claim fisher = [trigamma(a), -1/b; -1/b, a/b^2] claim fisherNatural = [a/b^2, 1/b; 1/b, trigamma(a)]`;
    expect(told(gamma(textbook))).toEqual([]);
    const normal = `family N { variable x in Real parameter m in Real, s in Positive density ∝ exp(-(x-m)^2/(2 s^2))
      claim fisher = [1/s^2, 0; 0, 2/s^2] claim fisherNatural = [s^2, 2 m s^2; 2 m s^2, 2 s^4 + 4 m^2 s^2] }`;
    expect(told(normal)).toEqual([]);
  });

  it.each([
    ['fisher = [trigamma(a), 1/b; 1/b, a/b^2]', 'derived: fisher = [trigamma(a), -1/b; -1/b, a/b^2]'],
    ['natural = [a - 1, -b]', 'derived: natural = [-b, a - 1]'],
    ['meanParameters = [a/b, digamma(a) - log(b + 1e-6)]', 'derived: meanParameters = [a/b, digamma(a) - log(b)]'],
  ])('are wrong where one entry is: %s', (claim, derived) => {
    expect(told(gamma(`claim ${claim}`))[0]).toMatchObject({
      code: 'wrong-claim',
      notes: [expect.anything(), derived],
    });
  });

  it.each([
    ['fisher = [trigamma(a), a/b^2]', '`fisher` is a matrix of 2 × 2, what is claimed is a vector of 2'],
    ['natural = a', '`natural` is a vector of 2, what is claimed is a number'],
  ])('have the shape of what is derived: %s', (claim, message) => {
    expect(told(gamma(`claim ${claim}`))[0]).toMatchObject({ code: 'shape-mismatch', message });
  });

  it('speak of the variable where they are of the log-density', () => {
    const logDensity = 'a log(b) - lgamma(a) + (a-1) log(x)';
    expect(told(gamma(`claim logDensity = ${logDensity} - b x`))).toEqual([]);
    expect(told(gamma(`claim logDensity = ${logDensity} - x`))[0]).toMatchObject({ code: 'wrong-claim' });
    expect(told(gamma('claim entropy = x'))[0]).toMatchObject({ code: 'unknown-name' });
  });

  it('are not to be had where the parameters are held', () => {
    const text = `distribution T { variable z in Real parameter m in Real density ∝ (1+(z-m)^2/4)^(-5/2)
      claim fisher = 6/7 }`;
    expect(told(text)[0]).toMatchObject({ code: 'not-derivable' });
  });

  it.each(['mean = 1.00001/b', 'entropy = sum(1.0000001 - log(b))'])('are exact over several numbers: %s', (claim) => {
    const text = `family E { variable x in Positive^3 parameter b in Positive^3 density ∝ exp(-b' x) claim ${claim} }`;
    expect(told(text)[0]).toMatchObject({ code: 'wrong-claim' });
    expect(told(text.replace('1.00001', '1').replace('1.0000001', '1'))).toEqual([]);
  });

  it('are exact of a point of the simplex, by the log-partition one exponent further', () => {
    const shares = (mean: string) => `family D { variable x in Simplex(3) parameter a in Positive^3
      density ∝ exp((a-1)' log(x)) claim mean = ${mean} }`;
    const errorOf = (mean: string) =>
      stepOf(shares(mean), 'author-claim').claims.flatMap((c) => (c.kind === 'computed' ? [c.error(0)?.error] : []));
    expect(errorOf('a/sum(a)')).toEqual([expect.closeTo(0, 12)]);
    expect(errorOf('(a + 1e-6 [1, 0, -1])/sum(a)')[0]).toBeGreaterThan(1e-8);
  });
});
