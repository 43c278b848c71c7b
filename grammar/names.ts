// One name, one spelling: `theta`, `beta_1` and `α_A` are read as the Unicode letters they stand for.

const LOWER =
  'alpha α beta β gamma γ delta δ epsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ ' +
  'omicron ο pi π rho ρ sigma σ tau τ upsilon υ phi φ chi χ psi ψ omega ω ' +
  'varepsilon ϵ vartheta ϑ varkappa ϰ varphi ϕ varpi ϖ varrho ϱ varsigma ς';
// Only the capitals that do not look Latin, as in LaTeX.
const UPPER = 'Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω';
const OTHER = 'inf ∞ ℝ Real ℕ Natural';

const SUBSCRIPT_DIGITS = '₀₁₂₃₄₅₆₇₈₉';

function pairs(words: string): ReadonlyMap<string, string> {
  const list = words.split(' ');
  return new Map(list.flatMap((word, i) => (i % 2 === 0 ? [[word, list[i + 1] ?? word] as const] : [])));
}

/** ASCII spelling → Unicode letter, for every Greek name and `inf`. */
export const letterOf: ReadonlyMap<string, string> = pairs(`${LOWER} ${UPPER} ${OTHER}`);

/** Unicode letter → its ASCII spelling. */
const asciiOf: ReadonlyMap<string, string> = new Map(
  [...pairs(`${LOWER} ${UPPER} inf ∞`)].map(([ascii, letter]) => [letter, ascii] as const),
);

function subscript(digits: string): string {
  return [...digits].map((digit) => SUBSCRIPT_DIGITS[Number(digit)] ?? digit).join('');
}

/** `theta` and `theta₁` → `θ`, `θ₁`; other parts stay. */
function part(text: string): string {
  const match = /^(.*?)([₀-₉]*)$/su.exec(text);
  const [, stem = text, digits = ''] = match ?? [];
  return (letterOf.get(stem) ?? stem) + digits;
}

/** Mathematical alphabets and compatibility letters (`𝜃`, `µ`) as the plain letter; subscripts are kept. */
function plainLetters(text: string): string {
  return text.normalize('NFC').replace(/[\u{1d400}-\u{1d7ff}\u00b5\u2126]/gu, (letter) => letter.normalize('NFKC'));
}

/**
 * The one spelling under which a symbol is known: Greek letters in Unicode, `_1` as the subscript `₁`.
 * It is idempotent, and it does not know functions: `beta` is `β` whatever it is used for.
 */
export function canonicalName(text: string): string {
  const [head = '', ...tail] = plainLetters(text).split('_');
  if (head === '') return plainLetters(text);
  const last = tail.at(-1);
  if (last === undefined || !/^\d+$/.test(last)) return [head, ...tail].map(part).join('_');
  return [head, ...tail.slice(0, -1)].map(part).join('_') + subscript(last);
}

/** The name typed with ASCII letters only where it can be: `θ` → `theta`, `β₁` → `beta_1`. */
export function asciiName(name: string): string {
  const spelled = name.replace(/[₀-₉]+/gu, (run) => `_${[...run].map((c) => SUBSCRIPT_DIGITS.indexOf(c)).join('')}`);
  return spelled
    .split('_')
    .map((piece) => asciiOf.get(piece) ?? piece)
    .join('_');
}
