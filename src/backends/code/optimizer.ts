// The functions of an optimizer module as target-neutral routines, and what the targets must know of the rule.
import { asciiName, canonicalName } from '../../../grammar/names.ts';
import { CompilerBug, type Diagnostic, type Span } from '../../diagnostics.ts';
import { children, type Expr, type SymbolExpr } from '../../ir/expr.ts';
import { range } from '../../ir/range.ts';
import { stableForm } from '../../ir/stable.ts';
import type { HyperParameter } from '../../model/optimizer.ts';
import type { Noise, OptimizerProgram } from '../../model/optimizer-program.ts';
import { startOf } from '../../model/optimizer-start.ts';
import { movesApart, stateDomain } from '../../model/optimizer-state.ts';
import type { Assignment } from '../../model/program.ts';
import { withCarriedSizes } from './carried-sizes.ts';
import { identifier, propertyKey, quoted } from './names.ts';
import {
  assign,
  type Draft,
  draft,
  finish,
  type Routine,
  type SamplingProgram,
  type Slot,
  type Target,
} from './routine.ts';
import { drawnName } from './sampling.ts';

/** The functions of a rule; each takes and gives what its arguments say. */
export interface OptimizerRoutines {
  /** sizes, hyper → state. */
  readonly initial: Routine;
  /** state, point, hyper → the blocks that bring the centre to the point. */
  readonly start: Routine;
  /** state, noise, hyper → point. */
  readonly place: Routine;
  /** state, noise, gradient, hyper → covectors. */
  readonly average: Routine;
  /** state, averages, hyper → state. */
  readonly step: Routine;
  /** state, hyper → point. */
  readonly centre: Routine;
}

const isNumeral = (d: string): boolean => /^\d+$/.test(d);

/** The sizes of the point that the specification leaves open. */
const openSizes = (p: OptimizerProgram): readonly string[] =>
  [...new Set(p.place.flatMap(({ target }) => target.shape))].filter((d) => !isNumeral(d));

/** Why no module can be made of an algorithm: the entries of a variable must count up to sizes, not to one less, say. */
export function emissionProblem(p: OptimizerProgram, span: Span): Diagnostic | undefined {
  const strange = openSizes(p).find((d) => !p.dimensions.includes(d));
  if (strange === undefined) return undefined;
  return {
    code: 'not-yet',
    severity: 'error',
    span,
    message: `no module is made of ${p.name} yet: its point has ${strange} entries`,
    notes: [`the number of entries of a variable decides ${p.dimensions.join(', ')} only where it is that number`],
    hint: `\`blrc replay\` runs ${p.name} as it is`,
  };
}

/** The dimensions that a point decides, where `emissionProblem` has none. */
export function openDimensions(p: OptimizerProgram): readonly string[] {
  const problem = emissionProblem(p, { start: 0, end: 0 });
  if (problem) throw new CompilerBug(`asked for a module in spite of a problem: ${problem.message}`);
  return openSizes(p);
}

/** The pattern that takes sizes apart: `{ P, Q }`; empty where there is none. */
export const sizePattern = (dimensions: readonly string[]): string =>
  dimensions.length === 0 ? '' : `{ ${dimensions.map((d) => fieldText(d, identifier(d))).join(', ')} }`;

/** The sizes of a draw, which its function must be told where it draws the whole of it. */
export const drawnSizes = (p: OptimizerProgram, { lifted, symbol }: Noise): string =>
  lifted ? '' : sizePattern(openDimensions(p).filter((d) => symbol.shape.includes(d)));

const stateSlots = (p: OptimizerProgram): readonly Slot[] =>
  p.state.map(({ symbol, name }) => ({ argument: 'state', symbol, key: name }));
const hyperSlots = (p: OptimizerProgram): readonly Slot[] =>
  p.hyper.map(({ symbol }) => ({ argument: 'hyper', symbol, key: symbol.name, host: symbol.shape.length === 0 }));
const listed = (argument: string, symbols: readonly SymbolExpr[]): readonly Slot[] =>
  symbols.map((symbol, i) => ({ argument, symbol, key: String(i) }));

