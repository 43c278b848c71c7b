// What a page prints of laws that are in no library, formula by formula, as an author of textbooks would.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import type { Expr, SymbolExpr } from '../src/ir/expr.ts';
import { substitute, symbolsOf } from '../src/ir/visit.ts';
import { abbreviate } from '../src/notation/abbreviate.ts';
import { displayLatex, displaysOf } from '../src/notation/display.ts';
import { valueAt } from '../src/numeric/mixed-differences.ts';
import type { Tensor } from '../src/numeric/tensors.ts';

import { equationsOf, stepOf, wordsOf } from './theorems-fixture.ts';

const number = (x: number): Tensor<number> => ({ shape: [], data: [x] });

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

  it('reads a chance after a step as a share of a whole', () => {
    const coin = 'family B { variable x in Binary parameter r in Unit density r^x (1-r)^(1-x) }';
    expect(displays(coin, 'learning-rule').at(-1)).toContain(
      '\\frac{r^{1 - \\rho\\tau}e^{-\\rho G_r}}{(1 - r)^{1 - \\rho\\tau} + r^{1 - \\rho\\tau}e^{-\\rho G_r}}',
    );
    expect(displays(classes, 'learning-rule').at(-1)).toContain(
      '\\frac{r^{1 - \\rho\\tau} \\odot e^{-\\rho G_r}}{\\sum_{i=1}^K r_i^{1 - \\rho\\tau}e^{-\\rho G_{r,i}}}',
    );
  });

  it('writes two values of one function under one weight as a difference', () => {
    const heavy = 'distribution S { variable z in Real constant n in Positive density ∝ (1 + z^2/n)^(-(n+1)/2) }';
    expect(displays(heavy, 'expected-base-measure')[0]).toContain(
      '\\frac{n + 1}{2}\\left(\\psi\\left(\\frac{n}{2}\\right) - \\psi\\left(\\frac{n + 1}{2}\\right)\\right)',
    );
  });

  it('names the normaliser that an open integral divides by', () => {
    const cut = 'family T { variable x in Positive parameter a in Real, b in Positive density ∝ exp(a x - b x^4) }';
    const [first = ''] = displays(cut, 'fisher-metric');
    expect(first).toContain('\\text{with }w_1 = ');
    expect(first.split('\\int').length - 1).toBe(3);
  });

  it('names what returns within one formula, and neither what two formulas share nor a short function', () => {
    const equations = stepOf(angle, 'cumulants').body.flatMap((b) => (b.kind === 'equation' ? [b] : []));
    const third = displaysOf(equations, 60).filter((tex) => tex.includes('I_1(w)^3'));
    expect(third).toHaveLength(4);
    expect(third.filter((tex) => tex.includes('\\text{with }'))).toHaveLength(1);
  });

  it('states no condition that numbers settle', () => {
    const free =
      'family C(P) { variable x in Positive^P parameter k in Positive^P density ∝ prod(x^(k/2-1) * exp(-x/2)) }';
    expect(displays(free, 'learning-rule').filter((tex) => /[<>]/.test(tex))).toHaveLength(1);
    expect(wordsOf(stepOf(free, 'sampler'))).not.toContain('1/2 k');
  });

  it('leaves nothing to the reader where A exists everywhere', () => {
    const { left, discharged } = stepOf(classes, 'second-order-retraction');
    expect(left).toEqual([]);
    expect(discharged).toHaveLength(1);
    // A concentration of 0 is no member, though A exists there.
    expect([...equationsOf(stepOf(angle, 'second-order-retraction')).keys()].at(-1)).toBe('sqrt(λ₁′^2 + λ₂′^2)');
  });

  it('writes a square beside the root of a sum of squares by that root, and means the same', () => {
    const [first] = stepOf(angle, 'cumulants').body.filter((b) => b.kind === 'equation');
    const [right] = first?.right ?? [];
    if (!right || right.kind === 'label') throw new Error('no third cumulant');
    const {
      mains: [main = right],
      parts,
    } = abbreviate([right]);
    const point: [SymbolExpr, Tensor<number>][] = [...symbolsOf(right)].map((s, i) => [s, number([0.7, -1.1][i] ?? 0)]);
    const root = parts.find(([, meaning]) => meaning.kind === 'power');
    expect(root && valueAt(root[1], new Map(point), new Map())).toBeCloseTo(Math.hypot(0.7, -1.1), 12);
    const meant = parts.reduce((e) => substitute(e, new Map<Expr, Expr>(parts)), main);
    expect(valueAt(meant, new Map(point), new Map())).toBeCloseTo(valueAt(right, new Map(point), new Map()), 12);
    expect([...symbolsOf(main)].some((s) => s === root?.[0])).toBe(true);
  });

  it('keeps ρτ beside the 1 that it is taken from', () => {
    expect(displays(rate, 'learning-rule').filter((tex) => /^1 - \\rho\\tau \+ .*>/s.test(tex))).toHaveLength(1);
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
