// A text that names its parameters A, F, T, κ, Γ, μ prints without ambiguity: no letter stands for two things on a page.
import { describe, expect, it } from 'vitest';
import { jsonDocument } from '../src/backends/document/json.ts';
import { latexDocument } from '../src/backends/latex/document.ts';
import { compile } from '../src/compile.ts';
import type { Derivation } from '../src/derivation/derivation.ts';
import type { Block } from '../src/derivation/step.ts';
import { concepts } from '../src/notation/concepts.ts';
import { lettersBeside } from '../src/notation/letters.ts';

function derivationOf(text: string): Derivation {
  const { declarations, diagnostics } = compile(text, { file: 'letters.blr', verify: 'live' });
  expect(diagnostics).toEqual([]);
  const derivation = declarations[0]?.derivation;
  if (!derivation) throw new Error('no derivation');
  return derivation;
}

const clashing: readonly (readonly [string, readonly string[]])[] = [
  [
    'family X { variable T in Positive parameter A in Positive, F in Positive density ∝ T^(A-1)*exp(-F T) }',
    ['A', 'F', 'T'],
  ],
  [
    'family X { variable μ in Real parameter κ in Real, λ in Positive density sqrt(λ/(2 pi))*exp(-λ*(μ-κ)^2/2) }',
    ['κ', 'λ', 'μ'],
  ],
  ['family X { variable h in Positive parameter Γ in Positive density Γ*exp(-Γ h) }', ['Γ', 'h']],
  ['family X { variable k in Natural parameter p in Unit density p*(1-p)^k }', ['p']],
  [
    'family X { variable x in Positive parameter ρ in Positive constant τ in Positive density τ*ρ*exp(-τ ρ x) }',
    ['ρ', 'τ'],
  ],
];

const beside: readonly (readonly [string, string, RegExp, RegExp])[] = [
  [
    'the density',
    'family X { variable x in Positive parameter q in Positive, r in Positive density ∝ x^(q-1)*exp(-r x) }',
    /f\(x \\mid q, r\) [\s\S]*\\mathbb\{E\}_f\[\\ell\]/,
    /q\(x|\\mathbb\{E\}_q|\\log q[^_{}]* =/,
  ],
  [
    'the tangents of the metric',
    'family X(P) { variable x in Real^P parameter m in Real^P constant u_m in Real density ∝ exp(-sum((x-m-u_m)^2)/2) }',
    /F\(m\)\[y, v\] = v_m\^\\top y_m/,
    /u_m\^\\top/,
  ],
  [
    'the gradient',
    'family X { variable x in Real parameter m in Real constant G_m in Real density exp(-(x-m-G_m)^2/2)/sqrt(2 pi) }',
    /Write \$?D_m/,
    /G_m\$? for/,
  ],
  [
    'the gamma function',
    'family X { variable x in Positive parameter a in Positive constant Γ in Positive density ∝ x^(a-1)*exp(-Γ*(x+1)) }',
    /A\(a\) = \\log\\operatorname\{Gamma\}\(a\) - a\\log\\Gamma/,
    /A\(a\) = \\log\\Gamma\(/,
  ],
];

describe('a declared name gives its letter a second meaning nowhere', () => {
  it.each(beside)('beside %s', (_, text, found, never) => {
    const page = latexDocument(derivationOf(text));
    const body = page.slice(page.indexOf('\\begin{document}'));
    expect(body).toMatch(found);
    expect(body).not.toMatch(never);
  });
});

/** Every label on a page: its concept with the letter that it prints. */
function lettersOn(d: Derivation): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (typeof value !== 'object' || value === null || !('kind' in value)) return;
    if (value.kind === 'prose' && 'parts' in value) visit(value.parts);
    if (value.kind !== 'label' || !('concept' in value)) return;
    const concept = value.concept as keyof typeof concepts;
    const letter = 'letter' in value ? (value.letter as { text: string }).text : concepts[concept].text;
    found.set(letter, new Set([...(found.get(letter) ?? []), concept]));
    if ('of' in value) visit(value.of);
    if ('gradientIn' in value) visit(value.gradientIn);
  };
  const block = (b: Block): void => (b.kind === 'prose' ? visit(b) : [b.left, ...b.right].forEach(visit));
  for (const s of d.steps) [...s.statement, ...s.body, ...s.discharged, ...s.left].forEach(block);
  return found;
}

describe('letters of a derivation', () => {
  it.each(clashing)('%s', (text, names) => {
    const derivation = derivationOf(text);
    const letters = lettersOn(derivation);
    for (const name of names) expect([...(letters.get(name) ?? [])], name).toEqual([]);
    for (const [letter, of] of letters) expect([letter, of.size]).toEqual([letter, 1]);
    expect(latexDocument(derivation)).toContain('\\begin{document}');
  });

  it('agree with the symbols for natural and mean parameters, in words as well', () => {
    const [, second] = clashing;
    const text = jsonDocument(derivationOf(second?.[0] ?? ''));
    expect(text).toContain('"η₁"');
    expect(text).toContain('⟨η, T⟩ + log h − A');
    expect(text).not.toMatch(/⟨λ/);
    expect(text).toContain('"k₁₁₁"');
  });

  it('stay where nothing takes them, and follow the letter that they are made of', () => {
    expect(lettersBeside(['x', 'σ', 'A_max′x'])).toEqual(new Map([...lettersBeside(['A'])]));
    expect(lettersBeside(['x', 'σ']).size).toBe(0);
    expect(lettersBeside(['A']).get('dual')).toEqual({ text: 'Ψ*', latex: '\\Psi^{*}' });
    expect(lettersBeside(['A', 'Ψ']).get('logPartition')?.text).toBe('Φ');
  });
});
