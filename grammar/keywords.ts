// Is this word the keyword of the next item, or a name in the present one?
import type { IToken } from 'chevrotain';
import type { DeclarationKind } from './ast.ts';
import type { ItemForm } from './items.ts';
import { itemForm, itemWords, kindsWithItem } from './items.ts';
import { canonicalName } from './names.ts';
import type { Scan } from './scan.ts';
import { nearestWord } from './suggest.ts';
import * as t from './tokens.ts';

/** Where the reading of a body has come to. */
export interface OutlinePlace {
  readonly kind: DeclarationKind;
  /** The form of the present item; undefined for an item that is none. */
  readonly form: ItemForm | undefined;
  /** Names that the declaration binds somewhere. */
  readonly declared: ReadonlySet<string>;
  readonly scan: Scan;
}

const PREFIXES = new Set([t.Name, t.NumberLiteral, t.LeftParen, t.LeftBracket, t.Bar, t.Plus, t.Minus, t.Proportional]);
const SHORTEST_MISSPELT = 4;

/** Whether the token at `index` begins a new item. */
export function beginsItem(tokens: readonly IToken[], index: number, place: OutlinePlace): boolean {
  const token = tokens[index];
  if (token?.tokenType !== t.Name) return false;
  const opensLine = tokens[index - 1]?.endLine !== token.startLine;
  const declared = place.declared.has(canonicalName(token.image));
  if (itemForm(place.kind, token.image) !== undefined)
    return keywordBeginsItem(tokens, index, place, opensLine, declared);
  return opensLine && !declared && outsideBrackets(place) && unknownBeginsItem(tokens, index, place);
}

/** Here an expression or a domain may be complete. */
const outsideBrackets = ({ scan }: OutlinePlace): boolean => scan.open.length === 0 && !scan.expectsOperand;

function bindsNext(tokens: readonly IToken[], index: number): boolean {
  return tokens[index + 1]?.tokenType === t.Name && tokens[index + 2]?.tokenType === t.In;
}

function keywordBeginsItem(
  tokens: readonly IToken[],
  index: number,
  place: OutlinePlace,
  opensLine: boolean,
  declared: boolean,
): boolean {
  const next = tokens[index + 1]?.tokenType;
  if (outsideBrackets(place) && endsInDomain(tokens, index)) return true;
  if (!opensLine && (next === t.In || next === t.Equals)) return false;
  if (!outsideBrackets(place)) return !declared && (opensLine || bindsNext(tokens, index));
  if (!declared) return true;
  if (bindsNext(tokens, index)) return true;
  return opensLine && next !== undefined && PREFIXES.has(next);
}

/** After `in Real` no factor can follow: domains are not multiplied. */
function endsInDomain(tokens: readonly IToken[], index: number): boolean {
  return tokens[index - 1]?.tokenType === t.Name && tokens[index - 2]?.tokenType === t.In;
}

/** A word that opens a line and is no name: an item misspelt, or one that belongs elsewhere. */
function unknownBeginsItem(tokens: readonly IToken[], index: number, { kind, form }: OutlinePlace): boolean {
  const image = tokens[index]?.image ?? '';
  const next = tokens[index + 1]?.tokenType;
  if (next === t.In || next === t.Comma) return false;
  if (bindsNext(tokens, index)) return true;
  if (form === 'bindings' && endsInDomain(tokens, index)) return true;
  const named = next === t.Name || next === t.NumberLiteral || next === t.Proportional;
  if (!named || image.length < SHORTEST_MISSPELT) return false;
  return kindsWithItem(image).length > 0 || nearestWord(image, itemWords(kind)) !== undefined;
}
