// A routine as two functions: the kernel for one instance, and the exported one for any number of them.
import { CompilerBug } from '../../diagnostics.ts';
import { commentText, identifier, propertyAccess, propertyKey, quoted } from '../code/names.ts';
import type { Input, Routine } from '../code/routine.ts';
import { dimensionText } from './expression.ts';
import { blockConditions, blockLines, resultText, type Site } from './statements.ts';

/** What all functions of a module share. */
export interface Module {
  readonly dimensions: readonly string[];
  readonly helper: (name: string) => string;
}

/** The site of one routine: its index name, the names of the dimensions. */
export function siteOf(r: Pick<Routine, 'names'>, m: Module): Site {
  const dimensions = new Map(m.dimensions.map((d) => [d, identifier(d)]));
  return { dimensions, helper: m.helper, index: r.names.fresh('i') };
}

/** A size and the line that finds it. */
interface Told {
  readonly size: string;
  readonly line: string;
}

/** The sizes that single inputs tell, perhaps with those told before; their dimensions are then known. */
function toldSizes(inputs: readonly Input[], known: Set<string>, m: Module): Told[] {
  const sizes: Told[] = [];
  for (let round = 0; round < 2; round++)
    for (const { name, shape } of inputs) {
      const found = sizeFrom(name, shape, known, m);
      if (!found || known.has(found.dim)) continue;
      known.add(found.dim);
      const size = identifier(found.dim);
      sizes.push({ size, line: `const ${size} = ${found.text};` });
    }
  return sizes;
}

const givenSizes = (inputs: readonly Input[]): Set<string> =>
  new Set(inputs.filter((i) => i.size).map((i) => i.symbol.name));

/** Lines that hold what is handed to a function against the sizes it tells. */
export function fitLines(inputs: readonly Input[], m: Module): string[] {
  const known = givenSizes(inputs);
  toldSizes(inputs, known, m);
  const dimensions = new Map([...known].map((d) => [d, identifier(d)]));
  const isKnown = (dim: string): boolean => /^\d+$/.test(dim) || known.has(/^[^-+]+/.exec(dim)?.[0] ?? dim);
  return inputs
    .filter((i) => i.shape.length > 0 && !['draws', 'left', 'right'].includes(i.argument) && i.shape.every(isKnown))
    .map((i) => {
      const sizes = i.shape.map((d) => dimensionText(d, { dimensions }).text);
      return `${m.helper('fits')}(${i.name}, [${sizes.join(', ')}], ${quoted(inputText(i))}, ${quoted(i.shape.join(' × '))});`;
    });
}

/** Lines that find the sizes which a text mentions from the inputs. */
export function sizeLines(inputs: readonly Input[], text: string, m: Module): string[] {
  const known = givenSizes(inputs);
  const sizes = toldSizes(inputs, known, m);
  for (const { name, shape } of inputs) sizes.push(...sizesOfWhole(name, shape, known, text, m));
  // A size is stated where the text, or a later size, names it.
  const kept: string[] = [];
  for (const { size, line } of [...sizes].reverse())
    if (new RegExp(`\\b${size}\\b`).test([...kept, text].join('\n'))) kept.unshift(line);
  return kept;
}

/**
 * The sizes of a matrix of which only the number of entries is known, flat as it is: where nothing but their product
 * occurs, one row of all entries gives the same values.
 */
function sizesOfWhole(
  name: string,
  [rows, columns]: readonly string[],
  known: Set<string>,
  text: string,
  m: Module,
): readonly Told[] {
  if (!rows || !columns || [rows, columns].some((d) => known.has(d) || !m.dimensions.includes(d))) return [];
  const [P, Q] = [identifier(rows), identifier(columns)];
  const either = new RegExp(`\\b(${P}|${Q})\\b`);
  if (!either.test(text)) return [];
  if (either.test(text.replace(new RegExp(`(?<!/ )\\b(${P} \\* ${Q}|${Q} \\* ${P})\\b`, 'g'), '')))
    throw new CompilerBug(`the numbers of rows and columns of ${name} are told by no argument`);
  known.add(rows).add(columns);
  return [
    { size: P, line: `const ${P} = 1; // only ${P} * ${Q} matters` },
    { size: Q, line: `const ${Q} = ${name}.length;` },
  ];
}

/** The size that one input tells, given those that are known. */
function sizeFrom(
  name: string,
  shape: readonly string[],
  known: ReadonlySet<string>,
  m: Module,
): { dim: string; text: string } | undefined {
  const [rows, columns] = shape;
  if (rows === undefined) return undefined;
  if (columns === undefined) return solved(rows, `${name}.length`, m);
  if (rows === columns) return solved(rows, `Math.sqrt(${name}.length)`, m);
  const literal = (d: string): boolean => /^\d+$/.test(d) || known.has(d);
  if (literal(rows)) return solved(columns, `${name}.length / ${identifier(rows).replace(/^x/, '')}`, m);
  return literal(columns) ? solved(rows, `${name}.length / ${identifier(columns).replace(/^x/, '')}`, m) : undefined;
}

