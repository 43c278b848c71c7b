// An optimizer as one JavaScript module without imports: its equations as functions of plain arrays, and a run by them.
import type { SymbolExpr } from '../../ir/expr.ts';
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
import { docText, type Module, siteOf, sizeLines } from './kernel.ts';
import { createInlined, libraryNames } from './library.ts';
import type { Emitted } from './module.ts';
import { javascriptPolicy } from './policy.ts';
import { samplerText } from './sampler.ts';
import { blockLines, resultText } from './statements.ts';

const moduleNames: readonly string[] = [
  'init sample place step centre initial start average update rule options sizes seed shape parameters state noise',
  'gradient hyper averages point count entry uniforms normals tables drawAt logMassAt countBoundsAt valuesAt logMassesAt',
  'circleAt logProbabilitiesAt bartlettAt logDensityOf supportAt results key circle scale degrees',
].flatMap((line) => line.split(' '));

// Names of types of the declarations.
const typeNames: readonly string[] = [
  'Value',
  'Flat',
  'Sizes',
  'State',
  'Hyper',
  'Options',
  'Saved',
  'Readonly',
  'Record',
];

/** The optimizer as a JavaScript module and its `.d.ts`. */
export function emitOptimizerJs(p: OptimizerProgram, header: Omit<EmitHeader, 'target'>): Emitted {
  const draws = p.noise.map(drawName);
  const base = createNames([...libraryNames, ...moduleNames, ...draws, ...typeNames]);
  const className = base.fresh(identifier(p.name));
  const target: Target = {
    policy: javascriptPolicy,
    reserved: [...libraryNames, ...moduleNames, ...draws, `create${className}`],
    differentiable: false,
  };
  const inlined = createInlined();
  const m: Module = { dimensions: p.dimensions, helper: inlined.helper };
  const r = optimizerRoutines(p, target);
  const pieces = [
    callText('A run from a point: steps by gradients at draws, the estimate, draws from the posterior.', [
      `create${className}(point, options = {})`,
      `${m.helper('runOptimizer')}(rule, point, options)`,
    ]),
    callText('The state whose centre is the point where there is one; or the identity of a size, as in { P: 3 }.', [
      'init(point, sizes = {}, hyper = {})',
      `${m.helper('startingState')}(rule, point, sizes, {}, ${m.helper('namedHyper')}(rule, hyper))`,
    ]),
    callText('One step; noise and gradient are lists, sample by sample, each in the order of `place`.', [
      'step(state, noise, gradient, hyper)',
      `${m.helper('stepBySamples')}(rule, state, noise, gradient, hyper)`,
    ]),
    ruleText(p),
    functionText(r.initial, { name: 'initial', takes: [sizePattern(openDimensions(p))], sized: true }, m),
    functionText(r.start, { name: 'start', takes: ['state', 'point'] }, m),
    ...p.noise.map((n) => noiseText(n, p, target, m)),
    sampleText(p, m),
    functionText(r.place, { name: 'place', takes: ['state', 'noise'], exported: true }, m),
    functionText(r.average, { name: 'average', takes: ['state', 'noise', 'gradient', 'hyper'] }, m),
    functionText(r.step, { name: 'update', takes: ['state', 'averages', 'hyper'] }, m),
    functionText(r.centre, { name: 'centre', takes: ['state'], exported: true }, m),
  ];
  const head = headerText(p.name, [], { ...header, target: 'js' });
  const library = `// ---- Numerics that the functions above call ----\n\n${inlined.text()}`;
  const js = [head, ...pieces.filter((t) => t !== ''), library].join('\n\n');
  return { js: `${js.trimEnd()}\n`, dts: optimizerDeclarations(p, head, className, 'js') };
}

const callText = (doc: string, [head, body]: readonly [string, string]): string =>
  [docText([doc]), `export function ${head} {`, `  return ${body};`, '}'].join('\n');

