// Statements as JavaScript: constants, loops over entries, integrals, and the calls of Newton's method.
import { CompilerBug } from '../../diagnostics.ts';
import { commentText } from '../code/names.ts';
import type { Block, IntegralStatement, LetStatement, RootStatement, Statement } from '../code/schedule.ts';
import {
  type Along,
  type CallTerm,
  closureArguments,
  type Flattening,
  isElementwiseOperation,
  type Term,
  type TermCondition,
} from '../code/term.ts';
import { type Context, dimensionText, expression, sizeText } from './expression.ts';

/** Where a function's text is made: fixed names, and the index that loops use. */
export interface Site {
  readonly dimensions: ReadonlyMap<string, string>;
  readonly helper: (name: string) => string;
  readonly index: string;
}

/** Inside the closure of one entry of tensors: the outer index, and the names that are that entry. */
interface Entry {
  readonly entries: ReadonlySet<string>;
}

const contextOf = (b: Block, site: Site, entry?: Entry): Context => ({
  bound: b.bound,
  dimensions: site.dimensions,
  helper: site.helper,
  ...(entry ? { index: site.index, entries: entry.entries } : {}),
});

/** The lines of a block. */
export const blockLines = (b: Block, site: Site): string[] => b.statements.flatMap((s) => statementLines(s, b, site));

/** A result as code: its name or a scalar expression. */
export const resultText = (t: Term, b: Block, site: Site): string => expression(t, contextOf(b, site));

const remark = (s: { readonly comment?: string }): string => (s.comment ? ` // ${commentText(s.comment)}` : '');

function statementLines(s: Statement, b: Block, site: Site, entry?: Entry): string[] {
  switch (s.kind) {
    case 'let':
      return letLines(s, b, site, entry);
    case 'integral':
      return integralLines(s, b, site, entry);
    case 'closer': {
      const plain = expression(s.term.plain, contextOf(b, site, entry));
      const close = closureText(s.close, '()', (c) => expression(s.term.close, c), site, entry);
      return `const ${s.name} = ${site.helper('closer')}(${plain}, ${close});${remark(s)}`.split('\n');
    }
    case 'root':
      return rootLines(s, b, site);
  }
}

/** The same bindings without the one that is being made. */
const before = (b: Block, t: Term): Block => {
  const bound = new Map(b.bound);
  bound.delete(t);
  return { ...b, bound };
};

function letLines(s: LetStatement, b: Block, site: Site, entry?: Entry): string[] {
  const { term, name } = s;
  const context = contextOf(before(b, term), site, entry);
  if (term.kind === 'call' && (term.operation === 'total' || term.operation === 'prod')) {
    return reductionLines(s, term, b, site);
  }
  const looped = !entry && term.shape.length > 0 && isFused(term);
  if (!looped) return [`const ${name} = ${expression(term, context)};${remark(s)}`];
  const size = sizeText(term.shape, site);
  const at = { ...context, index: site.index };
  return [
    `const ${name} = new Float64Array(${size});${remark(s)}`,
    `for (let ${site.index} = 0; ${site.index} < ${name}.length; ${site.index}++) ${name}[${site.index}] = ${expression(term, at)};`,
  ];
}

const isFused = (t: Term): boolean =>
  t.kind === 'call' && (isElementwiseOperation(t.operation) || t.operation === 'fill' || t.operation === 'identity');

function reductionLines(s: LetStatement, term: CallTerm, b: Block, site: Site): string[] {
  const [argument = term] = term.args;
  const at = { ...contextOf(b, site), index: site.index };
  const sum = term.operation === 'total';
  const limit = sizeText(argument.shape, site);
  return [
    `let ${s.name} = ${sum ? 0 : 1};${remark(s)}`,
    `for (let ${site.index} = 0; ${site.index} < ${limit}; ${site.index}++) ${s.name} ${sum ? '+=' : '*='} ${expression(argument, at)};`,
  ];
}

/** One integral, or one for each entry. */
function integralLines(s: IntegralStatement, b: Block, site: Site, entry?: Entry): string[] {
  const { name, term } = s;
  if (entry || term.shape.length === 0) return callLines(`const ${name}`, s, b, site, entry);
  const { index } = site;
  return [
    `const ${name} = new Float64Array(${sizeText(term.shape, site)});`,
    `for (let ${index} = 0; ${index} < ${name}.length; ${index}++) {`,
    ...callLines(`${name}[${index}]`, s, b, site, { entries: new Set() }).flatMap((line) => splitLines(`  ${line}`)),
    '}',
  ];
}

