// A family program as one JavaScript module without imports, and its declarations.
import { CompilerBug } from '../../diagnostics.ts';
import type { FamilyProgram } from '../../model/program.ts';
import { declarationText } from '../code/declarations.ts';
import { type DomainTest, domainRoutine } from '../code/domain.ts';
import { familyRoutines, type Program } from '../code/family.ts';
import { type EmitHeader, headerText, withoutSampler } from '../code/header.ts';
import { identifier, propertyAccess } from '../code/names.ts';
import type { Routine, Target } from '../code/routine.ts';
import { dimensionText, sizeText } from './expression.ts';
import { docText, exportedText, fitLines, kernelText, type Module, siteOf, sizeLines } from './kernel.ts';
import { createInlined, libraryNames } from './library.ts';
import { javascriptPolicy } from './policy.ts';
import { samplerText } from './sampler.ts';
import { blockLines, resultText } from './statements.ts';

/** An emitted module and its type declarations. */
export interface Emitted {
  readonly js: string;
  readonly dts: string;
}

// Names of functions of the module, which no local value takes.
const moduleNames: readonly string[] = [
  'sample logDensity entropy kl toNatural fromNatural toMean fromMean fisher fisherForm update inDomain logPartition',
  'meanFromNatural logDensityAt entropyAt klAt toNaturalAt fromNaturalAt toMeanAt fromMeanAt fisherAt fisherFormAt',
  'updateAt logPartitionAt meanFromNaturalAt inDomainAt drawAt logMassAt countBoundsAt valuesAt logMassesAt circleAt',
  'logProbabilitiesAt bartlettAt logDensityOf supportAt shape seed count place value values masses locations concentrations entry uniforms tables normals results key circle scale degrees form',
  'left right fisherOf inside',
].flatMap((line) => line.split(' '));

/** The family as a JavaScript module and its `.d.ts`. */
export function emitJs(program: FamilyProgram, header: Omit<EmitHeader, 'target'>): Emitted {
  const reserved = [...libraryNames, ...moduleNames];
  const target: Target = { policy: javascriptPolicy, reserved, differentiable: false };
  const inlined = createInlined();
  const module: Module = { dimensions: program.model.dimensions, helper: inlined.helper };
  const whole: Program = program;
  const pieces = familyRoutines(whole, target).map((r) => routineText(r, whole, module));
  const sampler = program.sampler ? [samplerText(whole, program.sampler, target, module)] : [];
  const domain = inDomainText(whole, target, module);
  const head = headerText(program.model.name, program.model.doc, {
    ...(sampler.length > 0 ? {} : withoutSampler),
    ...header,
    target: 'js',
  });
  const library = `// ---- Numerics that the functions above call ----\n\n${inlined.text()}`;
  const js = [head, ...pieces, ...sampler, domain, library].join('\n\n');
  return { js: `${js.trimEnd()}\n`, dts: declarationText(whole, head, 'js') };
}

function routineText(r: Routine, p: Program, m: Module): string {
  const kernel = `${r.name}At`;
  const inner = kernelText(r, m, kernel, r.name === 'fisherForm');
  const outer = r.name === 'fisherForm' ? fisherText(r, p, m, kernel) : exportedText(r, m, kernel);
  return `${outer}\n\n${inner}`;
}

/** The metric's matrix by its form along all pairs of basis tangents. */
function fisherText(r: Routine, p: Program, m: Module, kernel: string): string {
  const own = r.inputs.filter((i) => i.argument === 'parameters');
  const names = own.map((i) => i.name);
  const values = own.map((i) => propertyAccess('parameters', i.key ?? ''));
  const coordinates = p.model.parameters.map((s) => {
    const input = own.find((i) => i.symbol === s);
    if (!input) throw new CompilerBug(`no input for ${s.name}`);
    return coordinatesText(s.domain.kind, input.shape, m);
  });
  const count = p.model.parameters.length;
  const lines = [
    `const form = (left, right) => ${kernel}(${[...names, '...left', '...right'].join(', ')})[0];`,
    `return [${m.helper('formMatrix')}([${coordinates.join(', ')}], form)];`,
  ];
  const body = [...sizeLines(own, coordinates.join(' '), m), ...lines].map((l) => `    ${l}`);
  if (count === 0) throw new CompilerBug('a metric of no parameters');
  return [
    docText(['The Fisher metric in the declared parameters, row by row; symmetric matrices by their entries i ≤ j.']),
    'export function fisher(parameters) {',
    `  const fisherOf = (${names.join(', ')}) => {`,
    ...body,
    '  };',
    `  return ${m.helper('eachInstance')}([${values.join(', ')}], [${own.map((i) => i.shape.length).join(', ')}], fisherOf)[0];`,
    '}',
  ].join('\n');
}

