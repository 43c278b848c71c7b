// What an author claims of an orbit and of an optimizer: textbook formulas hold, wrong ones are refused with the point.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from '../grammar/parse.ts';
import { print } from '../grammar/print.ts';
import { compile } from '../src/compile.ts';
import { withoutSpans } from './grammar-tree.ts';

const told = (text: string) => compile(text, { choose: (all) => all.at(-1)?.name ?? '' }).diagnostics;

const bases = `distribution N { variable z in Real density ∝ exp(-z^2/2) } distribution E { variable z in Positive density exp(-z) }
  distribution V { variable θ in Real^2 density ∝ exp(-norm2(θ)/2) } distribution W { variable θ in Real^3 density
    ∝ exp(-(entry(θ,1)^2 + 2*entry(θ,2)^2 + 4*entry(θ,3)^2)/2) } group One { element A in Positive, b in Real action x in Real -> A x + b }
  group Many(P) { element A in Positive^P, b in Real^P action θ in Real^P -> A*θ + b }
  group Full { element A in Invertible(2), b in Real^2 action θ in Real^2 -> A θ + b } group Turn { element R in Rotation(3) action θ in Real^3 -> R θ }
  group Round { element φ in Circle action x in Circle -> x + φ } distribution M { variable x in Circle density ∝ exp(cos(x)) }`;
const orbit = (of: string, claim: string): string => `${bases} orbit O(P) { group ${of} claim ${claim} }`;
const rule = (claim: string, settings: string, of = 'Many(P) base N^P'): string =>
  `${bases} orbit O(P) { group ${of} } optimizer Q(P) { posterior O(P) ${settings} claim ${claim} }`;
const published = 'momentum β₁ for A, β₂ for b rate α_A for A, α_b for b metric identity';

describe('claims of an orbit', () => {
  it.each([
    ['One base N', 'fisherForm = [2, 0; 0, 1]'],
    ['One base N', 'density = exp(-((x - b)/A)^2/2)/(A sqrt(2 π))'],
    ['One base N', 'direction = (M_A/2, M_b)'],
    [
      'One base N',
      'bracket = (0, X_A Y_b - Y_A X_b) claim exp = (exp(X_A), X_b expm1(X_A)/X_A) claim identity = (1, 0)',
    ],
    ['One base E', 'logDensity = -log(A) - (x - b)/A'],
    ['One base N', 'field = (A X_A, A X_b) claim infinitesimal = X_A x + X_b claim score = X_A (ε^2 - 1) + X_b ε'],
    ['One base N', 'differential = (A ε G - τ, A G)'],
    ['One base E', 'differential = ((x - b) G - tau, A G) claim score = X_A (epsilon - 1) + X_b'],
    [
      'Full base V',
      "differential = (A' G ε' - τ I, A' G) claim infinitesimal = X_A θ + X_b claim field = (A X_A, A X_b)",
    ],
    ['Turn base W', 'infinitesimal = X_R θ'],
    ['One base E', 'estimate = A + b'],
    ['Many(P) base N^P', 'fisherForm = sum(2*X_A*Y_A + X_b*Y_b)'],
    ['Many(P) base N^P', 'logDensity = -sum(log(A)) - P log(2 π)/2 - norm2((θ - b)/A)/2'],
    // E[h h] for h = −tr X + zᵀXz + zᵀx over the entries of X row by row, then x.
    ['Full base V', 'fisherForm = [2,0,0,0,0,0; 0,1,1,0,0,0; 0,1,1,0,0,0; 0,0,0,2,0,0; 0,0,0,0,1,0; 0,0,0,0,0,1]'],
    // A normal law turned about an axis: (a − b)²/(a b) for the two precisions of the plane.
    ['Turn base W', 'fisherForm = [1/2, 0, 0; 0, 9/4, 0; 0, 0, 1/2]'],
  ])('hold: %s, %s', (of, claim) => expect(told(orbit(of, claim))).toEqual([]));

  it.each([
    ['One base N', 'fisherForm = [2, 0; 0, 1 + 1e-6]', 'wrong-claim', 'derived: fisherForm = 2*X_A*Y_A + X_b*Y_b'],
    ['One base N', 'density = exp(-((x - b)/A)^2/2)/sqrt(2 π)', 'wrong-claim', 'derived: density = '],
    ['One base E', 'logDensity = -(x - b)/A', 'wrong-claim', 'derived: logDensity = '],
    ['One base N', 'field = (X_A, X_b)', 'wrong-claim', 'derived: field = (A*X_A, A*X_b)'],
    ['One base N', 'infinitesimal = X_A x', 'wrong-claim', 'derived: infinitesimal = '],
    ['One base N', 'score = X_A ε^2 + X_b ε', 'wrong-claim', 'derived: score = '],
    ['One base E', 'estimate = b', 'wrong-claim', 'derived: estimate = A + b'],
    ['One base N', 'differential = (A ε G + τ, A G)', 'wrong-claim', 'derived: differential = '],
    ['Turn base W', 'fisherForm = [9/4, 0, 0; 0, 1/2, 0; 0, 0, 1/2]', 'wrong-claim', 'checked by evaluation'],
  ])('are refused where they are wrong: %s, %s', (of, claim, code, note) => {
    const text = orbit(of, claim);
    const [first, ...more] = told(text);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ code, label: expect.stringMatching(/^off by .* at /) });
    expect(first?.notes?.join(' ')).toContain(note);
    expect(text.slice(first?.span.start, first?.span.end)).toBe(`claim ${claim}`);
  });

  it.each([
    ['One base N', 'fisherForm = 2', 'shape-mismatch', 'matrix of 2 × 2'],
    ['Many(P) base N^P', 'fisherForm = [2, 0; 0, 1]', 'shape-mismatch', 'a size that is open'],
    ['One base E', 'fisherForm = [1, 0; 0, 1]', 'not-derivable', 'the Fisher form is not defined'],
    ['One base Dirac(0)', 'density = 1', 'not-derivable', 'cannot be checked'],
    ['One base N', 'entropy = 1', 'unknown-name', 'an orbit has no quantity `entropy`'],
    ['One base N', 'density = x', 'wrong-claim', 'the claim about `density` is wrong'],
    ['One base N', 'fisherForm = [A, 0; 0, 1]', 'unknown-name', 'unknown name `A`'],
    ['One base Dirac(0)', 'score = X_b', 'not-derivable', 'cannot be checked'],
    ['One base N', 'infinitesimal = (X_A x, X_b)', 'shape-mismatch', '`infinitesimal` has 1 value, this claim 2'],
  ])('say why not: %s, %s', (of, claim, code, message) =>
    expect(told(orbit(of, claim))[0]).toMatchObject({ code, message: expect.stringContaining(message) }),
  );

  it('hold to the error of a measured form, and no further', () => {
    // E[h²] by derivatives of the moments of Dirichlet(3, 4, 5), mpmath at 30 digits.
    const powers = (
      claimed: number,
    ): string => `distribution Shares { variable p in Simplex(3) density ∝ prod(p^[2, 3, 4]) }
      group Powers { element s in Positive action p in Simplex(3) -> p^s / sum(p^s) }
      orbit O { group Powers base Shares claim fisherForm = ${claimed} }`;
    expect(told(powers(3.975335218406834))).toEqual([]);
    expect(told(powers(3.97534)).map((d) => d.code)).toEqual(['wrong-claim']);
  });
});

