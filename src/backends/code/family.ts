// The functions of a family module as target-neutral routines: inputs, statements, results.
import { besselGaps } from '../../ir/bessel-gap.ts';
import { sub } from '../../ir/build.ts';
import { complementLogarithms } from '../../ir/complement-logarithms.ts';
import { devianceForm } from '../../ir/deviance.ts';
import { type Dim, type Expr, one as oneOf, rational, type SymbolExpr, zero as zeroOf } from '../../ir/expr.ts';
import { underIndices } from '../../ir/index-sums.ts';
import { integralsByLogarithms } from '../../ir/log-integrals.ts';
import { byMembers } from '../../ir/members.ts';
import { isPositive } from '../../ir/range.ts';
import { withoutSingularities } from '../../ir/removable.ts';
import { joinSides } from '../../ir/removable-sides.ts';
import { stableForm } from '../../ir/stable.ts';
import { choose, divergenceForm, stirlingForm } from '../../ir/stirling.ts';
import { total } from '../../ir/tensor.ts';
import { traceGaps } from '../../ir/trace-gaps.ts';
import { trigammaGaps } from '../../ir/trigamma-gap.ts';
import { contains, dependsOn, substitute, transform } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';
import {
  type Assignment,
  type FamilyProgram,
  isSizeOf,
  type NewtonMap,
  type ParameterMap,
} from '../../model/program.ts';
import { createLowering } from './lower.ts';
import { type Lowering, runtimeShape } from './lowering.ts';
import { createNames, identifier, type Names } from './names.ts';
import { type Block, type NamedTerm, type Policy, schedule } from './schedule.ts';
import { type Along, createTable, type Flattening, type ReferenceTerm, type Term, type TermCondition } from './term.ts';

/** One value a routine takes: `argument.key`, or the argument itself where there is no key. */
export interface Input {
  readonly argument: string;
  readonly key?: string;
  readonly name: string;
  readonly shape: readonly Dim[];
  readonly symbol: SymbolExpr;
  /** Is it a size, a number that the host knows? */
  readonly size?: boolean;
}

/** One value a routine gives. */
export interface Output {
  readonly key?: string;
  readonly term: Term;
  readonly shape: readonly Dim[];
}

/** A function of the module. */
export interface Routine {
  readonly name: string;
  readonly doc: readonly string[];
  readonly inputs: readonly Input[];
  readonly block: Block;
  readonly outputs: readonly Output[];
  /** Constants that travel with the result, so that it can be passed on. */
  readonly carried: readonly { readonly argument: string; readonly key: string }[];
  /** Where these fail the result is not a number. */
  readonly conditions: readonly TermCondition[];
  readonly names: Names;
}

/** What the targets add to the program: their policy and the names they use themselves. */
export interface Target {
  readonly policy: Policy;
  readonly reserved: readonly string[];
}

/** The log-partition in the natural parameters with its gradient, where the compiler knows it. */
export interface LogPartition {
  readonly value: Expr;
  /** The mean parameters in the natural ones, block by block. */
  readonly mean: readonly Expr[];
}

/** A program that may hold the log-partition too. */
export type Program = FamilyProgram & { readonly logPartition?: LogPartition };

/** A value to be taken: where it comes from, and what it is. */
export interface Slot {
  readonly argument: string;
  readonly symbol: SymbolExpr;
  readonly key?: string;
  /** The name wanted inside the function. */
  readonly wanted?: string;
  /** Is it a number that the host knows, whatever holds the others? */
  readonly host?: boolean;
}

/** What drawing from a density needs to know of its program. */
export interface SamplingProgram {
  readonly model: Pick<DensityModel, 'dimensions' | 'parameters' | 'constants' | 'variables' | 'spelling'>;
}

/** How a parameter, constant or variable is spelled in the source. */
export const spelling = (p: SamplingProgram, s: SymbolExpr): string => p.model.spelling.get(s) ?? s.name;

const slots = (p: SamplingProgram, argument: string, symbols: readonly SymbolExpr[]): readonly Slot[] =>
  symbols.map((symbol) => ({ argument, symbol, key: spelling(p, symbol) }));

/** The declared parameters, then the constants. */
export const parameterSlots = (p: SamplingProgram): readonly Slot[] =>
  slots(p, 'parameters', [...p.model.parameters, ...p.model.constants]);

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

/** A routine under construction. */
export interface Draft {
  readonly names: Names;
  readonly lowering: Lowering;
  readonly inputs: readonly Input[];
  readonly target: Target;
}

