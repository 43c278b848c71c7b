// A plain evaluator of expressions in float64 or rounded to float32 at every operation, independent of the emitters.
import type { ApplyExpr, Expr, SymbolExpr } from '../src/ir/expr.ts';
import { ratioToNumber } from '../src/ir/rational.ts';
import { besselI, besselIe } from '../src/runtime/portable/bessel.ts';
import { erf } from '../src/runtime/portable/error-function.ts';
import { lgamma } from '../src/runtime/portable/gamma.ts';
import { digamma, polygamma } from '../src/runtime/portable/polygamma.ts';

/** A scalar, or a flat tensor with its sizes. */
export interface Value {
  readonly sizes: readonly number[];
  readonly data: readonly number[];
}

export interface Point {
  readonly values: ReadonlyMap<SymbolExpr, Value>;
  readonly sizes: Readonly<Record<string, number>>;
  readonly round: (x: number) => number;
}

export const scalar = (x: number): Value => ({ sizes: [], data: [x] });
export const vector = (...data: readonly number[]): Value => ({ sizes: [data.length], data });
export const matrix = (rows: number, ...data: readonly number[]): Value => ({
  sizes: [rows, data.length / rows],
  data,
});

const at = (v: Value, i: number): number => v.data[v.data.length === 1 ? 0 : i] ?? Number.NaN;

function zip(parts: readonly Value[], p: Point, f: (...x: number[]) => number): Value {
  const widest = parts.reduce((a, b) => (b.sizes.length > a.sizes.length ? b : a), scalar(0));
  return { sizes: widest.sizes, data: widest.data.map((_, i) => p.round(f(...parts.map((v) => at(v, i))))) };
}

export function evaluate(e: Expr, p: Point): Value {
  switch (e.kind) {
    case 'rational':
      return scalar(p.round(ratioToNumber(e.value)));
    case 'constant':
      return scalar(p.round({ pi: Math.PI, euler: 0.5772156649015329, infinity: Infinity }[e.name]));
    case 'dimension':
      return scalar(sizeOf(e.dim, p));
    case 'identity': {
      const n = sizeOf(e.shape[0] ?? '1', p);
      return { sizes: [n, n], data: Array.from({ length: n * n }, (_, i) => Number(i % (n + 1) === 0)) };
    }
    case 'symbol': {
      const value = p.values.get(e);
      if (!value) throw new Error(`no value for ${e.name}`);
      return value;
    }
    case 'sum':
      return e.terms.map((t) => evaluate(t, p)).reduce((a, b) => zip([a, b], p, (x, y) => x + y));
    case 'product':
      return e.factors.map((t) => evaluate(t, p)).reduce((a, b) => zip([a, b], p, (x, y) => x * y));
    case 'power':
      return zip([evaluate(e.base, p), evaluate(e.exponent, p)], p, (x, y) => x ** y);
    case 'apply':
      return apply(e, p);
    case 'integral':
      throw new Error('no integrals here');
  }
}

function sizeOf(dim: string, p: Pick<Point, 'sizes'>): number {
  const [, base = dim, offset = '0'] = /^(.+?)([-+]\d+)?$/.exec(dim) ?? [];
  return (/^\d+$/.test(base) ? Number(base) : (p.sizes[base] ?? Number.NaN)) + Number(offset);
}

const functions: Readonly<Record<string, (...x: number[]) => number>> = {
  exp: Math.exp,
  log: Math.log,
  log1p: Math.log1p,
  expm1: Math.expm1,
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  abs: Math.abs,
  sign: Math.sign,
  lgamma,
  digamma,
  polygamma,
  erf,
  besselI,
  besselIe,
};

const square = (data: readonly number[]): Value => ({ sizes: [Math.sqrt(data.length), Math.sqrt(data.length)], data });
const rowsOf = (v: Value): number => (v.sizes.length === 2 ? (v.sizes[0] ?? 1) : v.data.length);

