// A family program as one module over tensors, chained explicitly, and its declarations.
import type { FamilyProgram } from '../../model/program.ts';
import { declarationText } from '../code/declarations.ts';
import { type DomainTest, domainRoutine } from '../code/domain.ts';
import { familyRoutines, type Program } from '../code/family.ts';
import { type EmitHeader, headerText, withoutSampler } from '../code/header.ts';
import { identifier, propertyAccess, propertyKey } from '../code/names.ts';
import type { Input, Routine, Target } from '../code/routine.ts';
import { argumentText, docText, inputText, missingStepLines } from '../js/kernel.ts';
import type { Emitted } from '../js/module.ts';
import { fisherText } from './fisher.ts';
import { createUsed, tensorNames, type Used } from './imports.ts';
import { tensorPolicy } from './policy.ts';
import { samplerText } from './sampler.ts';
import { readLines, type TensorModule, tensorModule } from './site.ts';
import { blockConditions, blockLines, resultText, type Site } from './statements.ts';

const moduleNames: readonly string[] = [
  'sample logDensity entropy kl toNatural fromNatural toMean fromMean fisher fisherForm update inDomain logPartition',
  'meanFromNatural shape seed places inside value values ranks index draws logits angle normals squares lower tangents',
  'first last axes masses counts found start width cell nodes points logSlopes finite jitter place shapes factor',
].flatMap((line) => line.split(' '));

/** The family as a tensor module and its `.d.ts`. */
export function emitTfjs(program: FamilyProgram, header: Omit<EmitHeader, 'target'>): Emitted {
  const target: Target = { policy: tensorPolicy, reserved: [...tensorNames, ...moduleNames], differentiable: true };
  const used: Used = createUsed();
  const whole: Program = program;
  const m = tensorModule(program.model.dimensions, used);
  const routines = familyRoutines(whole, target);
  const pieces = routines.filter((r) => r.name !== 'logPartition').map((r) => routineText(r, whole, m));
  const logPartition = routines.find((r) => r.name === 'logPartition');
  if (logPartition) pieces.push(logPartitionText(logPartition, whole, m));
  const sampler = program.sampler ? [samplerText(whole, program.sampler, target, m)] : [];
  const domain = inDomainText(whole, target, m);
  const head = headerText(program.model.name, program.model.doc, {
    ...(sampler.length > 0 ? {} : withoutSampler),
    ...header,
    target: 'tfjs',
  });
  const carried = used.text();
  const library = carried === '' ? [] : [`// ---- Tensor functions that the module carries ----\n\n${carried}`];
  const js = [head, used.imports(), ...pieces, ...sampler, domain, ...library].join('\n\n');
  return { js: `${js.trimEnd()}\n`, dts: declarationText(whole, head, 'tfjs') };
}

function routineText(r: Routine, p: Program, m: TensorModule): string {
  if (r.name === 'fisher' || r.name === 'fisherForm') return fisherText(r, p, m);
  return functionText(r, m, `export function ${r.name}(${argumentText(r)})`);
}

/** The body of a routine inside a tidy. */
function functionText(r: Routine, m: TensorModule, head: string): string {
  const site = m.siteOf(r);
  const body = blockLines(r.block, site);
  const result = resultLines(r, site, m);
  const read = readLines(r.inputs, [...body, ...result].join('\n'), m);
  return [
    docText(r.doc),
    `${head} {`,
    ...missingStepLines(r).map((l) => `  ${l}`),
    `  return ${m.used.core('tidy')}(() => {`,
    ...[...read, ...body, ...result].map((l) => `    ${l}`),
    '  });',
    '}',
  ].join('\n');
}

function resultLines(r: Routine, site: Site, m: TensorModule): string[] {
  const guard = r.conditions.length > 0 ? [`const inside = ${blockConditions(r.conditions, r.block, site)};`] : [];
  const text = (t: Routine['outputs'][number]): string => {
    const value = resultText(t.term, r.block, site);
    if (guard.length === 0) return value;
    const condition = t.shape.reduce((c) => `${m.used.core('expandDims')}(${c}, -1)`, 'inside');
    return `${m.used.core('where')}(${condition}, ${value}, NaN)`;
  };
  const [only] = r.outputs;
  if (only && r.outputs.length === 1 && only.key === undefined) return [...guard, `return ${text(only)};`];
  const fields = r.outputs.map((o) => fieldText(o.key ?? '', text(o)));
  const isSize = (key: string): boolean => r.inputs.some((i) => i.size && i.key === key);
  const carried = r.carried.map(({ argument, key }) => {
    const given = propertyAccess(argument, key);
    return `${propertyKey(key)}: ${isSize(key) ? given : `${m.used.runtime('tensorOf')}(${given})`}`;
  });
  return [...guard, `return { ${[...fields, ...carried].join(', ')} };`];
}

/** A property, in short where its value has its name. */
const fieldText = (key: string, value: string): string => (key === value ? key : `${propertyKey(key)}: ${value}`);