/** Names the inputs and binds their symbols. */
export function draft(
  p: { readonly model: { readonly dimensions: readonly Dim[] } },
  target: Target,
  list: readonly Slot[],
  taken: readonly string[] = argumentNames,
): Draft {
  const names = createNames([...target.reserved, ...p.model.dimensions.map(identifier), ...taken]);
  const table = createTable();
  const environment = new Map<Expr, Term>();
  // A draw is made in a shape that must be known before it.
  const shapes = list.flatMap((slot) => (slot.argument === 'draws' ? [] : slot.symbol.shape));
  const inputs = list.flatMap((slot): readonly Input[] => {
    const shape = runtimeShape(slot.symbol.shape);
    if (isSizeOf(p.model, slot.symbol)) return shapes.includes(slot.symbol.name) ? [] : [sizeInput(slot)];
    const plain = slot.key === undefined ? slot.argument : identifier(slot.wanted ?? slot.symbol.name);
    const name = slot.key === undefined ? slot.argument : names.fresh(plain);
    environment.set(slot.symbol, slot.host ? table.hostNumber(name) : table.reference(name, shape));
    const { argument, symbol } = slot;
    return [{ argument, symbol, name, shape, ...(slot.key === undefined ? {} : { key: slot.key }) }];
  });
  return { names, lowering: createLowering(table, names, environment), inputs, target };
}

/** A size bears the name that the text of shapes gives it. */
const sizeInput = ({ argument, symbol, key = symbol.name }: Slot): Input => {
  return { argument, symbol, key, name: identifier(symbol.name), shape: [], size: true };
};

/** Names of arguments: no local value takes them. */
const argumentNames: readonly string[] = ['parameters', 'theta', 'other', 'natural', 'mean', 'gradient', 'options'];

/** The form in which a value loses fewest digits. */
export const emittedForm = (e: Expr): Expr =>
  transform(stableForm(complementLogarithms(integralsByLogarithms(withoutSingularities(trigammaGaps(e))))), joinSides);

/** Binds the targets of assignments, in order; later ones use earlier ones. */
export function assign(d: Draft, assignments: readonly Assignment[]): readonly NamedTerm[] {
  return assignments.map(({ target, value, equation }) => {
    const term = evened(d, target, d.lowering.lower(emittedForm(value)));
    d.lowering.environment.set(target, term);
    return { term, name: identifier(target.name), comment: equation };
  });
}

/** ½(A + Aᵀ) of a matrix that is symmetric but for rounding, which a long run of steps would let grow. */
function evened(d: Draft, target: SymbolExpr, term: Term): Term {
  const symmetric = target.domain.kind === 'spd' || target.domain.kind === 'symmetric';
  if (!symmetric || term.kind !== 'call') return term;
  const { table } = d.lowering;
  const turned = table.call('transpose', [term], term.shape);
  return table.call('multiply', [table.number(0.5), table.call('add', [term, turned], term.shape)], term.shape);
}

/** The statements of a parameter map; binds all its targets and unknowns. */
function follow(d: Draft, map: ParameterMap): readonly NamedTerm[] {
  return map.kind === 'closed' ? assign(d, map.assignments) : [...solve(d, map), ...assign(d, map.after)];
}

function solve(d: Draft, map: NewtonMap): readonly NamedTerm[] {
  const { table } = d.lowering;
  const unknowns = map.unknowns.map(
    (u): ReferenceTerm => table.reference(d.names.fresh(`${identifier(u.name)}Trial`), runtimeShape(u.shape), true),
  );
  const inner = d.lowering.within(new Map(map.unknowns.map((u, i) => [u, unknowns[i] as Term])));
  const lower = (e: Expr): Term => inner.lower(emittedForm(e));
  const given = map.given.map((g) => d.lowering.lower(g));
  const simplices = map.unknowns.filter(isSimplex);
  const problem = {
    unknowns,
    start: map.start.map((s) => d.lowering.lower(stableForm(s))),
    residuals: [
      ...map.forward.map((f, i) => subtract(inner, lower(f), given[i] ?? table.number(0))),
      ...simplices.map((u) => lower(sub(total(u), oneOf))),
    ],
    jacobian: map.jacobian.map((row) => row.map(lower)),
    domain: [...map.domain, ...simplices.map((value) => ({ value, relation: '>' as const }))].map(
      ({ value, relation }) => ({ value: lower(value), relation }),
    ),
    ...(map.along ? { along: alongTangents(d, inner, map, map.along) } : {}),
  };
  return map.unknowns.map((u, i) => {
    const term = table.root(problem, i);
    d.lowering.environment.set(u, term);
    return { term, name: identifier(u.name), comment: 'the root of the mean map, by Newton’s method' };
  });
}

function alongTangents(d: Draft, inner: Lowering, map: NewtonMap, along: NonNullable<NewtonMap['along']>): Along {
  const tangents = along.tangents.map(
    (t): ReferenceTerm => d.lowering.table.reference(d.names.fresh(identifier(t.name)), runtimeShape(t.shape), true),
  );
  // The entries of a simplex sum to 1, which is an equation of its own.
  const sums = along.tangents.filter((_, i) => map.unknowns[i] && isSimplex(map.unknowns[i])).map((t) => total(t));
  const further = inner.within(new Map(along.tangents.map((t, i) => [t, tangents[i] as Term])));
  return {
    tangents,
    slopes: [...along.slopes, ...sums].map((s) => further.lower(emittedForm(s))),
    unknowns: map.unknowns.map(flattening),
    residuals: [...map.given.map(flattening), ...sums.map(() => 'scalar' as const)],
  };
}

