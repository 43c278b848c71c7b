// What a page prints of laws that are in no library, formula by formula, as an author of textbooks would.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { displayLatex } from '../src/notation/display.ts';
import { stepOf, wordsOf } from './theorems-fixture.ts';

/** The displays of a step, a line each. */
const displays = (text: string, theorem: string): readonly string[] =>
  stepOf(text, theorem).body.flatMap((b) => (b.kind === 'equation' ? [displayLatex(b, 60)] : []));

const unseen = (name: string): string => readFileSync(new URL(`families-unseen/${name}.blr`, import.meta.url), 'utf8');

const spread =
  'family L { variable x in Positive parameter c in Real, w in Positive density exp(-(log(x)-c)^2/(2 w))/(x*sqrt(2 pi w)) }';
const shaped =
  'family H { variable x in Positive parameter g in Positive constant k in Positive density k/g*(x/g)^(k-1)*exp(-(x/g)^k) }';
const classes = 'family C(K) { variable x in OneHot(K) parameter r in Simplex(K) density prod(r^x) }';
const full = "family N(P) { variable z in Real^P parameter c in Real^P, W in SPD(P) density ∝ exp(-(z-c)' W (z-c)/2) }";
const angle = 'family A { variable x in Circle parameter c in Circle, k in Positive density ∝ exp(k*cos(x-c)) }';
const rate = 'family R { variable x in Positive parameter a in Positive, r in Positive density ∝ x^(a-1)*exp(-r x) }';

describe('a page', () => {
  it('compares two members in ratios, divided term by term', () => {
    expect(displays(spread, 'relative-entropy')[0]).toContain(
      '\\frac{1}{2}\\left(\\frac{w}{\\tilde{w}} + \\frac{(c - \\tilde{c})^2}{\\tilde{w}} - 1 - \\log\\frac{w}{\\tilde{w}}\\right)',
    );
    expect(displays(shaped, 'relative-entropy')[0]).toContain(
      '\\left(\\frac{g}{\\tilde{g}}\\right)^k - 1 - k\\log\\frac{g}{\\tilde{g}}',
    );
  });

  it('sums over all entries of a point of the simplex', () => {
    expect(displays(classes, 'entropy')[0]).toContain('-\\sum_{i=1}^K r_i\\log r_i');
    expect(displays(classes, 'relative-entropy')[0]).toContain('= \\sum_{i=1}^K r_i\\log\\frac{r_i}{\\tilde{r}_i}');
    expect(displays(classes, 'fisher-metric')[1]).toContain('= \\sum_{i=1}^K \\frac{u_{r,i}v_{r,i}}{r_i}');
  });

  it('reads the cumulants of classes in few lines', () => {
    expect(displays(classes, 'cumulants').map((tex) => tex.split('\\\\\n').length)).toEqual([1, 2]);
  });

  it('takes a matrix out of a difference', () => {
    expect(displays(full, 'gradient-estimators').join()).toContain('\\mathbb{E}_q[W(z - c)\\nabla\\ell^\\top]');
  });

  it('begins an update with the old value, and a difference of angles with the variable', () => {
    expect(displays(angle, 'logarithm')[0]).toContain('k\\cos(x - c)');
    expect(displays(rate, 'conjugate-prior')[1]).toMatch(/ = \\chi_1 \+ x$/);
  });

  it('has no minus before a bracket that begins with a minus', () => {
    expect(displays(rate, 'conjugate-prior')[0]).toMatch(/- n\(\\log\\Gamma\(\\lambda_2 \+ 1\) - /);
  });

  it('says at which size a rank was found', () => {
    expect(wordsOf(stepOf(full, 'identifiability'))).toContain('full rank 5 at a random interior point, for P = 2.');
    expect(wordsOf(stepOf(rate, 'identifiability'))).toContain('full rank 2 at a random interior point.');
  });

  it('reduces fractions of sizes, and sees the new value in them', () => {
    expect(displays(unseen('ensemble'), 'learning-rule').at(-2)).toBe("M' = M - \\frac{\\rho K^{-1}G_MK^{-1}}{s'}");
  });
});

describe('the refusal of a curved family', () => {
  it('compares the rank with what the parameters allow, not with the statistics, whose number rounding may hide', () => {
    const text =
      'family B { variable k in Integer(0..5) parameter a in Positive, b in Positive density ∝ gamma(k+a)*gamma(5-k+b)/(factorial(k)*factorial(5-k)) }';
    const [refusal] = compile(text, { verify: 'none' }).diagnostics;
    expect(refusal?.code).toBe('curved');
    const evidence = refusal?.notes?.find((n) => n.startsWith('evidence')) ?? '';
    expect(evidence).toMatch(/have rank [345]; without curvature 2 parameters allow 2$/);
  });
});
