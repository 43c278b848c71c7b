// Statements as tensor code: constants, sums over a new axis, Newton's method for all systems at once.
import { commentText } from '../code/names.ts';
import type { Block, IntegralStatement, RootStatement, Statement } from '../code/schedule.ts';
import { type Along, closureArguments, isHost, type RootProblem, type Term, type TermCondition } from '../code/term.ts';
import { type Context, expression, hostText, spread, tensorText } from './expression.ts';

/** Where a function's text is made. */
export type Site = Omit<Context, 'bound' | 'lifted'>;

const contextOf = (b: Block, site: Site, lifted?: ReadonlySet<string>): Context => ({
  ...site,
  bound: b.bound,
  ...(lifted ? { lifted } : {}),
});

/** The lines of a block. */
export const blockLines = (b: Block, site: Site): string[] => b.statements.flatMap((s) => statementLines(s, b, site));

/** A result as a tensor. */
export const resultText = (t: Term, b: Block, site: Site): string => tensorText(t, contextOf(b, site));

/** A result as a number where the host knows it, else as a tensor. */
export const argumentText = (t: Term, b: Block, site: Site): string => expression(t, contextOf(b, site));

const remark = (s: { readonly comment?: string }): string => (s.comment ? ` // ${commentText(s.comment)}` : '');

function statementLines(s: Statement, b: Block, site: Site, lifted?: ReadonlySet<string>): string[] {
  switch (s.kind) {
    case 'let': {
      const bound = new Map(b.bound);
      bound.delete(s.term);
      return [`const ${s.name} = ${expression(s.term, { ...contextOf(b, site, lifted), bound })};${remark(s)}`];
    }
    case 'integral':
      return integralLines(s, b, site);
    case 'closer': {
      const plain = tensorText(s.term.plain, contextOf(b, site, lifted));
      const close = closureText('', s.close, (c) => tensorText(s.term.close, c), site);
      return `const ${s.name} = ${site.support('closer')}(${plain}, ${close});${remark(s)}`.split('\n');
    }
    case 'root':
      return rootLines(s, b, site);
  }
}

/** A closure over named tensors: its own statements, then the value. */
function closureText(head: string, b: Block, value: (c: Context) => string, site: Site, lifted?: Set<string>): string {
  const lines = b.statements.flatMap((s) => {
    const made = statementLines(s, b, site, lifted);
    if (s.kind !== 'root') lifted?.add(s.name);
    return made;
  });
  const result = value(contextOf(b, site, lifted));
  if (lines.length === 0) return `(${head}) => ${result}`;
  return [`(${head}) => {`, ...lines.map((l) => `  ${l}`), `  return ${result};`, '}'].join('\n');
}

function integralLines(s: IntegralStatement, b: Block, site: Site): string[] {
  const { lower, upper, discrete, logarithm, unfolded, smooth, body } = s.term;
  const entryRank = s.term.shape.length;
  const within: Site = entryRank > 0 ? { ...site, entryRank } : site;
  const given = closureArguments(s.term);
  const lifted = new Set(given);
  const f = closureText(given.join(', '), s.body, (inner) => tensorText(body, inner), within, lifted);
  const c = contextOf(b, site);
  const end = (t: Term): string => spread(tensorText(t, c), entryRank - t.shape.length, c);
  const count = (t: Term): string => (isHost(t) ? hostText(t, c) : end(t));
  const side = (t: Term): string => (isInfinite(t) ? 'undefined' : isHost(t) ? tensorText(t, c) : end(t));
  const ends = discrete ? [count(lower), count(upper)] : unfolded || smooth ? [] : [side(lower), side(upper)];
  const [sum, line] = logarithm ? ['logSumCounts', 'logIntegrateLine'] : ['sumCounts', 'integrateLine'];
  const integral = smooth ? 'integrateSmooth' : unfolded ? line : logarithm ? 'logIntegrateNodes' : 'integrateNodes';
  const call = site.support(discrete ? sum : integral);
  return `const ${s.name} = ${call}(${[f, ...ends, ...weightText(s, within)].join(', ')});${remark(s)}`.split('\n');
}

/** The closure that tells where terms count. */
function weightText({ term, logWeight }: IntegralStatement, site: Site): string[] {
  const weight = term.logWeight;
  if (!weight || !logWeight) return [];
  const given = closureArguments(term);
  return [closureText(given.join(', '), logWeight, (c) => tensorText(weight, c), site, new Set(given))];
}

/** Is this end of an interval infinite? */
const isInfinite = (t: Term): boolean =>
  (t.kind === 'number' && t.value === 'infinity') ||
  (t.kind === 'call' && t.operation === 'negate' && t.args.every(isInfinite));

