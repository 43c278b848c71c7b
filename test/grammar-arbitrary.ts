// Random syntax trees: everything the language can say, for laws that hold of every text.
import fc from 'fast-check';
import type {
  BindingNode,
  Comments,
  DeclarationNode,
  DomainNode,
  ExprNode,
  FileNode,
  ItemNode,
  NameNode,
  ReferenceNode,
  SettingEntry,
} from '../grammar/ast.ts';
import { canonicalName } from '../grammar/names.ts';

const span = { start: 0, end: 0 };

const named = (text: string): NameNode => ({ kind: 'name', name: canonicalName(text), text, span });
// A declaration's own name is a word, not a symbol.
const called = (text: string): NameNode => ({ kind: 'name', name: text, text, span });

// Some of these are keywords elsewhere: `rate`, `value` and `density` must do as names.
const symbolName = fc
  .constantFrom('θ', 'theta', 'σ_1', 'β₁', 'x', 'S', 'm', 'rate', 'value', 'density', 'e', 'P')
  .map(named);
const functionName = fc.constantFrom('exp', 'log', 'beta', 'besselI').map(named);
const declarationName = fc.constantFrom('Normal', 'Gamma', 'Base_2', 'Ridge').map(called);
const number: fc.Arbitrary<ExprNode> = fc
  .constantFrom('0', '2', '0.5', '1e-3', '12.75E+2')
  .map((text) => ({ kind: 'number', text, span }));

const trees = fc.letrec<{ expression: ExprNode; items: readonly ExprNode[] }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    symbolName,
    number,
    fc.record({
      kind: fc.constant('unary' as const),
      op: fc.constantFrom('-' as const, '+' as const),
      operand: tie('expression'),
      span: fc.constant(span),
    }),
    fc.record({
      kind: fc.constant('binary' as const),
      op: fc.constantFrom('+' as const, '-' as const, '*' as const, '/' as const, '^' as const, 'juxtapose' as const),
      left: tie('expression'),
      right: tie('expression'),
      span: fc.constant(span),
    }),
    fc.record({ kind: fc.constant('transpose' as const), operand: tie('expression'), span: fc.constant(span) }),
    fc.record({
      kind: fc.constant('call' as const),
      callee: functionName,
      args: tie('items'),
      span: fc.constant(span),
    }),
    fc.record({ kind: fc.constant('parenthesis' as const), inner: tie('expression'), span: fc.constant(span) }),
    fc.record({ kind: fc.constant('abs' as const), inner: tie('expression'), span: fc.constant(span) }),
    // A leading number keeps a vector of vectors from being a matrix, and a matrix from being a vector of matrices.
    fc
      .tuple(number, tie('items'))
      .map(([first, rest]): ExprNode => ({ kind: 'vector', items: [first, ...rest], span })),
    fc
      .array(fc.tuple(number, tie('items')), { minLength: 1, maxLength: 2 })
      .map((rows): ExprNode => ({ kind: 'matrix', rows: rows.map(([first, rest]) => [first, ...rest]), span })),
  ),
  items: fc.array(tie('expression'), { minLength: 1, maxLength: 2 }),
}));

/** Any expression. */
export const expression: fc.Arbitrary<ExprNode> = trees.expression;

const domain: fc.Arbitrary<DomainNode> = fc.letrec<{ domain: DomainNode }>((tie) => ({
  domain: fc.oneof(
    { maxDepth: 2 },
    fc
      .constantFrom('Real', 'Positive', 'Unit', 'Circle')
      .map((text): DomainNode => ({ kind: 'domain-name', name: text, text, args: [], span })),
    fc
      .tuple(fc.constantFrom('Interval', 'SPD', 'Matrix'), fc.array(expression, { minLength: 1, maxLength: 2 }))
      .map(([text, args]): DomainNode => ({ kind: 'domain-name', name: text, text, args, span })),
    fc
      .tuple(fc.constantFrom('<' as const, '>' as const), expression)
      .map(([relation, bound]): DomainNode => ({ kind: 'half-line', relation, bound, span })),
    fc
      .array(expression, { minLength: 1, maxLength: 3 })
      .map((values): DomainNode => ({ kind: 'finite-set', values, span })),
    fc
      .tuple(expression, expression)
      .map(([lower, upper]): DomainNode => ({ kind: 'range', name: 'Integer', lower, upper, span })),
    fc
      .tuple(tie('domain'), expression)
      .map(([base, dimension]): DomainNode => ({ kind: 'lift', base, dimension, span })),
  ),
})).domain;

const bindings = fc.array(
  fc.tuple(symbolName, domain).map(([name, of]): BindingNode => ({ name, domain: of, span })),
  { minLength: 1, maxLength: 3 },
);

const remark = fc.constantFrom('why', '', '/ doc', '  indented', 'α → β', ' /x', '//////', '} family {');
const comments: fc.Arbitrary<Comments> = fc.oneof(
  fc.constant({ leading: [] }),
  fc.record({ leading: fc.array(remark, { maxLength: 2 }), trailing: remark }),
);
const frame = fc.record({ comments, span: fc.constant(span) });

const argument = fc.oneof(
  expression.map((value) => ({ value, span })),
  fc.tuple(symbolName, expression).map(([name, value]) => ({ name, value, span })),
);
const argumentList = fc.array(argument, { minLength: 1, maxLength: 2 });
const reference: fc.Arbitrary<ReferenceNode> = fc
  .tuple(declarationName, fc.array(argumentList, { maxLength: 2 }), fc.option(expression, { nil: undefined }))
  .map(([name, argumentLists, lift]) => ({ name, argumentLists, span, ...(lift === undefined ? {} : { lift }) }));