function coordinatesText(domain: string, shape: readonly string[], m: Module): string {
  const dimensions = new Map(m.dimensions.map((d) => [d, identifier(d)]));
  if (shape.length === 0) return "{ kind: 'scalar', size: 1 }";
  if (domain === 'spd' || domain === 'symmetric' || domain === 'lowerTriangular') {
    const kind = domain === 'lowerTriangular' ? 'lower' : 'symmetric';
    return `{ kind: '${kind}', size: ${dimensionText(shape[0] ?? '1', { dimensions }).text} }`;
  }
  return `{ kind: '${domain === 'simplex' ? 'simplex' : 'full'}', size: ${sizeText(shape, { dimensions })} }`;
}

/** A test of every instance's parameters. */
function inDomainText(p: Program, target: Target, m: Module): string {
  const { routine, tests } = domainRoutine(p, target);
  const site = siteOf(routine, m);
  const body = blockLines(routine.block, site);
  const text = (t: DomainTest['lower']): string | undefined => t && resultText(t, routine.block, site);
  const checks = tests.map((t) => testText(t, text(t.lower), text(t.upper), m));
  const result = `return [Number(${checks.join(' && ') || 'true'})];`;
  const whole = [...fitLines(routine.inputs, m), ...body, result];
  const lines = [...sizeLines(routine.inputs, whole.join('\n'), m), ...whole];
  const values = routine.inputs.map((i) => propertyAccess('parameters', i.key ?? ''));
  return [
    docText(routine.doc),
    'export function inDomain(parameters) {',
    `  const inside = ${m.helper('eachInstance')}([${values.join(', ')}], [${routine.inputs.map((i) => i.shape.length).join(', ')}], inDomainAt)[0];`,
    "  return typeof inside === 'number' ? inside === 1 : inside.every((entry) => entry === 1);",
    '}',
    '',
    `function inDomainAt(${routine.inputs.map((i) => i.name).join(', ')}) {`,
    ...lines.map((l) => `  ${l}`),
    '}',
  ].join('\n');
}

function testText(t: DomainTest, lower: string | undefined, upper: string | undefined, m: Module): string {
  const { name, shape } = t.input;
  const entry = shape.length === 0 ? name : 'entry';
  const dimensions = new Map(m.dimensions.map((d) => [d, identifier(d)]));
  const tests = [
    t.kind === 'integers' ? `Number.isInteger(${entry})` : `Number.isFinite(${entry})`,
    ...(lower ? [`${entry} ${t.closedLower ? '>=' : '>'} ${lower}`] : []),
    ...(upper ? [`${entry} ${t.closedUpper ? '<=' : '<'} ${upper}`] : []),
    ...(t.kind === 'simplex' ? [`${entry} > 0`] : []),
  ].join(' && ');
  const every = shape.length === 0 ? tests : `${name}.every((entry) => ${tests})`;
  if (t.kind === 'spd') {
    return `${every} && ${m.helper('isDefinite')}(${name}, ${dimensionText(shape[0] ?? '1', { dimensions }).text}, 1)`;
  }
  if (t.kind === 'lower') return `${every} && ${lowerTest(name, dimensionText(shape[0] ?? '1', { dimensions }).text)}`;
  if (t.kind !== 'simplex') return every;
  return `${every} && Math.abs(${name}.reduce((sum, entry) => sum + entry, 0) - 1) < 1e-6`;
}

/** Nothing above the diagonal, and on it positive numbers. */
const lowerTest = (name: string, size: string): string =>
  `${name}.every((entry, k) => k % ${size} <= k / ${size} ? k % (${size} + 1) > 0 || entry > 0 : entry === 0)`;
