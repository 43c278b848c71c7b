// The alphabet of the language: what counts as one token, and both spellings of each.
import type { CustomPatternMatcherReturn, ILexingError, IToken, TokenType } from 'chevrotain';
import { createToken, Lexer } from 'chevrotain';
import type { Span } from '../src/diagnostics.ts';

// `ᵀ`, `ⁿ` and `ⁱ` are letters to Unicode but marks to a mathematician.
const WORD = /(?:(?![ᵀⁿⁱ])[\p{L}_](?:(?![ᵀⁿⁱ])[\p{L}\p{M}\p{Nd}_₀-₉])*|∞)/uy;

function matchWord(text: string, offset: number): CustomPatternMatcherReturn | null {
  WORD.lastIndex = offset;
  const match = WORD.exec(text);
  return match === null ? null : [match[0]];
}

/** A category: any operator between two operands. */
export const Infix: TokenType = createToken({ name: 'Infix', pattern: Lexer.NA });
/** A category: `+` and `-`, which may also stand before an operand. */
export const Sign: TokenType = createToken({ name: 'Sign', pattern: Lexer.NA });
/** A category: marks after an operand, `'` and superscripts. */
export const Postfix: TokenType = createToken({ name: 'Postfix', pattern: Lexer.NA });

/** Spaces and newlines: only the line on which a word starts matters. */
const Blank: TokenType = createToken({ name: 'Blank', pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true });
/** `//` and `///` comments, kept apart for the formatter. */
const Comment: TokenType = createToken({ name: 'Comment', pattern: /\/\/[^\n\r]*/, group: 'comments' });
/** `"normal.blr"`. */
export const Text: TokenType = createToken({ name: 'Text', pattern: /"[^"\n\r]*"/ });
/** `2`, `0.5`, `1e-3`. */
export const NumberLiteral: TokenType = createToken({ name: 'Number', pattern: /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/ });
/** Any word: names and, by their place, keywords. */
export const Name: TokenType = createToken({ name: 'Name', pattern: matchWord, line_breaks: false });
/** `->` or `↦`. */
export const MapsTo: TokenType = createToken({ name: 'MapsTo', pattern: /->|↦|→/ });
/** `..` in `Integer(0..n)`. */
export const Dots: TokenType = createToken({ name: 'Dots', pattern: /\.\.|…/ });
/** `+`. */
export const Plus: TokenType = createToken({ name: 'Plus', pattern: '+', categories: [Infix, Sign] });
/** `-` or `−`. */
export const Minus: TokenType = createToken({ name: 'Minus', pattern: /[-−]/, categories: [Infix, Sign] });
/** `*`, `·` or `×`. */
export const Star: TokenType = createToken({ name: 'Star', pattern: /[*·⋅×]/, categories: [Infix] });
/** `/`. */
export const Slash: TokenType = createToken({ name: 'Slash', pattern: '/', categories: [Infix] });
/** `^`. */
export const Caret: TokenType = createToken({ name: 'Caret', pattern: '^', categories: [Infix] });
/** `'` or `ᵀ`. */
export const Transpose: TokenType = createToken({ name: 'Transpose', pattern: /['ᵀ′’]/, categories: [Postfix] });
/** `²`, `⁻¹`. */
export const Superscript: TokenType = createToken({
  name: 'Superscript',
  pattern: /⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/,
  categories: [Postfix],
});
/** `=`. */
export const Equals: TokenType = createToken({ name: 'Equals', pattern: '=' });
/** `<`. */
export const Less: TokenType = createToken({ name: 'Less', pattern: '<' });
/** `>`. */
export const Greater: TokenType = createToken({ name: 'Greater', pattern: '>' });
/** `,`. */
export const Comma: TokenType = createToken({ name: 'Comma', pattern: ',' });
/** `;` between the rows of a matrix. */
export const Semicolon: TokenType = createToken({ name: 'Semicolon', pattern: ';' });
/** `(`. */
export const LeftParen: TokenType = createToken({ name: 'LeftParen', pattern: '(' });
/** `)`. */
export const RightParen: TokenType = createToken({ name: 'RightParen', pattern: ')' });
/** `[`. */
export const LeftBracket: TokenType = createToken({ name: 'LeftBracket', pattern: '[' });
/** `]`. */
export const RightBracket: TokenType = createToken({ name: 'RightBracket', pattern: ']' });
/** `{`. */
export const LeftBrace: TokenType = createToken({ name: 'LeftBrace', pattern: '{' });
/** `}`. */
export const RightBrace: TokenType = createToken({ name: 'RightBrace', pattern: '}' });
/** `|` before it is known whether it opens or closes. */
export const Bar: TokenType = createToken({ name: 'Bar', pattern: '|' });
/** `∈`, and the word `in`. */
export const In: TokenType = createToken({ name: 'In', pattern: /[∈]/ });
/** `∝`, and the word `propto`. */
export const Proportional: TokenType = createToken({ name: 'Proportional', pattern: /[∝]/ });
/** The word `for` inside a setting. */
export const For: TokenType = createToken({ name: 'For', pattern: Lexer.NA });
/** `|` that opens an absolute value. */
export const OpenBar: TokenType = createToken({ name: 'OpenBar', pattern: Lexer.NA });
/** `|` that closes an absolute value. */
export const CloseBar: TokenType = createToken({ name: 'CloseBar', pattern: Lexer.NA });

const PUNCTUATION = [MapsTo, Dots, Plus, Minus, Star, Slash, Caret, Transpose, Superscript, Equals, Less, Greater];
const BRACKETS = [Comma, Semicolon, LeftParen, RightParen, LeftBracket, RightBracket, LeftBrace, RightBrace, Bar];
const BY_PLACE = [For, OpenBar, CloseBar, Infix, Sign, Postfix];

/** Every token type, in the order in which the lexer tries them. */
export const vocabulary: readonly TokenType[] = [
  Blank,
  Comment,
  Name,
  NumberLiteral,
  Text,
  ...PUNCTUATION,
  ...BRACKETS,
  In,
  Proportional,
  ...BY_PLACE,
];

/** A text cut into tokens; comments lie beside them. */
export interface TokenStream {
  readonly tokens: readonly IToken[];
  readonly comments: readonly IToken[];
  readonly errors: readonly ILexingError[];
}

let lexer: Lexer | undefined;

/** Cuts a text into tokens. Never throws: what is no token is an error of the stream. */
export function tokenize(text: string): TokenStream {
  lexer ??= new Lexer([...vocabulary], { ensureOptimizations: false });
  const { tokens, groups, errors } = lexer.tokenize(text);
  return { tokens, comments: groups['comments'] ?? [], errors };
}

/** The same token in another role. */
export function retag(token: IToken, tokenType: TokenType): IToken {
  return { ...token, tokenType, tokenTypeIdx: tokenType.tokenTypeIdx ?? -1 };
}

/** The offset just after a token. */
export function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}

/** The place of a token. */
export function placeOf(token: IToken): Span {
  return { start: token.startOffset, end: endOf(token) };
}