function callLines(target: string, s: IntegralStatement, b: Block, site: Site, entry?: Entry): string[] {
  const { lower, upper, discrete, logarithm, unfolded, smooth, body } = s.term;
  const context = contextOf(b, site, entry);
  const own = entry && entriesWithin(s.body, entry);
  const inner = contextOf(s.body, site, own);
  const steps = s.body.statements.flatMap((x) => statementLines(x, s.body, site, own));
  const value = expression(body, inner);
  const [sum, line] = logarithm ? ['logSummation', 'logIntegralOfLine'] : ['summation', 'integrateLine'];
  const integral = smooth ? 'integrateSmooth' : unfolded ? line : logarithm ? 'logIntegral' : 'integrate';
  const call = site.helper(discrete ? sum : integral);
  const head = closureArguments(s.term).join(', ');
  const weight = weightText(s, site, entry);
  const ends = unfolded || smooth ? '' : `, ${expression(lower, context)}, ${expression(upper, context)}`;
  const rest = `${ends}${weight}`;
  if (steps.length === 0) return [`${target} = ${call}((${head}) => ${value}${rest});${remark(s)}`];
  return [
    `${target} = ${call}((${head}) => {${remark(s)}`,
    ...steps.map((line) => `  ${line}`),
    `  return ${value};`,
    `}${rest});`,
  ];
}

/** A sum's last argument, where its terms are weighed by an exponential: that exponent as a function. */
function weightText({ term, logWeight }: IntegralStatement, site: Site, entry: Entry | undefined): string {
  const weight = term.logWeight;
  if (!weight || !logWeight) return '';
  return `, ${closureText(logWeight, `(${closureArguments(term).join(', ')})`, (c) => expression(weight, c), site, entry)}`;
}

/** Scalars: one small system. Tensors with elementwise equations: one small system an entry. Else one large system. */
function rootLines(s: RootStatement, b: Block, site: Site): string[] {
  const { unknowns, jacobian, along } = s.problem;
  if (along) return alongLines(s, along, b, site);
  if (unknowns.every((u) => u.shape.length === 0)) {
    return [`const [${s.names.join(', ')}] = ${findRoot(s, b, site).join('\n')};${remark(s)}`].flatMap(splitLines);
  }
  const entrywise = jacobian.flat().every((j) => j.shape.length < 2);
  return entrywise ? entrywiseLines(s, b, site) : denseLines(s, b, site);
}

const splitLines = (text: string): string[] => text.split('\n');

function entrywiseLines(s: RootStatement, b: Block, site: Site): string[] {
  const shape = s.problem.unknowns.find((u) => u.shape.length > 0)?.shape ?? [];
  const entry = { entries: new Set(s.problem.unknowns.map((u) => u.name)) };
  const targets = s.names.map((name) => `${name}[${site.index}]`).join(', ');
  const call = findRoot(s, b, site, entry).flatMap(splitLines);
  return [
    ...s.names.map(
      (name, k) => `const ${name} = new Float64Array(${sizeText(shape, site)});${k === 0 ? remark(s) : ''}`,
    ),
    `for (let ${site.index} = 0; ${site.index} < ${s.names[0]}.length; ${site.index}++) {`,
    ...`[${targets}] = ${call.join('\n')};`.split('\n').map((line) => `  ${line}`),
    '}',
  ];
}

function denseLines(s: RootStatement, b: Block, site: Site): string[] {
  if (s.names.length !== 1) throw new CompilerBug('a system of several tensors that is not elementwise');
  return splitLines(`const ${s.names[0]} = ${findRoot(s, b, site, undefined, true).join('\n')};${remark(s)}`);
}

