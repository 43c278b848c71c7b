// What the parser met and what it wanted, in the learner's words.
import type { IRecognitionException, IToken, TokenType } from 'chevrotain';
import { EOF, MismatchedTokenException } from 'chevrotain';
import type { Diagnostic, Span } from '../src/diagnostics.ts';
import { quoted, syntaxError } from './messages.ts';
import * as t from './tokens.ts';

/** What a message may look at: the token found, the one before it, and the one after it. */
interface Scene {
  readonly rule: string;
  readonly expected: TokenType | undefined;
  readonly found: IToken | undefined;
  readonly before: IToken;
  readonly after: IToken | undefined;
  /** The item's keyword. */
  readonly keyword: IToken;
  readonly span: Span;
}

type Wording = readonly [message: string, hint?: string];

/** Tokens that are parsed as one part, with the keyword of their item and the token just before them. */
export interface Row {
  readonly keyword: IToken;
  readonly before: IToken;
  readonly tokens: readonly IToken[];
}

/** Why the parser could not go on, in the learner's words. */
export function explain(error: IRecognitionException, row: Row): Diagnostic {
  const scene = sceneOf(error, row);
  const [message, hint] = wordingOf(scene);
  return syntaxError(scene.span, message, hint);
}

function sceneOf(error: IRecognitionException, { keyword, before: first, tokens }: Row): Scene {
  const found = error.token.tokenType === EOF ? undefined : error.token;
  const index = found === undefined ? tokens.length : tokens.findIndex((x) => x.startOffset === found.startOffset);
  const before = tokens[index - 1] ?? first;
  const rule = error.context.ruleStack.at(-1) ?? '';
  const expected = expectedBy(error);
  const withoutDomain = rule === 'binding' && expected === t.In;
  const span = placeOfMistake(withoutDomain ? before : found, before);
  return { rule, expected, found, before, after: tokens[index + 1], keyword, span };
}

/** The token itself; where the text ends too early, the place just after what came last. */
function placeOfMistake(token: IToken | undefined, before: IToken): Span {
  return token === undefined ? { start: t.endOf(before), end: t.endOf(before) } : t.placeOf(token);
}

/** The type that a mismatch wanted: chevrotain keeps it in the message only, as a name. */
function expectedBy(error: IRecognitionException): TokenType | undefined {
  if (!(error instanceof MismatchedTokenException)) return undefined;
  const name = /--> (\w+) <--/.exec(error.message)?.[1];
  return t.vocabulary.find((type) => type.name === name);
}

const what = (token: IToken | undefined): string => (token === undefined ? 'nothing' : quoted(token.image));

function wordingOf(scene: Scene): Wording {
  const { rule, found, before } = scene;
  if (before.tokenType === t.LeftParen && found?.tokenType === t.RightParen)
    return ['these parentheses are empty', 'write an expression between them, or leave them out'];
  switch (rule) {
    case 'head':
      return headWording(scene);
    case 'binding':
      return bindingWording(scene);
    case 'domainBase':
    case 'namedDomain':
      return domainWording(scene);
    case 'dimension':
    case 'power':
      return [`expected a dimension after \`^\`, found ${what(found)}`, 'write `Real^P`, `Real^2` or `Real^(P+1)`'];
    case 'claim':
      return claimWording(scene);
    case 'tuple':
      return tupleWording(scene);
    case 'reference':
    case 'references':
      return referenceWording(scene);
    case 'primary':
      return operandWording(scene);
    default:
      return surplusWording(scene);
  }
}

function headWording({ expected, found, keyword }: Scene): Wording {
  if (expected === t.Name && found === undefined)
    return [`this ${keyword.image} has no name`, `write \`${keyword.image} Name { … }\``];
  return [
    `expected a name, found ${what(found)}`,
    `dimensions are listed by name: \`${keyword.image} Name(P, Q) { … }\``,
  ];
}

function bindingWording({ expected, found, before, keyword }: Scene): Wording {
  if (expected !== t.In)
    return [
      `expected a name after ${quoted(before.image)}, found ${what(found)}`,
      `write \`${keyword.image} x in Real\``,
    ];
  const name = before.image;
  if (found && /^[<>≤≥]/.test(found.image))
    return [
      `${quoted(name)} has a bound, and no domain that it bounds`,
      `write \`${name} in Real ${found.image} …\` with the number, or \`Interval(a, b)\` for two bounds`,
    ];
  return [`${quoted(name)} has no domain`, `write \`${name} in Real\`: each name has a domain of its own`];
}

