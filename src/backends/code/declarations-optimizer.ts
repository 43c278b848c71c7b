// The type declarations of an emitted optimizer module.
import type { OptimizerProgram } from '../../model/optimizer-program.ts';
import { commentText, propertyKey } from './names.ts';
import { spellingsOf } from './optimizer.ts';

/** The `.d.ts` of an optimizer module. */
export function optimizerDeclarations(
  p: OptimizerProgram,
  head: string,
  className: string,
  target: 'js' | 'tfjs',
): string {
  const parts = target === 'tfjs' ? tensorParts(p, className) : plainParts(p, className);
  return `${[head, ...parts].join('\n\n')}\n`;
}

/** The hyper-parameters as properties, each under every spelling; `entries` is the type of a vector or matrix. */
const hyperFields = (p: OptimizerProgram, entries: string): string[] =>
  p.hyper.flatMap((h) =>
    spellingsOf(h).flatMap((key) => [
      `  /** ${commentText(h.initial === undefined ? 'Must be given, in one of its spellings.' : `${h.initial} where it is not given.`)} */`,
      `  readonly ${propertyKey(key)}?: ${h.symbol.shape.length === 0 ? 'number' : entries};`,
    ]),
  );

const stateFields = (p: OptimizerProgram, type: (rank: number) => string): string[] =>
  p.state.map(({ name, symbol }) => `  readonly ${propertyKey(name)}: ${type(symbol.shape.length)};`);

/** Is a constant a vector or a matrix? */
const hasEntries = (p: OptimizerProgram): boolean => p.hyper.some(({ symbol }) => symbol.shape.length > 0);

function tensorParts(p: OptimizerProgram, className: string): string[] {
  return [
    `import type { Tensor } from '@tensorflow/tfjs-core';\nimport { ${hasEntries(p) ? 'type Entries, ' : ''}GroupOptimizer, type Hyper, type OptimizerOptions, ${hasEntries(p) ? 'type PerVariable, ' : ''}type Sizes, type State } from 'blrc/runtime';`,
    [
      '/** Hyper-parameters, and what every optimizer takes. */',
      `export interface ${className}Options extends OptimizerOptions {`,
      ...hyperFields(p, 'PerVariable<Entries>'),
      '}',
    ].join('\n'),
    [
      '/** A tf.Optimizer whose variables hold the centre of a posterior. */',
      `export declare class ${className} extends GroupOptimizer {`,
      '  static className: string;',
      `  constructor(options?: ${className}Options);`,
      '}',
    ].join('\n'),
    [
      'export declare function initial(sizes: Sizes, hyper: Hyper): State;',
      'export declare function start(state: State, point: readonly Tensor[], hyper: Hyper): State;',
      'export declare function draw(places: readonly number[], sizes: Sizes, seed: number, hyper: Hyper): Tensor[];',
      'export declare function place(state: State, noise: readonly Tensor[], hyper: Hyper): Tensor[];',
      'export declare function average(state: State, noise: readonly Tensor[], gradient: readonly Tensor[], hyper: Hyper): Tensor[];',
      'export declare function update(state: State, averages: readonly Tensor[], hyper: Hyper): State;',
      'export declare function centre(state: State, hyper: Hyper): Tensor[];',
    ].join('\n'),
  ];
}

function plainParts(p: OptimizerProgram, className: string): string[] {
  const numbers = (rank: number): string => (rank === 0 ? 'number' : 'Float64Array');
  const one = p.place.length === 1;
  const point = one ? 'Value' : 'readonly Value[]';
  const held = p.place.map(({ target }) => numbers(target.shape.length));
  const found = one ? held.join() : `[${held.join(', ')}]`;
  return [
    '/** A number, the entries of a vector, or of a matrix its rows or the entries row by row. */\nexport type Value = number | ArrayLike<number> | readonly ArrayLike<number>[];',
    '/** A number, or entries one after the other, a matrix row by row. */\nexport type Flat = number | Float64Array;',
    '/** How large each dimension is. */\nexport type Sizes = { readonly [dimension: string]: number };',
    ['/** The state. */', 'export interface State {', ...stateFields(p, numbers), '}'].join('\n'),
    ['/** Hyper-parameters. */', 'export interface Hyper {', ...hyperFields(p, 'Value'), '}'].join('\n'),
    [
      '/** Hyper-parameters, and what every optimizer takes. */',
      'export interface Options extends Hyper {',
      '  /** How many examples the mean of the loss is taken over. */',
      '  readonly dataSize?: number;',
      '  readonly weightDecay?: number;',
      '  readonly seed?: number;',
      '  /** Sizes that the point does not tell: of a matrix that is given flat. */',
      '  readonly sizes?: Sizes;',
      '  readonly initial?: { readonly [K in keyof State]?: Value };',
      '}',
    ].join('\n'),
    [
      '/** A run under way. */',
      `export interface ${className} {`,
      '  readonly state: State;',
      '  /** The point estimate. */',
      `  estimate(): ${found};`,
      '  /** One draw from the posterior. */',
      `  sampled(): ${found};`,
      '  /** One step by the gradient at each of the samples, which `gradientAt` is asked for. */',
      `  step(gradientAt: (${held.map((type, k) => `${one ? 'point' : `point${k + 1}`}: ${type}`).join(', ')}) => ${point}): void;`,
      '  readonly warnings: Readonly<Record<string, number>>;',
      '  /** All that a run needs to go on as if it had never stopped; JSON keeps it to the last bit. */',
      '  save(): Saved;',
      '  restore(saved: Saved): void;',
      '}',
      '',
      'export interface Saved {',
      '  readonly state: { readonly [K in keyof State]: number | ArrayLike<number> };',
      '  readonly steps: number;',
      '  readonly draws: number;',
      '  readonly seed: number;',
      '}',
    ].join('\n'),
    [
      '/** The state whose centre is the point where there is one; or the identity, of a given size. */',
      `export declare function init(point: ${point} | Sizes, sizes?: Sizes, hyper?: Hyper): State;`,
      '/** One draw of every noise. */',
      'export declare function sample(sizes: Sizes, seed: number, hyper?: Hyper): Flat[];',
      'export declare function place(state: State, noise: readonly (number | ArrayLike<number>)[], hyper?: Hyper): Flat[];',
      '/** One step; noise and gradient sample by sample, each in the order of `place`. */',
      'export declare function step(state: { readonly [K in keyof State]: Value }, noise: readonly Value[], gradient: readonly Value[], hyper: Hyper): State;',
      'export declare function centre(state: State, hyper?: Hyper): Flat[];',
      `export declare function create${className}(point: ${point} | Sizes, options?: Options): ${className};`,
    ].join('\n'),
  ];
}
