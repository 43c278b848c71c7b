// An optimizer's run without tensors: samples averaged, the state kept in what float64 holds of its domain.
import { cutStep, type Moved } from './optimizer-cut.ts';
import { composes, countOf, outsideDomain } from './optimizer-given.ts';
import { combineValues, type Flat, heldState, type PlainSlot, type State } from './optimizer-state.ts';
import { splitSeed } from './philox.ts';

/** A number, or numbers in any kind of list, matrices by rows. */
export type Value = number | ArrayLike<number> | readonly ArrayLike<number>[];

/** How large each named dimension is. */
export type Sizes = Readonly<Record<string, number>>;
/** Hyper-parameters by name; those that are vectors or matrices flat. */
export type Hyper = Readonly<Record<string, Flat>>;
/** Sizes that are numbers or names. */
export type Shape = readonly (number | string)[];

/** Between which numbers a number may be set; what is left out has no end there. */
export interface NumberRange {
  readonly from?: number;
  readonly above?: number;
  readonly to?: number;
  readonly below?: number;
  readonly whole?: boolean;
}

/** The rule of an emitted module. */
export interface PlainRule {
  readonly name: string;
  readonly state: readonly PlainSlot[];
  /** The entries of the blocks move apart from each other. */
  readonly apart?: boolean;
  readonly hyper: readonly {
    readonly spellings: readonly string[];
    readonly initial?: number;
    /** Of a vector or a matrix. */
    readonly shape?: Shape;
    readonly from?: number;
    readonly above?: number;
    readonly to?: number;
    readonly below?: number;
    readonly whole?: boolean;
  }[];
  readonly samples: string;
  readonly temperature: string;
  /** The shape of each component of the point. */
  readonly point: readonly Shape[];
  /** The shape of each draw of a sample. */
  readonly noise: readonly Shape[];
  readonly initial: (sizes: Sizes, hyper: Hyper) => State;
  readonly start: (state: State, point: readonly Flat[], hyper: Hyper) => State;
  readonly sample: (sizes: Sizes, seed: number, hyper: Hyper) => readonly Flat[];
  readonly place: (state: State, noise: readonly Flat[], hyper: Hyper) => readonly Flat[];
  readonly average: (state: State, noise: readonly Flat[], gradient: readonly Flat[], hyper: Hyper) => readonly Flat[];
  readonly update: (state: State, averages: readonly Flat[], hyper: Hyper) => State;
  readonly centre: (state: State, hyper: Hyper) => readonly Flat[];
}

/** A value as a number or a flat array. */
export function plainValue(value: Value): Flat {
  if (typeof value === 'number') return value;
  return Float64Array.from(
    Array.from(value as ArrayLike<number | ArrayLike<number>>).flatMap((x) =>
      typeof x === 'number' ? [x] : Array.from(x),
    ),
  );
}

/** Hyper-parameters under the names of the specification, those that are known. */
export function namedHyper(rule: PlainRule, given: Readonly<Record<string, unknown>>): Record<string, Flat> {
  const found = rule.hyper.flatMap(({ spellings, initial, shape = [] }) => {
    const key = spellings.find((s) => given[s] !== undefined);
    const value = key === undefined ? initial : given[key];
    const isList = typeof value === 'object' && value !== null && 'length' in value;
    if (isList !== shape.length > 0 || !(isList || typeof value === 'number')) return [];
    return [[spellings[0] ?? '', plainValue(value as Value)] as const];
  });
  return Object.fromEntries(found);
}

/** The same; a missing one among those that are needed is an error. */
export function knownHyper(
  rule: PlainRule,
  given: Readonly<Record<string, unknown>> | undefined,
  needed: readonly string[],
): Record<string, Flat> {
  const found = namedHyper(rule, given ?? {});
  const missing = needed.filter((name) => found[name] === undefined);
  if (missing.length > 0) throw new RangeError(`${rule.name} needs ${missing.join(', ')} here`);
  return found;
}

/** What a number must be, in words, where it is not: `a number from 0 to below 1`. */
export function rangeProblem({ from, above, to, below, whole }: NumberRange, x: number): string | undefined {
  const isInside =
    !(from !== undefined && x < from) &&
    !(above !== undefined && x <= above) &&
    !(to !== undefined && x > to) &&
    !(below !== undefined && x >= below) &&
    !(whole && !Number.isInteger(x));
  if (isInside) return undefined;
  const ends = [
    from === undefined ? '' : ` from ${from}`,
    above === undefined ? '' : ` above ${above}`,
    to === undefined ? '' : ` to ${to}`,
    below === undefined ? '' : from === undefined && above === undefined ? ` below ${below}` : ` to below ${below}`,
  ];
  return `a ${whole ? 'whole ' : ''}number${ends.join('')}`;
}