function domainWording({ rule, expected, found }: Scene): Wording {
  if (rule === 'namedDomain' && expected !== t.Name)
    return [
      `expected \`,\` or \`)\`, found ${what(found)}`,
      'for example `Interval(0, 1)`, `Integer(0..n)` or `SPD(P)`',
    ];
  return [`expected a domain, found ${what(found)}`, 'for example `Real`, `Positive`, `Real^P`, `SPD(P)` or `{-1, 1}`'];
}

function claimWording({ expected, found }: Scene): Wording {
  const form = 'a claim names a quantity: `claim entropy = 1 + log(σ)`';
  return expected === t.Equals
    ? [`expected \`=\`, found ${what(found)}`, form]
    : [`expected a name, found ${what(found)}`, form];
}

function referenceWording({ found, before, keyword }: Scene): Wording {
  if (before === keyword || before.tokenType === t.Star)
    return [`expected the name of a declaration after ${quoted(before.image)}, found ${what(found)}`];
  return [`unexpected ${what(found)}`, 'write the name, its dimensions, its arguments and a power: `Name(P)(m = 0)^P`'];
}

function tupleWording({ found, before }: Scene): Wording {
  return [
    `unexpected ${what(found)} after ${quoted(before.image)}`,
    'a point is written `(x, y)` or `(x, y) in Positive^2`, by the names of its components',
  ];
}

function operandWording({ found, before, keyword }: Scene): Wording {
  const doubled = before.image === '*' && found?.image === '*';
  if (doubled) return ['there is no operator `**`', 'a power is written `x^2`'];
  if (before === keyword && found?.tokenType === t.Equals)
    return [`${quoted(keyword.image)} takes no \`=\``, 'the expression follows the keyword directly'];
  if (found?.tokenType === t.LeftBrace) return ['braces do not group an expression', 'use parentheses'];
  if (found?.tokenType === t.Proportional) return ['`∝` stands directly after `density`', 'write `density ∝ …`'];
  if (before.image === '') return [`expected an expression, found ${what(found)}`];
  const instead = found === undefined ? '' : `, found ${what(found)}`;
  return [
    `an expression is missing after ${quoted(before.image)}${instead}`,
    'write a number, a name, a call or something in parentheses',
  ];
}

/** The part was complete, and then came something more. */
function surplusWording(scene: Scene): Wording {
  const { rule, found, before, after, keyword } = scene;
  if (before.tokenType === t.For)
    return ['expected a name after `for`', 'write the block to which it belongs: `rate α for A`'];
  if (found === undefined) return [`something is missing after ${quoted(before.image)}`];
  if (found.tokenType === t.Name && after?.tokenType === t.In)
    return [
      `expected \`,\` before ${quoted(found.image)}`,
      'declarations on one line are separated by commas: `α in Positive, β in Positive`',
    ];
  if (keyword.image === 'action')
    return [`unexpected ${what(found)} after ${quoted(before.image)}`, 'write `action θ in Real -> A θ + b`'];
  if (rule === 'domain')
    return [`unexpected ${what(found)} after the domain`, 'write `,` and another name, or begin the next item'];
  const hint = SURPLUS_HINTS.get(found.tokenType);
  const message = `unexpected ${what(found)} after ${quoted(before.image)}`;
  return hint === undefined ? [message] : [message, hint];
}

const SURPLUS_HINTS: ReadonlyMap<TokenType, string> = new Map([
  [t.Equals, 'an equation is a claim: `claim entropy = …`'],
  [t.In, 'a keyword such as `parameter` is missing before the name, or a comma'],
  [t.Semicolon, 'items need no separator: the next keyword ends an item; inside brackets `;` ends a row of a matrix'],
  [t.Comma, 'a comma separates arguments, and names that are declared; it cannot stand in an expression'],
  [t.Less, 'a comparison is not part of an expression; `Real < a` is a domain'],
  [t.Greater, 'a comparison is not part of an expression; `Real > a` is a domain'],
  [t.Dots, 'a range belongs into a domain: `Integer(0..n)`'],
  [t.Proportional, '`∝` stands directly after `density`'],
  [t.MapsTo, '`->` belongs into an `action`'],
  [t.Text, 'text in quotes belongs after `import`'],
  [t.RightBrace, 'the brace closes nothing here'],
]);
