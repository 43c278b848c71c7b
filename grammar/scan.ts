// Reading tokens one by one: which brackets are open, whether an operand must come next, what a bar means.
import type { IToken, TokenType } from 'chevrotain';
import type { Diagnostic } from '../src/diagnostics.ts';
import { maximumNesting, tooLarge } from './limits.ts';
import * as t from './tokens.ts';

/** The state while one item is read. */
export interface Scan {
  /** Brackets that are open, outermost first. */
  readonly open: IToken[];
  /** Whether an expression cannot end here: after an operator, a comma, an opening bracket. */
  expectsOperand: boolean;
  /** What is wrong with the brackets so far. */
  readonly diagnostics: Diagnostic[];
}

const CLOSES: ReadonlyMap<TokenType, TokenType> = new Map([
  [t.RightParen, t.LeftParen],
  [t.RightBracket, t.LeftBracket],
  [t.RightBrace, t.LeftBrace],
  [t.CloseBar, t.OpenBar],
]);

const OPENS: ReadonlySet<TokenType> = new Set(CLOSES.values());

const ENDS_OPERAND: ReadonlySet<TokenType> = new Set([t.Name, t.NumberLiteral, t.Text, t.Transpose, t.Superscript]);

/** The state at the start of an item. */
export function startScan(): Scan {
  return { open: [], expectsOperand: true, diagnostics: [] };
}

/** Takes one token into account and gives it back in its role. */
export function scanToken(scan: Scan, token: IToken): IToken {
  const scanned = token.tokenType === t.Bar ? t.retag(token, barRole(scan)) : token;
  if (OPENS.has(scanned.tokenType)) openBracket(scan, scanned);
  else if (CLOSES.has(scanned.tokenType)) closeBracket(scan, scanned);
  else scan.expectsOperand = !ENDS_OPERAND.has(scanned.tokenType);
  return scanned;
}

/** A bar closes when one is open just here and an operand has ended; otherwise it opens. */
function barRole(scan: Scan): TokenType {
  return scan.open.at(-1)?.tokenType === t.OpenBar && !scan.expectsOperand ? t.CloseBar : t.OpenBar;
}

function openBracket(scan: Scan, token: IToken): void {
  scan.open.push(token);
  scan.expectsOperand = true;
  const told = scan.diagnostics.some(({ code }) => code === 'too-large');
  if (scan.open.length > maximumNesting && !told) scan.diagnostics.push(tooDeep(token));
}

function tooDeep(token: IToken): Diagnostic {
  const span = t.placeOf(token);
  return tooLarge(span, `brackets are nested more than ${maximumNesting} deep`, 'split the expression into parts');
}

function closeBracket(scan: Scan, token: IToken): void {
  scan.expectsOperand = false;
  const wanted = CLOSES.get(token.tokenType);
  const depth = scan.open.findLastIndex(({ tokenType }) => tokenType === wanted);
  if (depth < 0) {
    const other = scan.open.pop();
    tell(scan, other === undefined ? closesNothing(token) : closesOther(token, other));
    return;
  }
  for (const unclosed of scan.open.splice(depth).slice(1)) tell(scan, neverClosed(unclosed));
}

const MOST_TOLD = 3;

/** A few unmatched brackets are told; more would be consequences. */
function tell(scan: Scan, diagnostic: Diagnostic): void {
  if (scan.diagnostics.length < MOST_TOLD) scan.diagnostics.push(diagnostic);
}

const PARTNER: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '|': '|' };

/** An opening bracket without its partner. */
export function neverClosed(token: IToken): Diagnostic {
  return {
    code: 'syntax',
    severity: 'error',
    message: `this \`${token.image}\` is never closed`,
    span: t.placeOf(token),
    label: 'opened here',
    hint: `add the missing \`${PARTNER[token.image] ?? token.image}\``,
  };
}

function closesOther(token: IToken, other: IToken): Diagnostic {
  return {
    ...closesNothing(token),
    message: `this \`${token.image}\` does not close \`${other.image}\``,
    hint: `write \`${PARTNER[other.image] ?? other.image}\``,
  };
}

/** A closing bracket without its partner. */
export function closesNothing(token: IToken): Diagnostic {
  return {
    code: 'syntax',
    severity: 'error',
    message: `this \`${token.image}\` closes nothing`,
    span: t.placeOf(token),
    hint: 'remove it, or open a bracket before it',
  };
}
