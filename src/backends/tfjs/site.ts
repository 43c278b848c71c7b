// The frame of a tensor function: its inputs as float32 tensors, the sizes of their last dimensions.

import { identifier, propertyKey, quoted } from '../code/names.ts';
import type { Input, Routine } from '../code/routine.ts';
import { inputText } from '../js/kernel.ts';
import type { Used } from './imports.ts';
import type { Site } from './statements.ts';

/** What all functions of a module share. */
export interface TensorModule {
  readonly dimensions: readonly string[];
  readonly used: Used;
  readonly siteOf: (r: Pick<Routine, 'names'>) => Site;
}

/** A module's frame. */
export function tensorModule(dimensions: readonly string[], used: Used): TensorModule {
  const site: Site = {
    dimensions: new Map(dimensions.map((d) => [d, identifier(d)])),
    core: used.core,
    runtime: used.runtime,
    support: used.support,
  };
  return { dimensions, used, siteOf: () => site };
}

/** Does a text use a name? */
const uses = (text: string, name: string): boolean => new RegExp(`(?<![\\w.'])${name}(?![\\w'])`).test(text);

/** Lines that read the inputs a text uses, hold all their sizes against each other, and name those that the text uses. */
export function readLines(inputs: readonly Input[], text: string, m: TensorModule): string[] {
  const sizes = fittedSizes(inputs, text, m);
  const whole = [...sizes, text].join('\n');
  const read = inputs
    .filter((i) => uses(whole, i.name))
    .map((i) => {
      const given = i.argument === 'options' ? (i.key ?? '') : inputText(i);
      if (i.size) return `const ${i.name} = ${given};`;
      const name = i.argument === 'options' || i.key === undefined ? undefined : i.name;
      if (name === undefined && i.name === given) return `${given} = ${m.used.runtime('tensorOf')}(${given});`;
      return `const ${i.name} = ${m.used.runtime('tensorOf')}(${given});`;
    });
  return [...read, ...sizes];
}

/** The line that measures all inputs which have a shape; tangents are made to fit. */
function fittedSizes(inputs: readonly Input[], text: string, m: TensorModule): string[] {
  const shaped = inputs.filter((i) => i.shape.length > 0 && i.argument !== 'left' && i.argument !== 'right');
  if (shaped.length === 0) return [];
  const measured = shaped.map((i) => {
    const key = i.key === undefined ? i.argument : `${i.argument}.${i.key}`;
    return `${propertyKey(key)}: [${[i.name, ...i.shape.map(sizeName).map(quoted)].join(', ')}]`;
  });
  const given = inputs.flatMap((i) => (i.size ? [identifier(i.symbol.name)] : []));
  const told = new Set(shaped.flatMap((i) => i.shape.map((dim) => /^[^-+]+/.exec(dim)?.[0] ?? dim)));
  const wanted = m.dimensions.filter((d) => told.has(d)).map(identifier);
  const used = wanted.filter((size) => !given.includes(size) && uses(text, size));
  const known = given.length > 0 ? `, { ${given.join(', ')} }` : '';
  const call = `${m.used.runtime('sizesOf')}({ ${measured.join(', ')} }${known});`;
  return [used.length > 0 ? `const { ${used.join(', ')} } = ${call}` : call];
}

/** A size as the module names it. */
function sizeName(dim: string): string {
  const [, base = dim, shift = ''] = /^(.+?)([-+]\d+)$/.exec(dim) ?? [];
  return `${/^\d+$/.test(base) ? base : identifier(base)}${shift}`;
}

/** Lines that find the sizes a text uses from the shapes of inputs. */
export function sizeLines(inputs: readonly Input[], text: string, m: TensorModule): string[] {
  const known = new Set<string>(inputs.filter((i) => i.size).map((i) => i.symbol.name));
  return inputs.flatMap(({ name, shape }) =>
    shape.flatMap((dim, axis) => {
      const [, base = dim, sign = '', offset = ''] = /^(.+?)([-+])(\d+)$/.exec(dim) ?? [];
      const size = identifier(base);
      if (!m.dimensions.includes(base) || known.has(base) || !uses(text, size)) return [];
      known.add(base);
      const shift = sign === '' ? '' : ` ${sign === '-' ? '+' : '-'} ${offset}`;
      return [`const ${size} = ${name}.shape[${name}.rank - ${shape.length - axis}]${shift};`];
    }),
  );
}
