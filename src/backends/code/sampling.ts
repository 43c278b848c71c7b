// The parts of a sampler as routines: what is computed from the parameters, and the value from the primitive draws.
import { exp } from '../../ir/build.ts';
import { type Expr, realLine, type SymbolExpr, symbol } from '../../ir/expr.ts';
import { floatingForm } from '../../ir/floating.ts';
import { stableForm } from '../../ir/stable.ts';
import { substitute } from '../../ir/visit.ts';
import type { Carried, Draw, Sampler } from '../../model/program.ts';
import { elementwise, type Lowering } from './lowering.ts';
import { commentText, identifier, propertyKey } from './names.ts';
import {
  draft,
  finish,
  type Input,
  parameterSlots,
  type Routine,
  type SamplingProgram,
  spelling,
  type Target,
} from './routine.ts';
import type { Term } from './term.ts';

/** How the function that draws begins, and what it says of itself. */
export interface SamplerHead {
  readonly text: string;
  readonly doc?: string;
}

/** A routine of the parameters and further symbols, each handed in as an argument of its own. */
export function partRoutine(
  p: SamplingProgram,
  target: Target,
  name: string,
  values: readonly Expr[],
  symbols: readonly SymbolExpr[] = [],
): Routine {
  const extra = symbols.map((symbol) => ({ argument: 'draws', key: identifier(symbol.name), symbol }));
  const d = draft(p, target, [...parameterSlots(p), ...extra]);
  const outputs = values.map((value) => ({ named: { term: d.lowering.lower(floatingForm(value)) } }));
  return finish(d, { name, doc: [name], statements: [], outputs });
}

export type SequenceSampler = Extract<Sampler, { kind: 'sequence' }>;

/** One variable of several: the function that draws it, and the program in which the variables before it are known. */
export interface SequenceStep {
  readonly name: string;
  readonly key: string;
  readonly program: SamplingProgram;
  readonly sampler: Sampler;
  readonly head: SamplerHead;
}

/** The variables in the order in which they are drawn. */
export function sequenceSteps(program: SamplingProgram, { parts }: SequenceSampler): readonly SequenceStep[] {
  const { model } = program;
  return parts.map(({ variable, sampler }, k) => {
    const before = parts.slice(0, k).map((p) => p.variable);
    const name = `drawPart${k + 1}`;
    const key = spelling(program, variable);
    const given = before.length > 0 ? ` given ${before.map((b) => spelling(program, b)).join(', ')}` : '';
    return {
      name,
      key: propertyKey(key),
      program: { ...program, model: { ...model, constants: [...model.constants, ...before] } },
      sampler,
      head: { text: `function ${name}(parameters, shape, seed)`, doc: `Draws ${commentText(key)}${given}.` },
    };
  });
}

/** The local name of a step's draws. */
export const drawnName = (k: number): string => `drawn${k + 1}`;

/** The draws as fields of an object. */
export const fieldsOf = (steps: readonly SequenceStep[]): string =>
  steps.map(({ key }, k) => `${key}: ${drawnName(k)}`).join(', ');

export type AffineSampler = Extract<Sampler, { kind: 'affine-vector' | 'affine-matrix' }>;

/** mean + L⁻ᵀε, or mean + L⁻ᵀεR⁻¹, as the kernel `drawAt` of the parameters and the draw. */
export function affineRoutine(p: SamplingProgram, target: Target, s: AffineSampler): Routine {
  const { symbol } = s.draw;
  const extra = { argument: 'draws', key: identifier(symbol.name), symbol };
  const d = draft(p, target, [...parameterSlots(p), extra]);
  const l = d.lowering;
  const noise = l.lower(symbol);
  const spread = s.kind === 'affine-vector' ? spreadVector(l, s.precision, noise) : spreadMatrix(l, s, noise);
  const drawn = elementwise(l, 'add', l.lower(stableForm(s.mean)), spread);
  const term = s.kind === 'affine-vector' && s.through ? carried(l, s.through, drawn) : drawn;
  return finish(d, { name: 'drawAt', doc: ['draw'], statements: [], outputs: [{ named: { term } }] });
}

const carried = (l: Lowering, { variable, value }: Carried, drawn: Term): Term =>
  l.within(new Map([[variable, drawn]])).lower(stableForm(value));

const factor = (l: Lowering, precision: Expr): Term =>
  l.table.call('cholesky', [l.lower(stableForm(precision))], precision.shape);

const spreadVector = (l: Lowering, precision: Expr, noise: Term): Term =>
  l.table.call('adjointSolve', [factor(l, precision), noise], noise.shape);

/** L⁻ᵀ ε R⁻¹ = L⁻ᵀ (R⁻ᵀ εᵀ)ᵀ. */
function spreadMatrix(l: Lowering, s: Extract<AffineSampler, { kind: 'affine-matrix' }>, noise: Term): Term {
  const [rows = '1', columns = '1'] = noise.shape;
  const turned = l.table.call('transpose', [noise], [columns, rows]);
  const right = l.table.call('adjointSolveMatrix', [factor(l, s.columnPrecision), turned], [columns, rows]);
  const back = l.table.call('transpose', [right], [rows, columns]);
  return l.table.call('adjointSolveMatrix', [factor(l, s.rowPrecision), back], [rows, columns]);
}

/** A value and its draws, gamma draws by their logarithms: of a small shape these hold what underflows itself. */
export function byLogarithms(
  value: Expr,
  draws: readonly Draw[],
): { readonly value: Expr; readonly draws: readonly Draw[] } {
  const logOf = ({ symbol: { name, shape } }: Draw): SymbolExpr => symbol(`log_${name}`, realLine, shape);
  const gammas = draws.filter((d) => d.law === 'gamma');
  return {
    value: substitute(value, new Map(gammas.map((d) => [d.symbol, exp(logOf(d))]))),
    draws: draws.map((d) => (d.law === 'gamma' ? { ...d, symbol: logOf(d) } : d)),
  };
}

/** A draw with its place in the kernel's arguments. */
export interface DrawInput {
  readonly draw: Draw;
  readonly input: Input;
}

/** The inputs of a routine that are draws. */
export const drawInputs = (r: Routine, draws: readonly Draw[]): readonly DrawInput[] =>
  draws.flatMap((draw) => {
    const input = r.inputs.find((i) => i.symbol === draw.symbol && i.argument === 'draws');
    return input ? [{ draw, input }] : [];
  });
