// Unicode characters of mathematics and the LaTeX that prints them in math mode.

const greek =
  'α alpha β beta γ gamma δ delta ε varepsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi π pi ρ rho ' +
  'σ sigma τ tau υ upsilon φ varphi χ chi ψ psi ω omega ϵ epsilon ϑ vartheta ϰ varkappa ϕ phi ϖ varpi ϱ varrho ' +
  'ς varsigma Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega';

// Capitals that look Latin have no command of their own.
const latinLike = 'Α A Β B Ε E Ζ Z Η H Ι I Κ K Μ M Ν N Ο O Ρ P Τ T Χ X ο o';

const signs =
  '± pm · cdot × times ÷ div − - ∞ infty ∝ propto ≈ approx ≠ neq ≤ leq ≥ geq ∈ in ∉ notin ∋ ni ⊂ subset ⊆ subseteq ' +
  '∪ cup ∩ cap ∅ emptyset → to ← leftarrow ↦ mapsto ⇒ Rightarrow ⇔ Leftrightarrow ⟨ langle ⟩ rangle ‖ Vert ∥ Vert ' +
  '∇ nabla ∂ partial ∫ int ∑ sum ∏ prod √ surd ⊤ top ᵀ ^{\\top} ⊗ otimes ⊙ odot ∘ circ ≻ succ ≽ succcurlyeq ≺ prec ' +
  '⪰ succeq ∀ forall ∃ exists ≡ equiv ∼ sim ≪ ll ≫ gg … ldots ⋯ cdots ′ ^{\\prime} ″ ^{\\prime\\prime} ° ^{\\circ} ' +
  '½ tfrac{1}{2} ⅓ tfrac{1}{3} ¼ tfrac{1}{4} ¾ tfrac{3}{4} ℓ ell ℝ mathbb{R} ℕ mathbb{N} ℤ mathbb{Z} 𝔼 mathbb{E} ' +
  '𝓗 mathcal{H} ♯ ^{\\sharp} ✓ checkmark ≔ mathrel{:=} ⁻ ^{-} ⁺ ^{+} ∣ mid';

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const subscripts = '₀₁₂₃₄₅₆₇₈₉';
const letterScripts =
  'ⁿ ^{n} ⁱ ^{i} ₊ _{+} ₋ _{-} ₐ _{a} ₑ _{e} ᵢ _{i} ⱼ _{j} ₖ _{k} ₗ _{l} ₘ _{m} ₙ _{n} ₚ _{p} ₓ _{x}';

// Letters raised as exponents; not every letter has one.
const raised =
  'ᵃa ᵇb ᶜc ᵈd ᵉe ᶠf ᵍg ʰh ʲj ᵏk ˡl ᵐm ᵒo ᵖp ʳr ˢs ᵗt ᵘu ᵛv ʷw ˣx ʸy ᶻz ᵅ\\alpha ᵝ\\beta ᵞ\\gamma ᵟ\\delta ᶿ\\theta';

const pairs = (words: string): readonly (readonly [string, string])[] => {
  const list = words.split(' ');
  return list.flatMap((c, i) => (i % 2 === 0 ? [[c, list[i + 1] ?? ''] as const] : []));
};

const command = (name: string): string => (/^[a-z]/i.test(name) ? `\\${name}` : name);
const digits = (row: string, mark: string): readonly (readonly [string, string])[] =>
  [...row].map((c, i) => [c, `${mark}{${i}}`] as const);

/** Character → LaTeX in math mode; letters and digits of ASCII stand for themselves and are not listed. */
export const mathOfCharacter: ReadonlyMap<string, string> = new Map<string, string>([
  ...pairs(greek).map(([c, name]) => [c, `\\${name}`] as const),
  ...pairs(latinLike),
  ...pairs(signs).map(([c, name]) => [c, command(name)] as const),
  ...pairs(letterScripts),
  ...raised.split(' ').map((w) => [w.slice(0, 1), `^{${w.slice(1)}}`] as const),
  ...digits(superscripts, '^'),
  ...digits(subscripts, '_'),
]);

/** The digit a subscript character stands for. */
export const subscriptDigit = (c: string): string => {
  const at = subscripts.indexOf(c);
  return at < 0 ? '' : String(at);
};

/** 12 → ₁₂. */
export const toSubscript = (n: number | string): string =>
  [...String(n)].map((c) => subscripts[Number(c)] ?? c).join('');

/** Combining marks and the accent that draws them over a letter. */
export const accentOfMark: ReadonlyMap<string, string> = new Map([
  ['\u0300', '\\grave'],
  ['\u0301', '\\acute'],
  ['\u0302', '\\hat'],
  ['\u0303', '\\tilde'],
  ['\u0304', '\\bar'],
  ['\u0306', '\\breve'],
  ['\u0307', '\\dot'],
  ['\u0308', '\\ddot'],
  ['\u030a', '\\mathring'],
  ['\u030c', '\\check'],
]);
