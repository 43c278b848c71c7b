// Entries of one array that follow each other: a symmetric metric reads as a matrix, higher arrays several to a line.
import { cost } from '../ir/simplify.ts';
import { isRounded } from './decimal.ts';
import type { DisplayedEquation } from './display.ts';
import { type Label, latexOf, pieceOfTerm, type Term } from './label.ts';
import type { Piece } from './piece.ts';

interface Entry {
  readonly left: Label;
  readonly index: readonly (number | string)[];
  readonly value: Piece;
}

/** Room between two columns of a matrix, and between two equations on a line, in em. */
const columnGap = 1;
const equationGap = 2.5;

/** Beyond this cost an entry stands alone, where its repeated parts get names. */
const readable = 90;

/** Do two equations give entries of the same array? */
export function sameArray(a: DisplayedEquation, b: DisplayedEquation): boolean {
  const [x, y] = [entryOf(a), entryOf(b)];
  if (!x || !y) return false;
  const [of, others] = [x.left.of ?? [], y.left.of ?? []];
  return (
    x.left.concept === y.left.concept &&
    x.index.length === y.index.length &&
    of.length === others.length &&
    of.every((t, i) => latexOf(t) === latexOf(others[i] ?? t))
  );
}

/** F₁₂(λ) = value, and nothing that only one equation could hold. */
function entryOf({ left, relation, right }: DisplayedEquation): Entry | undefined {
  const [value, ...more] = right;
  if (left.kind !== 'label' || relation !== '=' || !value || more.length > 0) return undefined;
  const { index, updated, block, gradientIn, along } = left;
  if (!index || index.length < 2 || updated || block || gradientIn || along) return undefined;
  if (value.kind !== 'label' && (cost(value) > readable || isRounded(value))) return undefined;
  return { left, index, value: pieceOfTerm(value) };
}

/** The LaTeX of two or more entries of one array; undefined where they are too wide to stand side by side. */
export function entriesLatex(equations: readonly DisplayedEquation[], limit: number): string | undefined {
  const entries = equations.map(entryOf).filter((e) => e !== undefined);
  if (entries.length < 2 || entries.length < equations.length) return undefined;
  return matrixLatex(entries, limit) ?? linesLatex(entries, limit);
}

/** The whole upper triangle of a symmetric matrix; its lower half repeats it. */
function matrixLatex(entries: readonly Entry[], limit: number): string | undefined {
  const [first] = entries;
  const size = (Math.sqrt(8 * entries.length + 1) - 1) / 2;
  if (!first || !Number.isInteger(size)) return undefined;
  const places = Array.from({ length: size }, (_, i) => i + 1);
  const rows = places.map((i) =>
    places.map((j) => entries.find(({ index }) => index.length === 2 && isAt(index, Math.min(i, j), Math.max(i, j)))),
  );
  if (rows.some((row) => row.includes(undefined))) return undefined;
  const cells = rows.map((row) => row.flatMap((e) => (e ? [e.value] : [])));
  const { index: _, ...whole } = first.left;
  const head = pieceOfTerm(whole as Term);
  const widths = places.map((_place, j) => Math.max(...cells.map((row) => row[j]?.width ?? 0)));
  if (head.width + widths.reduce((sum, w) => sum + w + columnGap, 3) > limit) return undefined;
  const body = cells
    .map((row) => strutFor(row) + row.map((c) => (c.tall ? `\\displaystyle ${c.tex}` : c.tex)).join(' & '))
    .join(' \\\\\n');
  return `${head.tex} = \\begin{pmatrix}\n${body}\n\\end{pmatrix}`;
}

/** Rows of fractions keep apart by a strut: where Markdown writes the end of a row it takes no length beside it. */
const strutFor = (row: readonly Piece[]): string => (row.some((c) => c.tall) ? '\\rule[-1.1em]{0pt}{2.7em}' : '');

const isAt = ([a, b]: readonly (number | string)[], i: number, j: number): boolean => a === i && b === j;

/** Equation after equation, as many on a line as it holds. */
function linesLatex(entries: readonly Entry[], limit: number): string | undefined {
  const pieces = entries.map((e) => {
    const left = pieceOfTerm(e.left);
    return { tex: `${left.tex} = ${e.value.tex}`, width: left.width + e.value.width + 1.35 };
  });
  const widest = Math.max(...pieces.map((p) => p.width));
  const across = Math.min(4, Math.floor((limit + equationGap) / (widest + equationGap)));
  if (across < 2) return undefined;
  const lines: string[] = [];
  for (let i = 0; i < pieces.length; i += across) {
    const line = pieces.slice(i, i + across).map((p) => p.tex);
    const strut = across < pieces.length ? strutFor(entries.slice(i, i + across).map((e) => e.value)) : '';
    lines.push(strut + line.join(' ,\\qquad '));
  }
  return lines.length === 1 ? lines.join('') : `\\begin{gathered}\n${lines.join(' \\\\\n')}\n\\end{gathered}`;
}