const ruleText = (p: OptimizerProgram): string => {
  const functions = ['initial', 'start', 'sample', 'place', 'average', 'update', 'centre'];
  const lines = [...ruleLines(p), ...functions.map((f) => `${f},`)];
  return ['const rule = {', ...lines.map((l) => `  ${l}`), '};'].join('\n');
};

/** What a function is called by; one that is exported takes hyper-parameters in either spelling. */
interface Head {
  readonly name: string;
  readonly takes: readonly string[];
  readonly exported?: boolean;
  /** The first argument names every open size, so that none is read off another. */
  readonly sized?: boolean;
}

/** A function; hyper-parameters are its last argument where it uses any. */
function functionText(r: Routine, { name, takes, exported = false, sized = false }: Head, m: Module): string {
  const site = siteOf(r, m);
  const body = blockLines(r.block, site);
  const isList = r.outputs.length > 0 && r.outputs.every((o) => /^\d+$/.test(o.key ?? ''));
  const fields = r.outputs.map(({ key = '', term }) => {
    const text = `${resultText(term, r.block, site)}${term.kind === 'reference' && term.shape.length > 0 ? '.slice()' : ''}`;
    return isList ? text : fieldText(key, text);
  });
  const result = `return ${isList ? `[${fields.join(', ')}]` : fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}'};`;
  const sizes = sized ? [] : sizeLines(r.inputs, [...body, result].join('\n'), m);
  const lines = [...sizes, ...body, result];
  const set = hyperIn(r, lines.join('\n'));
  const hyper =
    exported && set.length > 0 ? `${m.helper('knownHyper')}(rule, hyper, [${set.map(quoted).join(', ')}])` : 'hyper';
  const read = destructured(r, lines.join('\n'), hyper);
  const head = `${exported ? 'export ' : ''}function ${name}(${parameterList(takes, set)})`;
  return [docText(r.doc), `${head} {`, ...[...read, ...lines].map((l) => `  ${l}`), '}'].join('\n');
}

/** The function that draws one noise, where it is no single point. */
function noiseText(n: Noise, p: OptimizerProgram, target: Target, m: Module): string {
  if (!n.sampler) return '';
  const sizes = drawnSizes(p, n);
  return samplerText(samplingProgram(p, n), n.sampler, target, m, {
    text: `function ${drawName(n)}(parameters, shape, seed${sizes === '' ? '' : `, ${sizes}`})`,
    doc: `Draws of ${n.symbol.name}: the same seed gives the same draws.`,
  });
}

/** Draws of every noise, each by a seed of its own. */
function sampleText(p: OptimizerProgram, m: Module): string {
  const isHyper = (c: SymbolExpr): boolean => p.hyper.some((h) => h.symbol === c);
  const free = !p.noise.some((n) => n.sampler && samplingProgram(p, n).model.constants.some(isHyper));
  const set = free ? 'hyper' : `${m.helper('namedHyper')}(rule, hyper)`;
  const lines = drawsInTurn(p, set).map(({ noise: n, place, parameters }) => {
    const event = n.symbol.shape.map((d) => (/^\d+$/.test(d) ? d : propertyAccess('sizes', d)));
    const shape = n.lifted ? (event.length === 1 ? event[0] : `[${event.join(', ')}]`) : '[]';
    const draw = `${drawName(n)}(${parameters}, ${shape}, ${m.helper('splitSeed')}(seed, ${place})${n.lifted ? '' : ', sizes'})`;
    return { place, draw };
  });
  const depends = p.noise.some((n) => n.given.length > 0);
  return [
    docText(['One draw from the base, for a size as in { P: 3 }.']),
    'export function sample(sizes, seed, hyper = {}) {',
    ...(depends ? lines.map(({ place, draw }) => `  const ${drawnName(place)} = ${draw};`) : []),
    `  return [${p.noise.map((_, i) => (depends ? drawnName(i) : lines[i]?.draw)).join(', ')}];`,
    '}',
  ].join('\n');
}
