// JSON values → tensors of symbols: names in either spelling, shapes inferred, domains enforced.
import { canonicalName } from '../../grammar/names.ts';
import { withinWork } from '../derivation/within-work.ts';
import { type Diagnostic, type DiagnosticCode, failure, type Result, type Span } from '../diagnostics.ts';
import type { SymbolExpr } from '../ir/expr.ts';
import { domainProblem } from '../model/domain.ts';
import { entriesOf, type Sizes, sizeOfShape, type Tensor } from '../numeric/tensors.ts';

/** What messages need to know of the declaration that is asked. */
export interface Asked {
  readonly name: string;
  readonly parameters: readonly SymbolExpr[];
  readonly spelling: ReadonlyMap<SymbolExpr, string>;
  readonly spans: { readonly name: Span };
}

/** Values of symbols with the sizes their arrays imply. */
export interface Values {
  readonly symbols: Map<SymbolExpr, Tensor<number>>;
  readonly sizes: Map<string, number>;
}

/** A mistake in the values a user handed in; placed at the declaration's name. */
export class InputProblem extends Error {
  readonly diagnostic: Diagnostic;
  constructor(model: Asked, code: DiagnosticCode, message: string, hint?: string) {
    super(message);
    this.diagnostic = { code, severity: 'error', message, span: model.spans.name, ...(hint ? { hint } : {}) };
  }
}

/** What a question about a declaration is answered, or what is wrong with it, or that it takes too much work. */
export function answered<T>({ name, spans }: Pick<Asked, 'name' | 'spans'>, answer: () => T): Result<T> {
  try {
    return withinWork(spans.name, `what is asked of ${name}`, answer);
  } catch (problem) {
    if (problem instanceof InputProblem) return failure(problem.diagnostic);
    throw problem;
  }
}

/** No values yet. */
export const noValues = (): Values => ({ symbols: new Map(), sizes: new Map() });

/** A JSON record keyed by names in either spelling, as canonical names. */
export function byCanonicalName(model: Asked, record: unknown, what: string): Map<string, unknown> {
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    throw new InputProblem(model, 'shape-mismatch', `${what} must be an object such as {${example(model)}}`);
  return canonicalRecord(model, { ...record });
}

/** A record under canonical names; two spellings of one name would leave open which value counts. */
export function canonicalRecord(model: Asked, record: Readonly<Record<string, unknown>>): Map<string, unknown> {
  const spelled = new Map<string, string>();
  for (const key of Object.keys(record)) {
    const name = canonicalName(key);
    const other = spelled.get(name);
    if (other !== undefined)
      throw new InputProblem(
        model,
        'shape-mismatch',
        `\`${other}\` and \`${key}\` are two spellings of one name`,
        'give its value once',
      );
    spelled.set(name, key);
  }
  return new Map(Object.entries(record).map(([k, v]) => [canonicalName(k), v]));
}

const example = (model: Asked): string =>
  model.parameters.map((p) => `"${model.spelling.get(p) ?? p.name}": …`).join(', ');

/** Reads one symbol's value into `into`, checking its shape against the sizes known so far. */
export function readValue(model: Asked, s: SymbolExpr, json: unknown, into: Values, check = true): void {
  const name = model.spelling.get(s) ?? s.name;
  const { shape, data } = flatten(model, name, json, mostDimensions);
  bindShape(model, s, name, shape, into.sizes);
  const tensor: Tensor<number> = { shape: [...sizeOfShape(s.shape, into.sizes)], data };
  if (data.length !== entriesOf(tensor.shape))
    throw new InputProblem(
      model,
      'shape-mismatch',
      `${name} has ${data.length} entries, ${tensor.shape.join('×')} are wanted`,
    );
  into.symbols.set(s, tensor);
  if (check) checkDomain(model, s, json, into);
}

/** Refuses a value outside the domain of its symbol, whose bounds may name sizes and constants that are known by now. */
function checkDomain(model: Asked, s: SymbolExpr, json: unknown, into: Values): void {
  const tensor = into.symbols.get(s);
  const problem = tensor && domainProblem(s, tensor, into);
  const name = model.spelling.get(s) ?? s.name;
  if (problem)
    throw new InputProblem(
      model,
      'shape-mismatch',
      `${name} = ${JSON.stringify(json)} lies outside its domain: ${problem}`,
      `choose ${name} inside the domain it was declared with`,
    );
}

/** More than a matrix has is reported as what it is; beyond that, arrays in arrays are not followed. */
const mostDimensions = 4;

function flatten(model: Asked, name: string, json: unknown, depth: number): { shape: number[]; data: number[] } {
  if (typeof json === 'number' || typeof json === 'string') return { shape: [], data: [numberOf(model, name, json)] };
  if (!Array.isArray(json) || json.length === 0)
    throw new InputProblem(
      model,
      'shape-mismatch',
      `${name} must be a number or an array of numbers, not ${JSON.stringify(json) ?? 'missing'}`,
    );
  if (depth === 0)
    throw new InputProblem(model, 'shape-mismatch', `${name} has more than ${mostDimensions} dimensions`);
  const parts = json.map((x: unknown) => flatten(model, name, x, depth - 1));
  const [first] = parts;
  if (!first || parts.some((p) => p.shape.join() !== first.shape.join()))
    throw new InputProblem(model, 'shape-mismatch', `the rows of ${name} have different lengths`);
  return { shape: [json.length, ...first.shape], data: parts.flatMap((p) => p.data) };
}

