// The formatter: one layout for every text, names and comments as the author wrote them.
import { unreachable } from '../src/diagnostics.ts';
import type { DeclarationKind, DeclarationNode, ExprNode, FileNode, ImportNode, ItemNode } from './ast.ts';
import { printBindings, printEntry, printReferences, printTuple } from './print-domain.ts';
import type { Factors } from './print-expression.ts';
import { printExpression, printTerms } from './print-expression.ts';

export { printExpression } from './print-expression.ts';

const LONGEST_LINE = 100;
const WIDEST_KEYWORD = 10;
const INDENT = '  ';
/** Keyword columns: what may have a `parameter` leaves room for the word, so that such declarations look alike. */
const NARROWEST: Readonly<Record<DeclarationKind, number>> = {
  family: 9,
  distribution: 9,
  group: 7,
  orbit: 5,
  optimizer: 9,
  loss: 9,
};

/** The text of a syntax tree, in the one layout of the language; reading it back gives the same tree. */
export function print(file: FileNode): string {
  const header = (file.header ?? []).map(comment);
  const imports = file.imports.flatMap(printImport);
  const declarations = file.declarations.map(printDeclaration);
  const trailing = file.trailingComments.map(comment);
  const blocks = [header, imports, ...declarations, trailing].filter((lines) => lines.length > 0);
  return blocks.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

/** `// text`; a text that begins with a slash comes from `///`. */
function comment(text: string): string {
  return text === '' || text.startsWith('/') ? `//${text}` : `// ${text}`;
}

function beside(text: string | undefined): string {
  return text === undefined ? '' : `  ${comment(text)}`;
}

function printImport({ path, comments }: ImportNode): readonly string[] {
  return [...comments.leading.map(comment), `import "${path}"${beside(comments.trailing)}`];
}

function printDeclaration(declaration: DeclarationNode): readonly string[] {
  const { kind, name, dimensions, items, doc, comments, innerComments } = declaration;
  const list = dimensions.length === 0 ? '' : `(${dimensions.map(({ text }) => text).join(', ')})`;
  return [
    ...comments.leading.map(comment),
    ...doc.map((line) => (line === '' ? '///' : `/// ${line}`)),
    `${kind} ${name.text}${list} {${beside(comments.trailing)}`,
    ...printItems(items, NARROWEST[kind]),
    ...innerComments.map((text) => INDENT + comment(text)),
    '}',
  ];
}

/** The word that begins an item. */
function keywordOf(item: ItemNode): string {
  if (item.kind === 'reference') return item.role;
  return item.kind === 'setting' ? item.keyword.name : item.kind;
}

function printItems(items: readonly ItemNode[], narrowest: number): readonly string[] {
  const widths = items.map((item) => keywordOf(item).length).filter((width) => width <= WIDEST_KEYWORD);
  const width = largest(narrowest, widths);
  const factors = boundNames(items);
  const printed = items.map((item) => ({ comments: item.comments, lines: printItem(item, width, factors) }));
  const besides = printed.filter(({ comments }) => comments.trailing !== undefined);
  const column = largest(
    0,
    besides.map(({ lines }) => lengthOf(lines.at(-1) ?? '')),
  );
  return printed.flatMap(({ comments, lines }) => [
    ...comments.leading.map((text) => INDENT + comment(text)),
    ...lines.slice(0, -1),
    withComment(lines.at(-1) ?? '', comments.trailing, column),
  ]);
}

const largest = (least: number, numbers: readonly number[]): number => numbers.reduce((a, b) => Math.max(a, b), least);

/** Characters as an editor counts them. */
const lengthOf = (line: string): number => [...line].length;

function withComment(line: string, text: string | undefined, column: number): string {
  return text === undefined ? line : line + ' '.repeat(column - lengthOf(line)) + beside(text);
}

/** The names that a declaration binds: before a parenthesis they are factors, not functions. */
function boundNames(items: readonly ItemNode[]): Factors {
  return new Set(
    items.flatMap((item) => {
      const bound = 'bindings' in item ? item.bindings.map(({ name }) => name.name) : [];
      const listed = item.kind === 'action' ? (item.tuple?.names ?? []) : [];
      return [...bound, ...listed.map(({ name }) => name)];
    }),
  );
}

function printItem(item: ItemNode, width: number, factors: Factors): readonly string[] {
  const start = `${INDENT}${keywordOf(item).padEnd(width)} `;
  const wrapped = (lead: string, ...values: readonly ExprNode[]): readonly string[] =>
    wrap(start + lead, printImage(values, factors));
  switch (item.kind) {
    case 'variable':
    case 'parameter':
    case 'constant':
    case 'element':
    case 'data':
      return [start + printBindings(item.bindings, factors)];
    case 'density':
      return wrapped(item.proportional ? '∝ ' : '', item.value);
    case 'claim':
      return wrapped(`${item.quantity.text} = `, ...item.values);
    case 'action':
      return wrapped(`${printPoint(item, factors)} -> `, ...item.values);
    case 'value':
      return wrapped('', item.value);
    case 'reference':
      return [start + printReferences(item.targets, factors)];
    case 'setting':
      return [start + item.entries.map((entry) => printEntry(entry, factors)).join(', ')];
    default:
      return unreachable(item);
  }
}

function printPoint({ bindings, tuple }: ItemNode & { readonly kind: 'action' }, factors: Factors): string {
  return tuple === undefined ? printBindings(bindings, factors) : printTuple(tuple, factors);
}

/** One value by its terms; several in parentheses, where a line may break after each. */
function printImage(values: readonly ExprNode[], factors: Factors): readonly string[] {
  const [only, ...more] = values;
  if (only !== undefined && more.length === 0) return printTerms(only, factors);
  return values.map((value, i) => {
    const open = i === 0 ? '(' : '';
    return `${open}${printExpression(value, factors)}${i === values.length - 1 ? ')' : ','}`;
  });
}

/** Breaks a sum that is too long for a line before its signs. */
function wrap(start: string, terms: readonly string[]): readonly string[] {
  const lines: string[] = [start + (terms[0] ?? '')];
  for (const term of terms.slice(1)) {
    const last = lines.at(-1) ?? '';
    const joined = `${last} ${term}`;
    if (lengthOf(joined) <= LONGEST_LINE) lines[lines.length - 1] = joined;
    else lines.push(' '.repeat(lengthOf(start)) + term);
  }
  return lines;
}
