// The sampler of a family as JavaScript.
import { type Expr, isScalar, type SymbolExpr } from '../../ir/expr.ts';
import { dependsOn } from '../../ir/visit.ts';
import type { Draw, Sampler } from '../../model/program.ts';
import { identifier, propertyAccess, propertyKey } from '../code/names.ts';
import { type Input, parameterSlots, type Routine, type SamplingProgram, type Target } from '../code/routine.ts';
import {
  affineRoutine,
  byLogarithms,
  drawInputs,
  drawnName,
  fieldsOf,
  partRoutine,
  type SamplerHead,
  type SequenceSampler,
  sequenceSteps,
} from '../code/sampling.ts';
import { dimensionText, sizeText } from './expression.ts';
import { docText, kernelText, type Module, sizeLines } from './kernel.ts';

interface Writing {
  readonly program: SamplingProgram;
  readonly target: Target;
  readonly module: Module;
}

/** The kernels the sampler calls, and the lines that make a function of place and instance. */
interface Prepared {
  readonly kernels: readonly string[];
  /** Lines run once. */
  readonly prepare: readonly string[];
  /** The value at `place`. */
  readonly draw: string;
}

const exported: SamplerHead = { text: 'export function sample(parameters, shape, seed)' };

/** The exported `sample` with its kernels. */
export function samplerText(
  program: SamplingProgram,
  sampler: Sampler,
  target: Target,
  module: Module,
  head: SamplerHead = exported,
): string {
  if (sampler.kind === 'sequence') return sequenceText(program, sampler, target, module, head);
  const w = { program, target, module };
  const probe = partRoutine(program, target, 'probe', []);
  const names = probe.inputs.map((i) => i.name);
  const { kernels, prepare, draw } = prepared(sampler, w, names.join(', '));
  const values = probe.inputs.map((i) => propertyAccess('parameters', i.key ?? ''));
  const ranks = probe.inputs.map((i) => i.shape.length);
  const lines = [...sizeLines(probe.inputs, [...prepare, draw].join('\n'), module), ...prepare];
  const list = (items: readonly (string | number)[]): string => `[${items.join(', ')}]`;
  const inner = ['place', ...names].join(', ');
  // Several samplers of one module keep their kernels to themselves.
  const [outside, inside] = head === exported ? [kernels, []] : [[], kernels.flatMap((k) => k.split('\n'))];
  const text = [
    docText([
      head.doc ?? 'Draws from the density: `shape` places for each instance; the same seed gives the same draws.',
    ]),
    `${head.text} {`,
    ...inside.map((l) => (l === '' ? '' : `  ${l}`)),
    `  return ${module.helper('sampleMany')}(${list(values)}, ${list(ranks)}, shape, (${['count', ...names].join(', ')}) => {`,
    ...lines.map((l) => `    ${l}`),
    `    return (${inner}) => ${draw};`,
    '  });',
    '}',
  ];
  return [...outside, text.join('\n')].join('\n\n');
}

/** One function a variable, each given the draws before it, and the one that calls them in order. */
function sequenceText(
  program: SamplingProgram,
  sampler: SequenceSampler,
  target: Target,
  module: Module,
  head: SamplerHead,
): string {
  const steps = sequenceSteps(program, sampler);
  const parts = steps.map((s) => samplerText(s.program, s.sampler, target, module, s.head));
  const ranks = parameterSlots(program).map((s) => `${propertyKey(s.key ?? '')}: ${s.symbol.shape.length}`);
  const given = `const given = ${module.helper('repeatInstances')}(parameters, { ${ranks.join(', ')} }, shape);`;
  const drawn = steps.map(({ name }, k) => {
    const known = k === 0 ? 'parameters' : `{ ...given, ${fieldsOf(steps.slice(0, k))} }`;
    const shape = k === 0 ? 'shape' : '[]';
    return `const ${drawnName(k)} = ${name}(${known}, ${shape}, ${module.helper('splitSeed')}(seed, ${k}));`;
  });
  const [first = '', ...rest] = drawn;
  const lines = [first, given, ...rest, `return { ${fieldsOf(steps)} };`];
  const doc = docText([
    head.doc ?? 'Draws of all variables: `shape` places for each instance; the same seed gives the same draws.',
  ]);
  return [...parts, [doc, `${head.text} {`, ...lines.map((l) => `  ${l}`), '}'].join('\n')].join('\n\n');
}

function kernel(w: Writing, r: Routine): string {
  return kernelText(r, w.module, r.name, true);
}

const uniform = (w: Writing, times = ''): string =>
  `const uniforms = ${w.module.helper('fillUniform')}(new Float64Array(count${times}), ${w.module.helper('splitSeed')}(seed, 0));`;

