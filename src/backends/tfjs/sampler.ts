// The sampler of a family as tensor code; the random integers are those of every other backend.
import { CompilerBug } from '../../diagnostics.ts';
import { type Expr, zero } from '../../ir/expr.ts';
import type { Draw, Sampler } from '../../model/program.ts';
import type { Routine, SamplingProgram, Target } from '../code/routine.ts';
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
import type { Term } from '../code/term.ts';
import { sizeText } from '../js/expression.ts';
import { docText, inputText } from '../js/kernel.ts';
import { readLines, type TensorModule } from './site.ts';
import { argumentText, blockLines, resultText } from './statements.ts';

interface Writing {
  readonly program: SamplingProgram;
  readonly target: Target;
  readonly module: TensorModule;
}

const exported: SamplerHead = { text: 'export function sample(parameters, shape, seed)' };

/** The exported `sample`. */
export function samplerText(
  program: SamplingProgram,
  sampler: Sampler,
  target: Target,
  module: TensorModule,
  head: SamplerHead = exported,
): string {
  if (sampler.kind === 'sequence') return sequenceText(program, sampler, target, module, head);
  const lines = samplerLines(sampler, { program, target, module });
  return [
    docText([
      head.doc ?? 'Draws from the density: [...shape, ...instances, ...event]; the same seed gives the same draws.',
    ]),
    `${head.text} {`,
    `  return ${module.used.core('tidy')}(() => {`,
    ...lines.map((l) => `    ${l}`),
    '  });',
    '}',
  ].join('\n');
}

/** One function a variable, each given the draws before it, and the one that calls them in order. */
function sequenceText(
  program: SamplingProgram,
  sampler: SequenceSampler,
  target: Target,
  module: TensorModule,
  head: SamplerHead,
): string {
  const steps = sequenceSteps(program, sampler);
  const parts = steps.map((s) => samplerText(s.program, s.sampler, target, module, s.head));
  const drawn = steps.map(({ name }, k) => {
    const [known, shape] =
      k === 0 ? ['parameters', 'shape'] : [`{ ...parameters, ${fieldsOf(steps.slice(0, k))} }`, '[]'];
    return `const ${drawnName(k)} = ${name}(${known}, ${shape}, ${module.used.runtime('splitSeed')}(seed, ${k}));`;
  });
  const lines = [...drawn, `return { ${fieldsOf(steps)} };`];
  const text = [
    docText([
      head.doc ??
        'Draws of all variables: [...shape, ...instances, ...event] each; the same seed gives the same draws.',
    ]),
    `${head.text} {`,
    `  return ${module.used.core('tidy')}(() => {`,
    ...lines.map((l) => `    ${l}`),
    '  });',
    '}',
  ].join('\n');
  return [...parts, text].join('\n\n');
}

function samplerLines(s: Exclude<Sampler, SequenceSampler>, w: Writing): string[] {
  const { program, target } = w;
  switch (s.kind) {
    case 'transform': {
      const { value, draws } = byLogarithms(s.value, s.draws);
      const symbols = draws.map((d) => d.symbol);
      return transformLines(partRoutine(program, target, 'draw', withShapes(value, draws), symbols), draws, w);
    }
    case 'affine-vector':
    case 'affine-matrix':
      return transformLines(affineRoutine(program, target, s), [s.draw], w);
    case 'table':
      return tableLines(s, w);
    case 'one-hot':
      return oneHotLines(s, w);
    case 'search':
      return searchLines(s, w);
    case 'circular':
      return circularLines(s, w);
    case 'bartlett':
      return bartlettLines(s, w);
    case 'inversion':
      return inversionLines(s, w);
  }
}

type Values = Parameters<typeof partRoutine>[3];

/** The value, then the shape parameters of its gamma draws. */
const withShapes = (value: Values[number], draws: readonly Draw[]): Values => [
  value,
  ...draws.flatMap((d) => (d.shape ? [d.shape] : [])),
];

