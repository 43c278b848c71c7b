// The functions of a family module as target-neutral routines: inputs, statements, results.
import { type Expr, isScalar, one as oneOf, type SymbolExpr, zero as zeroOf } from '../../ir/expr.ts';
import { floatingDivergence, floatingEntropy, floatingForm, floatingLogDensity } from '../../ir/floating.ts';
import { isPositive } from '../../ir/range.ts';
import { contains, dependsOn, substitute } from '../../ir/visit.ts';
import type { Assignment, CloseDivergence, FamilyProgram, ParameterMap } from '../../model/program.ts';
import { smoothIntegral } from './integrals.ts';
import { elementwise, type Lowering } from './lowering.ts';
import { identifier } from './names.ts';
import {
  assign,
  draft,
  finish,
  follow,
  parameterSlots,
  type Routine,
  type Slot,
  slots,
  spelling,
  type Target,
} from './routine.ts';
import type { ElementwiseOperation, Term } from './term.ts';

/** The log-partition in the natural parameters with its gradient, where the compiler knows it. */
export interface LogPartition {
  readonly value: Expr;
  /** The mean parameters in the natural ones, block by block. */
  readonly mean: readonly Expr[];
}

/** A program that may hold the log-partition too. */
export type Program = FamilyProgram & { readonly logPartition?: LogPartition };

/** Parameters under other symbols: the second point of a divergence, a gradient, a tangent. */
const mappedSlots = (
  p: FamilyProgram,
  argument: string,
  map: ReadonlyMap<SymbolExpr, SymbolExpr>,
  wanted?: (key: string) => string,
): readonly Slot[] =>
  p.model.parameters.flatMap((symbol) => {
    const mapped = map.get(symbol);
    const key = spelling(p, symbol);
    return mapped ? [{ argument, symbol: mapped, key, ...(wanted ? { wanted: wanted(key) } : {}) }] : [];
  });

/** The variable itself, or an object of the variables where there are several. */
function variableSlots(p: FamilyProgram): readonly Slot[] {
  const [only, ...more] = p.model.variables;
  if (only && more.length === 0) return [{ argument: 'theta', symbol: only }];
  return slots(p, 'theta', p.model.variables);
}

const naturalKey = (s: SymbolExpr): string => identifier(s.name);

const naturalSlots = (p: FamilyProgram): readonly Slot[] =>
  p.blocks.map(({ symbol }) => ({ argument: 'natural', symbol, key: naturalKey(symbol) }));
const meanSlots = (p: FamilyProgram): readonly Slot[] =>
  p.blocks.map(({ meanSymbol }) => ({ argument: 'mean', symbol: meanSymbol, key: naturalKey(meanSymbol) }));
const constantSlots = (p: FamilyProgram, argument: string): readonly Slot[] => slots(p, argument, p.model.constants);

function divergenceRoutine(p: Program, target: Target, list: readonly Slot[]): Routine {
  const d = draft(p, target, list);
  const plain = d.lowering.lower(floatingDivergence(p.kl.value, p.kl.other));
  const close = p.kl.close && closeForm(p.kl.close, target, d.lowering);
  const term = close ? d.lowering.table.closer(plain, close) : plain;
  return finish(d, {
    name: 'kl',
    doc: [citing(p, 'kl', 'KL(parameters ‖ other).')],
    statements: [],
    outputs: [{ named: { term } }],
  });
}

/** The form between close members; along a path of tensors, whose places are an axis of their own, there is none where sums or entries need another. */
function closeForm(close: CloseDivergence, target: Target, l: Lowering): Term | undefined {
  if (close.kind === 'mean') return l.lower(floatingForm(close.integral));
  const hasAxis = (e: Expr): boolean => contains(e, (node) => node.kind === 'integral' || !isScalar(node));
  if (target.differentiable && [close.metric, ...close.gap].some(hasAxis)) return undefined;
  const { table } = l;
  const metric = floatingForm(close.metric);
  const ends = [close.start, close.gap].map((list) => list.map((e) => l.lower(floatingForm(e))));
  return smoothIntegral((t) => {
    const call = (operation: ElementwiseOperation, ...args: readonly Term[]): Term =>
      elementwise(l, operation, ...args);
    const bound = close.blocks.flatMap((s, i): [Expr, Term][] => {
      const [start, gap] = ends.map((list) => list[i] ?? table.number(0)) as [Term, Term];
      const directions = close.directions[i] ?? [];
      return [[s, call('add', start, call('multiply', t, gap))], ...directions.map((u): [Expr, Term] => [u, gap])];
    });
    return call('multiply', call('subtract', table.number(1), t), l.within(new Map(bound)).lower(metric));
  }, l);
}

