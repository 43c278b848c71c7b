// From the parser's tree to items: one builder for each form of item.
import type { CstNode, IToken } from 'chevrotain';
import type { Span } from '../src/diagnostics.ts';
import type { BindingNode, Comments, ExprNode, ItemNode, SettingEntry } from './ast.ts';
import { buildArgument, buildArguments, buildBinding, buildReference, buildTuple } from './build-domain.ts';
import type { Report } from './build-expression.ts';
import { buildExpression, complete, leaves, subtrees, symbol } from './build-expression.ts';
import type { ItemForm } from './items.ts';
import { endOf } from './tokens.ts';

/** What every item has, whatever its form. */
export interface ItemFrame {
  readonly comments: Comments;
  readonly span: Span;
}

/** The parsed parts of one item; lists hold the entries that are whole. */
export interface ItemParts {
  readonly keyword: IToken;
  /** The item's word, which the keyword may misspell. */
  readonly word: string;
  /** The part that is no list. */
  readonly tree?: CstNode | undefined;
  readonly bindings?: readonly CstNode[];
  readonly tuple?: CstNode | undefined;
  readonly entries?: readonly CstNode[];
}

type Built = ItemNode | undefined;
type Builder = (parts: ItemParts, frame: ItemFrame, report: Report) => Built;

/** Form → builder; a builder gives undefined where too little was found. */
const BUILDERS: Readonly<Record<ItemForm, Builder>> = {
  bindings: bindingsItem,
  density: densityItem,
  claim: claimItem,
  action: actionItem,
  value: valueItem,
  reference: referenceItem,
  setting: settingItem,
};

/** Builds an item of a given form; undefined where too little of it was found. */
export function buildItem(form: ItemForm, parts: ItemParts, frame: ItemFrame, report: Report): Built {
  return BUILDERS[form](parts, frame, report);
}

function builtBindings(parts: ItemParts, report: Report): readonly BindingNode[] {
  return (parts.bindings ?? []).flatMap((binding) => buildBinding(binding, report) ?? []);
}

function bindingsItem(parts: ItemParts, frame: ItemFrame, report: Report): Built {
  const bindings = builtBindings(parts, report);
  if (bindings.length === 0) return undefined;
  switch (parts.word) {
    case 'variable':
    case 'parameter':
    case 'constant':
    case 'element':
    case 'data':
      return { kind: parts.word, bindings, ...frame };
    default:
      return undefined;
  }
}

function densityItem({ tree }: ItemParts, frame: ItemFrame, report: Report): Built {
  const value = buildExpression(subtrees(tree, 'expression')[0], report);
  return value && { kind: 'density', proportional: leaves(tree, 'Proportional').length > 0, value, ...frame };
}

function claimItem({ tree }: ItemParts, frame: ItemFrame, report: Report): Built {
  const token = leaves(tree, 'Name')[0];
  const values = imageOf(subtrees(tree, 'image')[0], report);
  return token && values && { kind: 'claim', quantity: symbol(token), values, ...frame };
}

/** `A*θ + b` as one value, `(A*x, y + b)` as several. */
function imageOf(tree: CstNode | undefined, report: Report): readonly ExprNode[] | undefined {
  const values = complete(subtrees(tree, 'expression').map((value) => buildExpression(value, report)));
  return values?.length === 0 ? undefined : values;
}

function actionItem(parts: ItemParts, frame: ItemFrame, report: Report): Built {
  const bindings = builtBindings(parts, report);
  const tuple = buildTuple(parts.tuple, report);
  const values = imageOf(parts.tree, report);
  if (values === undefined) return undefined;
  if (tuple !== undefined) return { kind: 'action', bindings, tuple, values, ...frame };
  return bindings.length > 0 ? { kind: 'action', bindings, values, ...frame } : undefined;
}

function valueItem({ tree }: ItemParts, frame: ItemFrame, report: Report): Built {
  const value = buildExpression(tree, report);
  return value && { kind: 'value', value, ...frame };
}

function referenceItem({ tree, word }: ItemParts, frame: ItemFrame, report: Report): Built {
  const targets = complete(subtrees(tree, 'reference').map((target) => buildReference(target, report)));
  if (targets === undefined || targets.length === 0) return undefined;
  switch (word) {
    case 'group':
    case 'base':
    case 'posterior':
    case 'prior':
      return { kind: 'reference', role: word, targets, ...frame };
    default:
      return undefined;
  }
}

function settingItem({ keyword, word, entries: trees = [] }: ItemParts, frame: ItemFrame, report: Report): Built {
  const entries = trees.flatMap((entry) => buildEntry(entry, report) ?? []);
  if (entries.length === 0) return undefined;
  return { kind: 'setting', keyword: { ...symbol(keyword), name: word }, entries, ...frame };
}

function buildEntry(node: CstNode, report: Report): SettingEntry | undefined {
  const targetToken = leaves(node, 'Name')[0];
  const target = targetToken && symbol(targetToken);
  const base = entryValue(node, report);
  if (base === undefined || target === undefined) return base;
  return { ...base, target, span: { start: base.span.start, end: target.span.end } };
}

function entryValue(node: CstNode, report: Report): SettingEntry | undefined {
  const worded = subtrees(node, 'wordWithArguments')[0];
  if (worded === undefined) return buildArgument(subtrees(node, 'argument')[0], report);
  const list = subtrees(worded, 'argumentList')[0];
  const token = leaves(worded, 'Name')[0];
  const close = leaves(list, 'RightParen')[0];
  const named = buildArguments(list, report);
  if (token === undefined || close === undefined || named === undefined) return undefined;
  const value = symbol(token);
  return { value, arguments: named, span: { start: value.span.start, end: endOf(close) } };
}