/** Hyper-parameters under the names of the specification; a stranger, or a missing one, is an error. */
export function hyperValues(rule: PlainRule, given: Readonly<Record<string, unknown>>): Record<string, Flat> {
  const found = namedHyper(rule, given);
  for (const slot of rule.hyper) {
    const { spellings, shape = [] } = slot;
    const [name = ''] = spellings;
    const value = found[name];
    if (value === undefined || !(typeof value === 'number' ? [value] : value).every(Number.isFinite)) {
      const what = ['a finite number', 'a list of finite numbers', 'a matrix of finite numbers'][shape.length];
      throw new RangeError(`${rule.name} needs ${what} ${spellings.join(' or ')}`);
    }
    if (name === rule.samples && !(Number.isInteger(value) && Number(value) > 0))
      throw new RangeError(`${rule.name}: ${name} = ${value} must be a whole number of samples, at least 1`);
    for (const x of typeof value === 'number' ? [value] : value) {
      const wanted = rangeProblem(slot, x);
      if (wanted !== undefined) throw new RangeError(`${rule.name}: ${name} = ${x} must be ${wanted}`);
    }
  }
  const known = rule.hyper.flatMap((h) => [...h.spellings]);
  const stranger = Object.keys(given).find((key) => !known.includes(key));
  if (stranger !== undefined)
    throw new RangeError(`${rule.name} has no option ${stranger}; it has ${known.join(', ')}`);
  return found;
}

/** The components of a point. */
export function pointOf(rule: PlainRule, point: unknown): Flat[] {
  const list = rule.point.length === 1 ? [point] : Array.from(point as ArrayLike<unknown>);
  return list.map((value) => plainValue(value as Value));
}

/** Are sizes given in place of a point: `{ P: 3 }`? */
export function isSize(point: unknown): point is Sizes {
  return typeof point === 'object' && point !== null && !('length' in point);
}

/** The sizes that a point and constants have beside those that are given; two that differ are an error. */
export function sizesOf(
  rule: PlainRule,
  point: unknown,
  given: Sizes,
  hyper: Readonly<Record<string, unknown>>,
): Sizes {
  const sizes: Record<string, number> = { ...given, ...(isSize(point) ? point : {}) };
  const known = [...rule.point, ...rule.hyper.map(({ shape = [] }) => shape)].flat();
  const stranger = Object.keys(sizes).find((name) => !known.includes(name));
  if (stranger !== undefined)
    throw new RangeError(
      `${rule.name} has no size ${stranger}; it has ${[...new Set(known)].join(', ') || 'none that is open'}`,
    );
  const points = isSize(point) ? [] : rule.point.length === 1 ? [point] : Array.from(point as ArrayLike<unknown>);
  const values = points.map((value, i) => ({ value, shape: rule.point[i] ?? [] }));
  for (const { spellings, shape = [] } of rule.hyper)
    for (const name of spellings) if (hyper[name] !== undefined) values.push({ value: hyper[name], shape });
  for (let round = 0; round < 2; round++)
    for (const { value, shape } of values) if (shape.length > 0) learnSizes(rule, sizes, value as Value, shape);
  if (!isSize(point) && points.length !== rule.point.length)
    throw new RangeError(`${rule.name}: ${points.length} values are given where a point has ${rule.point.length}`);
  points.forEach((value, i) => {
    if (rule.point[i]?.length === 0 && countOf(value as Value) !== 1)
      throw new RangeError(`${rule.name}: ${countOf(value as Value)} numbers are given where the point has one`);
  });
  const missing = rule.point.flat().find((d) => typeof d === 'string' && sizes[d] === undefined);
  if (missing !== undefined)
    throw new RangeError(
      `${rule.name}: the size ${missing} is not told; give matrices row by row, or { ${missing}: … }`,
    );
  return sizes;
}