/** One system of tensors and numbers, its Jacobian column by column from derivatives along basis tangents. */
function alongLines(s: RootStatement, along: Along, b: Block, site: Site): string[] {
  const { problem } = s;
  const head = `[${problem.unknowns.map((u) => u.name).join(', ')}]`;
  const both = `${head}, [${along.tangents.map((t) => t.name).join(', ')}]`;
  const list = (parts: readonly Term[], c: Context): string => `[${parts.map((t) => expression(t, c)).join(', ')}]`;
  const closure = (block: Block, names: string, value: (c: Context) => string): string =>
    closureText(block, `(${names})`, value, site, undefined);
  const flat = (terms: readonly Term[], kinds: readonly Flattening[]): string =>
    `[${terms.map((t, i) => coordinatesText(t.shape, kinds[i] ?? 'full', site)).join(', ')}]`;
  const text = [
    `const [${s.names.join(', ')}] = ${site.helper('findTensorRoot')}({${remark(s)}`,
    `  start: ${list(problem.start, contextOf(b, site))},`,
    `  unknowns: ${flat(problem.unknowns, along.unknowns)},`,
    `  equations: ${flat(problem.residuals, along.residuals)},`,
    `  residuals: ${closure(s.residuals, head, (c) => list(problem.residuals, c))},`,
    `  slopes: ${closure(s.slopes, both, (c) => list(along.slopes, c))},`,
    `  inside: ${closure(s.inside, head, (c) => conditionText(problem.domain, c, site))},`,
    '});',
  ];
  return text.flatMap(splitLines);
}

function coordinatesText(shape: readonly string[], kind: Flattening, site: Site): string {
  const size = kind === 'symmetric' ? dimensionText(shape[0] ?? '1', site).text : sizeText(shape, site);
  return `{ kind: '${kind}', size: ${size} }`;
}

/** The call of the solver, with its four functions. */
function findRoot(s: RootStatement, b: Block, site: Site, entry?: Entry, whole = false): string[] {
  const { problem } = s;
  const start = problem.start.map((t) => expression(t, contextOf(b, site, entry)));
  const names = problem.unknowns.map((u) => u.name).join(', ');
  const head = whole ? `(${names})` : `([${names}])`;
  const list = (parts: readonly string[]): string => (whole ? (parts[0] ?? '') : `[${parts.join(', ')}]`);
  const closure = (block: Block, value: (c: Context) => string): string => closureText(block, head, value, site, entry);
  return [
    `${site.helper('findRoot')}(`,
    `  ${list(start)},`,
    `  ${closure(s.residuals, (c) => list(problem.residuals.map((t) => expression(t, c))))},`,
    `  ${closure(s.jacobian, (c) => list(problem.jacobian.flat().map((t) => expression(t, c))))},`,
    `  ${closure(s.inside, (c) => conditionText(problem.domain, c, site, !entry))},`,
    ')',
  ];
}

/** Inside the closure of an entry all its names are those of that entry. */
const entriesWithin = (block: Block, { entries }: Entry): Entry => ({
  entries: new Set([...entries, ...block.statements.flatMap((s) => (s.kind === 'root' ? s.names : [s.name]))]),
});

function closureText(
  block: Block,
  head: string,
  value: (c: Context) => string,
  site: Site,
  entry: Entry | undefined,
): string {
  const inner = entry && entriesWithin(block, entry);
  const lines = block.statements.flatMap((s) => statementLines(s, block, site, inner));
  const result = value(contextOf(block, site, inner));
  if (lines.length === 0) return `${head} => ${result}`;
  return [`${head} => {`, ...lines.map((l) => `    ${l}`), `    return ${result};`, '  }'].join('\n');
}

/** The conditions as one truth value. */
function conditionText(conditions: readonly TermCondition[], c: Context, site: Site, whole = true): string {
  const tests = conditions.map(({ value, relation }) => {
    if (relation === 'positive-definite' || relation === 'negative-definite') {
      const size = dimensionText(value.shape[0] ?? '1', c).text;
      const matrix = expression(value, c);
      const test = site.helper('isDefinite');
      return value.shape.length === 2
        ? `${test}(${matrix}, ${size}, ${relation === 'positive-definite' ? 1 : -1})`
        : `${matrix} ${relation === 'positive-definite' ? '>' : '<'} 0`;
    }
    if (value.shape.length === 0 || !whole) return `${expression(value, c)} ${relation} 0`;
    return `${expression(value, c)}.every((entry) => entry ${relation} 0)`;
  });
  return tests.join(' && ') || 'true';
}

/** The conditions of a block's results. */
export const blockConditions = (conditions: readonly TermCondition[], b: Block, site: Site): string =>
  conditionText(conditions, contextOf(b, site), site);
