// A formula too long for one line as a row of tokens, with the places where a line may end.
import { mul } from '../ir/build.ts';
import { type ApplyExpr, type Expr, isScalar, type PowerExpr, rational, zero } from '../ir/expr.ts';
import { negRatio } from '../ir/rational.ts';
import { arrangedTerms, led, signedTerm } from './arrange.ts';
import { outOfSums } from './joined-sums.ts';
import { integralHead, integralTail } from './latex-integral.ts';
import { operatorHead } from './latex-tensors.ts';
import { join, script } from './piece.ts';
import type { Lead, Printing } from './printing.ts';
import { readProduct } from './shares.ts';

/** An unbreakable part of a formula; `depth` says how deep in brackets a line may end before it. */
export interface Token {
  readonly tex: string;
  readonly width: number;
  readonly depth?: number;
  /** Printed before the token only where a line begins with it. */
  readonly onBreak?: string;
}

/** Cuts `e` into tokens no wider than `limit` wherever its structure allows. */
export function tokensOf(e: Expr, printing: Printing, limit: number, depth = 0, lead?: Lead): readonly Token[] {
  const piece = printing.show(e, printing);
  if (piece.width <= limit) return [{ tex: piece.tex, width: piece.width }];
  const split = splitNode(e, printing, limit, depth, lead);
  return split ?? [{ tex: piece.tex, width: piece.width }];
}

function splitNode(
  e: Expr,
  printing: Printing,
  limit: number,
  depth: number,
  lead: Lead,
): readonly Token[] | undefined {
  switch (e.kind) {
    case 'sum':
      return sumTokens(led(arrangedTerms(e), lead), printing, limit, depth);
    case 'product': {
      const apart = readProduct(e);
      if (apart.kind === 'sum') return sumTokens(led(arrangedTerms(apart), lead), printing, limit, depth);
      return apart.kind === 'product' ? productTokens(apart, printing, limit, depth) : undefined;
    }
    case 'power':
      return powerTokens(e, printing, limit, depth);
    case 'integral': {
      const apart = outOfSums(e);
      if (apart !== e) return wideFactor(apart, printing, limit, depth);
      return [
        { ...integralHead(e.variable, printing) },
        ...bracketed(e.body, printing, limit, depth),
        { tex: integralTail(e.variable), width: 1.4 },
      ];
    }
    case 'apply':
      return applyTokens(e, printing, limit, depth);
    default:
      return undefined;
  }
}

function sumTokens(terms: readonly Expr[], printing: Printing, limit: number, depth: number): readonly Token[] {
  return terms.flatMap((t, i) => {
    const { negative } = signedTerm(t);
    const bare = negative ? mul(rational(-1), t) : t;
    const [first, ...rest] = tokensOf(bare, printing, limit, depth);
    if (!first) return [];
    const sign = i === 0 ? (negative ? '-' : '') : negative ? '- ' : '+ ';
    const width = first.width + (i === 0 ? 0.7 : 1.25);
    return [{ tex: sign + first.tex, width, ...(i > 0 ? { depth } : {}) }, ...rest];
  });
}

/** So short a factor does not end a line: n(… stays together. */
const shortest = 1;

/** The widest factor is cut, the others stand in front of it. */
function productTokens(
  e: Expr & { kind: 'product' },
  printing: Printing,
  limit: number,
  depth: number,
): readonly Token[] | undefined {
  const { negative, coefficient: size, factors } = signedTerm(e);
  const coefficient = negative ? negRatio(size) : size;
  const width = (f: Expr): number => printing.show(f, printing).width;
  const [widest] = [...factors].sort((a, b) => width(b) - width(a));
  if (!widest || (factors.length < 2 && coefficient.n === coefficient.d)) return undefined;
  const others = mul(rational(coefficient), ...factors.filter((f) => f !== widest));
  const inner = wideFactor(widest, printing, limit, depth);
  if (others === rational(1)) return inner;
  if (others === rational(-1)) return [{ tex: '-', width: 0.8 }, ...inner];
  const front = tokensOf(others, printing, limit, depth + 1);
  const isSum = printing.show(others, printing).level === 0 && (others.kind === 'sum' || !isNegative(others));
  const opened = isSum ? enclosed(front) : front;
  const [first, ...rest] = inner;
  const short = opened.reduce((w, t) => w + t.width, 0) < shortest;
  if (!first) return opened;
  return short ? [...opened, ...inner] : [...opened, { ...first, depth: depth + 0.5, onBreak: '\\times ' }, ...rest];
}

const isNegative = (e: Expr): boolean => signedTerm(e).negative;
const needsBrackets = (e: Expr): boolean => e.kind === 'sum' || (e.kind === 'apply' && e.fn === 'total');

function wideFactor(f: Expr, printing: Printing, limit: number, depth: number): readonly Token[] {
  return needsBrackets(f) ? bracketed(f, printing, limit, depth) : tokensOf(f, printing, limit, depth);
}

const open: Token = { tex: '\\Bigl(', width: 0.7 };
const close = (mark = ''): Token => ({ tex: `\\Bigr)${mark}`, width: 0.7 + (mark ? 1 : 0) });
const enclosed = (tokens: readonly Token[], mark = ''): readonly Token[] => glue([open, ...tokens, close(mark)]);

/** Brackets stay with what they enclose, so that no line begins or ends with one alone. */
function glue(tokens: readonly Token[]): readonly Token[] {
  const [first, second, ...rest] = tokens;
  const end = rest.at(-1);
  const before = rest.at(-2) ?? second;
  if (!first || !second || !end) return tokens;
  const head: Token = { tex: join(first.tex, second.tex), width: first.width + second.width };
  if (rest.length === 1) return [{ tex: head.tex + end.tex, width: head.width + end.width }];
  const tail: Token = {
    ...(before ?? end),
    tex: (before?.tex ?? '') + end.tex,
    width: (before?.width ?? 0) + end.width,
  };
  return [head, ...rest.slice(0, -2), tail];
}

function bracketed(e: Expr, printing: Printing, limit: number, depth: number, mark = ''): readonly Token[] {
  return enclosed(tokensOf(e, printing, limit - 2, depth + 1), mark);
}

/** (…)^k with the base cut; a root becomes an exponent, a quotient the exponent −1. */
function powerTokens(e: PowerExpr, printing: Printing, limit: number, depth: number): readonly Token[] | undefined {
  const exponent = printing.show(e.exponent, { ...printing, script: true });
  if (exponent.width > limit / 2) return undefined;
  return bracketed(e.base, printing, limit, depth, `^${script(exponent.tex)}`);
}

const heads: Readonly<Record<string, string>> = {
  exp: '\\exp',
  log: '\\log',
  gamma: '\\Gamma',
  lgamma: '\\log\\Gamma',
  digamma: '\\psi',
  abs: '\\operatorname{abs}',
  sin: '\\sin',
  cos: '\\cos',
  det: '\\det',
  logdet: '\\log\\det',
  trace: '\\operatorname{tr}',
};

function applyTokens(e: ApplyExpr, printing: Printing, limit: number, depth: number): readonly Token[] | undefined {
  const [a = zero] = e.args;
  if (e.fn === 'total' && !isScalar(a)) {
    const { head, inside } = operatorHead('\\sum', a, printing);
    return [{ tex: head.tex, width: head.width }, ...bracketed(a, inside, limit, depth)];
  }
  const head = heads[e.fn];
  if (!head || e.args.length !== 1) return undefined;
  return [{ tex: head, width: head.length * 0.45 }, ...bracketed(a, printing, limit, depth)];
}