/** The routines, in the order of the module. */
export function optimizerRoutines(program: OptimizerProgram, target: Target): OptimizerRoutines {
  const p = withCarriedSizes(program);
  const make = (slots: readonly Slot[]): Draft => draft({ model: p }, target, slots, []);
  const noise = listed(
    'noise',
    p.noise.map((n) => n.symbol),
  );
  const state = stateSlots(p);
  const hyper = hyperSlots(p);
  const start = startOf(p);
  const keyOf = (s: SymbolExpr): string => p.state.find((v) => v.symbol === s)?.name ?? s.name;
  const keyed = (map: ReadonlyMap<SymbolExpr, SymbolExpr>): readonly { key: string; symbol: SymbolExpr }[] =>
    [...map].map(([s, symbol]) => ({ key: keyOf(s), symbol }));
  const next = p.state.map(({ symbol, name }) => ({ key: name, symbol: p.next.get(symbol) ?? symbol }));
  const averages = listed(
    'averages',
    p.average.map(({ target: t }) => t),
  );
  return {
    initial: values(
      make(hyper),
      'initial',
      'The identity, with zero momentum.',
      p.state.map((s) => [s.name, s.initial]),
    ),
    start: computed(make([...state, ...listed('point', start.point), ...hyper]), 'start', {
      doc: 'The blocks of the state that bring its centre to a point.',
      assignments: start.assignments,
      outputs: keyed(start.next),
    }),
    place: computed(make([...state, ...noise, ...hyper]), 'place', {
      doc: 'Where the loss and its gradient are evaluated.',
      assignments: p.place,
      outputs: p.place.map(({ target: t }, i) => ({ key: String(i), symbol: t })),
    }),
    average: computed(make([...state, ...noise, ...listed('gradient', p.gradient), ...hyper]), 'average', {
      doc: 'What one sample says of the direction: to be averaged over the samples of a step.',
      assignments: [...p.place, ...p.average],
      outputs: p.average.map(({ target: t }, i) => ({ key: String(i), symbol: t })),
    }),
    step: computed(make([...state, ...averages, ...hyper]), 'update', {
      doc: 'The next state.',
      assignments: p.step,
      outputs: next,
    }),
    centre: values(
      make([...state, ...hyper]),
      'centre',
      'The point estimate.',
      p.centre.map((c, i) => [String(i), unspread(c)]),
    ),
  };
}

/** One number for all entries: the caller knows how many there are. */
const unspread = (e: Expr): Expr => (e.kind === 'apply' && e.fn === 'fill' ? (e.args[0] ?? e) : e);

interface Computed {
  readonly doc: string;
  readonly assignments: readonly Assignment[];
  readonly outputs: readonly { readonly key: string; readonly symbol: Expr }[];
}

function computed(d: Draft, name: string, { doc, assignments, outputs }: Computed): Routine {
  return finish(d, { name, doc: [doc], statements: assign(d, assignments), outputs });
}

function values(d: Draft, name: string, doc: string, list: readonly (readonly [string, Expr])[]): Routine {
  const outputs = list.map(([key, value]) => {
    const term = d.lowering.lower(stableForm(value));
    return { key, named: term.shape.length > 0 && !/^\d+$/.test(key) ? { term, name: identifier(key) } : { term } };
  });
  return finish(d, { name, doc: [doc], statements: [], outputs });
}

const isNamed = (name: string, text: string): boolean => new RegExp(`(?<![\\w.'])${name}(?![\\w'])`).test(text);

/** The hyper-parameters that a text uses. */
export const hyperIn = ({ inputs }: Routine, text: string): readonly string[] =>
  inputs.flatMap((i) => (i.argument === 'hyper' && isNamed(i.name, text) ? [i.key ?? i.name] : []));

/** A function's parameters, with `hyper` after them where its text uses any; sizes that need no name are left out. */
export const parameterList = (takes: readonly string[], used: readonly string[]): string =>
  (used.length === 0 || takes.includes('hyper')
    ? takes.filter((t) => t !== '')
    : [...takes.map((t) => t || 'sizes'), 'hyper']
  ).join(', ');

/** Lines that take a routine's arguments apart, those names that a text uses; `hyper` may be read through a function. */
export function destructured({ inputs }: Routine, text: string, hyper = 'hyper'): string[] {
  const uses = (name: string): boolean => isNamed(name, text);
  return [...new Set(inputs.map((i) => i.argument))].flatMap((argument) => {
    const own = inputs.filter((i) => i.argument === argument);
    if (!own.some((i) => uses(i.name))) return [];
    if (argument !== 'state' && argument !== 'hyper') {
      const last = own.findLastIndex((i) => uses(i.name));
      const items = own.slice(0, last + 1).map((i) => (uses(i.name) ? i.name : ''));
      return [`const [${items.join(', ')}] = ${argument};`];
    }
    const fields = own.filter((i) => uses(i.name)).map((i) => fieldText(i.key ?? '', i.name));
    return [`const { ${fields.join(', ')} } = ${argument === 'hyper' ? hyper : argument};`];
  });
}

/** A field of a pattern or an object. */
export const fieldText = (key: string, name: string): string => (key === name ? name : `${propertyKey(key)}: ${name}`);

/** A hyper-parameter's spellings, that of the specification first. */
export const spellingsOf = ({ symbol: { name } }: HyperParameter): readonly string[] => [
  ...new Set([name, asciiName(name)]),
];

/** The other spelling of a name of the state, as part of its slot's text: `σ` where the source says `sigma`, and conversely. */
function twinText(name: string): string {
  const twin = [asciiName(name), canonicalName(name)].find((other) => other !== name);
  return twin === undefined ? '' : ` twin: ${quoted(twin)},`;
}