/** A routine of one unnamed value. */
function single(p: Program, target: Target, list: readonly Slot[], value: Expr, name: string, doc: string): Routine {
  const d = draft(p, target, list);
  const term = d.lowering.lower(floatingForm(value));
  return finish(d, { name, doc: [doc], statements: [], outputs: [{ named: { term } }] });
}

/** What is said of a routine, with the numbers of its equation in the printed derivation and of the form that is computed. */
function citing(p: Program, equation: string, doc: string): string {
  const number = p.printed?.get(equation);
  const forms = [...(p.printed ?? [])]
    .filter(([name]) => name.startsWith(`stable ${equation}`))
    .map(([, n]) => `(${n})`);
  if (number === undefined) return doc;
  return `${doc} Equation (${number})${forms.length > 0 ? `, computed as ${forms.join(' or ')}` : ''}.`;
}

/** The same of the metric, which is one equation or one for each entry. */
function citingMetric(p: Program, doc: string): string {
  const numbers = [...(p.printed ?? [])].flatMap(([name, n]) => (/^fisher \d+$/.test(name) ? [n] : []));
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  if (numbers.length === 0) return doc;
  return `${doc} ${first === last ? `Equation (${first})` : `Equations (${first}) to (${last})`}.`;
}

/** A routine from coordinates to coordinates. */
function mapping(p: Program, target: Target, m: Mapping): Routine {
  const d = draft(p, target, m.from);
  const statements = follow(d, m.map);
  const constants = p.model.constants.map((s) => ({ argument: m.argument, key: spelling(p, s) }));
  return finish(d, {
    name: m.name,
    doc: [m.doc],
    statements,
    outputs: m.to.map(({ key = '', symbol }) => ({ key, symbol })),
    carried: constants,
  });
}

interface Mapping {
  readonly name: string;
  readonly doc: string;
  readonly argument: string;
  readonly from: readonly Slot[];
  readonly map: ParameterMap;
  readonly to: readonly Slot[];
}

/** The value of the metric along two tangents. */
function fisherForm(p: Program, target: Target): Routine {
  const { value, left, right } = p.fisher;
  const list = [...parameterSlots(p), ...mappedSlots(p, 'left', left), ...mappedSlots(p, 'right', right)];
  return single(p, target, list, value, 'fisherForm', citingMetric(p, 'The Fisher metric along two tangents.'));
}

/** For scalar parameters: the entries of the metric themselves. */
function fisherEntries(p: Program, target: Target): Routine {
  const d = draft(p, target, parameterSlots(p));
  const { value, left, right } = p.fisher;
  const unit = (map: ReadonlyMap<SymbolExpr, SymbolExpr>, at: SymbolExpr): [Expr, Expr][] =>
    [...map].map(([s, tangent]) => [tangent, s === at ? oneOf : zeroOf]);
  const entries = p.model.parameters.flatMap((a, i) =>
    p.model.parameters.map((b, j) => {
      const [x, y] = i <= j ? [a, b] : [b, a];
      const entry = substitute(value, new Map([...unit(left, x), ...unit(right, y)]));
      return { named: { term: d.lowering.lower(floatingForm(entry)) } };
    }),
  );
  const doc = [
    citingMetric(p, 'The Fisher metric in the declared parameters, row by row in the order of their declaration.'),
  ];
  return finish(d, { name: 'fisher', doc, statements: [], outputs: entries });
}

/** xʸ with a symbol in the exponent is a real number for positive x only; some y would let a negative one pass. */
function poweredBases(assignments: readonly Assignment[]): readonly { value: Expr; relation: '>' }[] {
  const bases = new Set<Expr>();
  const bound = new Set<Expr>();
  for (const { value } of assignments)
    contains(value, (e) => {
      if (e.kind === 'integral') bound.add(e.variable);
      if (e.kind === 'power' && e.exponent.kind !== 'rational' && !isPositive(e.base)) bases.add(e.base);
      return false;
    });
  // Under an integral the base is as the density has it.
  return [...bases].filter((b) => !dependsOn(b, bound)).map((value) => ({ value, relation: '>' }));
}