/** Adds the sizes that a value of a shape tells: a flat matrix one, where it is square or the other is known. */
export function learnSizes(rule: PlainRule, sizes: Record<string, number>, value: Value, shape: Shape): void {
  const plain = plainValue(value);
  const count = typeof plain === 'number' ? 1 : plain.length;
  const [rows, columns] = shape.map((d) => (typeof d === 'number' ? d : sizes[d]));
  const isNested = typeof value === 'object' && typeof value[0] === 'object';
  const height = isNested
    ? value.length
    : shape[0] === shape[1]
      ? Math.sqrt(count)
      : (rows ?? count / (columns ?? NaN));
  const found = shape.length === 1 ? [count] : [height, count / height];
  found.forEach((size, i) => {
    const name = shape[i] ?? 0;
    if (Number.isNaN(size)) return;
    const known = typeof name === 'number' ? name : (sizes[name] ?? size);
    if (size !== known || !Number.isInteger(size))
      throw new RangeError(`${rule.name}: ${count} numbers are no ${shape.join('×')} where ${name} is ${known}`);
    if (typeof name === 'string') sizes[name] = size;
  });
}

/** The state whose centre is a point, where there is one; or the identity of a given size. `given` blocks stay. */
export function startingState(
  rule: PlainRule,
  point: unknown,
  sizes: Sizes,
  given: Readonly<Record<string, Value>>,
  hyper: Hyper,
): State {
  const identity = rule.initial(sizesOf(rule, point, sizes, {}), hyper);
  const own = Object.entries(given).map(([key, value]): [string, Flat] => {
    const slot = rule.state.find((s) => s.name === key || s.twin === key);
    const { name, domain } = slot ?? { name: key, domain: 'real' };
    const start = identity[name];
    if (start === undefined)
      throw new RangeError(`${rule.name} has no state ${key}; it has ${rule.state.map((s) => s.name).join(', ')}`);
    const plain = plainValue(value);
    if (typeof plain === 'object' && plain.length !== (typeof start === 'number' ? 1 : start.length))
      throw new RangeError(`${rule.name}: ${plain.length} numbers are not as many as ${key} has`);
    const isMultiple = typeof plain === 'number' && composes(domain);
    return [name, combineValues(start, plain, (x, y) => (isMultiple ? x * y : y))];
  });
  const begun = { ...identity, ...Object.fromEntries(own) };
  const outside = outsideDomain(
    rule.state.filter(({ name }) => own.some(([key]) => key === name)),
    begun,
  );
  if (outside !== undefined) throw new RangeError(`${rule.name}: at the start ${outside}`);
  const solved = isSize(point) ? {} : rule.start(begun, pointOf(rule, point), hyper);
  return heldState(rule.state, { ...begun, ...solved, ...Object.fromEntries(own) }, begun).state;
}

/** One step: noise and gradient sample by sample, averaged; cut where float64 does not hold the whole of it. */
export function stepBySamples(
  rule: PlainRule,
  state: Readonly<Record<string, Value>>,
  noise: readonly Value[],
  gradient: readonly Value[],
  hyper: Readonly<Record<string, unknown>>,
): State {
  checkStep(rule, state, noise, gradient, namedHyper(rule, hyper));
  const moved = movedBySamples(rule, state, noise, gradient, hyper);
  return moved.whole ?? moved.state;
}

/** Do state, noise, gradient and constants of a step have the same sizes? */
export function checkStep(
  rule: PlainRule,
  state: Readonly<Record<string, Value>>,
  noise: readonly Value[],
  gradient: readonly Value[],
  hyper: Hyper,
): void {
  const sizes: Record<string, number> = {};
  const lists = [
    { what: 'gradient', values: gradient, shapes: rule.point },
    { what: 'noise', values: noise, shapes: rule.noise },
    {
      what: 'hyper',
      values: rule.hyper.map((h) => hyper[h.spellings[0] ?? ''] ?? 0),
      shapes: rule.hyper.map((h) => h.shape ?? []),
    },
  ];
  for (let round = 0; round < 2; round++)
    for (const { what, values, shapes } of lists)
      values.forEach((value, i) => {
        const shape = shapes[i % shapes.length] ?? [];
        if (shape.length > 0) learnSizes(rule, sizes, value, shape);
        else if (countOf(value) !== 1) throw new RangeError(`${rule.name}: ${what} ${i + 1} must be one number`);
      });
  if (rule.point.flat().some((d) => typeof d === 'string' && sizes[d] === undefined)) return;
  for (const [name, block] of Object.entries(rule.initial(sizes, hyper)))
    if (state[name] !== undefined && countOf(state[name]) !== countOf(block))
      throw new RangeError(
        `${rule.name}: the state holds ${countOf(state[name])} numbers as ${name}, and a gradient like this asks for ${countOf(block)}`,
      );
}

