// An optimizer as one tensor module: a class on the runtime's base, with the equations as functions of tensors.
import type { Noise, OptimizerProgram } from '../../model/optimizer-program.ts';
import { optimizerDeclarations } from '../code/declarations-optimizer.ts';
import { type EmitHeader, headerText } from '../code/header.ts';
import { createNames, identifier, propertyAccess, quoted } from '../code/names.ts';
import {
  destructured,
  drawName,
  drawnSizes,
  drawsInTurn,
  fieldText,
  hyperIn,
  openDimensions,
  optimizerRoutines,
  parameterList,
  ruleLines,
  samplingProgram,
  sizePattern,
} from '../code/optimizer.ts';
import type { Routine, Target } from '../code/routine.ts';
import { drawnName } from '../code/sampling.ts';
import { docText } from '../js/kernel.ts';
import type { Emitted } from '../js/module.ts';
import { createUsed, tensorNames } from './imports.ts';
import { tensorPolicy } from './policy.ts';
import { samplerText } from './sampler.ts';
import { sizeLines, type TensorModule, tensorModule } from './site.ts';
import { blockLines, resultText } from './statements.ts';

const moduleNames: readonly string[] =
  'initial start draw place average update centre rule options places sizes seed shape parameters state noise gradient hyper averages point'.split(
    ' ',
  );

// Names that the module and its declarations import.
const typeNames: readonly string[] = [
  'Entries',
  'GroupOptimizer',
  'Hyper',
  'OptimizerOptions',
  'PerVariable',
  'Sizes',
  'State',
  'Tensor',
];

/** The optimizer as a tensor module and its `.d.ts`. */
export function emitOptimizerTfjs(p: OptimizerProgram, header: Omit<EmitHeader, 'target'>): Emitted {
  const draws = p.noise.map(drawName);
  const base = createNames([...tensorNames, ...moduleNames, ...draws, ...typeNames]);
  const className = base.fresh(identifier(p.name));
  const reserved = [...tensorNames, ...moduleNames, ...draws, className];
  const target: Target = { policy: tensorPolicy, reserved, differentiable: false };
  const used = createUsed();
  const m = tensorModule(p.dimensions, used);
  const r = optimizerRoutines(p, target);
  const pieces = [
    classText(p, className, used.runtime('GroupOptimizer')),
    ruleText(p),
    functionText(r.initial, ['initial', sizePattern(openDimensions(p))], m, true),
    functionText(r.start, ['start', 'state', 'point'], m),
    ...p.noise.map((n) => noiseText(n, p, target, m)),
    drawText(p, m),
    functionText(r.place, ['place', 'state', 'noise'], m),
    functionText(r.average, ['average', 'state', 'noise', 'gradient', 'hyper'], m),
    functionText(r.step, ['update', 'state', 'averages', 'hyper'], m),
    functionText(r.centre, ['centre', 'state'], m),
  ];
  const head = headerText(p.name, [], { ...header, target: 'tfjs' });
  const carried = used.text();
  const library = carried === '' ? [] : [`// ---- Tensor functions that the module carries ----\n\n${carried}`];
  const js = [head, used.imports(), ...pieces, ...library].join('\n\n');
  return { js: `${js.trimEnd()}\n`, dts: optimizerDeclarations(p, head, className, 'tfjs') };
}

const classText = (p: OptimizerProgram, className: string, base: string): string =>
  [
    docText([`The optimizer ${p.name}: a tf.Optimizer, and a posterior to draw from by sampled(() => …).`]),
    `export class ${className} extends ${base} {`,
    `  static className = ${quoted(p.name)};`,
    '',
    '  constructor(options = {}) {',
    '    super(rule, options);',
    '  }',
    '}',
  ].join('\n');

const ruleText = (p: OptimizerProgram): string =>
  [
    'const rule = {',
    ...ruleLines(p).map((l) => `  ${l}`),
    '  initial,',
    '  start,',
    '  draw,',
    '  place,',
    '  average,',
    '  step: update,',
    '  centre,',
    '};',
  ].join('\n');

/**
 * The statements of a routine inside a tidy, under a name; hyper-parameters are the last argument where it uses any.
 * Where it is `sized`, its first argument names every open size, so that none is read off another.
 */
function functionText(r: Routine, [name, ...takes]: readonly string[], m: TensorModule, sized = false): string {
  const site = m.siteOf(r);
  const body = blockLines(r.block, site);
  const isList = r.outputs.every((o) => /^\d+$/.test(o.key ?? ''));
  const results = r.outputs.map((o) => ({ key: o.key ?? '', text: resultText(o.term, r.block, site) }));
  const fields = results.map(({ key, text }) => (isList ? text : fieldText(key, text))).join(', ');
  const result = `return ${isList && results.length > 0 ? `[${fields}]` : results.length > 0 ? `{ ${fields} }` : '{}'};`;
  const sizes = sized ? [] : sizeLines(r.inputs, [...body, result].join('\n'), m);
  const lines = [...sizes, ...body, result];
  const set = hyperIn(r, lines.join('\n'));
  return [
    docText(r.doc),
    `export function ${name}(${parameterList(takes, set)}) {`,
    ...destructured(r, lines.join('\n')).map((l) => `  ${l}`),
    `  return ${m.used.core('tidy')}(() => {`,
    ...lines.map((l) => `    ${l}`),
    '  });',
    '}',
  ].join('\n');
}

/** The function that draws one noise, where it is no single point. */
function noiseText(n: Noise, p: OptimizerProgram, target: Target, m: TensorModule): string {
  if (!n.sampler) return '';
  const sizes = drawnSizes(p, n);
  const doc = `Draws of ${n.symbol.name}: [...shape${n.lifted || n.symbol.shape.length === 0 ? '' : ', ...event'}]; the same seed gives the same draws.`;
  return samplerText(samplingProgram(p, n), n.sampler, target, m, {
    text: `function ${drawName(n)}(parameters, shape, seed${sizes === '' ? '' : `, ${sizes}`})`,
    doc,
  });
}

/** Draws of every noise, each by a seed of its own. */
function drawText(p: OptimizerProgram, m: TensorModule): string {
  const lines = drawsInTurn(p, 'hyper').map(({ noise: n, place, parameters }) => {
    const event = n.symbol.shape.map((d) => (/^\d+$/.test(d) ? d : propertyAccess('sizes', d)));
    // Draws before it have the places already.
    const places = n.given.length > 0 ? '[]' : n.lifted ? `[${['...places', ...event].join(', ')}]` : 'places';
    const draw = `${drawName(n)}(${parameters}, ${places}, ${m.used.runtime('splitSeed')}(seed, ${place})${n.lifted ? '' : ', sizes'})`;
    return { place, draw };
  });
  const depends = p.noise.some((n) => n.given.length > 0);
  return [
    docText(['One draw from the base for each place.']),
    'export function draw(places, sizes, seed, hyper) {',
    ...(depends ? lines.map(({ place, draw }) => `  const ${drawnName(place)} = ${draw};`) : []),
    `  return [${p.noise.map((_, i) => (depends ? drawnName(i) : lines[i]?.draw)).join(', ')}];`,
    '}',
  ].join('\n');
}
