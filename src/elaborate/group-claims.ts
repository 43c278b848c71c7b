// What an author claims of a group: one value for each block of the element.
import type { DeclarationNode, ExprNode, ItemNode } from '../../grammar/ast.ts';
import { asciiName, canonicalName } from '../../grammar/names.ts';
import { nearestWord } from '../../grammar/suggest.ts';
import { type Expr, isScalar, one, type SymbolExpr } from '../ir/expr.ts';
import type { GroupClaim, GroupQuantity, LieGroupModel } from '../model/lie-group.ts';
import { spread } from './argument.ts';
import { itemsOf } from './declare.ts';
import { describeShape, elaborateExpression } from './expression.ts';
import { report, type Scope } from './scope.ts';

type Claimable = Omit<LieGroupModel, 'claims'>;

/** The symbols in which each quantity is written. */
const writtenIn: Readonly<Record<GroupQuantity, (group: Claimable) => readonly SymbolExpr[]>> = {
  identity: () => [],
  inverse: (group) => group.elements,
  compose: (group) => [...group.elements, ...group.second],
  bracket: (group) => [...group.algebra, ...group.otherAlgebra],
  exp: (group) => group.algebra,
};

const isQuantity = (name: string): name is GroupQuantity => Object.hasOwn(writtenIn, name);

/** The claims of a group, with a report for each that cannot be read. */
export function readGroupClaims(node: DeclarationNode, group: Claimable, scope: Scope): readonly GroupClaim[] {
  return itemsOf(node, 'claim').flatMap((item) => readClaim(item, group, scope) ?? []);
}

function readClaim(item: ItemNode & { kind: 'claim' }, group: Claimable, scope: Scope): GroupClaim | undefined {
  const { text, name, span } = item.quantity;
  if (!isQuantity(name)) {
    const near = nearestWord(name, Object.keys(writtenIn));
    return report(scope, 'unknown-name', span, `a group has no quantity \`${text}\``, {
      hint: near ? `did you mean \`${near}\`?` : `claims of a group: ${Object.keys(writtenIn).join(', ')}`,
    });
  }
  const symbols = writtenIn[name](group);
  const values = componentsOf(item.values, group.elements.length);
  if (values.length !== group.elements.length)
    return report(
      scope,
      'shape-mismatch',
      item.span,
      `an element has ${counted(group.elements.length)}, this claim ${values.length}`,
      {
        hint: `write one value for each of ${group.elements.map((e) => group.spelling.get(e) ?? e.name).join(', ')}`,
      },
    );
  const inner = claimScope(group, symbols, scope);
  const read = group.elements.map((block, i) => blockValue(values[i], block, inner));
  const known = read.filter((v) => v !== undefined);
  return known.length < read.length ? undefined : { quantity: name, values: known, span: item.span };
}

const counted = (count: number): string => (count === 1 ? '1 block' : `${count} blocks`);

/** `(a, b)`, or `[a, b]` where several components are asked for. */
export function componentsOf(values: readonly ExprNode[], wanted: number): readonly ExprNode[] {
  const [only, ...more] = values;
  return wanted > 1 && more.length === 0 && only?.kind === 'vector' ? only.items : values;
}

/** Constants stay in force; of the group's own symbols only those in which the quantity is written. */
function claimScope(group: Claimable, written: readonly SymbolExpr[], scope: Scope): Scope {
  const own = new Set<Expr>([...group.elements, ...group.point]);
  const symbols = new Map([...scope.symbols].filter(([, value]) => !own.has(value)));
  for (const s of written) for (const spelling of spellings(s.name)) symbols.set(spelling, s);
  return { ...scope, symbols };
}

/** A prime cannot be written in a name: A₁′ is also read as `A_1_2`. */
const spellings = (name: string): readonly string[] =>
  name.endsWith('′') ? [name, canonicalName(`${asciiName(name.slice(0, -1))}_2`)] : [name];

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
