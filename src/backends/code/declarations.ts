// The type declarations of an emitted module: declared, natural and mean parameters are three different types.
import type { SymbolExpr } from '../../ir/expr.ts';
import { type Program, parameterSlots, spelling } from './family.ts';
import { commentText, identifier, propertyKey } from './names.ts';

interface Field {
  readonly key: string;
  readonly symbol: SymbolExpr;
}

const types = {
  js: {
    imports: '',
    given: (rank: number): string => ['Entries', 'Vectors', 'Matrices'][rank] ?? 'Matrices',
    made: (rank: number): string => ['Entries', 'Vectors', 'Matrices'][rank] ?? 'Matrices',
    extra: [
      '/** A number, or one number for each instance. */',
      'export type Entries = number | ArrayLike<number>;',
      '/** A vector, or one for each instance. */',
      'export type Vectors = ArrayLike<number> | readonly ArrayLike<number>[];',
      '/** A matrix, flat by rows or as rows, or one for each instance. */',
      'export type Matrices = ArrayLike<number> | readonly ArrayLike<number>[] | readonly (readonly ArrayLike<number>[])[];',
    ],
    value: 'Entries',
    matrix: 'Float64Array | Float64Array[]',
    truth: 'boolean',
  },
  tfjs: {
    imports: "import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';\n\n",
    given: (): string => 'Tensor | TensorLike',
    made: (): string => 'Tensor',
    extra: [],
    value: 'Tensor',
    matrix: 'Tensor',
    truth: 'Tensor',
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
  const made = target === 'tfjs';
  const shapes = (name: string, doc: string, fields: readonly Field[], brand: string, result: boolean): string =>
    interfaceText({ name, doc, fields, brand, type: result ? t.made : t.given });
  const results = made
    ? [
        shapes('ParameterTensors', 'Declared parameters as tensors.', declared, 'declared', true),
        shapes('NaturalTensors', 'Natural parameters as tensors.', [...natural, ...constants], 'natural', true),
        shapes('MeanTensors', 'Mean parameters as tensors.', [...mean, ...constants], 'mean', true),
      ]
    : [];
  const parts = [
    `${head}\n\n${t.imports}declare const coordinates: unique symbol;`,
    ...(t.extra.length ? [t.extra.join('\n')] : []),
    shapes('Parameters', 'Declared parameters and constants.', declared, 'declared', false),
    shapes('Natural', 'Natural parameters λ, with the constants.', [...natural, ...constants], 'natural', false),
    shapes('Mean', 'Mean parameters μ = E[T(θ)], with the constants.', [...mean, ...constants], 'mean', false),
    shapes('Gradient', '∂E[ℓ]/∂parameters; for a symmetric matrix the full matrix.', own, 'gradient', false),
    variableText(p, t.given),
    ...results,
    functionsText(p, t, made),
  ];
  return `${parts.join('\n\n')}\n`;
}

interface Shape {
  readonly name: string;
  readonly doc: string;
  readonly fields: readonly Field[];
  readonly brand: string;
  readonly type: (rank: number) => string;
}

function interfaceText({ name, doc, fields, brand, type }: Shape): string {
  return [
    `/** ${commentText(doc)} */`,
    `export interface ${name} {`,
    ...fields.map((f) => `  readonly ${propertyKey(f.key)}: ${type(f.symbol.shape.length)};`),
    `  readonly [coordinates]?: '${brand}';`,
    '}',
  ].join('\n');
}

function variableText(p: Program, type: (rank: number) => string): string {
  const [only, ...more] = p.model.variables;
  if (only && more.length === 0) return `/** The variable. */\nexport type Variable = ${type(only.shape.length)};`;
  const fields = p.model.variables.map((symbol) => ({ key: spelling(p, symbol), symbol }));
  return interfaceText({ name: 'Variable', doc: 'The variables.', fields, brand: 'variable', type });
}

/** A draw, or an object of draws where there are several variables. */
function drawnType(p: Program, made: (rank: number) => string): string {
  const [only, ...more] = p.model.variables;
  if (more.length === 0) return made(only?.shape.length ?? 0);
  const fields = p.model.variables.map((v) => `readonly ${propertyKey(spelling(p, v))}: ${made(v.shape.length)}`);
  return `{ ${fields.join('; ')} }`;
}

function functionsText(p: Program, t: (typeof types)['js' | 'tfjs'], tensors: boolean): string {
  const made = (name: string): string => (tensors ? `${name === 'Parameters' ? 'Parameter' : name}Tensors` : name);
  const drawn = drawnType(p, t.made);
  const options = tensors ? '{ rho: Tensor | TensorLike; tau?: Tensor | TensorLike }' : '{ rho: number; tau?: number }';
  const sample = `export declare function sample(parameters: Parameters, shape: number | readonly number[], seed: number): ${drawn};`;
  const lines = [
    ...(p.sampler ? [sample] : []),
    `export declare function logDensity(parameters: Parameters, theta: Variable): ${t.value};`,
    `export declare function entropy(parameters: Parameters): ${t.value};`,
    `export declare function kl(parameters: Parameters, other: Parameters): ${t.value};`,
    `export declare function toNatural(parameters: Parameters): ${made('Natural')};`,
    `export declare function fromNatural(natural: Natural): ${made('Parameters')};`,
    `export declare function toMean(parameters: Parameters): ${made('Mean')};`,
    `export declare function fromMean(mean: Mean): ${made('Parameters')};`,
    '/** Rows in the order of declaration, symmetric matrices by their entries i ≤ j. */',
    `export declare function fisher(parameters: Parameters): ${t.matrix};`,
    '/** The new parameters; not numbers where the step leaves the domain. */',
    `export declare function update(parameters: Parameters, gradient: Gradient, options: ${options}): ${made('Parameters')};`,
    `export declare function inDomain(parameters: Parameters): ${t.truth};`,
  ];
  if (p.logPartition) {
    lines.push(
      `export declare function logPartition(natural: Natural): ${t.value};`,
      `export declare function meanFromNatural(natural: Natural): ${made('Mean')};`,
    );
  }
  return lines.join('\n');
}
