// A formula of a general statement, written as a reader types it (∫₀^∞ xᵃ dx), and its LaTeX.
import { mathOfCharacter } from './unicode.ts';

/** Mathematics that is no expression of the compiler: it stands in running text only. */
export interface Formula {
  readonly kind: 'formula';
  readonly text: string;
}

/** The formula in a text. */
export const formula = (text: string): Formula => ({ kind: 'formula', text });

/** Roughly how wide it prints, in em. */
export const formulaWidth = ({ text }: Formula): number => 0.5 * [...text.replace(/[{}^_\s]/g, '')].length;

const operators = 'log exp det cos sin'.split(' ');

/** Operators that LaTeX has no command for. */
const namedOperators = 'tr rank div'.split(' ');

/** Signs that stand for an operator when bounds or terms follow. */
const largeOperators: Readonly<Record<string, string>> = { Σ: '\\sum', '∏': '\\prod', '∫': '\\int' };

/** The LaTeX of a formula. */
export function formulaLatex({ text }: Formula): string {
  const pieces = text.match(/√\(|½|\p{L}\p{M}+|[A-Za-z]+|\d+|[^\s]|\s+/gu) ?? [];
  const tex = withRoots(pieces).map(pieceLatex).join('');
  return joinScripts(tex).replace(/ +/g, ' ').trim();
}

/** √( … ) becomes \sqrt{ … }: the bracket that closes it is found by counting. */
function withRoots(pieces: readonly string[]): readonly string[] {
  const closing: string[] = [];
  return pieces.map((piece) => {
    if (piece === '√(') closing.push('}');
    else if (piece === '(') closing.push(')');
    else if (piece === ')') return closing.pop() ?? ')';
    return piece === '√(' ? '\\sqrt{' : piece;
  });
}

function pieceLatex(piece: string): string {
  const large = largeOperators[piece];
  if (large) return `${large} `;
  if (/^\s+$/.test(piece)) return ' ';
  if (piece.startsWith('\\')) return piece;
  if (operators.includes(piece)) return `\\${piece} `;
  if (namedOperators.includes(piece)) return `\\operatorname{${piece}} `;
  const differential = /^d([A-Za-z])$/.exec(piece);
  if (differential) return `\\,d${differential[1]}`;
  if (/^[A-Za-z]+$/.test(piece)) return piece;
  return [...piece.normalize('NFD')].map(characterLatex).join('');
}

const accents: Readonly<Record<string, string>> = { '\u0302': '\\hat', '\u0303': '\\tilde' };

function characterLatex(c: string): string {
  const accent = accents[c];
  if (accent) return accent;
  const math = mathOfCharacter.get(c) ?? c;
  return /^\\[A-Za-z]+$/.test(math) ? `${math} ` : math;
}

/** ^{-}^{1} → ^{-1}; an accent typed after its letter goes before it. */
const joinScripts = (tex: string): string =>
  tex
    .replace(/(?:\^\{[^{}]*\}){2,}/g, (run) => `^{${run.replace(/\^\{([^{}]*)\}/g, '$1')}}`)
    .replace(/(?:_\{[^{}]*\}){2,}/g, (run) => `_{${run.replace(/_\{([^{}]*)\}/g, '$1')}}`)
    .replace(/([A-Za-z])(\\hat|\\tilde)/g, '$2{$1}');
