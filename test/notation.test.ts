// Names, letters and labels: one table, its page in the docs, and what stands on the left of an equation.
import { readFileSync } from 'node:fs';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { label, prose } from '../src/derivation/step.ts';
import { log } from '../src/ir/build.ts';
import { positiveLine, realLine, symbol } from '../src/ir/expr.ts';
import { conceptNames, concepts, conceptTable } from '../src/notation/concepts.ts';
import { displayLatex } from '../src/notation/display.ts';
import { type Label, latexOf, plainText } from '../src/notation/label.ts';
import { latexName, partsOfName } from '../src/notation/names.ts';
import { plainProse } from '../src/notation/prose.ts';

const accepted = (tex: string): string => katex.renderToString(tex, { strict: 'error', throwOnError: true });
const [theta, sigma, lambda] = ['θ', 'σ', 'λ'].map((name) => symbol(name, positiveLine)) as [
  ReturnType<typeof symbol>,
  ReturnType<typeof symbol>,
  ReturnType<typeof symbol>,
];

describe('the table of concepts', () => {
  it('is the one in docs/notation.md', () => {
    const page = readFileSync(new URL('../docs/notation.md', import.meta.url), 'utf8');
    expect(page).toContain(conceptTable());
  });

  it('has one word for each concept, and letters that print', () => {
    expect(new Set(conceptNames.map((name) => concepts[name].word)).size).toBe(conceptNames.length);
    for (const name of conceptNames) expect(accepted(concepts[name].latex)).toContain('katex');
  });
});

const mean = label('mean');
const labels: readonly (readonly [Label, string, string])[] = [
  [label('logPartition', { of: [lambda] }), 'A(\\lambda)', 'A(λ)'],
  [label('density', { of: [theta, sigma] }), 'q(\\theta \\mid \\sigma)', 'q(θ | σ)'],
  [label('natural', { updated: true }), "\\lambda'", 'λ′'],
  [label('natural', { index: [2], updated: true }), "\\lambda_2'", 'λ₂′'],
  [label('fisher', { index: [1, 2], of: [sigma] }), 'F_{12}(\\sigma)', 'F₁₂(σ)'],
  [label('inverseFisher', { index: [1, 2] }), '(F^{-1})_{12}', 'F⁻¹₁₂'],
  [label('expectation', { of: [log(theta)] }), '\\mathbb{E}_q[\\log\\theta]', 'E_q[log(θ)]'],
  [label('expectation', { of: [label('statistic')] }), '\\mathbb{E}_q[T]', 'E_q[T]'],
  [label('expectedLoss', { gradientIn: mean }), '\\nabla_\\mu\\mathbb{E}_q[\\ell]', '∇_μ E_q[ℓ]'],
  [
    label('expectedLoss', { gradientIn: label('mean', { index: [1] }) }),
    '\\nabla_{\\mu_1}\\mathbb{E}_q[\\ell]',
    '∇_μ₁ E_q[ℓ]',
  ],
  [label('naturalGradient', { of: [lambda] }), '\\tilde{\\nabla}_{\\lambda}\\mathbb{E}_q[\\ell]', '∇̃_λ E_q[ℓ]'],
  [
    label('expectation', { of: [theta], gradientIn: mean, index: [1] }),
    '\\nabla_{\\mu_1}\\mathbb{E}_q[\\theta]',
    '∇_μ₁ E_q[θ]',
  ],
  [label('kl', { of: [sigma, theta] }), '\\mathrm{KL}(\\sigma \\,\\|\\, \\theta)', 'KL(σ ‖ θ)'],
  [label('christoffel', { index: [1, 2, 2] }), '\\Gamma^1_{22}', 'Γ₁₂₂'],
];

describe('labels', () => {
  it.each(labels)('%#', (given, tex, text) => {
    expect(latexOf(given)).toBe(tex);
    expect(plainText(given)).toBe(text);
    expect(accepted(tex)).toContain('katex');
  });

  it('stand in prose as text', () => {
    expect(plainProse(prose`${mean} is ${label('expectation', { of: [theta] })}`)).toBe('μ is E_q[θ]');
  });
});

describe('names', () => {
  it.each([
    ['θ', '\\theta'],
    ['β₁', '\\beta_1'],
    ['m₁₂', 'm_{12}'],
    ['x1', 'x_1'],
    ['momentum_A', '\\mathit{momentum}_A'],
    ['λ₁′', "\\lambda_1'"],
    ['é', '\\acute{e}'],
    ['Ω', '\\Omega'],
    ['x_α_1', 'x_{\\alpha,1}'],
    ['u_λ₁', 'u_{\\lambda_1}'],
    ['ж', '\\mathrm{U{+}436}'],
  ])('%s', (name, tex) => {
    expect(latexName(name)).toBe(tex);
    expect(accepted(tex)).toContain('katex');
  });

  it('take a running index beside their own', () => {
    expect(latexName('λ₁', ['i'])).toBe('\\lambda_{1,i}');
    expect(latexName("s'", ['i', 'j'])).toBe("s_{ij}'");
    expect(partsOfName('a_b₂′′')).toEqual({ stem: 'a', subscripts: ['b₂'], primes: 2 });
  });

  it.each(['\\input{x}', '}{', '$', '%', '#&^~', '<b>', '"', '\u202e'])('hold no LaTeX: %s', (name) => {
    const tex = latexName(name);
    expect(tex.replace(/\\mathrm\{U\{\+\}[0-9A-F]+\}/g, '')).not.toMatch(/[\\{}$%#&~<>"]/);
    expect(accepted(tex)).toContain('katex');
  });
});

describe('displayed equations', () => {
  const x = symbol('x', realLine);
  it('stand on one line when they fit', () => {
    expect(displayLatex({ left: mean, relation: '=', right: [x, sigma] }, 30)).toBe('\\mu = x = \\sigma');
    expect(displayLatex({ left: x, relation: '∈', right: [label('naturalDomain')] }, 30)).toBe('x \\in \\Omega');
  });

  it('are aligned at their relation when they do not', () => {
    const tex = displayLatex({ left: mean, relation: '=', right: [x, sigma] }, 3);
    expect(tex).toBe('\\begin{aligned}\n\\mu &= x \\\\\n &= \\sigma\n\\end{aligned}');
  });
});
