// One query point: parameters by value, or replaced by formulas in given natural parameters.
import type { Findings } from '../derivation/findings.ts';
import { required } from '../derivation/theorem.ts';
import { add, mul } from '../ir/build.ts';
import { type Expr, rational, type SymbolExpr } from '../ir/expr.ts';
import { substitute } from '../ir/visit.ts';
import { domainProblem } from '../model/domain.ts';
import { type AccurateEvaluator, accurateEvaluator } from '../numeric/evaluate-accurately.ts';
import type { Sizes, Tensor } from '../numeric/tensors.ts';
import { coordinateCount, unflatten } from './flat.ts';
import {
  byCanonicalName,
  checkDomains,
  InputProblem,
  noValues,
  readAll,
  readValue,
  takeSizes,
  type Values,
} from './input.ts';
import { newtonSolve } from './newton.ts';
import { inside } from './newton-system.ts';

/** Where a query is asked: values of symbols, and expressions for the parameters in terms of them. */
export interface Setting {
  readonly findings: Findings;
  readonly values: Values;
  /** Parameters by formulas, when natural parameters were given. */
  readonly formulas: ReadonlyMap<Expr, Expr>;
  /** Were natural parameters given? */
  readonly natural: boolean;
  /** Values of expressions in the symbols above. */
  readonly accurate: AccurateEvaluator;
}

const unnamed = 'no parameters belong to these natural parameters';

/** A setting from `at`: parameters, constants, and possibly the variable. */
export function settingAt(findings: Findings, at: unknown): Setting {
  const { model } = findings;
  const values = noValues();
  const record = byCanonicalName(model, at, 'at');
  takeSizes(model, model.dimensions, record, values.sizes);
  readAll(model, record, [...model.constants, ...model.parameters], model.variables, values);
  requireSizes(findings, values);
  return { findings, values, formulas: new Map(), natural: false, accurate: accurateEvaluator(values) };
}

/** A setting from flat natural parameters (and constants in `at`). */
export function settingAtNatural(findings: Findings, flat: unknown, at: unknown): Setting {
  const { model } = findings;
  const { blocks } = required(findings, 'separation');
  const values = noValues();
  const record = byCanonicalName(model, at ?? {}, 'at');
  for (const p of model.parameters) record.delete(p.name);
  takeSizes(model, model.dimensions, record, values.sizes);
  readAll(model, record, model.constants, model.variables, values);
  const numbers = numbersOf(findings, flat);
  inferSizes(findings, numbers.length, values);
  checkDomains(model, record, [...model.constants, ...model.variables], values);
  let offset = 0;
  for (const b of blocks) {
    const count = coordinateCount(b.symbol, values.sizes);
    values.symbols.set(b.symbol, unflatten(b.symbol, numbers.slice(offset, offset + count), values.sizes, 'natural'));
    offset += count;
  }
  if (offset !== numbers.length)
    throw new InputProblem(
      model,
      'shape-mismatch',
      `${numbers.length} natural parameters were given, ${offset} are wanted`,
    );
  if (!inside(required(findings, 'partition').domain, values.symbols, values.sizes))
    throw new InputProblem(
      model,
      'not-integrable',
      `the natural parameters ${JSON.stringify(flat)} lie outside the natural domain of ${model.name}`,
      'the integral of the density is finite only inside it; `blrc derive` prints its conditions',
    );
  if (!blocks.every((b) => isReached(b.symbol, values)))
    throw new InputProblem(
      model,
      'not-integrable',
      unnamed,
      'they lie in the natural domain, and declared parameters reach a part of it only; widen the domain of a parameter',
    );
  requireSame(findings, values, at);
  const map = required(findings, 'fromNatural');
  if (map.kind === 'closed') {
    const formulas = new Map<Expr, Expr>(map.assignments.map((a) => [a.target, a.value]));
    return { findings, values, formulas, natural: true, accurate: accurateEvaluator(values) };
  }
  const solved = newtonSolve(map, values.symbols, values.symbols, values.sizes);
  if (!solved) throw new InputProblem(model, 'not-integrable', unnamed);
  for (const p of model.parameters) {
    const t = solved.get(p);
    if (t) values.symbols.set(p, t);
  }
  return { findings, values, formulas: new Map(), natural: true, accurate: accurateEvaluator(values) };
}

/** Parameters that stand in `at` beside natural ones are those of the same member. */
function requireSame(findings: Findings, { symbols }: Values, at: unknown): void {
  const { model } = findings;
  const record = byCanonicalName(model, at ?? {}, 'at');
  if (!model.parameters.some((p) => record.has(p.name))) return;
  const { blocks } = required(findings, 'separation');
  const told = valuesAt(
    settingAt(findings, at),
    blocks.map((b) => b.natural),
  );
  const isSame = (x: number, y = Number.NaN): boolean => Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(x));
  if (told.every((t, i) => t.data.every((x, k) => isSame(x, symbols.get(blocks[i]?.symbol as SymbolExpr)?.data[k]))))
    return;
  throw new InputProblem(
    model,
    'shape-mismatch',
    'the parameters in `at` are not those of the natural parameters',
    'leave the parameters out of `at`, where constants and a value of the variable are enough, or leave the natural ones out',
  );
}

/** Does λ lie between the bounds that it has over the declared parameters? Formulas in λ hold there only. */
function isReached(s: SymbolExpr, { symbols, sizes }: Values): boolean {
  const t = symbols.get(s);
  const closed = { ...s.domain, closedLower: true, closedUpper: true };
  return !t || s.domain.kind !== 'interval' || !domainProblem({ ...s, domain: closed }, t, { symbols, sizes });
}