/** The same, with what was kept of it. */
export function movedBySamples(
  rule: PlainRule,
  state: Readonly<Record<string, Value>>,
  noise: readonly Value[],
  gradient: readonly Value[],
  hyper: Readonly<Record<string, unknown>>,
): Moved {
  const set = hyperValues(rule, hyper);
  const plain = Object.fromEntries(Object.entries(state).map(([name, value]) => [name, plainValue(value)]));
  const missing = rule.state.find(({ name }) => plain[name] === undefined);
  if (missing) throw new RangeError(`${rule.name}: the state has no ${missing.name}; init gives a whole one`);
  const count = Number(set[rule.samples] ?? 1);
  const part = (list: readonly Value[], width: number, what: string): Flat[][] => {
    if (list.length !== count * width)
      throw new RangeError(
        `${rule.name}: a step asks for ${count * width} entries of ${what}; there are ${list.length}`,
      );
    return Array.from({ length: count }, (_, k) => list.slice(k * width, (k + 1) * width).map(plainValue));
  };
  const draws = part(noise, rule.noise.length, 'noise');
  const slopes = part(gradient, rule.point.length, 'gradient');
  const samples = draws.map((draw, k) => rule.average(plain, draw, slopes[k] ?? [], set));
  const [first = [], ...rest] = samples;
  const sums = rest.reduce(
    (sum, sample) => sum.map((x, i) => combineValues(x, sample[i] ?? 0, (a, b) => a + b)),
    first,
  );
  const averages = count === 1 ? sums : sums.map((x) => combineValues(x, count, (a, b) => a / b));
  return cutStep(rule, plain, averages, (old, means) => rule.update(old, means, set));
}

/** A run under way, as its user sees it. */
export interface PlainRun {
  readonly state: State;
  readonly warnings: Readonly<Record<string, number>>;
  readonly estimate: () => Flat | Flat[];
  readonly sampled: () => Flat | Flat[];
  readonly step: (gradientAt: (...point: Flat[]) => unknown) => void;
  readonly save: () => SavedRun;
  readonly restore: (saved: SavedRun) => void;
}

/** All that a run needs to go on as if it had never stopped; JSON keeps it to the last bit. */
export interface SavedRun {
  readonly state: Readonly<Record<string, Value>>;
  readonly steps: number;
  readonly draws: number;
  /** The random numbers of a run belong to its seed. */
  readonly seed: number;
}

/** A state in plain lists: JSON writes a typed array as an object without a length. */
export function savedState(state: State): Readonly<Record<string, number | number[]>> {
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => [name, typeof value === 'number' ? value : Array.from(value)]),
  );
}

/** What was saved, where it fits the state of a run; else an error that names the part that does not. */
export function restoredRun(
  rule: PlainRule,
  state: State,
  own: number,
  saved: SavedRun,
): { readonly state: State; readonly steps: number; readonly draws: number } {
  const { state: parts, steps, draws, seed } = saved ?? {};
  if (![steps, draws].every((count) => Number.isInteger(count) && count >= 0))
    throw new RangeError(`${rule.name}: a saved run has whole numbers steps and draws; these are ${steps}, ${draws}`);
  if (seed !== own)
    throw new RangeError(`${rule.name}: this was saved under the seed ${seed}, and this run has the seed ${own}`);
  const entries = rule.state.map(({ name }): [string, Flat] => {
    const now = state[name] ?? Number.NaN;
    const given = parts?.[name] ?? Number.NaN;
    const [wanted, found] = [now, given].map((x) => (typeof x === 'number' ? 'one number' : `${x.length} numbers`));
    const numbers: readonly unknown[] = typeof given === 'number' ? [given] : Array.from<unknown>(given);
    if (wanted !== found || !numbers.every(Number.isFinite))
      throw new RangeError(`${rule.name}: this run holds ${wanted} as ${name}; what was saved does not`);
    return [name, plainValue(given)];
  });
  const restored = Object.fromEntries(entries);
  const outside = outsideDomain(rule.state, restored);
  if (outside !== undefined) throw new RangeError(`${rule.name}: what was saved is no state: ${outside}`);
  return { state: restored, steps, draws };
}

