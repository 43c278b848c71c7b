// What an author claims of a group, an orbit or an optimizer: a value for each block that the quantity has, in the symbols
// in which the quantity is written.
import type { DeclarationNode, ExprNode, ItemNode } from '../../grammar/ast.ts';
import { asciiName, canonicalName } from '../../grammar/names.ts';
import { nearestWord } from '../../grammar/suggest.ts';
import { type Expr, isScalar, one, type SymbolExpr } from '../ir/expr.ts';
import type { BlockClaim } from '../model/lie-group.ts';
import { spread } from './argument.ts';
import { article, itemsOf } from './declare.ts';
import { describeShape, elaborateExpression } from './expression.ts';
import { report, type Scope } from './scope.ts';

/** A quantity that can be claimed. */
export interface Claimable {
  /** The symbols in which it is written, by what they may be called. */
  readonly names: ReadonlyMap<string, SymbolExpr>;
  /** The blocks of which each has a value; without them it is one value, of a shape that is judged later. */
  readonly blocks?: readonly SymbolExpr[];
}

/** The quantities of a declaration, in the order in which they are named to an author. */
export type Claimables<Quantity extends string> = Readonly<Partial<Record<Quantity, Claimable>>>;

/** Symbols by their names. A prime cannot be written in a name: A₁′ is also read as `A_1_2`. */
export const namesOfSymbols = (symbols: readonly SymbolExpr[]): ReadonlyMap<string, SymbolExpr> =>
  new Map(symbols.flatMap((s) => spellings(s.name).map((name): [string, SymbolExpr] => [name, s])));

const spellings = (name: string): readonly string[] =>
  name.endsWith('′') ? [name, canonicalName(`${asciiName(name.slice(0, -1))}_2`)] : [name];

/**
 * The claims of a declaration, with a report for each that cannot be read. Constants stay in force; of the `own` symbols only
 * those in which a quantity is written.
 */
export function readBlockClaims<Quantity extends string>(
  node: DeclarationNode,
  quantities: Claimables<Quantity>,
  own: readonly SymbolExpr[],
  spelling: ReadonlyMap<SymbolExpr, string>,
  scope: Scope,
): readonly BlockClaim<Quantity>[] {
  const isQuantity = (name: string): name is Quantity => Object.hasOwn(quantities, name);
  const hidden = new Set<Expr>(own);
  const others = [...scope.symbols].filter(([, value]) => !hidden.has(value));
  return itemsOf(node, 'claim').flatMap((item) => {
    const { name } = item.quantity;
    const claimable = isQuantity(name) ? quantities[name] : undefined;
    if (!isQuantity(name) || !claimable) return unknownQuantity(item, node, Object.keys(quantities), scope) ?? [];
    const values = readValues(item, claimable, spelling, {
      ...scope,
      symbols: new Map([...others, ...claimable.names]),
    });
    return values ? [{ quantity: name, values, span: item.span }] : [];
  });
}

type ClaimItem = ItemNode & { kind: 'claim' };

function unknownQuantity(
  { quantity: { name, text, span } }: ClaimItem,
  { kind }: DeclarationNode,
  quantities: readonly string[],
  scope: Scope,
): undefined {
  const near = nearestWord(name, quantities);
  return report(scope, 'unknown-name', span, `${article(kind)} has no quantity \`${text}\``, {
    hint: near ? `did you mean \`${near}\`?` : `claims of ${article(kind)}: ${quantities.join(', ')}`,
  });
}

function readValues(
  item: ClaimItem,
  { blocks }: Claimable,
  spelling: ReadonlyMap<SymbolExpr, string>,
  scope: Scope,
): readonly Expr[] | undefined {
  const count = blocks?.length ?? 1;
  const values = componentsOf(item.values, count);
  if (values.length !== count)
    return report(
      scope,
      'shape-mismatch',
      item.span,
      `\`${item.quantity.text}\` has ${counted(count)}, this claim ${values.length}`,
      {
        hint: blocks
          ? `write one value for each of ${blocks.map((e) => spelling.get(e) ?? e.name).join(', ')}`
          : 'write a number, or a matrix [a, b; c, d]',
      },
    );
  const read = blocks
    ? blocks.map((block, i) => blockValue(values[i], block, scope))
    : values.map((v) => elaborateExpression(v, scope));
  const known = read.filter((v) => v !== undefined);
  return known.length < read.length ? undefined : known;
}

const counted = (count: number): string => (count === 1 ? '1 value' : `${count} values`);

/** `(a, b)`, or `[a, b]` where several components are asked for. */
export function componentsOf(values: readonly ExprNode[], wanted: number): readonly ExprNode[] {
  const [only, ...more] = values;
  return wanted > 1 && more.length === 0 && only?.kind === 'vector' ? only.items : values;
}

function blockValue(node: ExprNode | undefined, block: SymbolExpr, scope: Scope): Expr | undefined {
  if (!node) return undefined;
  const [rows] = block.shape;
  const inner = rows !== undefined && block.shape.length === 2 ? { ...scope, square: rows } : scope;
  const value = elaborateExpression(node, inner);
  if (!value) return undefined;
  const shaped = spread(value, block);
  if (shaped) return shaped;
  const hint = value === one && isScalar(value) ? { hint: 'the identity matrix is written I' } : {};
  return report(
    scope,
    'shape-mismatch',
    node.span,
    `\`${block.name}\` is ${describeShape(block)}, this is ${describeShape(value)}`,
    hint,
  );
}
