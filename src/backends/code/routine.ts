// How a routine of emitted code is made: its inputs taken apart, its equations lowered in their order, its outputs named.
import { sub } from '../../ir/build.ts';
import { type Dim, type Expr, one as oneOf, type SymbolExpr } from '../../ir/expr.ts';
import { floatingForm } from '../../ir/floating.ts';
import { stableForm } from '../../ir/stable.ts';
import { total } from '../../ir/tensor.ts';
import { symbolsOf } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';
import { type Assignment, isSizeOf, type NewtonMap, type ParameterMap } from '../../model/program.ts';
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
  /** Are gradients taken through the module? */
  readonly differentiable: boolean;
}

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
  readonly through?: readonly Assignment[];
}

/** How a parameter, constant or variable is spelled in the source. */
export const spelling = (p: SamplingProgram, s: SymbolExpr): string => p.model.spelling.get(s) ?? s.name;

export const slots = (p: SamplingProgram, argument: string, symbols: readonly SymbolExpr[]): readonly Slot[] =>
  symbols.map((symbol) => ({ argument, symbol, key: spelling(p, symbol) }));

/** The declared parameters, then the constants. */
export const parameterSlots = (p: SamplingProgram): readonly Slot[] =>
  slots(p, 'parameters', [...p.model.parameters, ...p.model.constants]);

/** A routine under construction. */
export interface Draft {
  readonly names: Names;
  readonly lowering: Lowering;
  readonly inputs: readonly Input[];
  readonly target: Target;
  readonly through: readonly Assignment[];
}

/** Names the inputs and binds their symbols. */
export function draft(
  p: { readonly model: { readonly dimensions: readonly Dim[] }; readonly through?: readonly Assignment[] },
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
  const lowering = createLowering(table, names, environment, target.differentiable);
  const through = p.through ?? [];
  bind(lowering, through);
  return { names, lowering, inputs, target, through };
}

/** What can be computed from the bound symbols and is not bound itself. */
function bind(l: Lowering, through: readonly Assignment[]): void {
  for (const { target, value } of through)
    if (!l.environment.has(target) && [...symbolsOf(value)].every((s) => l.environment.has(s)))
      l.environment.set(target, l.lower(floatingForm(value)));
}

/** A size bears the name that the text of shapes gives it. */
const sizeInput = ({ argument, symbol, key = symbol.name }: Slot): Input => {
  return { argument, symbol, key, name: identifier(symbol.name), shape: [], size: true };
};

/** Names of arguments: no local value takes them. */
const argumentNames: readonly string[] = ['parameters', 'theta', 'other', 'natural', 'mean', 'gradient', 'options'];

/** Binds the targets of assignments, in order; later ones use earlier ones. */
export function assign(d: Draft, assignments: readonly Assignment[]): readonly NamedTerm[] {
  return assignments.map(({ target, value, equation }) => {
    const term = evened(d, target, d.lowering.lower(floatingForm(value)));
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
export function follow(d: Draft, map: ParameterMap): readonly NamedTerm[] {
  return map.kind === 'closed' ? assign(d, map.assignments) : [...solve(d, map), ...assign(d, map.after)];
}

function solve(d: Draft, map: NewtonMap): readonly NamedTerm[] {
  const { table } = d.lowering;
  const unknowns = map.unknowns.map(
    (u): ReferenceTerm => table.reference(d.names.fresh(`${identifier(u.name)}Trial`), runtimeShape(u.shape), true),
  );
  const inner = d.lowering.within(new Map(map.unknowns.map((u, i) => [u, unknowns[i] as Term])));
  bind(inner, d.through);
  const lower = (e: Expr): Term => inner.lower(floatingForm(e));
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
    slopes: [...along.slopes, ...sums].map((s) => further.lower(floatingForm(s))),
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