const word = fc.constantFrom('fisher', 'monte-carlo', 'second-order').map(named);
const entry: fc.Arbitrary<SettingEntry> = fc.oneof(
  fc.tuple(symbolName, expression).map(([name, value]) => ({ name, value, span })),
  fc.tuple(expression, symbolName).map(([value, target]) => ({ value, target, span })),
  fc
    .tuple(word, symbolName, expression)
    .map(([value, name, given]) => ({ value, arguments: [{ name, value: given, span }], span })),
  word.map((value) => ({ value, span })),
);

type Body = ItemNode extends infer Item ? (Item extends ItemNode ? Omit<Item, 'comments' | 'span'> : never) : never;
const item = (body: fc.Arbitrary<Body>): fc.Arbitrary<ItemNode> =>
  fc.tuple(frame, body).map(([outer, inner]): ItemNode => ({ ...outer, ...inner }));

const bound = (kind: 'variable' | 'parameter' | 'constant' | 'element' | 'data'): fc.Arbitrary<ItemNode> =>
  item(bindings.map((list): Body => ({ kind, bindings: list })));
const values = fc.array(expression, { minLength: 1, maxLength: 3 });
const claim = item(
  fc.tuple(functionName, values).map(([quantity, list]): Body => ({ kind: 'claim', quantity, values: list })),
);
const density = item(
  fc.tuple(fc.boolean(), expression).map(([proportional, value]): Body => ({ kind: 'density', proportional, value })),
);
const action = item(
  fc.oneof(
    fc.tuple(bindings, values).map(([list, image]): Body => ({ kind: 'action', bindings: list, values: image })),
    fc
      .tuple(fc.array(symbolName, { minLength: 1, maxLength: 3 }), fc.option(domain, { nil: undefined }), values)
      .map(([names, of, image]): Body => {
        const tuple = { names, span, ...(of === undefined ? {} : { domain: of }) };
        return { kind: 'action', bindings: [], tuple, values: image };
      }),
  ),
);
const refers = (role: 'group' | 'base' | 'posterior' | 'prior'): fc.Arbitrary<ItemNode> =>
  item(
    fc.array(reference, { minLength: 1, maxLength: 3 }).map((targets): Body => ({ kind: 'reference', role, targets })),
  );
const setting = item(
  fc
    .tuple(
      fc.constantFrom('samples', 'rate', 'temperature', 'gradient'),
      fc.array(entry, { minLength: 1, maxLength: 3 }),
    )
    .map(([keyword, entries]): Body => ({ kind: 'setting', keyword: called(keyword), entries })),
);

// The names that expressions use are declared first, so that no keyword among them is taken for an item.
const declaresAll = bindingsOf(['θ', 'σ_1', 'β₁', 'x', 'S', 'm', 'rate', 'value', 'density', 'P']);

function bindingsOf(names: readonly string[]): readonly BindingNode[] {
  const real: DomainNode = { kind: 'domain-name', name: 'Real', text: 'Real', args: [], span };
  return names.map((text) => ({ name: named(text), domain: real, span }));
}

const ITEMS = {
  family: [bound('variable'), bound('parameter'), density, claim],
  distribution: [bound('variable'), bound('constant'), density],
  group: [bound('element'), action, refers('group'), claim],
  orbit: [refers('group'), refers('base'), item(expression.map((value): Body => ({ kind: 'value', value })))],
  optimizer: [refers('posterior'), refers('prior'), setting],
  loss: [bound('data'), bound('constant'), item(expression.map((value): Body => ({ kind: 'value', value })))],
} as const;

const declaration: fc.Arbitrary<DeclarationNode> = fc
  .constantFrom(
    'family' as const,
    'distribution' as const,
    'group' as const,
    'orbit' as const,
    'optimizer' as const,
    'loss' as const,
  )
  .chain((kind) =>
    fc.record({
      kind: fc.constant(kind),
      name: declarationName,
      dimensions: fc.array(fc.constantFrom('P', 'K').map(named), { maxLength: 2 }),
      items: fc
        .array(fc.oneof(...ITEMS[kind]), { maxLength: 4 })
        .map((list) => [
          { kind: 'constant' as const, bindings: declaresAll, comments: { leading: [] }, span },
          ...list,
        ]),
      doc: fc.array(fc.constantFrom('A text.', '', '  with α', '/'), { maxLength: 2 }),
      comments: comments.map(({ leading, ...rest }) => ({
        ...rest,
        leading: leading.filter((text) => !text.startsWith('/ ')),
      })),
      innerComments: fc.array(remark, { maxLength: 2 }),
      span: fc.constant(span),
    }),
  );

/** Any file. */
export const file: fc.Arbitrary<FileNode> = fc
  .record({
    imports: fc.array(
      fc.record({ path: fc.constantFrom('normal.blr', '../a b.blr'), comments, span: fc.constant(span) }),
      { maxLength: 2 },
    ),
    declarations: fc.array(declaration, { minLength: 1, maxLength: 3 }),
    trailingComments: fc.array(remark, { maxLength: 2 }),
    header: fc.constantFrom(undefined, ['A head.', '', '  two lines']),
    span: fc.constant(span),
  })
  .map(({ header, ...rest }) => (header === undefined ? rest : { ...rest, header }));