/** One number for all entries of a vector or matrix, entry by entry. */
export function spreadOver(value: Flat, sizes: Sizes, shape: Shape): Flat {
  if (typeof value !== 'number' || shape.length === 0) return value;
  const count = shape.reduce<number>((n, d) => n * (typeof d === 'number' ? d : (sizes[d] ?? 1)), 1);
  return new Float64Array(count).fill(value);
}

/** The options of a run that are numbers; another value is an error. */
export function checkOptions(
  rule: PlainRule,
  { dataSize, weightDecay, seed }: Readonly<Record<'dataSize' | 'weightDecay' | 'seed', unknown>>,
): void {
  for (const [name, value, range] of [
    ['dataSize', dataSize, { above: 0 }],
    ['weightDecay', weightDecay, { from: 0 }],
    ['seed', seed, {}],
  ] as const) {
    const wanted = Number.isFinite(value) ? rangeProblem(range, Number(value)) : 'a finite number';
    if (wanted !== undefined) throw new RangeError(`${rule.name}: ${name} = ${value} must be ${wanted}`);
  }
}

/** A gradient, component by component; one of other numbers than the point has is an error. */
export function gradientLike(rule: PlainRule, given: unknown, at: readonly Flat[]): Flat[] {
  const several = countOf(given) > 0 ? Array.from(given as ArrayLike<unknown>) : [];
  const parts = rule.point.length === 1 ? [given] : several;
  at.forEach((x, i) => {
    if (countOf(parts[i]) !== countOf(x))
      throw new RangeError(
        `${rule.name}: a gradient has ${countOf(parts[i])} numbers where the point has ${countOf(x)}`,
      );
  });
  return pointOf(rule, given);
}

/** A run under way: the posterior, its point estimate, draws from it, and steps by gradients at draws. */
export function runOptimizer(rule: PlainRule, point: unknown, options: Readonly<Record<string, unknown>>): PlainRun {
  const { dataSize = 1, weightDecay = 0, seed = 0, initial = {}, sizes: given = {}, ...hyper } = options;
  const set = hyperValues(rule, hyper);
  const count = Number(set[rule.samples] ?? 1);
  checkOptions(rule, { dataSize, weightDecay, seed });
  const scaled = { ...hyper, [rule.temperature]: Number(set[rule.temperature] ?? 0) / Number(dataSize) };
  const warnings: Record<string, number> = {};
  const sizes = sizesOf(rule, point, given as Sizes, hyper);
  let state = startingState(rule, point, sizes, initial as Readonly<Record<string, Value>>, set);
  let steps = 0;
  let draws = 0;
  const noiseAt = (place: readonly number[]): readonly Flat[] =>
    rule.sample(
      sizes,
      splitSeed(
        place.reduce((left, part) => splitSeed(left, part), Number(seed)),
        0,
      ),
      set,
    );
  const single = (values: readonly Flat[]): Flat | Flat[] =>
    rule.point.length === 1 ? (values[0] ?? Number.NaN) : [...values];
  const gradientBy = (gradientAt: (...point: Flat[]) => unknown, noise: readonly Flat[]): Flat[] => {
    const at = rule.place(state, noise, set);
    const found = gradientLike(rule, gradientAt(...at), at);
    return found.map((g, i) => combineValues(g, at[i] ?? 0, (x, theta) => x + Number(weightDecay) * theta));
  };
  return {
    get state() {
      return state;
    },
    warnings,
    estimate: () => single(rule.centre(state, set).map((c, i) => spreadOver(c, sizes, rule.point[i] ?? []))),
    sampled() {
      draws += 1;
      return single(rule.place(state, noiseAt([1, draws - 1]), set));
    },
    step(gradientAt: (...point: Flat[]) => unknown) {
      const noise = Array.from({ length: count }, (_, k) => noiseAt([0, steps, k]));
      const gradient = noise.flatMap((n) => gradientBy(gradientAt, n));
      const moved = movedBySamples(rule, state, noise.flat(), gradient, scaled);
      for (const [name, entries] of Object.entries(moved.missed)) warnings[name] = (warnings[name] ?? 0) + entries;
      state = moved.state;
      steps += 1;
    },
    save: () => ({ state: savedState(state), steps, draws, seed: Number(seed) }),
    restore(saved: SavedRun) {
      ({ state, steps, draws } = restoredRun(rule, state, Number(seed), saved));
    },
  };
}
