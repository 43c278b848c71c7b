// The type declarations of an emitted module: declared, natural and mean parameters are three different types.
import type { SymbolExpr } from '../../ir/expr.ts';
import { isHeld, type Program } from './family.ts';
import { commentText, identifier, propertyKey } from './names.ts';
import { parameterSlots, spelling } from './routine.ts';

interface Field {
  readonly key: string;
  readonly symbol: SymbolExpr;
}

/** The type of a scalar, a vector and a matrix. */
type ByRank = readonly [string, string, string];

const types = {
  js: {
    imports: '',
    made: ['Entries', 'Vectors', 'Matrices'] as ByRank,
    extra: [
      '/** A number, or one number for each instance. */',
      'export type Entries = number | ArrayLike<number>;',
      '/** A vector, or one for each instance. */',
      'export type Vectors = ArrayLike<number> | readonly ArrayLike<number>[];',
      '/** A matrix, flat by rows or as rows. */',
      'export type Matrix = ArrayLike<number> | readonly (readonly number[])[];',
      '/** A matrix, or one for each instance. */',
      'export type Matrices = Matrix | readonly ArrayLike<number>[] | readonly (readonly ArrayLike<number>[])[];',
      '/** What functions take: one instance or many. */',
      'export type Any = { readonly scalar: Entries; readonly vector: Vectors; readonly matrix: Matrices };',
      '/** One instance. */',
      'export type One = { readonly scalar: number; readonly vector: ArrayLike<number>; readonly matrix: Matrix };',
      '/** What functions make of one instance. */',
      'export type Made = { readonly scalar: number; readonly vector: Float64Array; readonly matrix: Float64Array };',
    ],
    value: 'Entries',
    matrix: 'Float64Array | Float64Array[]',
    truth: 'boolean',
    step: '{ rho: number; tau?: number }',
  },
  tfjs: {
    imports: "import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';\n\n",
    given: ['Tensor | TensorLike', 'Tensor | TensorLike', 'Tensor | TensorLike'] as ByRank,
    made: ['Tensor', 'Tensor', 'Tensor'] as ByRank,
    extra: [],
    value: 'Tensor',
    matrix: 'Tensor',
    truth: 'Tensor',
    step: '{ rho: Tensor | TensorLike; tau?: Tensor | TensorLike }',
  },
};

const symbolKey = (s: SymbolExpr): string => identifier(s.name);

/** The `.d.ts` of a family module. */
export function declarationText(p: Program, head: string, target: 'js' | 'tfjs'): string {
  const t = types[target];
  const declared = parameterSlots(p).map((s): Field => ({ key: spelling(p, s.symbol), symbol: s.symbol }));
  const constants = declared.filter((f) => p.model.constants.includes(f.symbol));
  const own = declared.filter((f) => !constants.includes(f));
  const natural = p.blocks.map((b): Field => ({ key: symbolKey(b.symbol), symbol: b.symbol }));
  const mean = p.blocks.map((b): Field => ({ key: symbolKey(b.meanSymbol), symbol: b.meanSymbol }));
  const given = target === 'js' ? {} : { type: types.tfjs.given };
  const shapes = (name: string, doc: string, fields: readonly Field[], brand: string): string =>
    interfaceText({ name, doc, fields, brand, ...given });
  const results = (name: string, doc: string, fields: readonly Field[], brand: string): string =>
    interfaceText({ name, doc, fields, brand, type: t.made });
  const isFamily = p.model.parameters.length > 0;
  const parts = [
    `${head}\n\n${t.imports}declare const coordinates: unique symbol;`,
    ...(t.extra.length ? [t.extra.join('\n')] : []),
    shapes('Parameters', 'Declared parameters and constants.', declared, 'declared'),
    ...(isFamily
      ? [
          shapes('Natural', 'Natural parameters λ, with the constants.', [...natural, ...constants], 'natural'),
          shapes('Mean', 'Mean parameters μ = E[T(θ)], with the constants.', [...mean, ...constants], 'mean'),
          shapes('Gradient', '∂E[ℓ]/∂parameters; for a symmetric matrix the full matrix.', own, 'gradient'),
        ]
      : []),
    variableText(p, given.type),
    ...(target === 'tfjs' && isFamily
      ? [
          results('ParameterTensors', 'Declared parameters as tensors.', declared, 'declared'),
          results('NaturalTensors', 'Natural parameters as tensors.', [...natural, ...constants], 'natural'),
          results('MeanTensors', 'Mean parameters as tensors.', [...mean, ...constants], 'mean'),
        ]
      : []),
    target === 'tfjs' ? tensorFunctions(p) : plainFunctions(p),
  ];
  return `${parts.join('\n\n')}\n`;
}

interface Shape {
  readonly name: string;
  readonly doc: string;
  readonly fields: readonly Field[];
  readonly brand: string;
  /** The types of the fields; without them the reader chooses between one instance and many. */
  readonly type?: ByRank;
}

const chosen = '<F extends Any = Any>';
const byChoice: ByRank = ["F['scalar']", "F['vector']", "F['matrix']"];

const typeOf = ({ symbol }: Field, list: ByRank): string => list[Math.min(symbol.shape.length, 2)] ?? '';

