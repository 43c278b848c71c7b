// The Fisher matrix over tensors: scalar entries side by side, or the bilinear form along all pairs of basis tangents.
import type { Program } from '../code/family.ts';
import type { Routine } from '../code/routine.ts';
import { docText, inputText } from '../js/kernel.ts';
import { readLines, type TensorModule } from './site.ts';
import { blockLines, resultText } from './statements.ts';

/** The exported `fisher`. */
export function fisherText(r: Routine, p: Program, m: TensorModule): string {
  return r.name === 'fisher' ? entriesText(r, m) : formText(r, p, m);
}

function entriesText(r: Routine, m: TensorModule): string {
  const site = m.siteOf(r);
  const body = blockLines(r.block, site);
  const n = Math.sqrt(r.outputs.length);
  const entries = r.outputs.map((o) => resultText(o.term, r.block, site));
  const lines = [
    ...body,
    `const entries = ${m.used.support('stacked')}([${entries.join(', ')}]);`,
    `return ${m.used.core('reshape')}(entries, [...entries.shape.slice(0, -1), ${n}, ${n}]);`,
  ];
  return [
    docText(['The Fisher metric in the declared parameters, in the order of their declaration: [..., N, N].']),
    'export function fisher(parameters) {',
    `  return ${m.used.core('tidy')}(() => {`,
    ...[...readLines(r.inputs, lines.join('\n'), m), ...lines].map((l) => `    ${l}`),
    '  });',
    '}',
  ].join('\n');
}

/** The form with two new axes before the last ones of each value: rows for the left tangent, columns for the right. */
function formText(r: Routine, p: Program, m: TensorModule): string {
  const own = r.inputs.filter((i) => i.argument === 'parameters' && !i.size);
  const sizes = r.inputs.filter((i) => i.size).map((i) => `const ${i.name} = ${inputText(i)};`);
  const site = m.siteOf(r);
  const body = blockLines(r.block, site);
  const [output] = r.outputs;
  const value = output ? resultText(output.term, r.block, site) : '0';
  const tangents = r.inputs.filter((i) => i.argument !== 'parameters');
  const lines = [...body, `return ${value};`];
  const inner = readLines(r.inputs, lines.join('\n'), m).filter(
    (l) => !r.inputs.some((i) => l.startsWith(`const ${i.name} = `)),
  );
  const coordinates = p.model.parameters.map((s) => coordinatesText(s.domain.kind, s.shape.length));
  const names = [...own, ...tangents].map((i) => i.name).join(', ');
  const given = own.map((i) => `${m.used.runtime('tensorOf')}(${inputText(i)})`);
  const count = p.model.parameters.length;
  return [
    docText(['The Fisher metric in the declared parameters; symmetric matrices by their entries i ≤ j: [..., N, N].']),
    'export function fisher(parameters) {',
    `  return ${m.used.core('tidy')}(() => {`,
    ...sizes.map((l) => `    ${l}`),
    `    const values = [${given.join(', ')}];`,
    `    const ranks = [${own.map((i) => i.shape.length).join(', ')}];`,
    `    return ${m.used.support('formMatrix')}(values, ranks, [${coordinates.join(', ')}], (${names}) => {`,
    ...[...inner, ...lines].map((l) => `      ${l}`),
    '    });',
    '  });',
    '}',
    ...(count === 0 ? ['// no parameters'] : []),
  ].join('\n');
}

function coordinatesText(domain: string, rank: number): string {
  if (rank === 0) return "'scalar'";
  if (domain === 'spd' || domain === 'symmetric') return "'symmetric'";
  if (domain === 'lowerTriangular') return "'lower'";
  return domain === 'simplex' ? "'simplex'" : "'full'";
}
