// A displayed equation: rows of an `aligned` block, broken at relations and, where a side is too long, inside it.
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { cost } from '../ir/simplify.ts';
import { countNodes, symbolsOf } from '../ir/visit.ts';
import { abbreviate, holdsNested } from './abbreviate.ts';
import { holdsVariable } from './arrange.ts';
import { isRounded } from './decimal.ts';
import { pieceOfTerm, type Term } from './label.ts';
import { printingOf } from './latex.ts';
import { join } from './piece.ts';
import type { Lead } from './printing.ts';
import { type Token, tokensOf } from './tokens.ts';

/** The relations an equation may assert. */
export type Relation = '=' | '∝' | '≈' | '>' | '<' | '∈' | '⇔' | '↦';

/** left = right₁ = right₂ … */
export interface DisplayedEquation {
  readonly left: Term;
  readonly relation: Relation;
  readonly right: readonly Term[];
}

const relations: Readonly<Record<Relation, string>> = {
  '=': '=',
  '∝': '\\propto',
  '≈': '\\approx',
  '>': '>',
  '<': '<',
  '∈': '\\in',
  '⇔': '\\iff',
  '↦': '\\mapsto',
};

/** What comes first on the right: of a point, what moves it; of a new value, the old one. */
function leadOf({ left, relation }: DisplayedEquation): Lead {
  if (left.kind !== 'symbol') return undefined;
  if (relation === '↦') return (t) => (symbolsOf(t).has(left) ? 0 : holdsVariable(t) ? 1 : 2);
  const old = /^(.*)′$/u.exec(left.name)?.[1];
  return old === undefined ? undefined : (t) => (t.kind === 'symbol' && t.name === old ? 0 : 1);
}

/** The rows of a term that may be too wide, each at most `limit` em where its structure allows. */
function termRows(term: Term, limit: number, lead?: Lead): readonly string[] {
  if (term.kind !== 'label' && cost(term) > unreadable) return [sizeWords(countNodes(term))];
  const piece = pieceOfTerm(term, lead);
  if (piece.width <= limit || term.kind === 'label') return [piece.tex];
  return fill(tokensOf(term, printingOf(term), limit * 0.8, 0, lead), limit);
}

/** Fills lines with tokens, breaking at the shallowest place in the last half of a line. */
function fill(tokens: readonly Token[], limit: number): readonly string[] {
  const rows: string[] = [];
  let line: Token[] = [];
  const width = (list: readonly Token[]): number => list.reduce((w, t) => w + t.width, 0);
  for (const token of tokens) {
    while (line.length > 0 && width(line) + token.width > limit) {
      const at =
        token.depth !== undefined && !hasBetter(line, token.depth, limit) ? line.length : bestBreak(line, limit);
      if (at <= 0) break;
      rows.push(lineOf(line.slice(0, at), rows.length > 0));
      line = line.slice(at);
    }
    line.push(token);
  }
  return [...rows, lineOf(line, rows.length > 0)];
}

const candidates = (line: readonly Token[], limit: number): readonly { at: number; depth: number }[] => {
  let width = 0;
  return line.flatMap((t, at) => {
    const found = t.depth !== undefined && at > 0 && width > limit * 0.35 ? [{ at, depth: t.depth }] : [];
    width += t.width;
    return found;
  });
};

const hasBetter = (line: readonly Token[], depth: number, limit: number): boolean =>
  candidates(line, limit).some((c) => c.depth < depth);

/** The shallowest late break in the line, else any break at all; 0 when there is none. */
function bestBreak(line: readonly Token[], limit: number): number {
  const late = candidates(line, limit);
  const any =
    late.length > 0 ? late : line.flatMap((t, at) => (t.depth !== undefined && at > 0 ? [{ at, depth: t.depth }] : []));
  const best = any.reduce<{ at: number; depth: number } | undefined>(
    (b, c) => (!b || c.depth <= b.depth ? c : b),
    undefined,
  );
  return best?.at ?? 0;
}

/** A line after the first begins with its sign as a binary operator. */
function lineOf(tokens: readonly Token[], continued: boolean): string {
  const [first, ...rest] = tokens;
  if (!first) return '';
  const lead = continued ? `{}${first.onBreak ?? ''}${first.tex}` : first.tex;
  return join(lead, ...rest.map((t) => (t.depth !== undefined && /^[+-]/.test(t.tex) ? ` ${t.tex}` : t.tex)));
}

/** A display, and what the names in it stand for. */
export interface Display {
  readonly tex: string;
  /** The rows that explain its names; empty where it has none. */
  readonly names: string;
  /** The display without these rows, for a place where they stand just above. */
  readonly unexplained: string;
}

const unnamed = (tex: string): Display => ({ tex, names: '', unexplained: tex });

/** The equation as LaTeX for a display. */
export const displayLatex = (equation: DisplayedEquation, limit: number): string => displayOf(equation, limit).tex;

/** The equation for a display: one line, or an `aligned` block when it needs several and a page has room. */
export function displayOf(equation: DisplayedEquation, limit: number): Display {
  const rounds = equation.relation === '=' && equation.right.some((side) => side.kind !== 'label' && isRounded(side));
  const given: DisplayedEquation = rounds ? { ...equation, relation: '≈' } : equation;
  const full = fullDisplay(given, limit);
  if (given.right.length === 0 || rowsOf(full.tex) <= mostRows) return full;
  const parts = given.right.reduce((n, side) => n + (side.kind === 'label' ? 1 : countNodes(side)), 0);
  return unnamed(`${pieceOfTerm(given.left).tex} ${relations[given.relation]} ${sizeWords(parts)}`);
}