/** A size from an expression for `dim`, which may be K − 1. */
function solved(dim: string, text: string, m: Module): { dim: string; text: string } | undefined {
  if (m.dimensions.includes(dim)) return { dim, text };
  const [, base, sign, offset] = /^(.+)([-+])(\d+)$/.exec(dim) ?? [];
  if (!base || !m.dimensions.includes(base)) return undefined;
  return { dim: base, text: `${text} ${sign === '-' ? '+' : '-'} ${offset}` };
}

/** The kernel: one instance in, the results out (a number, or a list of results). */
export function kernelText(r: Routine, m: Module, name: string, listed = false): string {
  const site = siteOf(r, m);
  const body = blockLines(r.block, site);
  const outside = outsideLines(r, site);
  const results = r.outputs.map(({ term }) => {
    const copied = term.kind === 'reference' && term.shape.length > 0 ? '.slice()' : '';
    return `${resultText(term, r.block, site)}${copied}`;
  });
  const list = r.name === 'fisher' ? `[Float64Array.of(${results.join(', ')})]` : `[${results.join(', ')}]`;
  const value = isSingle(r) && !listed ? results[0] : list;
  const text = [...fitLines(r.inputs, m), ...body, ...outside, `return ${value};`];
  const lines = [...sizeLines(r.inputs, text.join('\n'), m), ...text];
  const head = `function ${name}(${r.inputs.map((i) => i.name).join(', ')}) {`;
  return [head, ...lines.map((l) => `  ${l}`), '}'].join('\n');
}

/** Outside the domain every result is not a number. */
function outsideLines(r: Routine, site: Site): string[] {
  if (r.conditions.length === 0) return [];
  const nowhere = r.outputs.map(({ term, shape }) =>
    shape.length === 0 ? 'NaN' : `${resultText(term, r.block, site)}.map(() => NaN)`,
  );
  return [`if (!(${blockConditions(r.conditions, r.block, site)})) return [${nowhere.join(', ')}];`];
}

const isScalarRoutine = (r: Routine): boolean =>
  r.inputs.every((i) => i.shape.length === 0) && r.outputs.every((o) => o.shape.length === 0);

/** One scalar result, not in a list. */
const isSingle = (r: Routine): boolean =>
  isScalarRoutine(r) && r.outputs.length === 1 && r.outputs[0]?.key === undefined && r.name !== 'fisher';

/** The value that an input reads. */
export const inputText = (i: Input): string => (i.key === undefined ? i.argument : propertyAccess(i.argument, i.key));

/** The arguments of the exported function. */
export function argumentText(r: Routine): string {
  const found = [...new Set(r.inputs.map((i) => i.argument))];
  return found.map((a) => (a === 'options' ? '{ rho, tau = 1 } = {}' : a)).join(', ');
}

/** What a step says that was given no size. */
export const missingStepLines = (r: Routine): readonly string[] =>
  r.inputs.some((i) => i.argument === 'options' && i.key === 'rho')
    ? [
        "if (rho === undefined) throw new TypeError('the size of the step is missing: update(parameters, gradient, { rho: 0.1 })');",
      ]
    : [];

const readText = (i: Input): string => (i.argument === 'options' ? (i.key ?? '') : inputText(i));

/** The exported function, which calls the kernel for every instance. */
export function exportedText(r: Routine, m: Module, kernel: string): string {
  const values = `[${r.inputs.map(readText).join(', ')}]`;
  const lines = isSingle(r)
    ? [`return ${m.helper('eachEntry')}(${values}, ${kernel});`]
    : listLines(r, m, kernel, values);
  const body = [...missingStepLines(r), ...lines].map((l) => `  ${l}`);
  return [docText(r.doc), `export function ${r.name}(${argumentText(r)}) {`, ...body, '}'].join('\n');
}

function listLines(r: Routine, m: Module, kernel: string, values: string): string[] {
  const ranks = `[${r.inputs.map((i) => i.shape.length).join(', ')}]`;
  const call = `${m.helper('eachInstance')}(${values}, ${ranks}, ${kernel})`;
  if (r.name === 'fisher' || r.outputs.every((o) => o.key === undefined)) return [`return ${call}[0];`];
  const fields = r.outputs.map((o, k) => `${propertyKey(o.key ?? '')}: results[${k}]`);
  const carried = r.carried.map((c) => `${propertyKey(c.key)}: ${propertyAccess(c.argument, c.key)}`);
  return [`const results = ${call};`, `return { ${[...fields, ...carried].join(', ')} };`];
}

/** A doc comment. */
export function docText(lines: readonly string[]): string {
  const safe = lines.map(commentText);
  if (safe.length === 0) throw new CompilerBug('a function without a sentence');
  if (safe.length === 1) return `/** ${safe[0]} */`;
  return ['/**', ...safe.map((l) => ` * ${l}`.trimEnd()), ' */'].join('\n');
}