/** The text of each result, after the lines that read the parameters and find the places. */
function opened(
  r: Routine,
  w: Writing,
  further: (results: readonly string[]) => readonly string[],
  textOf: (k: number) => typeof resultText = () => resultText,
): string[] {
  const { module } = w;
  const site = module.siteOf(r);
  const results = r.outputs.map((o, k) => textOf(k)(o.term, r.block, site));
  const after = further(results);
  const own = r.inputs.filter((i) => i.argument === 'parameters');
  const values = own.filter((i) => !i.size);
  const names = values.map((i) => i.name).join(', ');
  const places = `const places = ${module.used.support('placesOf')}(shape, [${names}], [${values.map((i) => i.shape.length).join(', ')}]);`;
  const body = blockLines(r.block, site);
  const text = [places, ...body, ...after].join('\n');
  const split = placeDraws(body, after, r);
  return [...readLines(own, text, module), places, ...split.before, ...split.rest];
}

/** Draws come before the statements that use them, and after those that their own shapes use. */
function placeDraws(
  body: readonly string[],
  after: readonly string[],
  r: Routine,
): { before: string[]; rest: string[] } {
  const draws = r.inputs.filter((i) => i.argument === 'draws').map((i) => i.name);
  const isDraw = (line: string): boolean => draws.some((name) => line.startsWith(`const ${name} = `));
  const words = (line: string): readonly string[] => line.split(/[^\w$]+/);
  const used = body.findIndex((line) => draws.some((name) => words(line).includes(name)));
  const first = body.findLastIndex((line, i) => i <= used && line.startsWith('const '));
  const start = used < 0 ? body.length : Math.max(first, 0);
  return {
    before: [...body.slice(0, start), ...after.filter(isDraw)],
    rest: [...body.slice(start), ...after.filter((l) => !isDraw(l))],
  };
}

const seedText = (w: Writing, k: number): string => `${w.module.used.runtime('splitSeed')}(seed, ${k})`;

function transformLines(r: Routine, draws: readonly Draw[], w: Writing): string[] {
  const { used } = w.module;
  const site = w.module.siteOf(r);
  const textOf = (k: number): typeof resultText => (k === 0 ? resultText : argumentText);
  const further = ([value = '', ...shapes]: readonly string[]): readonly string[] => {
    const rest = [...shapes];
    const lines = drawInputs(r, draws).map(({ draw, input }, k) => {
      const event = input.shape.map((d) => sizeText([d], site));
      const places = `[${['...places', ...event].join(', ')}]`;
      const seed = seedText(w, k);
      if (draw.law !== 'gamma') return `const ${input.name} = ${used.runtime(draw.law)}(${places}, ${seed});`;
      return `const ${input.name} = ${used.runtime('logGamma')}(${rest.shift() ?? ''}, ${places}, ${seed});`;
    });
    return [...lines, `return ${value};`];
  };
  return opened(r, w, further, textOf);
}

/** The class drawn by logits. */
const classText = (logits: string, w: Writing, places = 'places'): string =>
  `${w.module.used.runtime('categorical')}(${logits}, ${places}, ${seedText(w, 0)})`;

/** One draw a place, or one a place and coordinate. */
function placesOf(each: Expr, r: Routine, w: Writing): string {
  const event = each.shape.map((d) => sizeText([d], w.module.siteOf(r)));
  return event.length > 0 ? `[${['...places', ...event].join(', ')}]` : 'places';
}

function tableLines(s: Extract<Sampler, { kind: 'table' }>, w: Writing): string[] {
  const { used } = w.module;
  const n = s.values.length;
  const r = partRoutine(w.program, w.target, 'draw', [...s.logMasses, ...s.values]);
  const places = placesOf(s.logMasses[0] ?? zero, r, w);
  return opened(r, w, (results) => {
    const picked = results.slice(n).map((value, k) => {
      const chosen = `${used.core('cast')}(${used.core('equal')}(index, ${k}), 'float32')`;
      return `${used.core('mul')}(${chosen}, ${value})`;
    });
    return [
      `const index = ${classText(`${used.support('stacked')}([${results.slice(0, n).join(', ')}])`, w, places)};`,
      `return ${picked.reduce((a, b) => `${used.core('add')}(${a}, ${b})`)};`,
    ];
  });
}