function rootLines(s: RootStatement, b: Block, site: Site): string[] {
  const { problem } = s;
  if (problem.along) return alongLines(s, problem.along, b, site);
  const c = contextOf(b, site);
  const unknowns = problem.unknowns.map((u) => u.name).join(', ');
  const head = `[${unknowns}]`;
  const dense = problem.jacobian.flat().some((j) => j.shape.length === 2);
  const list = (terms: readonly Term[], inner: Context): string =>
    `[${terms.map((t) => tensorText(t, inner)).join(', ')}]`;
  const rows = (inner: Context): string => `[${problem.jacobian.map((row) => list(row, inner)).join(', ')}]`;
  const text = [
    `const [${s.names.join(', ')}] = ${site.support('findRoots')}({${remark(s)}`,
    `  start: ${list(problem.start, c)},`,
    `  residuals: ${closureText(head, s.residuals, (x) => list(problem.residuals, x), site)},`,
    `  jacobian: ${closureText(head, s.jacobian, rows, site)},`,
    `  inside: ${closureText(head, s.inside, (x) => insideText(problem, x, dense), site)},`,
    `  solve: ${dense ? denseSolve(c) : site.support('eliminate')},`,
    `  gather: ${dense ? `(x) => ${site.core('sum')}(x, -1, true)` : '(x) => x'},`,
    `  signs: [${problem.unknowns.map((u) => keepsSign(u, problem)).join(', ')}],`,
    '});',
  ];
  return text.join('\n').split('\n');
}

/** One system of tensors, its Jacobian column by column from derivatives along basis tangents. */
function alongLines(s: RootStatement, along: Along, b: Block, site: Site): string[] {
  const { problem } = s;
  const head = `[${problem.unknowns.map((u) => u.name).join(', ')}]`;
  const both = `${head}, [${along.tangents.map((t) => t.name).join(', ')}]`;
  const c = contextOf(b, site);
  const list = (terms: readonly Term[], inner: Context): string =>
    `[${terms.map((t) => tensorText(t, inner)).join(', ')}]`;
  const kinds = (names: readonly string[]): string => `[${names.map((k) => `'${k}'`).join(', ')}]`;
  const ranks = (terms: readonly Term[]): string => `[${terms.map((t) => t.shape.length).join(', ')}]`;
  const solve = `${site.runtime('solveGeneral')}(matrix, ${site.core('expandDims')}(right, -1))`;
  const text = [
    `const [${s.names.join(', ')}] = ${site.support('findTensorRoots')}({${remark(s)}`,
    `  start: ${list(problem.start, c)},`,
    `  unknowns: { kinds: ${kinds(along.unknowns)}, ranks: ${ranks(problem.unknowns)} },`,
    `  equations: { kinds: ${kinds(along.residuals)}, ranks: ${ranks(problem.residuals)} },`,
    `  residuals: ${closureText(head, s.residuals, (x) => list(problem.residuals, x), site)},`,
    `  slopes: ${closureText(both, s.slopes, (x) => list(along.slopes, x), site)},`,
    `  inside: ${closureText(head, s.inside, (x) => conditionsText(problem.domain, x), site)},`,
    `  solve: (matrix, right) => ${site.core('squeeze')}(${solve}, [-1]),`,
    '});',
  ];
  return text.join('\n').split('\n');
}

/** Is the unknown, as a condition, above or below 0 in the domain? */
const keepsSign = (u: Term, { domain }: RootProblem): boolean =>
  domain.some(({ value: v, relation }) => {
    const whole = v.kind === 'call' && v.operation === 'negate' ? v.args[0] : v;
    return whole === u && (relation === '>' || relation === '<');
  });

const denseSolve = (c: Context): string =>
  `([[slope]], [rest]) => [${c.core('squeeze')}(${c.runtime('solveGeneral')}(slope, ${c.core('expandDims')}(rest, -1)), [-1])]`;

/** The conditions as one truth value, entry by entry or for each system; of numbers alone they ask whole vectors. */
function insideText({ domain, unknowns }: RootProblem, c: Context, dense: boolean): string {
  const scalars = unknowns.every((u) => u.shape.length === 0);
  const tests = domain.map((condition) => {
    const test = testText(condition, c);
    const whole = (dense || scalars) && condition.value.shape.length === 1;
    return whole ? `${c.core('all')}(${test}, ${scalars ? '-1' : '-1, true'})` : test;
  });
  return conjunction(tests, c);
}

function testText({ value, relation }: TermCondition, c: Context): string {
  const sign = relation === '>' || relation === 'positive-definite';
  if (relation === '>' || relation === '<' || value.shape.length < 2) {
    return `${c.core(sign ? 'greater' : 'less')}(${tensorText(value, c)}, 0)`;
  }
  const oriented = sign ? tensorText(value, c) : `${c.core('neg')}(${tensorText(value, c)})`;
  return `${c.support('isFactor')}(${c.runtime('cholesky')}(${oriented}))`;
}

const conjunction = (tests: readonly string[], c: Context): string =>
  tests.length === 0 ? `${c.core('scalar')}(true)` : tests.reduce((a, b) => `${c.core('logicalAnd')}(${a}, ${b})`);

/** The conditions of a routine as one truth value for each instance. */
export const blockConditions = (conditions: readonly TermCondition[], b: Block, site: Site): string =>
  conditionsText(conditions, contextOf(b, site));

function conditionsText(conditions: readonly TermCondition[], c: Context): string {
  const tests = conditions.map((condition) => {
    const { value, relation } = condition;
    const entrywise = value.shape.length === 1 || (value.shape.length === 2 && (relation === '>' || relation === '<'));
    const axes = value.shape.length === 2 ? '[-2, -1]' : '-1';
    return entrywise ? `${c.core('all')}(${testText(condition, c)}, ${axes})` : testText(condition, c);
  });
  return conjunction(tests, c);
}
