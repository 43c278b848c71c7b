// A displayed equation: rows of an `aligned` block, broken at relations and, where a side is too long, inside it.
import type { Expr } from '../ir/expr.ts';
import { cost } from '../ir/simplify.ts';
import { countNodes, symbolsOf } from '../ir/visit.ts';
import { type Abbreviated, abbreviate, holdsNested, namesIn } from './abbreviate.ts';
import { holdsVariable } from './arrange.ts';
import { isRounded } from './decimal.ts';
import { pieceOfTerm, type Term } from './label.ts';
import { printingOf } from './latex.ts';
import { join } from './piece.ts';
import type { Lead } from './printing.ts';
import { type Token, tokensOf } from './tokens.ts';

/** The relations an equation may assert. */
export type Relation = '=' | '∝' | '≈' | '>' | '<' | '≥' | '≤' | '∈' | '⇔' | '↦';

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
  '≥': '\\ge',
  '≤': '\\le',
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

/** The equation as LaTeX for a display. */
export const displayLatex = (equation: DisplayedEquation, limit: number): string =>
  displaysOf([equation], limit).join('');

/** Equations that are read one after the other, each one line, or an `aligned` block where it needs several: a name for a part is explained once. */
export function displaysOf(equations: readonly DisplayedEquation[], limit: number): readonly string[] {
  const given = equations.map(withRoundedRelation);
  const long = [...new Set(given.flatMap(({ left, right }) => [left, ...right].filter(isLong)))];
  const { mains, parts } = abbreviate(long);
  const short = new Map<Term, Expr>(long.map((side, i) => [side, mains[i] ?? side]));
  const explained = new Set<Expr>();
  return given.map((equation) => {
    const named = replaced(equation, short);
    const fresh = sidesOf(named)
      .flatMap((side) => namesIn(side, parts))
      .filter(([name], i, list) => !explained.has(name) && list.findIndex(([other]) => other === name) === i);
    const full = fullDisplay(equation, named, fresh, limit);
    const tooMany = (tex: string): boolean => equation.right.length > 0 && rowsOf(tex) > mostRows;
    if (tooMany(full.tex)) {
      const whole = equationLatex(equation, limit);
      return tooMany(whole) ? sizeDisplay(equation) : whole;
    }
    if (full.names) for (const [name] of fresh) explained.add(name);
    return full.tex;
  });
}

const withRoundedRelation = (equation: DisplayedEquation): DisplayedEquation =>
  equation.relation === '=' && equation.right.some((side) => side.kind !== 'label' && isRounded(side))
    ? { ...equation, relation: '≈' }
    : equation;

const isExpr = (t: Term): t is Expr => t.kind !== 'label';
const sidesOf = ({ left, right }: DisplayedEquation): readonly Expr[] => [left, ...right].filter(isExpr);
const isLong = (t: Term): t is Expr => isExpr(t) && (cost(t) > readable || holdsNested(t));

const replaced = (equation: DisplayedEquation, by: ReadonlyMap<Term, Expr>): DisplayedEquation => ({
  ...equation,
  left: by.get(equation.left) ?? equation.left,
  right: equation.right.map((t) => by.get(t) ?? t),
});

/** Its long sides by their sizes. */
const sizeDisplay = ({ left, relation, right }: DisplayedEquation): string =>
  [left, ...right]
    .map((side) => (isLong(side) ? sizeWords(countNodes(side)) : pieceOfTerm(side).tex))
    .join(` ${relations[relation]} `);

/** Nobody reads further down a formula than this. */
const mostRows = 28;

const rowsOf = (tex: string): number => tex.split('\\\\\n').length;

const sizeWords = (parts: number): string =>
  `\\text{(an expression of ${parts} parts: \\texttt{derive -{}-to json} has it in full)}`;

/** With the names, and their meanings below; without them where the equation can be read in fewer rows. */
function fullDisplay(
  plain: DisplayedEquation,
  named: DisplayedEquation,
  fresh: Abbreviated['parts'],
  limit: number,
): { readonly tex: string; readonly names: boolean } {
  const shown = equationLatex(named, limit);
  const rows = nameRows(fresh, limit);
  const inner = shown.startsWith('\\begin{aligned}') ? shown.slice(16, -14) : `&${shown}`;
  const tex = fresh.length === 0 ? shown : `\\begin{aligned}\n${inner.trim()} \\\\\n${rows}\n\\end{aligned}`;
  const sides = sidesOf(plain);
  if (sides.some(holdsNested) || sides.some((side) => cost(side) > tooLong)) return { tex, names: true };
  const whole = equationLatex(plain, limit);
  return rowsOf(whole) < rowsOf(tex) ? { tex: whole, names: false } : { tex, names: true };
}

/** What the names mean: a row each, or several where a row has room. */
function nameRows(where: Abbreviated['parts'], limit: number): string {
  const room = limit - 8;
  const lines: { readonly tex: string; readonly width: number }[] = [];
  for (const [name, meaning] of where) {
    const [first = '', ...more] = termRows(meaning, room);
    const tex = `${pieceOfTerm(name).tex} = ${first}`;
    const width = more.length > 0 ? limit : pieceOfTerm(name).width + pieceOfTerm(meaning).width + 3;
    const last = lines.at(-1);
    if (last && last.width + width <= room)
      lines.splice(-1, 1, { tex: `${last.tex},\\quad ${tex}`, width: last.width + width });
    else lines.push({ tex: [tex, ...more.map((row) => `&\\qquad \\quad ${row}`)].join(' \\\\\n'), width });
  }
  return lines.map(({ tex }, i) => `&\\${i === 0 ? 'text{with }' : 'phantom{\\text{with }}'}${tex}`).join(' \\\\\n');
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