describe('claims of an optimizer', () => {
  it.each([
    [published, 'momentum = (β₁ momentum_A + (1 - β₁) E_A, β₂ M_b + (1 - β₂) E_b)'],
    [published, 'update = (A*exp(-α_A X_A), b - A*X_b*α_b*phi(1, -α_b X_A))'],
    [published, 'update = (A*exp(-α_A (β₁ M_A + (1 - β₁) E_A)), b + A*X_b*expm1(-α_b X_A)/X_A)'],
    ['rate α', 'direction = (E_A/2, E_b) claim fisherForm = sum(2*X_A*Y_A + X_b*Y_b)'],
  ])('hold: %s, %s', (settings, claim) => expect(told(rule(claim, settings))).toEqual([]));

  it('speak of angles up to whole turns', () =>
    expect(told(rule('update = φ - α X_φ', 'rate α', 'Round base M'))).toEqual([]));

  it.each([
    [published, 'momentum = (β₁ M_A + E_A, β₂ M_b + (1 - β₂) E_b)', 'wrong-claim'],
    [published, 'update = (A*exp(-α_A X_A), b - α_b A*X_b)', 'wrong-claim'],
    ['rate α', 'direction = (E_A, E_b)', 'wrong-claim'],
    ['rate α', 'momentum = E_A', 'unknown-name'],
    ['rate α', 'update = A', 'shape-mismatch'],
  ])('are refused: %s, %s', (settings, claim, code) => expect(told(rule(claim, settings))[0]?.code).toBe(code));
});

describe('the claims of the reference page', () => {
  const page = readFileSync(new URL('../docs/language.md', import.meta.url), 'utf8');
  const text =
    [...page.matchAll(/^```blr\n(.*?)^```/gms)].map(([, t = '']) => t).find((t) => t.includes('BellRule')) ?? '';

  it('hold, and the formatter keeps them', () => {
    const { diagnostics, declarations } = compile(text);
    expect(diagnostics).toEqual([]);
    const made = declarations.map((d) => d.derivation?.steps.filter((s) => s.theorem === 'author-claim').length);
    expect(made).toEqual([0, 0, 5, 3]);
    const { file } = parse(text);
    expect(withoutSpans(parse(print(file)).file)).toEqual(withoutSpans(file));
    expect(print(file)).toBe(text);
  });
});