function oneHotLines(s: Extract<Sampler, { kind: 'one-hot' }>, w: Writing): string[] {
  const { used } = w.module;
  const r = partRoutine(w.program, w.target, 'draw', [s.logProbabilities]);
  const size = sizeText(s.logProbabilities.shape, w.module.siteOf(r));
  return opened(r, w, ([logits = '']) => [
    `return ${used.core('cast')}(${used.core('oneHot')}(${classText(logits, w)}, ${size}), 'float32');`,
  ]);
}

/** A cell of counts by the masses up to it, then a count inside it. */
function searchLines(s: Extract<Sampler, { kind: 'search' }>, w: Writing): string[] {
  const { core, runtime, support } = w.module.used;
  const bounds = partRoutine(w.program, w.target, 'bounds', [s.from, ...(s.to ? [s.to] : [])]);
  const places = placesOf(s.variable, bounds, w);
  const ones = `[${['...places.map(() => 1)', ...s.variable.shape.map(() => '1')].join(', ')}]`;
  return opened(bounds, w, ([from = '', to]) => {
    const counts = `${core('add')}(start, ${core('add')}(${core('mul')}(width, cell), inside))`;
    return [
      `const first = ${core('add')}(${from}, ${core('zeros')}(${ones}));`,
      ...(to ? [`const last = ${to};`] : []),
      ...countMassLines(s, w),
      `const [start, width, logits] = ${support('countCells')}(masses, first${to ? ', last' : ''});`,
      `const [cell, share] = ${support('cellsPassed')}(logits, ${runtime('uniform')}(${places}, ${seedText(w, 0)}));`,
      `const inside = ${core('floor')}(${core('mul')}(width, share));`,
      `return ${to ? `${core('minimum')}(last, ${counts})` : counts};`,
    ];
  });
}

/** `masses`: a function of counts on a new last axis. That goes first, which leaves parameters of any shape where they are. */
function countMassLines(s: Extract<Sampler, { kind: 'search' }>, w: Writing): string[] {
  const { core } = w.module.used;
  const r = partRoutine(w.program, w.target, 'mass', [s.logMass], [s.variable]);
  const site = w.module.siteOf(r);
  const variable = r.inputs.find((i) => i.argument === 'draws')?.name ?? 'value';
  const value = r.outputs[0]?.term;
  return [
    'const axes = first.shape.map((_, k) => k);',
    'const masses = (counts) => {',
    `  const ${variable} = ${core('transpose')}(counts, [axes.length, ...axes]);`,
    ...blockLines(r.block, site).map((l) => `  ${l}`),
    `  const found = ${core('add')}(${value ? resultText(value, r.block, site) : '0'}, ${core('zerosLike')}(${variable}));`,
    `  return ${core('transpose')}(found, [...axes.map((k) => k + 1), 0]);`,
    '};',
  ];
}

/** `masses`: log-masses of the parameters at points on a new last axis. */
function massLines(r: Routine, w: Writing): string[] {
  const { module } = w;
  const own = r.inputs.filter((i) => i.argument === 'parameters' && !i.size);
  if (own.some((i) => i.shape.length > 0)) throw new CompilerBug('a table of a law with vector parameters');
  const variable = r.inputs.find((i) => i.argument === 'draws');
  const site = module.siteOf(r);
  const value: Term | undefined = r.outputs[0]?.term;
  const body = [...blockLines(r.block, site), `return ${value ? resultText(value, r.block, site) : '0'};`];
  const lifted = own.map(
    (i) => `${module.used.core('expandDims')}(${module.used.runtime('tensorOf')}(${inputText(i)}), -1)`,
  );
  const names = [...own.map((i) => i.name), variable?.name ?? 'value'];
  return [
    `const masses = (points) => ((${names.join(', ')}) => {`,
    ...body.map((l) => `  ${l}`),
    `})(${[...lifted, 'points'].join(', ')});`,
  ];
}