const isSimplex = (s: SymbolExpr): boolean => s.domain.kind === 'simplex';

function flattening(s: SymbolExpr): Flattening {
  if (s.shape.length === 0) return 'scalar';
  return s.domain.kind === 'spd' || s.domain.kind === 'symmetric' ? 'symmetric' : 'full';
}

const subtract = (l: Lowering, a: Term, b: Term): Term =>
  l.table.call('subtract', [a, b], a.shape.length ? a.shape : b.shape);

interface Finish {
  readonly name: string;
  readonly doc: readonly string[];
  readonly statements: readonly NamedTerm[];
  readonly outputs: readonly { readonly key?: string; readonly symbol?: Expr; readonly named?: NamedTerm }[];
  readonly conditions?: readonly TermCondition[];
  readonly carried?: Routine['carried'];
}

/** Schedules what a draft has collected. */
export function finish(d: Draft, f: Finish): Routine {
  const outputs = f.outputs.map(({ key, symbol, named }): Output & { named: NamedTerm } => {
    const term = named?.term ?? d.lowering.lower(symbol as Expr);
    const known = f.statements.find((s) => s.term === term) ?? { term };
    return { ...(key === undefined ? {} : { key }), term, shape: term.shape, named: named ?? known };
  });
  const conditions = f.conditions ?? [];
  const needed = reachable([...outputs.map((o) => o.term), ...conditions.map((c) => c.value)]);
  const listed = [
    ...f.statements.filter((s) => needed.has(s.term)),
    ...outputs.map((o) => o.named),
    ...conditions.map(({ value }) => ({ term: value })),
  ];
  return {
    name: f.name,
    doc: f.doc,
    inputs: d.inputs,
    block: schedule(listed, d.names, d.target.policy),
    outputs,
    carried: f.carried ?? [],
    conditions,
    names: d.names,
  };
}

function reachable(roots: readonly Term[]): ReadonlySet<Term> {
  const seen = new Set<Term>();
  const go = (t: Term): void => {
    if (seen.has(t)) return;
    seen.add(t);
    if (t.kind === 'call') t.args.forEach(go);
    if (t.kind === 'integral') [t.lower, t.upper, t.body].forEach(go);
    if (t.kind === 'root') {
      const { start, residuals, jacobian, domain, along } = t.problem;
      [...start, ...residuals, ...jacobian.flat(), ...(along?.slopes ?? []), ...domain.map((c) => c.value)].forEach(go);
    }
  };
  roots.forEach(go);
  return seen;
}

/** A divergence by what its points differ by. */
function divergence(p: Program): Expr {
  const own = new Map([...p.kl.other].map(([s, o]) => [o, s]));
  return underIndices(traceGaps(p.kl.value), (e) => divergenceForm(e, own));
}

/** Shapes that sum to this are written by their deviances. */
const large = rational(16);

/** A log-density by its deviances where shapes are large, or by the members of a small domain. */
function densityForm(e: Expr, model: DensityModel): Expr {
  const found = devianceForm(e);
  return found
    ? choose(sub(found.shapes, large), emittedForm(found.value), emittedForm(e))
    : byMembers(e, emittedForm, model.variables);
}

/** A routine of one unnamed value. */
function single(p: Program, target: Target, list: readonly Slot[], value: Expr, name: string, doc: string): Routine {
  const d = draft(p, target, list);
  const term = d.lowering.lower(emittedForm(value));
  return finish(d, { name, doc: [doc], statements: [], outputs: [{ named: { term } }] });
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
  return single(p, target, list, value, 'fisherForm', 'The Fisher metric along two tangents.');
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
      return { named: { term: d.lowering.lower(emittedForm(entry)) } };
    }),
  );
  const doc = ['The Fisher metric in the declared parameters, row by row in the order of their declaration.'];
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
  const conditions = needed.map(({ value, relation }) => ({ value: d.lowering.lower(emittedForm(value)), relation }));
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
    single(p, target, density, densityForm(p.logDensity, p.model), 'logDensity', 'The logarithm of the density at θ.'),
    single(
      p,
      target,
      parameters,
      besselGaps(underIndices(p.entropy, stirlingForm)),
      'entropy',
      'The entropy, −E[log q].',
    ),
    single(p, target, [...parameters, ...other], besselGaps(divergence(p)), 'kl', 'KL(parameters ‖ other).'),
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
      const term = d.lowering.lower(emittedForm(e));
      const key = symbol ? naturalKey(symbol) : `mu${i + 1}`;
      return { key, named: { term, name: key } };
    }),
    carried: p.model.constants.map((s) => ({ argument: 'natural', key: spelling(p, s) })),
  });
  return [single(p, target, natural, value, 'logPartition', 'The log-partition A(λ).'), gradient];
}