function numberOf(model: Asked, name: string, json: number | string): number {
  const x =
    typeof json === 'number' ? json : json === 'Infinity' ? Infinity : json === '-Infinity' ? -Infinity : Number.NaN;
  if (!Number.isFinite(x))
    throw new InputProblem(model, 'shape-mismatch', `${name} must be a finite number, not ${wordsOf(json)}`, doubles);
  return x;
}

/** JSON has no word for what overflows while it is read. */
const wordsOf = (json: number | string): string =>
  typeof json === 'number' ? 'one beyond the largest double' : JSON.stringify(json);

const doubles = 'numbers are written without quotes, and reach up to 1.8e308';

function bindShape(
  model: Asked,
  s: SymbolExpr,
  name: string,
  shape: readonly number[],
  sizes: Map<string, number>,
): void {
  if (shape.length !== s.shape.length)
    throw new InputProblem(
      model,
      'shape-mismatch',
      `${name} has ${shape.length} dimension${shape.length === 1 ? '' : 's'}, declared are ${s.shape.length}`,
      s.shape.length === 2 ? 'a matrix is an array of rows' : undefined,
    );
  s.shape.forEach((dim, i) => {
    const size = shape[i] ?? 0;
    const known = dimensionSize(dim, sizes);
    if (known === undefined) setDimension(dim, size, sizes);
    else if (known !== size)
      throw new InputProblem(
        model,
        'shape-mismatch',
        dim === String(known)
          ? `${name} has ${size} ${s.shape.length === 1 ? 'entries' : i === 0 ? 'rows' : 'columns'}, declared are ${known}`
          : `${name} has ${size} entries along ${dim}, but ${dim} is ${known}`,
      );
  });
}

/** The size of a dimension, where it is known. */
export function dimensionSize(dim: string, sizes: Sizes): number | undefined {
  if (/^\d+$/.test(dim)) return Number(dim);
  const match = /^(.*?)([+-]\d+)?$/u.exec(dim);
  const base = sizes.get(match?.[1] ?? dim);
  return base === undefined ? undefined : base + Number(match?.[2] ?? 0);
}

function setDimension(dim: string, size: number, sizes: Map<string, number>): void {
  const match = /^(.*?)([+-]\d+)?$/u.exec(dim);
  sizes.set(match?.[1] ?? dim, size - Number(match?.[2] ?? 0));
}

/** Sizes that a record gives by name, as in { P: 3 }, go from it into `sizes`; those known already must agree. */
export function takeSizes(
  model: Asked,
  dimensions: readonly string[],
  record: Map<string, unknown>,
  sizes: Map<string, number>,
): void {
  for (const dim of dimensions) {
    const size = record.get(dim);
    if (size === undefined) continue;
    if (typeof size !== 'number' || !Number.isInteger(size) || size < 1)
      throw new InputProblem(
        model,
        'shape-mismatch',
        `${dim} is a size, and ${JSON.stringify(size)} is none`,
        sizeHint,
      );
    const known = sizes.get(dim);
    if (known !== undefined && known !== size)
      throw new InputProblem(model, 'shape-mismatch', `${dim} is ${known}, not ${size}`);
    sizes.set(dim, size);
    record.delete(dim);
  }
}

const sizeHint = 'a size is a whole number from 1 on';

/** Reads every listed symbol from a record. An unknown name is told before a missing one, which it often misspells. */
export function readAll(
  model: Asked,
  record: Map<string, unknown>,
  wanted: readonly SymbolExpr[],
  optional: readonly SymbolExpr[],
  into: Values,
): void {
  const known = new Set([...wanted, ...optional].map((s) => s.name));
  for (const name of record.keys())
    if (!known.has(name))
      throw new InputProblem(
        model,
        'unknown-name',
        `${model.name} has no ${name}`,
        `it has ${[...wanted, ...optional].map((s) => model.spelling.get(s) ?? s.name).join(', ')}`,
      );
  for (const s of wanted) {
    if (!record.has(s.name))
      throw new InputProblem(
        model,
        'unknown-name',
        `a value of ${model.spelling.get(s) ?? s.name} is missing`,
        `give {${wanted.map((w) => `"${model.spelling.get(w) ?? w.name}": …`).join(', ')}}`,
      );
  }
  const given = [...wanted, ...optional].filter((s) => record.has(s.name));
  for (const s of given) readValue(model, s, record.get(s.name), into, false);
  checkDomains(model, record, given, into);
}

/** Refuses given values outside their domains, once everything that bounds name is known. */
export function checkDomains(
  model: Asked,
  record: ReadonlyMap<string, unknown>,
  given: readonly SymbolExpr[],
  into: Values,
): void {
  for (const s of given) if (record.has(s.name)) checkDomain(model, s, record.get(s.name), into);
}
