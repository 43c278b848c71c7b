// What the parts of the LaTeX printer share: the mode they print in and the way back to the whole printer.
import type { Expr } from '../ir/expr.ts';
import { latexName, nameWidth } from './names.ts';
import { atom, type Piece } from './piece.ts';

/** What comes first in a sum, by rank: the point that an action moves, the old value in a rule for the new one. */
export type Lead = ((term: Expr) => number) | undefined;

/** How to print, and the printer for operands. */
export interface Printing {
  /** Inside an exponent or index: fractions are written with a slash. */
  readonly script: boolean;
  /** Running indices for nodes that are no scalars: entries are printed instead of the whole. */
  readonly index: readonly string[];
  /** Names that a new running index must avoid. */
  readonly used: ReadonlySet<string>;
  readonly show: (e: Expr, printing: Printing) => Piece;
  /** Prints e or −e, whichever reads better: the argument of an even function. */
  readonly showEven: (e: Expr, printing: Printing) => Piece;
}

/** Printing inside an exponent. */
export const inScript = (printing: Printing): Printing => ({ ...printing, script: true });
/** Printing whole vectors and matrices. */
export const whole = (printing: Printing): Printing => ({ ...printing, index: [] });

const letters = ['i', 'j', 'k', 'l', 'r', 's', 't'];

/** Printing entries, with fresh running indices for `count` axes. */
export function withIndices(printing: Printing, count: number): Printing {
  const fresh = letters.filter((l) => !printing.used.has(l)).slice(0, count);
  return { ...printing, index: fresh, used: new Set([...printing.used, ...fresh]) };
}

/** A name, with the running indices when it is no scalar. */
export function namePiece(name: string, indices: readonly string[]): Piece {
  return atom(latexName(name, indices), nameWidth(name, indices));
}

/** A dimension such as K-1 with spaces as in print. */
export const dimensionTex = (dim: string): string =>
  dim
    .split(/([+-])/)
    .map((part) => (/^[A-Za-zα-ωΑ-Ω_₀-₉]/u.test(part) && !/^\d/.test(part) ? latexName(part) : part))
    .join('');
