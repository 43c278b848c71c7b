// A printed piece of a formula: its LaTeX, how tightly it binds, and how much room it takes.

/** How tightly a piece binds; a looser piece inside a tighter place gets parentheses. */
export const levels = { sum: 0, operator: 1, product: 2, application: 3, power: 4, atom: 5 } as const;
export type Level = (typeof levels)[keyof typeof levels];

/** LaTeX with its binding, its width in em, and whether it is taller than a line. */
export interface Piece {
  readonly tex: string;
  readonly level: Level;
  readonly width: number;
  readonly tall: boolean;
}

/** A piece that never needs parentheses. */
export const atom = (tex: string, width: number, tall = false): Piece => ({ tex, width, tall, level: levels.atom });

const commandEnd = /\\[A-Za-z]+$/;

/** Places LaTeX side by side; a command followed by a letter, or two numbers, are kept apart. */
export function join(...texts: readonly string[]): string {
  return texts.reduce((left, right) => {
    if (left === '' || right === '') return left + right;
    if (commandEnd.test(left) && /^[A-Za-z0-9]/.test(right)) return `${left} ${right}`;
    if (/\d$/.test(left) && /^\d/.test(right)) return `${left} \\cdot ${right}`;
    return left + right;
  }, '');
}

/** Pieces side by side. */
export function row(pieces: readonly Piece[], level: Level): Piece {
  return {
    tex: join(...pieces.map((p) => p.tex)),
    level,
    width: pieces.reduce((w, p) => w + p.width, 0.1 * Math.max(0, pieces.length - 1)),
    tall: pieces.some((p) => p.tall),
  };
}

/** Round brackets that grow with their content. */
export function parenthesised(piece: Piece): Piece {
  const tex = piece.tall ? `\\left(${piece.tex}\\right)` : `(${piece.tex})`;
  return atom(tex, piece.width + (piece.tall ? 1.2 : 0.8), piece.tall);
}

/** The piece as it stands in a place that asks for at least `level`. */
export const atLeast = (piece: Piece, level: Level): Piece => (piece.level < level ? parenthesised(piece) : piece);

/** \frac{top}{bottom}. */
export const fractionPiece = (top: Piece, bottom: Piece): Piece => ({
  tex: `\\frac{${top.tex}}{${bottom.tex}}`,
  level: levels.product,
  width: Math.max(top.width, bottom.width) + 0.3,
  tall: true,
});

/** Is it one fraction and nothing else, so that a function may stand before it without parentheses? */
export const isFraction = (piece: Piece): boolean => {
  if (!piece.tex.startsWith('\\frac{')) return false;
  return afterGroup(piece.tex, afterGroup(piece.tex, 5)) === piece.tex.length;
};

function afterGroup(tex: string, start: number): number {
  let depth = 0;
  for (let i = start; i < tex.length; i++) {
    if (tex[i] === '{') depth++;
    if (tex[i] === '}' && --depth === 0) return i + 1;
  }
  return tex.length;
}

/** An exponent or index: braces only where they are needed. */
export const script = (tex: string): string => (tex.length === 1 ? tex : `{${tex}}`);

/** A term of a sum with its sign. */
export interface SignedPiece {
  readonly negative: boolean;
  readonly piece: Piece;
}

/** a − b + c. */
export function sumPiece(terms: readonly SignedPiece[]): Piece {
  const tex = terms.map(({ negative, piece }, i) => {
    const body = atLeast(piece, levels.operator).tex;
    return i === 0 ? (negative ? `-${body}` : body) : `${negative ? ' - ' : ' + '}${body}`;
  });
  const [first] = terms;
  const lone = terms.length === 1 && first && !first.negative;
  return {
    tex: tex.join(''),
    level: lone ? first.piece.level : levels.sum,
    width: terms.reduce((w, t) => w + t.piece.width + 1.25, terms[0]?.negative ? -0.5 : -1.25),
    tall: terms.some((t) => t.piece.tall),
  };
}