/** A dimension that no parameter or constant has is given as a number, or told by a value of the variable. */
function requireSizes({ model }: Findings, { sizes }: Values): void {
  const open = model.dimensions.find((d) => !sizes.has(d));
  if (open === undefined) return;
  const carrier = model.variables.find((v) => v.shape.some((dim) => dim.replace(/[+-]\d+$/, '') === open));
  const told = carrier ? `, or a value of ${model.spelling.get(carrier) ?? carrier.name}, whose length is ${open}` : '';
  throw new InputProblem(
    model,
    'unknown-name',
    `the dimension ${open} of ${model.name} is told by no parameter or constant`,
    `give its size in at, as in "${open}": 3${told}`,
  );
}

function numbersOf({ model }: Findings, flat: unknown): number[] {
  const list = Array.isArray(flat) ? flat : [flat];
  const numbers = list
    .map((x: unknown) => (typeof x === 'number' && Number.isFinite(x) ? x : undefined))
    .filter((x) => x !== undefined);
  if (numbers.length !== list.length || numbers.length === 0)
    throw new InputProblem(model, 'shape-mismatch', 'natural parameters are a flat array of finite numbers');
  return numbers;
}

/** The size of the one open dimension, by trying which one gives this many coordinates. */
function inferSizes(findings: Findings, count: number, values: Values): void {
  const { blocks, model } = required(findings, 'separation');
  const open = model.dimensions.filter((d) => !values.sizes.has(d));
  const [dim] = open;
  if (!dim) return;
  for (let size = 1; size <= count + 2; size++) {
    const sizes = new Map([...values.sizes, ...open.map((d): [string, number] => [d, size])]);
    if (blocks.reduce((n, b) => n + coordinateCount(b.symbol, sizes), 0) !== count) continue;
    for (const d of open) values.sizes.set(d, size);
    return;
  }
  throw new InputProblem(model, 'shape-mismatch', `no size of ${dim} gives ${count} natural parameters`);
}

/** Values of expressions in the declared parameters at this setting, right to the last digit. */
export function valuesAt(
  setting: Setting,
  expressions: readonly Expr[],
  more: ReadonlyMap<SymbolExpr, Tensor<number>> = new Map(),
): readonly Tensor<number>[] {
  const ready = expressions.map((e) => substitute(e, setting.formulas));
  const found = setting.accurate(ready, more);
  if (!found.some(isUndefined)) return found;
  const [above, below] = [1, -1].map((side) =>
    setting.accurate(
      ready.map((e) => besides(setting, [...more.keys()], e, side)),
      more,
    ),
  );
  return found.map((t, i) => (isUndefined(t) ? between(above?.[i] ?? t, below?.[i] ?? t) : t));
}

const isUndefined = (t: Tensor<number>): boolean => t.data.some(Number.isNaN);

/** How far beside a removable singularity a formula is read. */
const beside = rational(1n, 10n ** 40n);

/** The expression with every number it is asked at moved by a tiny step. */
function besides({ findings, values }: Setting, more: readonly SymbolExpr[], e: Expr, side: number): Expr {
  const { model, separation } = findings;
  const own = [...model.parameters, ...(separation?.blocks ?? []).map((b) => b.symbol)];
  const moved = [...own.filter((s) => values.symbols.has(s)), ...more].filter(movesFreely);
  return substitute(e, new Map(moved.map((s) => [s, add(s, mul(rational(side), beside))])));
}

/** Entries of a point of a simplex, or of a matrix, are tied to each other. */
const movesFreely = ({ shape, domain }: SymbolExpr): boolean =>
  shape.length === 0 || (shape.length === 1 && domain.kind !== 'simplex' && domain.kind !== 'onehot');

/** Both sides agree where the singularity was removable. */
function between(a: Tensor<number>, b: Tensor<number>): Tensor<number> {
  const agrees = (x: number, y: number): boolean => Math.abs(x - y) <= 1e-12 * Math.max(1, Math.abs(x));
  return {
    shape: a.shape,
    data: a.data.map((x, i) => (agrees(x, b.data[i] ?? Number.NaN) ? (x + (b.data[i] ?? 0)) / 2 : Number.NaN)),
  };
}

/** Second parameters for a divergence, read with the same sizes. */
export function readOther(setting: Setting, toPoint: unknown): Map<SymbolExpr, Tensor<number>> {
  const { model } = setting.findings;
  const record = byCanonicalName(model, toPoint, 'toPoint');
  takeSizes(model, model.dimensions, record, new Map(setting.values.sizes));
  const there: Values = { symbols: new Map(), sizes: new Map(setting.values.sizes) };
  for (const c of model.constants) {
    if (!record.has(c.name)) continue;
    readValue(model, c, record.get(c.name), there);
    if (there.symbols.get(c)?.data.join() !== setting.values.symbols.get(c)?.data.join())
      throw new InputProblem(
        model,
        'shape-mismatch',
        `toPoint may repeat ${c.name}, not change it`,
        `leave ${c.name} out of toPoint: a divergence is one between members of one family`,
      );
    record.delete(c.name);
  }
  readAll(model, record, model.parameters, [], there);
  return there.symbols;
}

/** Sizes of the dimensions at a setting. */
export const sizesOf = (s: Setting): Sizes => s.values.sizes;