/** One step of the learning rule. */
function update(p: Program, target: Target): Routine {
  const { update: u } = p;
  const list: Slot[] = [
    ...parameterSlots(p),
    ...mappedSlots(p, 'gradient', u.gradient, (key) => `gradient ${key}`),
    { argument: 'options', symbol: u.rho, key: 'rho', wanted: 'rho' },
    { argument: 'options', symbol: u.tau, key: 'tau', wanted: 'tau' },
  ];
  const d = draft(p, target, list);
  const statements = [...assign(d, u.assignments), ...(u.solve ? follow(d, u.solve) : [])];
  const needed = [...poweredBases(u.assignments), ...u.conditions];
  const conditions = needed.map(({ value, relation }) => ({ value: d.lowering.lower(floatingForm(value)), relation }));
  return finish(d, {
    name: 'update',
    doc: ['One step of the learning rule: ρ is the step size, τ the temperature, `gradient` is ∂E[ℓ]/∂parameters.'],
    statements,
    outputs: p.model.parameters.map((s) => ({ key: spelling(p, s), symbol: u.next.get(s) ?? s })),
    conditions,
    carried: p.model.constants.map((s) => ({ argument: 'parameters', key: spelling(p, s) })),
  });
}

/** Are all parameters, and so the Fisher matrix's rows, scalars? */
const hasScalarParameters = (p: FamilyProgram): boolean => p.model.parameters.every((s) => s.shape.length === 0);

/** What is said of a density without parameters: nothing is known of any other. */
const ofOneMember: ReadonlySet<string> = new Set(['logDensity', 'entropy', 'inDomain']);

/** Does the module hold a routine of this name? Coordinates, divergence and learning rule are those of a family. */
export const isHeld = ({ model }: FamilyProgram, name: string): boolean =>
  model.parameters.length > 0 || ofOneMember.has(name);

/** The routines of a family, in the order of the module. */
export const familyRoutines = (p: Program, target: Target): readonly Routine[] =>
  everyRoutine(p, target).filter(({ name }) => isHeld(p, name));

function everyRoutine(p: Program, target: Target): readonly Routine[] {
  const parameters = parameterSlots(p);
  const other = mappedSlots(p, 'other', p.kl.other, (key) => `other ${key}`);
  const natural = naturalSlots(p);
  const mean = meanSlots(p);
  const make = (m: Mapping): Routine => mapping(p, target, m);
  const declared = slots(p, '', p.model.parameters);
  const into = (name: string, doc: string, map: ParameterMap, to: readonly Slot[]): Routine =>
    make({ name, doc, argument: 'parameters', from: parameters, map, to });
  const back = (name: string, argument: string, doc: string, map: ParameterMap, from: readonly Slot[]): Routine =>
    make({ name, doc, argument, from: [...from, ...constantSlots(p, argument)], map, to: declared });
  const density = [...parameters, ...variableSlots(p)];
  return [
    single(
      p,
      target,
      density,
      floatingLogDensity(p.logDensity, p.model.variables),
      'logDensity',
      citing(p, 'logDensity', 'The logarithm of the density at θ.'),
    ),
    single(
      p,
      target,
      parameters,
      floatingEntropy(p.entropy),
      'entropy',
      citing(p, 'entropy', 'The entropy, −E[log q].'),
    ),
    divergenceRoutine(p, target, [...parameters, ...other]),
    into('toNatural', 'Natural from declared parameters.', p.toNatural, natural),
    back('fromNatural', 'natural', 'Declared from natural parameters.', p.fromNatural, natural),
    into('toMean', 'Mean parameters E[T(θ)] from declared parameters.', p.toMean, mean),
    back('fromMean', 'mean', 'Declared from mean parameters.', p.fromMean, mean),
    hasScalarParameters(p) ? fisherEntries(p, target) : fisherForm(p, target),
    update(p, target),
    ...logPartition(p, target),
  ];
}

/** A(λ) and its gradient μ(λ), where the program holds them. */
function logPartition(p: Program, target: Target): readonly Routine[] {
  if (!p.logPartition) return [];
  const { value, mean } = p.logPartition;
  const natural = [...naturalSlots(p), ...constantSlots(p, 'natural')];
  const d = draft(p, target, natural);
  const gradient = finish(d, {
    name: 'meanFromNatural',
    doc: ['Mean parameters from natural ones: the gradient of the log-partition.'],
    statements: [],
    outputs: mean.map((e, i) => {
      const symbol = p.blocks[i]?.meanSymbol;
      const term = d.lowering.lower(floatingForm(e));
      const key = symbol ? naturalKey(symbol) : `mu${i + 1}`;
      return { key, named: { term, name: key } };
    }),
    carried: p.model.constants.map((s) => ({ argument: 'natural', key: spelling(p, s) })),
  });
  return [
    single(p, target, natural, value, 'logPartition', citing(p, 'logPartition', 'The log-partition A(λ).')),
    gradient,
  ];
}
