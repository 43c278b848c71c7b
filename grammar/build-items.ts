// From the parser's tree to items: one builder for each form of item.
import type { CstNode, IToken } from 'chevrotain';
import type { Span } from '../src/diagnostics.ts';
import type { Comments, ItemNode, SettingEntry } from './ast.ts';
import { buildArgument, buildArguments, buildBindings, buildReference } from './build-domain.ts';
import { buildExpression, leaves, subtrees, symbol } from './build-expression.ts';
import type { Report } from './build-expression.ts';
import type { ItemForm } from './items.ts';

/** What every item has, whatever its form. */
export interface ItemFrame {
  readonly comments: Comments;
  readonly span: Span;
}

type Built = ItemNode | undefined;

/** Builds an item of a given form; undefined where too little of it was found. */
export function buildItem(form: ItemForm, word: string, keyword: IToken, tree: CstNode | undefined, frame: ItemFrame, report: Report): Built {
  switch (form) {
    case 'bindings':
      return bindingsItem(word, tree, frame, report);
    case 'density':
      return densityItem(tree, frame, report);
    case 'claim':
      return claimItem(tree, frame, report);
    case 'action':
      return actionItem(tree, frame, report);
    case 'value':
      return valueItem(tree, frame, report);
    case 'reference':
      return referenceItem(word, tree, frame, report);
    case 'setting':
      return settingItem(keyword, word, tree, frame, report);
  }
}

function bindingsItem(word: string, tree: CstNode | undefined, frame: ItemFrame, report: Report): Built {
  const bindings = buildBindings(tree, report);
  if (bindings.length === 0) return undefined;
  switch (word) {
    case 'variable':
    case 'parameter':
    case 'constant':
    case 'element':
    case 'data':
      return { kind: word, bindings, ...frame };
    default:
      return undefined;
  }
}

function densityItem(tree: CstNode | undefined, frame: ItemFrame, report: Report): Built {
  const value = buildExpression(subtrees(tree, 'expression')[0], report);
  return value && { kind: 'density', proportional: leaves(tree, 'Proportional').length > 0, value, ...frame };
}

function claimItem(tree: CstNode | undefined, frame: ItemFrame, report: Report): Built {
  const token = leaves(tree, 'Name')[0];
  const value = buildExpression(subtrees(tree, 'expression')[0], report);
  return token && value && { kind: 'claim', quantity: symbol(token), value, ...frame };
}

function actionItem(tree: CstNode | undefined, frame: ItemFrame, report: Report): Built {
  const bindings = buildBindings(subtrees(tree, 'bindings')[0], report);
  const value = buildExpression(subtrees(tree, 'expression')[0], report);
  return value && bindings.length > 0 ? { kind: 'action', bindings, value, ...frame } : undefined;
}

function valueItem(tree: CstNode | undefined, frame: ItemFrame, report: Report): Built {
  const value = buildExpression(tree, report);
  return value && { kind: 'value', value, ...frame };
}

function referenceItem(word: string, tree: CstNode | undefined, frame: ItemFrame, report: Report): Built {
  const target = buildReference(tree, report);
  if (target === undefined) return undefined;
  switch (word) {
    case 'group':
    case 'base':
    case 'posterior':
    case 'prior':
      return { kind: 'reference', role: word, target, ...frame };
    default:
      return undefined;
  }
}

function settingItem(keyword: IToken, word: string, tree: CstNode | undefined, frame: ItemFrame, report: Report): Built {
  const entries = subtrees(tree, 'entry').flatMap((entry) => buildEntry(entry, report) ?? []);
  if (entries.length === 0) return undefined;
  return { kind: 'setting', keyword: { ...symbol(keyword), name: word }, entries, ...frame };
}

function buildEntry(node: CstNode, report: Report): SettingEntry | undefined {
  const targetToken = leaves(node, 'Name')[0];
  const target = targetToken && symbol(targetToken);
  const base = entryValue(node, report);
  if (base === undefined || node.recoveredNode === true) return undefined;
  return target === undefined ? base : { ...base, target, span: { start: base.span.start, end: target.span.end } };
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
  return { value, arguments: named, span: { start: value.span.start, end: close.startOffset + close.image.length } };
}