function prepared(s: Exclude<Sampler, SequenceSampler>, w: Writing, names: string): Prepared {
  const { program, target, module } = w;
  const part = (
    name: string,
    values: Parameters<typeof partRoutine>[3],
    symbols: Parameters<typeof partRoutine>[4] = [],
  ): Routine => partRoutine(program, target, name, values, symbols);
  switch (s.kind) {
    case 'transform': {
      const { value, draws } = byLogarithms(s.value, s.draws);
      return transform(
        part(
          'drawAt',
          [value],
          draws.map((d) => d.symbol),
        ),
        draws,
        w,
        names,
      );
    }
    case 'affine-vector':
    case 'affine-matrix':
      return transform(affineRoutine(program, target, s), [s.draw], w, names);
    case 'search': {
      const mass = part('logMassAt', [s.logMass], [s.variable]);
      const bounds = part('countBoundsAt', [s.from, ...(s.to ? [s.to] : [])]);
      return { kernels: [kernel(w, mass), kernel(w, bounds)], ...searchDraw(s, w, names) };
    }
    case 'table': {
      const values = part('valuesAt', s.values);
      const masses = part('logMassesAt', s.logMasses);
      return { kernels: [kernel(w, values), kernel(w, masses)], ...tableDraw(s, w, names) };
    }
    case 'one-hot': {
      const logits = part('logProbabilitiesAt', [s.logProbabilities]);
      const size = dimensionText(s.logProbabilities.shape[0] ?? '1', { dimensions: dimensionsOf(w) }).text;
      const draw = `${module.helper('oneHot')}(${module.helper('classFromUniform')}(logProbabilitiesAt(${names})[0], uniforms[place]), ${size})`;
      return { kernels: [kernel(w, logits)], prepare: [uniform(w)], draw };
    }
    default:
      return preparedFurther(s, w, names);
  }
}

/** The arguments that expressions depend on: a table is not made anew where only others change. */
function keyOf({ program, target }: Writing, expressions: readonly (Expr | undefined)[]): string {
  const slots = parameterSlots(program);
  const { inputs } = partRoutine(program, target, 'probe', []);
  const tells = (symbol: SymbolExpr | undefined): boolean =>
    !symbol || expressions.some((e) => e && dependsOn(e, [symbol]));
  return inputs.flatMap((input, i) => (tells(slots[i]?.symbol) ? [input.name] : [])).join(', ');
}

/** A count, or one for each coordinate. */
function searchDraw(
  { variable, logMass, from, to }: Extract<Sampler, { kind: 'search' }>,
  w: Writing,
  names: string,
): { prepare: readonly string[]; draw: string } {
  const mass = (value: string): string => `(${value}) => logMassAt(${names ? `${names}, ` : ''}${value})[0]`;
  const table = (make: string): string =>
    `${w.module.helper('remembered')}(tables, [${keyOf(w, [logMass, from, to])}].join(), () => ${w.module.helper(make)}`;
  if (isScalar(variable)) {
    const bounds = `...[...countBoundsAt(${names}), Infinity].slice(0, 2)`;
    const known = `${table('countTable')}(${mass('value')}, ${bounds}))`;
    const draw = `${w.module.helper('countFromTable')}(${known}, uniforms[place])`;
    return { prepare: [uniform(w), 'const tables = new Map();'], draw };
  }
  const size = sizeText(variable.shape, { dimensions: dimensionsOf(w) });
  const own = `uniforms.subarray(place * ${size}, (place + 1) * ${size})`;
  const known = `${table('countTables')}(${mass('values')}, ...countBoundsAt(${names})))`;
  const draw = `${w.module.helper('countsFromTables')}(${known}, ${own})`;
  return { prepare: [uniform(w, ` * ${size}`), 'const tables = new Map();'], draw };
}

/** One of finitely many values, or one for each coordinate. */
function tableDraw(
  s: Extract<Sampler, { kind: 'table' }>,
  w: Writing,
  names: string,
): { prepare: readonly string[]; draw: string } {
  const pick = w.module.helper('classFromUniform');
  const size = sizeText(s.logMasses[0]?.shape ?? [], { dimensions: dimensionsOf(w) });
  if (s.logMasses.every(isScalar))
    return { prepare: [uniform(w)], draw: `valuesAt(${names})[${pick}(logMassesAt(${names}), uniforms[place])]` };
  const each = `values[${pick}(masses.map((mass) => mass[entry]), uniforms[place * ${size} + entry])]`;
  const draw = `((values, masses) => Float64Array.from({ length: ${size} }, (_, entry) => ${each}))(valuesAt(${names}), logMassesAt(${names}))`;
  return { prepare: [uniform(w, ` * ${size}`)], draw };
}

const dimensionsOf = (w: Writing): ReadonlyMap<string, string> =>
  new Map(w.module.dimensions.map((d) => [d, identifier(d)]));

type Further = Extract<Sampler, { kind: 'circular' | 'bartlett' | 'inversion' }>;