function multiply(a: Value, b: Value): Value {
  const [n = 1, k = 1] = a.sizes.length === 2 ? a.sizes : [a.data.length, 1];
  const [, m = 1] = b.sizes.length === 2 ? b.sizes : [b.data.length, 1];
  const data = Array.from({ length: n * m }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < k; j++) sum += (a.data[Math.floor(i / m) * k + j] ?? 0) * (b.data[j * m + (i % m)] ?? 0);
    return sum;
  });
  return { sizes: [n, m], data };
}

function inverse(a: Value): Value {
  const n = rowsOf(a);
  const rows = Array.from({ length: n }, (_, i) => [
    ...a.data.slice(i * n, (i + 1) * n),
    ...Array.from({ length: n }, (_, j) => Number(i === j)),
  ]);
  for (let k = 0; k < n; k++) {
    const pivot = rows[k] ?? [];
    const scale = pivot[k] ?? 0;
    for (let j = 0; j < 2 * n; j++) pivot[j] = (pivot[j] ?? 0) / scale;
    rows.forEach((row, i) => {
      const factor = row[k] ?? 0;
      if (i !== k) for (let j = 0; j < 2 * n; j++) row[j] = (row[j] ?? 0) - factor * (pivot[j] ?? 0);
    });
  }
  return square(rows.flatMap((row) => row.slice(n)));
}

function determinant(a: Value): number {
  const n = rowsOf(a);
  if (n === 1) return a.data[0] ?? 0;
  let sum = 0;
  for (let j = 0; j < n; j++) {
    const minor = a.data.filter((_, i) => i >= n && i % n !== j);
    sum += (j % 2 === 0 ? 1 : -1) * (a.data[j] ?? 0) * determinant(square(minor));
  }
  return sum;
}

const trace = (a: Value): number => a.data.filter((_, i) => i % (rowsOf(a) + 1) === 0).reduce((x, y) => x + y, 0);

function apply(e: ApplyExpr, p: Point): Value {
  const args = e.args.map((a) => evaluate(a, p));
  const elementwise = functions[e.fn];
  if (elementwise) return zip(args, p, elementwise);
  const [a = scalar(0), b = scalar(0)] = args;
  const sizes = e.shape.map((d) => sizeOf(d, p));
  const total = a.data.reduce((x, y) => x + y, 0);
  switch (e.fn) {
    case 'total':
      return scalar(total);
    case 'matmul':
      return { sizes, data: args.reduce(multiply).data };
    case 'trace':
      return scalar(args.length === 1 ? trace(a) : wordTrace(args));
    case 'transpose': {
      if (a.sizes.length < 2 || e.shape.length < 2 || e.shape[0] === '1') return { sizes, data: a.data };
      const [n = 1, m = 1] = a.sizes;
      return { sizes, data: Array.from({ length: n * m }, (_, i) => a.data[(i % n) * m + Math.floor(i / n)] ?? 0) };
    }
    case 'inverse':
      return inverse(a);
    case 'logdet':
      return scalar(Math.log(Math.abs(determinant(a))));
    case 'logsumexp':
      return scalar(Math.log(a.data.reduce((sum, x) => sum + Math.exp(x), 0)));
    case 'diagonal':
      return square(a.data.flatMap((x, i) => a.data.map((_, j) => (i === j ? x : 0))));
    case 'fill':
      return { sizes, data: new Array<number>(sizes.reduce((x, y) => x * y, 1)).fill(a.data[0] ?? 0) };
    case 'append':
      return vector(...a.data, ...b.data);
    case 'head':
      return vector(...a.data.slice(0, -1));
    case 'last':
      return scalar(a.data.at(-1) ?? 0);
    case 'stack':
      return vector(...args.map((x) => x.data[0] ?? 0));
    default:
      throw new Error(`no ${e.fn} here`);
  }
}

function wordTrace(args: readonly Value[]): number {
  const product = args.reduce(multiply);
  return product.data.length === 1 ? (product.data[0] ?? 0) : trace(square(product.data));
}