/** Nobody reads further down a formula than this. */
const mostRows = 16;

const rowsOf = (tex: string): number => tex.split('\\\\\n').length;

const sizeWords = (parts: number): string =>
  `\\text{(an expression of ${parts} parts: \\texttt{derive -{}-to json} has it in full)}`;

function fullDisplay(given: DisplayedEquation, limit: number): Display {
  const { equation, where } = shortened(given);
  const shown = equationLatex(equation, limit);
  if (where.length === 0) return unnamed(shown);
  const names = nameRows(where, limit);
  const inner = shown.startsWith('\\begin{aligned}') ? shown.slice(16, -14) : `&${shown}`;
  const tex = `\\begin{aligned}\n${inner.trim()} \\\\\n${names}\n\\end{aligned}`;
  const plain = equationLatex(given, limit);
  const nested = [given.left, ...given.right].some((t) => t.kind !== 'label' && holdsNested(t));
  if (!nested && longestSide(given) <= tooLong && rowsOf(plain) < rowsOf(tex)) return unnamed(plain);
  return { tex, names, unexplained: shown };
}

const longestSide = ({ left, right }: DisplayedEquation): number =>
  Math.max(...[left, ...right].map((t) => (t.kind === 'label' ? 0 : cost(t))));

/** What the names mean, a row each. */
const nameRows = (where: readonly (readonly [SymbolExpr, Expr])[], limit: number): string =>
  where
    .map(([name, meaning], i) => {
      const side = termRows(meaning, limit - 8).map((row, k) => (k === 0 ? `= ${row}` : `\\quad ${row}`));
      const head = `&\\${i === 0 ? 'text{with }' : 'phantom{\\text{with }}'}${pieceOfTerm(name).tex} `;
      return side.map((row, k) => (k === 0 ? head + row : `&\\qquad ${row}`)).join(' \\\\\n');
    })
    .join(' \\\\\n');

/** Names for the repeated parts of sides that are too long to read. */
function shortened(equation: DisplayedEquation): {
  readonly equation: DisplayedEquation;
  readonly where: readonly (readonly [SymbolExpr, Expr])[];
} {
  const sides = [equation.left, ...equation.right];
  const long = sides.filter((t) => t.kind !== 'label' && (cost(t) > readable || holdsNested(t)));
  const [only] = long;
  if (!only || only.kind === 'label') return { equation, where: [] };
  const { main, parts } = abbreviate(only);
  const replaced = (t: Term): Term => (t === only ? main : t);
  return {
    equation: { ...equation, left: replaced(equation.left), right: equation.right.map(replaced) },
    where: parts,
  };
}

/** Beyond this cost a formula is better read with names for its parts, unless that takes more rows. */
const readable = 90;
/** Beyond this one it is hard to read in one piece. */
const tooLong = 110;
/** Beyond this one nobody reads it, and neither TeX nor KaTeX sets it. */
const unreadable = 1500;

function equationLatex(equation: DisplayedEquation, limit: number): string {
  const sign = relations[equation.relation];
  const left = pieceOfTerm(equation.left);
  if (equation.right.length === 0)
    return block(
      termRows(equation.left, limit).map((r, i) => (i === 0 ? r : `\\quad ${r}`)),
      false,
    );
  if (equation.right.some((t) => t.kind !== 'label' && cost(t) > unreadable))
    return aligned(equation, sign, left.width, limit);
  const lead = leadOf(equation);
  const sides = equation.right.map((side) => pieceOfTerm(side, lead));
  const total = sides.reduce((w, p) => w + p.width + 1.35, left.width);
  if (total <= limit) return [left.tex, ...sides.map((p) => p.tex)].join(` ${sign} `);
  return aligned(equation, sign, left.width, limit);
}

function aligned(equation: DisplayedEquation, sign: string, leftWidth: number, limit: number): string {
  const own = leftWidth > limit * 0.35;
  const room = limit - (own ? 3 : leftWidth + 2.5);
  const leftRows = own ? termRows(equation.left, limit).map((r, i) => `&${i > 0 ? '\\quad ' : ''}${r}`) : [];
  const rows = equation.right.flatMap((side, k) =>
    termRows(side, room, leadOf(equation)).map((row, i) => {
      if (i > 0) return `&\\quad ${row}`;
      if (own) return `&\\quad ${sign} ${row}`;
      return `${k === 0 ? pieceOfTerm(equation.left).tex : ''} &${sign} ${row}`;
    }),
  );
  return block([...leftRows, ...rows], true);
}

const block = (rows: readonly string[], alignedAlready: boolean): string =>
  rows.length === 1 && !alignedAlready
    ? (rows[0] ?? '')
    : `\\begin{aligned}\n${rows.map((r) => (alignedAlready ? r : `&${r}`)).join(' \\\\\n')}\n\\end{aligned}`;

/** A lone term as a display. */
export const displayTerm = (term: Term, limit: number): string =>
  displayLatex({ left: term, relation: '=', right: [] }, limit);