/** A(λ) with μ(λ) as its gradient, so that differentiating a density goes through the stable mean map. */
function logPartitionText(r: Routine, p: Program, m: TensorModule): string {
  const own = r.inputs.filter((i) => p.blocks.some((b) => b.symbol === i.symbol));
  const rest = r.inputs.filter((i) => !own.includes(i) && !i.size);
  const sizes = r.inputs.filter((i) => i.size);
  const site = m.siteOf(r);
  const body = blockLines(r.block, site);
  const [output] = r.outputs;
  const value = output ? resultText(output.term, r.block, site) : '0';
  const names = own.map((i) => i.name);
  const fields = (list: readonly Input[]): string => list.map((i) => fieldText(i.key ?? '', i.name)).join(', ');
  const keys = p.blocks.map((b) => identifier(b.meanSymbol.name));
  const slopes = own.map((i, k) => {
    const slope = i.shape.reduce((d) => `${m.used.core('expandDims')}(${d}, -1)`, 'slope');
    return `${m.used.core('mul')}(${slope}, ${propertyAccess('mean', keys[k] ?? '')})`;
  });
  const kept = [...names, ...rest.map((i) => i.name)].join(', ');
  const read = readLines(r.inputs, [...body, value, kept, ...sizes.map((i) => i.name)].join('\n'), m);
  const readRest = read.filter((l) => !own.some((i) => l.startsWith(`const ${i.name} = `)));
  const given = own.map((i) => `${m.used.runtime('tensorOf')}(${inputText(i)})`);
  return [
    docText([...r.doc, 'Its gradient is the mean map.']),
    'export function logPartition(natural) {',
    `  const value = ${m.used.core('customGrad')}((${[...names, 'save'].join(', ')}) => {`,
    ...readRest.map((l) => `    ${l}`),
    `    save([${kept}]);`,
    ...body.map((l) => `    ${l}`),
    '    return {',
    `      value: ${value},`,
    `      gradFunc: (slope, [${kept}]) => {`,
    `        const mean = meanFromNatural({ ${fields([...own, ...rest, ...sizes])} });`,
    `        return [${slopes.join(', ')}];`,
    '      },',
    '    };',
    '  });',
    `  return ${m.used.core('tidy')}(() => value(${given.join(', ')}));`,
    '}',
  ].join('\n');
}

/** A truth value for each instance. */
function inDomainText(p: Program, target: Target, m: TensorModule): string {
  const { routine, tests } = domainRoutine(p, target);
  const site = m.siteOf(routine);
  const body = blockLines(routine.block, site);
  const text = (t: DomainTest['lower']): string | undefined => t && resultText(t, routine.block, site);
  const checks = tests.map((t) => testText(t, text(t.lower), text(t.upper), m.used));
  const both = (a: string, b: string): string => `${m.used.core('logicalAnd')}(${a}, ${b})`;
  const result = `return ${checks.reduce(both)};`;
  return [
    docText(['Are the parameters inside their domains? A truth value for each instance.']),
    'export function inDomain(parameters) {',
    `  return ${m.used.core('tidy')}(() => {`,
    ...[...readLines(routine.inputs, [...body, result].join('\n'), m), ...body, result].map((l) => `    ${l}`),
    '  });',
    '}',
  ].join('\n');
}

function testText(t: DomainTest, lower: string | undefined, upper: string | undefined, used: Used): string {
  const { name, shape } = t.input;
  const bound = (text: string): string => shape.reduce((x) => `${used.core('expandDims')}(${x}, -1)`, text);
  const tests = [
    `${used.core('isFinite')}(${name})`,
    ...(t.kind === 'integers' ? [`${used.core('equal')}(${name}, ${used.core('round')}(${name}))`] : []),
    ...(lower ? [`${used.core(t.closedLower ? 'greaterEqual' : 'greater')}(${name}, ${bound(lower)})`] : []),
    ...(upper ? [`${used.core(t.closedUpper ? 'lessEqual' : 'less')}(${name}, ${bound(upper)})`] : []),
    ...(t.kind === 'simplex' ? [`${used.core('greater')}(${name}, 0)`] : []),
  ];
  const both = (a: string, b: string): string => `${used.core('logicalAnd')}(${a}, ${b})`;
  const axes = shape.length === 2 ? '[-2, -1]' : '-1';
  const entries = tests.reduce(both);
  const every = shape.length === 0 ? entries : `${used.core('all')}(${entries}, ${axes})`;
  if (t.kind === 'spd') return both(every, `${used.support('isFactor')}(${used.runtime('cholesky')}(${name}))`);
  if (t.kind === 'lower') {
    const diagonal = `${used.core('all')}(${used.core('greater')}(${used.runtime('diagPart')}(${name}), 0), -1)`;
    const below = `${used.core('all')}(${used.core('equal')}(${used.runtime('lowerPart')}(${name}), ${name}), [-2, -1])`;
    return both(every, both(below, diagonal));
  }
  if (t.kind !== 'simplex') return every;
  const sum = `${used.core('abs')}(${used.core('sub')}(${used.core('sum')}(${name}, -1), 1))`;
  return both(every, `${used.core('less')}(${sum}, 1e-4)`);
}