function circularLines(s: Extract<Sampler, { kind: 'circular' }>, w: Writing): string[] {
  const { used } = w.module;
  const r = partRoutine(w.program, w.target, 'draw', [s.location, s.concentration]);
  const places = placesOf(s.concentration, r, w);
  return opened(r, w, ([location = '', concentration = '']) => [
    `const angle = ${used.runtime('circleAngle')}(${concentration}, ${places}, ${seedText(w, 0)});`,
    `return ${used.support('wrapAngle')}(${used.core('add')}(${location}, angle));`,
  ]);
}

function bartlettLines(s: Extract<Sampler, { kind: 'bartlett' }>, w: Writing): string[] {
  const { used } = w.module;
  const r = partRoutine(w.program, w.target, 'draw', [s.scale, s.degrees]);
  const size = sizeText([s.scale.shape[0] ?? '1'], w.module.siteOf(r));
  const { core, runtime, support } = used;
  const product = `${core('matMul')}(factor, factor, false, true)`;
  return opened(r, w, ([scale = '', degrees = '']) => [
    `const normals = ${runtime('normal')}([...places, ${size}, ${size}], ${seedText(w, 0)});`,
    `const shapes = ${core('mul')}(0.5, ${core('sub')}(${core('expandDims')}(${degrees}, -1), ${core('range')}(0, ${size})));`,
    `const squares = ${runtime('exp')}(${runtime('logGamma')}(shapes, [...places, ${size}], ${seedText(w, 1)}));`,
    `const lower = ${support('lowerTriangle')}(normals, ${core('sqrt')}(${core('mul')}(2, squares)));`,
    `const factor = ${core('matMul')}(${support('spreadTo')}(${runtime('cholesky')}(${scale}), lower), lower);`,
    `return ${s.inverted ? `${runtime('inverseSPD')}(${product})` : product};`,
  ]);
}

/** The place of the double-exponential substitution up to which the mass is a uniform number. */
function inversionLines(s: Extract<Sampler, { kind: 'inversion' }>, w: Writing): string[] {
  const { core, runtime, support } = w.module.used;
  const { domain } = s.variable;
  const ends = domain.kind === 'interval' ? [domain.lower, domain.upper] : [];
  const bounds = partRoutine(
    w.program,
    w.target,
    'bounds',
    ends.filter((e) => e !== undefined),
  );
  const mass = partRoutine(w.program, w.target, 'mass', [s.logDensity], [s.variable]);
  return opened(bounds, w, (results) => {
    const circle = domain.kind === 'circle';
    const [first, second] = circle ? ['-Math.PI', 'Math.PI'] : results;
    const lower = circle || ends[0] ? first : undefined;
    const upper = circle ? second : ends[1] ? (ends[0] ? second : first) : undefined;
    const last = (text: string | undefined): string =>
      text === undefined ? 'undefined' : circle ? `${core('scalar')}(${text})` : text;
    return [
      `const place = ${support('nodePlaces')}(${last(lower)}, ${last(upper)});`,
      ...massLines(mass, w),
      'const sizes = (t) => {',
      '  const [x, , , logSlope] = place(t);',
      `  return ${core('add')}(masses(x), logSlope);`,
      '};',
      `const nodes = ${support('quantiles')}(sizes, ${runtime('uniform')}(places, ${seedText(w, 0)}));`,
      `return ${core('squeeze')}(place(${core('expandDims')}(nodes, -1))[0], [-1]);`,
    ];
  });
}
