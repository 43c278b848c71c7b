// Where claims are tried: each symbol draws from a stream of its own, so that all claims of a derivation meet at the
// same points.
import { type Domain, type Expr, type SymbolExpr, zero } from '../ir/expr.ts';
import { symbolsOf } from '../ir/visit.ts';
import type { Environment } from '../numeric/evaluate.ts';
import { type IntegralMemory, integralMemory, measuresAt } from '../numeric/integral-memory.ts';
import { boundsOf, type Point, samplePoint } from '../numeric/points.ts';
import { randomStream } from '../numeric/random.ts';
import { mapTensor, nested, type Sizes, type Tensor } from '../numeric/tensors.ts';

/** What a verification knows of the model whose claims it tries. */
export interface VerifyContext {
  /** The sizes at which claims are tried; one empty map for a model without dimensions. */
  readonly sizes: readonly Sizes[];
  readonly seed: number;
  /** Only the fast claims, or all of them (the default). */
  readonly only?: 'live' | 'all';
  /** Values of constants that are given. */
  readonly constants?: Point;
  /** How each symbol is spelled in the source. */
  readonly spelling: ReadonlyMap<SymbolExpr, string>;
}

/** Which points are wanted: the number of the point, and whether ordinary magnitudes are asked for. */
export interface PointRequest {
  readonly sizes: Sizes;
  readonly index: number;
  readonly moderate: boolean;
  /** What runs over a whole line, or from zero on, is drawn so much nearer to zero: 1 where absent. */
  readonly scale?: number;
}

/** A number from text (FNV-1a), to seed streams. */
const hash = (text: string): number =>
  [...text].reduce((h, c) => Math.imul(h ^ (c.codePointAt(0) ?? 0), 0x01000193), 0x811c9dc5) >>> 0;

/** What was drawn so far, for one run of the verifier: claims meet at the same points, so each is drawn once. */
const drawn = new WeakMap<VerifyContext, Map<string, Tensor<number>>>();

const inDecimals = new WeakMap<VerifyContext, IntegralMemory>();
const inDoubles = new WeakMap<VerifyContext, IntegralMemory>();

/** The integrals found so far in one run of the verifier, for the same reason: in many digits, and in doubles. */
export const integralsOf = (context: VerifyContext): IntegralMemory => memoryIn(inDecimals, context);
const integralsInDoubles = (context: VerifyContext): IntegralMemory => memoryIn(inDoubles, context);

function memoryIn(all: WeakMap<VerifyContext, IntegralMemory>, context: VerifyContext): IntegralMemory {
  const known = all.get(context) ?? integralMemory();
  all.set(context, known);
  return known;
}

/** A point of the free symbols of some expressions. */
export function pointFor(
  expressions: readonly Expr[],
  request: PointRequest,
  context: VerifyContext,
): Environment<number> {
  const { sizes, index, moderate, scale = 1 } = request;
  const memory = drawn.get(context) ?? new Map<string, Tensor<number>>();
  drawn.set(context, memory);
  const where = `${context.sizes.indexOf(sizes)} ${index} ${moderate ? 'moderate' : 'any'} ${scale}`;
  const symbols = new Map<SymbolExpr, Tensor<number>>(context.constants);
  const draw = (s: SymbolExpr): void => {
    if (symbols.has(s)) return;
    for (const bound of boundsOf(s.domain)) symbolsOf(bound).forEach(draw);
    const key = `${where} ${s.id}`;
    const value = memory.get(key) ?? drawOf(s, symbols, request, context);
    memory.set(key, value);
    symbols.set(s, value);
  };
  for (const e of expressions) symbolsOf(e).forEach(draw);
  return { symbols, sizes, measures: measuresAt(integralsInDoubles(context), { symbols, sizes }, []) };
}

function drawOf(
  s: SymbolExpr,
  fixed: Point,
  { sizes, index, moderate, scale = 1 }: PointRequest,
  { seed }: VerifyContext,
): Tensor<number> {
  const random = randomStream(hash(`${seed} ${index} ${s.name} ${s.shape.join()}`));
  const value = samplePoint([s], sizes, random, { moderate, fixed }).get(s) ?? { shape: [], data: [Number.NaN] };
  return scale !== 1 && isCone(s.domain) ? mapTensor(value, (x) => x * scale) : value;
}

/** Does it hold zero, and every multiple of what it holds? */
const isCone = (domain: Domain): boolean =>
  domain.kind === 'matrix' ||
  domain.kind === 'symmetric' ||
  (domain.kind === 'interval' && !domain.upper && (!domain.lower || (domain.lower === zero && isClosed(domain))));

const isClosed = (domain: Extract<Domain, { kind: 'interval' }>): boolean => domain.closedLower === true;

/** A point as the reader knows it: names of the source, numbers in full. */
export function spelled(
  { symbols }: Environment<number>,
  expressions: readonly Expr[],
  { spelling }: VerifyContext,
): Readonly<Record<string, unknown>> {
  const free = new Set<Expr>(expressions.flatMap((e) => [...symbolsOf(e)]));
  const shown = [...symbols].filter(([s]) => free.has(s));
  return Object.fromEntries(
    shown.map(([s, t]: [SymbolExpr, Tensor<number>]) => [spelling.get(s) ?? s.name, nested(t)]),
  );
}