/** Where the runtime must keep a block, as text. */
const domainText = (symbol: SymbolExpr): string => {
  const domain = stateDomain(symbol);
  return typeof domain === 'string' ? quoted(domain) : `[${domain.join(', ')}]`;
};

/** Between which numbers a hyper-parameter may be set, where its domain names them: `from` and `to` belong to it. */
function rangeText({ symbol: { domain }, rests }: HyperParameter): string {
  if (domain.kind !== 'interval' && domain.kind !== 'integers') return '';
  const { lower, upper } = domain;
  const isWhole = domain.kind === 'integers';
  const end = (word: string, e: Expr | undefined): string =>
    e?.kind === 'rational' ? `, ${word}: ${range(e).lo}` : '';
  const first = isWhole || rests || domain.closedLower ? 'from' : 'above';
  const last = isWhole || domain.closedUpper ? 'to' : 'below';
  return `${end(first, lower)}${end(last, upper)}${isWhole ? ', whole: true' : ''}`;
}

/** The name of the function that draws a noise. */
export const drawName = ({ symbol }: Noise): string => identifier(`draw ${symbol.name}`);

/** A sampler of the base as a program of its own: hyper-parameters and draws that it names are its constants. */
export function samplingProgram(p: OptimizerProgram, { sampler, given }: Noise): SamplingProgram {
  const named = symbolsIn(sampler);
  const constants = [...p.hyper.map((h) => h.symbol), ...given].filter((s) => named.has(s));
  const spelling = new Map(constants.map((s) => [s, s.name]));
  return { model: { dimensions: p.dimensions, parameters: [], constants, variables: [], spelling } };
}

/** One draw of every noise in the order of drawing: where each stands in `noise`, and the parameters of its function. */
export function drawsInTurn(p: OptimizerProgram, parameters: string): readonly DrawInTurn[] {
  const order = [...p.noise.keys()].sort((i, j) => (p.noise[i]?.given.length ?? 0) - (p.noise[j]?.given.length ?? 0));
  return order.flatMap((place) => {
    const noise = p.noise[place];
    if (!noise) return [];
    const known = noise.given.map(
      (g) => `${propertyKey(g.name)}: ${drawnName(p.noise.findIndex((n) => n.symbol === g))}`,
    );
    return [{ noise, place, parameters: known.length > 0 ? `{ ...${parameters}, ${known.join(', ')} }` : parameters }];
  });
}

export interface DrawInTurn {
  readonly noise: Noise;
  readonly place: number;
  readonly parameters: string;
}

/** All symbols of the expressions inside a sampler. */
function symbolsIn(value: unknown, found: Set<SymbolExpr> = new Set()): ReadonlySet<SymbolExpr> {
  if (typeof value !== 'object' || value === null) return found;
  if (isExpr(value)) {
    if (value.kind === 'symbol') found.add(value);
    for (const c of children(value)) symbolsIn(c, found);
  } else for (const part of Object.values(value)) symbolsIn(part, found);
  return found;
}

const isExpr = (value: object): value is Expr => 'id' in value && 'shape' in value && 'kind' in value;

/** The rule without its functions, as the text of an object's properties. */
export function ruleLines(p: OptimizerProgram): readonly string[] {
  const shapeText = (shape: readonly string[]): string =>
    `[${shape.map((d) => (isNumeral(d) ? d : quoted(d))).join(', ')}]`;
  const list = (items: readonly string[]): string[] => ['[', ...items.map((i) => `  ${i},`), ']'];
  const property = (key: string, [first = '', ...rest]: readonly string[]): string[] =>
    [`${key}: ${first}`, ...rest].map((line, i, all) => (i === all.length - 1 ? `${line},` : line));
  const state = p.state.map(({ symbol, name, role }) => {
    const momentum = role === 'momentum' ? ', momentum: true' : '';
    return `{ name: ${quoted(name)},${twinText(name)} rank: ${symbol.shape.length}, domain: ${domainText(symbol)}${momentum} }`;
  });
  const hyper = p.hyper.map((h) => {
    const initial = h.initial === undefined ? '' : `, initial: ${h.initial}`;
    const shape = h.symbol.shape.length === 0 ? '' : `, shape: ${shapeText(h.symbol.shape)}`;
    return `{ spellings: [${spellingsOf(h).map(quoted).join(', ')}]${initial}${shape}${rangeText(h)} }`;
  });
  return [
    `name: ${quoted(p.name)},`,
    ...property('state', list(state)),
    ...(movesApart(p) ? ['apart: true,'] : []),
    ...property('hyper', list(hyper)),
    `samples: ${quoted(p.samples.name)},`,
    `temperature: ${quoted(p.temperature.name)},`,
    `point: [${p.place.map(({ target }) => shapeText(target.shape)).join(', ')}],`,
    `noise: [${p.noise.map(({ symbol }) => shapeText(symbol.shape)).join(', ')}],`,
  ];
}