function preparedFurther(s: Further, w: Writing, names: string): Prepared {
  const { program, target, module } = w;
  const seed = `${module.helper('splitSeed')}(seed, 0)`;
  const comma = names ? `${names}, ` : '';
  switch (s.kind) {
    case 'circular': {
      const circle = partRoutine(program, target, 'circleAt', [s.location, s.concentration]);
      const [wrap, angle] = [module.helper('wrapAngle'), module.helper('drawCircleAngle')];
      const size = sizeText(s.concentration.shape, { dimensions: dimensionsOf(w) });
      const draw = isScalar(s.concentration)
        ? `(([location, concentration]) => ${wrap}(location + ${angle}(concentration, ${seed}, place)))(circleAt(${names}))`
        : `(([locations, concentrations]) => locations.map((location, entry) => ${wrap}(location + ${angle}(concentrations[entry], ${seed}, place * ${size} + entry))))(circleAt(${names}))`;
      return { kernels: [kernel(w, circle)], prepare: [], draw };
    }
    case 'bartlett': {
      const inner = partRoutine(program, target, 'bartlettAt', [s.scale, s.degrees]);
      const size = dimensionText(s.scale.shape[0] ?? '1', { dimensions: dimensionsOf(w) }).text;
      return { kernels: [kernel(w, inner)], ...bartlett(w, names, size, s.inverted === true) };
    }
    case 'inversion': {
      const log = partRoutine(program, target, 'logDensityOf', [s.logDensity], [s.variable]);
      const { domain } = s.variable;
      const ends = domain.kind === 'interval' ? [domain.lower, domain.upper] : [];
      const bounds = partRoutine(
        program,
        target,
        'supportAt',
        ends.filter((e) => e !== undefined),
      );
      const lower = domain.kind === 'circle' ? '-Math.PI' : ends[0] ? `supportAt(${names})[0]` : '-Infinity';
      const upper = domain.kind === 'circle' ? 'Math.PI' : ends[1] ? `supportAt(${names}).at(-1)` : 'Infinity';
      const table = `${module.helper('quantileTable')}((value) => logDensityOf(${comma}value)[0], ${lower}, ${upper})`;
      const prepare = [uniform(w), 'const tables = new Map();'];
      const key = keyOf(w, [s.logDensity, ...ends]);
      const known = `${module.helper('remembered')}(tables, [${key}].join(), () => ${table})`;
      const draw = `${module.helper('quantile')}(${known}, uniforms[place])`;
      return { kernels: [kernel(w, log), kernel(w, bounds)], prepare, draw };
    }
  }
}

function bartlett(
  { module }: Writing,
  names: string,
  size: string,
  inverted: boolean,
): { prepare: string[]; draw: string } {
  const [split, fill, gamma, factor] = ['splitSeed', 'fillNormal', 'drawLogGamma', 'cholesky'].map(module.helper);
  const square = `${size} * ${size}`;
  const draw = [
    `(([scale, degrees]) => ${module.helper('bartlettProduct')}(`,
    `      ${factor}(scale, ${size}),`,
    `      ${size},`,
    `      normals.subarray(place * ${square}, (place + 1) * ${square}),`,
    `      Float64Array.from({ length: ${size} }, (_, entry) => Math.exp(${gamma}((degrees - entry) / 2, ${split}(seed, 1), place * ${size} + entry))),`,
    `    ))(bartlettAt(${names}))`,
  ].join('\n');
  const value = inverted ? `${module.helper('inverseSPD')}(${draw}, ${size})` : draw;
  return { prepare: [`const normals = ${fill}(new Float64Array(count * ${square}), ${split}(seed, 0));`], draw: value };
}

/** θ = value(draws): arrays of primitive draws for all places, and the kernel that reads its own. */
function transform(value: Routine, draws: readonly Draw[], w: Writing, names: string): Prepared {
  const { program, target, module } = w;
  const kernels = [kernel(w, value)];
  const prepare: string[] = [];
  const given = drawInputs(value, draws).map(({ draw, input }, k) => {
    const seed = `${module.helper('splitSeed')}(seed, ${k})`;
    const size = sizeText(input.shape, { dimensions: dimensionsOf(w) });
    if (draw.law === 'gamma' && draw.shape) {
      const shape = partRoutine(program, target, `gammaShape${k + 1}At`, [draw.shape]);
      kernels.push(kernel(w, shape));
      return gammaDraw(input, size, `${shape.name}(${names})[0]`, seed, module);
    }
    const fill = module.helper(draw.law === 'normal' ? 'fillNormal' : 'fillUniform');
    prepare.push(`const ${input.name} = ${fill}(new Float64Array(count${size === '1' ? '' : ` * ${size}`}), ${seed});`);
    return input.shape.length === 0
      ? `${input.name}[place]`
      : `${input.name}.subarray(place * ${size}, (place + 1) * ${size})`;
  });
  const call = `drawAt(${[names, ...given].filter((x) => x !== '').join(', ')})[0]`;
  return { kernels, prepare, draw: call };
}

/** Logarithms of gamma draws: one, or one an entry of the shape vector. */
function gammaDraw(input: Input, size: string, shape: string, seed: string, module: Module): string {
  const draw = module.helper('drawLogGamma');
  if (input.shape.length === 0) return `${draw}(${shape}, ${seed}, place)`;
  return `Float64Array.from(${shape}, (value, entry) => ${draw}(value, ${seed}, place * ${size} + entry))`;
}