function interfaceText({ name, doc, fields, brand, type }: Shape): string {
  return [
    `/** ${commentText(doc)} */`,
    `export interface ${name}${type ? '' : chosen} {`,
    ...fields.map((f) => `  readonly ${propertyKey(f.key)}: ${typeOf(f, type ?? byChoice)};`),
    `  readonly [coordinates]?: '${brand}';`,
    '}',
  ].join('\n');
}

const variableFields = (p: Program): readonly Field[] =>
  p.model.variables.map((symbol) => ({ key: spelling(p, symbol), symbol }));

function variableText(p: Program, type?: ByRank): string {
  const fields = variableFields(p);
  const [only, ...more] = fields;
  if (only && more.length === 0)
    return `/** The variable. */\nexport type Variable${type ? '' : chosen} = ${typeOf(only, type ?? byChoice)};`;
  return interfaceText({
    name: 'Variable',
    doc: 'The variables.',
    fields,
    brand: 'variable',
    ...(type ? { type } : {}),
  });
}

/** A draw, or an object of draws where there are several variables. */
function drawnType(p: Program, made: ByRank): string {
  const [only, ...more] = variableFields(p);
  if (only && more.length === 0) return typeOf(only, made);
  return `{ ${variableFields(p)
    .map((f) => `readonly ${propertyKey(f.key)}: ${typeOf(f, made)}`)
    .join('; ')} }`;
}

/** The functions of a tensor module. */
function tensorFunctions(p: Program): string {
  const t = types.tfjs;
  const drawn = drawnType(p, t.made);
  const sample = `export declare function sample(parameters: Parameters, shape: number | readonly number[], seed: number): ${drawn};`;
  const made = (name: string): string => `${name === 'Parameters' ? 'Parameter' : name}Tensors`;
  const lines = signatures(p).flatMap(({ doc, name, list, result }) => {
    const given = list.map(([argument, type]) => `${argument}: ${type === 'step' ? t.step : type}`);
    const type = result === 'value' || result === 'matrix' || result === 'truth' ? t[result] : made(result);
    return [...doc, `export declare function ${name}(${given.join(', ')}): ${type};`];
  });
  return [...(p.sampler ? [sample] : []), ...lines].join('\n');
}

/** The functions of a plain module: from one instance to one, and from many to many. */
function plainFunctions(p: Program): string {
  const t = types.js;
  const many = drawnType(p, ['Float64Array', 'Float64Array[]', 'Float64Array[]']);
  const sample = [
    `export declare function sample(parameters: Parameters, shape: number, seed: number): ${many};`,
    `export declare function sample(parameters: Parameters, shape: number | readonly number[], seed: number): ${drawnType(p, t.made)};`,
  ];
  const single = { value: 'number', matrix: 'Float64Array', truth: t.truth };
  const lines = signatures(p).flatMap(({ doc, name, list, result }) => {
    const told = result === 'value' || result === 'matrix' || result === 'truth';
    const argumentsOf = (form: string): string =>
      list.map(([argument, type]) => `${argument}: ${type === 'step' ? t.step : `${type}${form}`}`).join(', ');
    const head = `export declare function ${name}`;
    const first = `${head}(${argumentsOf('<One>')}): ${told ? single[result] : `${result}<Made>`};`;
    const general = `${head}(${argumentsOf('')}): ${told ? t[result] : result};`;
    return [...doc, ...(result === 'truth' ? [] : [first]), general];
  });
  return [...(p.sampler ? sample : []), ...lines].join('\n');
}

interface Signature {
  readonly doc: readonly string[];
  readonly name: string;
  /** Arguments and their types. */
  readonly list: readonly (readonly [string, string])[];
  readonly result: 'value' | 'matrix' | 'truth' | 'Parameters' | 'Natural' | 'Mean';
}

/** What every module exports but `sample`. */
const signatures = (p: Program): readonly Signature[] => everySignature(p).filter(({ name }) => isHeld(p, name));

function everySignature(p: Program): readonly Signature[] {
  const parameters = ['parameters', 'Parameters'] as const;
  const natural = ['natural', 'Natural'] as const;
  const of = (name: string, list: Signature['list'], result: Signature['result'], ...doc: string[]): Signature => ({
    doc: doc.map((line) => `/** ${line} */`),
    ...{ name, list, result },
  });
  return [
    of('logDensity', [parameters, ['theta', 'Variable']], 'value'),
    of('entropy', [parameters], 'value'),
    of('kl', [parameters, ['other', 'Parameters']], 'value'),
    of('toNatural', [parameters], 'Natural'),
    of('fromNatural', [natural], 'Parameters'),
    of('toMean', [parameters], 'Mean'),
    of('fromMean', [['mean', 'Mean']], 'Parameters'),
    of(
      'fisher',
      [parameters],
      'matrix',
      'Rows in the order of declaration, symmetric matrices by their entries i ≤ j.',
    ),
    of(
      'update',
      [parameters, ['gradient', 'Gradient'], ['options', 'step']],
      'Parameters',
      'The new parameters; not numbers where the step leaves the domain.',
    ),
    of('inDomain', [parameters], 'truth'),
    ...(p.logPartition ? [of('logPartition', [natural], 'value'), of('meanFromNatural', [natural], 'Mean')] : []),
  ];
}
