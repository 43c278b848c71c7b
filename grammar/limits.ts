// What is too large to compile: every limit of the language, so that no text can exhaust the machine.
import type { IToken } from 'chevrotain';
import { type Diagnostic, isStackOverflow, type Span } from '../src/diagnostics.ts';
import type { ExprNode } from './ast.ts';
import { NumberLiteral, placeOf, Superscript } from './tokens.ts';

/** The largest text, in UTF-16 units. */
export const maximumTextLength = 1_000_000;
/** The most tokens in one item or expression. */
const maximumExpressionTokens = 20_000;
/** The most items in one text. */
export const maximumItems = 10_000;
/** The deepest nesting of brackets. */
export const maximumNesting = 200;
/** The deepest syntax tree of an expression: a sum of n terms has depth n. */
const maximumTreeDepth = 1_000;
/** The most digits of a number, and the largest decimal exponent. */
const maximumDigits = 400;
/** Reporting stops after this many mistakes. */
export const maximumDiagnostics = 100;

/** A `too-large` diagnostic. */
export function tooLarge(span: Span, message: string, hint: string): Diagnostic {
  return { code: 'too-large', severity: 'error', message, span, hint };
}

/** Reads what nests within the limits and may still be too deep for the stack of the machine that reads it. */
export function withinStack<T>(span: Span, report: (d: Diagnostic) => void, read: () => T): T | undefined {
  try {
    return read();
  } catch (thrown) {
    if (!isStackOverflow(thrown)) throw thrown;
    report(tooLarge(span, 'this is nested too deep to be followed', 'split the expression into parts'));
    return undefined;
  }
}

function numberIsTooLarge(image: string): boolean {
  const [digits = '', exponent = '0'] = image.toLowerCase().split('e');
  return digits.replace('.', '').length > maximumDigits || Math.abs(Number(exponent)) > maximumDigits;
}

/** The first reason why these tokens are too many, or a number among them too long. */
export function tokensTooLarge(tokens: readonly IToken[]): Diagnostic | undefined {
  const beyond = tokens[maximumExpressionTokens];
  if (beyond !== undefined)
    return tooLarge(
      placeOf(beyond),
      `this expression has more than ${maximumExpressionTokens.toLocaleString('en')} words and signs`,
      'write it as an indexed sum, or split the declaration',
    );
  const literal = tokens.find(
    ({ tokenType, image }) => (tokenType === NumberLiteral || tokenType === Superscript) && numberIsTooLarge(image),
  );
  if (literal === undefined) return undefined;
  return tooLarge(
    placeOf(literal),
    `this number needs more than ${maximumDigits} digits`,
    `numbers may have ${maximumDigits} digits and exponents from -${maximumDigits} to ${maximumDigits}`,
  );
}

/** The parts directly under an expression. */
function childrenOf(node: ExprNode): readonly ExprNode[] {
  switch (node.kind) {
    case 'name':
    case 'number':
      return [];
    case 'unary':
    case 'transpose':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'call':
      return node.args;
    case 'parenthesis':
    case 'abs':
      return [node.inner];
    case 'vector':
      return node.items;
    case 'matrix':
      return node.rows.flat();
  }
}

/** The first node that lies too deep; walks with a list of its own, since the tree may be deep. */
export function treeTooDeep(root: ExprNode): Diagnostic | undefined {
  let level: readonly ExprNode[] = [root];
  for (let depth = 0; depth <= maximumTreeDepth; depth++) {
    if (level.length === 0) return undefined;
    level = level.flatMap(childrenOf);
  }
  if (level.length === 0) return undefined;
  return tooLarge(
    root.span,
    `this expression chains more than ${maximumTreeDepth.toLocaleString('en')} operations`,
    'write it as an indexed sum or product',
  );
}
