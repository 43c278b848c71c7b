// A function of an emitted module that is one equation says under which number the derivation prints it.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { numbered } from '../src/backends/code/numbered.ts';
import { equationNumbers } from '../src/backends/document/content.ts';
import { emitJs } from '../src/backends/js/module.ts';
import { markdownDocument } from '../src/backends/markdown/document.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';

/** The equation, and the form of it that is computed where that is another. */
function cited(numbers: ReadonlyMap<string, number>, name: string): string {
  const form = numbers.get(`stable ${name}`);
  return `Equation (${numbers.get(name)})${form === undefined ? '' : `, computed as (${form})`}`;
}

describe('equations cited by emitted functions', () => {
  it.each(['gamma', 'gaussian'])('of %s are those of its page', (name) => {
    const compilation = compile(readFileSync(`families/exponential/${name}.blr`, 'utf8'));
    const [compiled] = compilation.ok ? compilation.declarations : [];
    if (!compiled?.findings || !compiled.derivation) throw new Error('it does not derive');
    const numbers = equationNumbers(compiled.derivation);
    const program = numbered(programOf(compiled.findings), numbers);
    const header = { source: `${name}.blr`, version: '1', numbered: true };
    // Both kinds occur: every divergence here is computed in a form of its own, no log-partition is.
    expect(numbers.has('stable kl')).toBe(true);
    expect(numbers.has('stable logPartition')).toBe(false);
    for (const { js } of [emitJs(program, header), emitTfjs(program, header)]) {
      expect(js).toContain(`The entropy, −E[log q]. ${cited(numbers, 'entropy')}.`);
      expect(js).toContain(`KL(parameters ‖ other). ${cited(numbers, 'kl')}.`);
      expect(js).toContain(`The log-partition A(λ). ${cited(numbers, 'logPartition')}.`);
    }
  });

  it('of a matrix of numbers are those of its entries', () => {
    const compilation = compile(readFileSync('families/exponential/gamma.blr', 'utf8'));
    const [compiled] = compilation.ok ? compilation.declarations : [];
    if (!compiled?.findings || !compiled.derivation) throw new Error('it does not derive');
    const numbers = equationNumbers(compiled.derivation);
    const [first = 0, last = 0] = [numbers.get('fisher 1'), numbers.get('fisher 3')];
    expect(last - first).toBe(2);
    const page = markdownDocument(compiled.derivation);
    // The entries are printed as one matrix.
    const at = page.indexOf('F(\\alpha, \\beta)');
    expect(page.slice(at).match(/\\tag\{([^}]*)\}/)?.[1]).toBe(`${first}–${last}`);
    const { js } = emitJs(numbered(programOf(compiled.findings), numbers), {
      source: 'gamma.blr',
      version: '1',
      numbered: true,
    });
    expect(js).toContain(`order of their declaration. Equations (${first}) to (${last}).`);
  });

  it('are no forms that a module in natural parameters does not compute', () => {
    const text = 'family C { variable x in Unit parameter p in Unit density ∝ p^x * (1-p)^(1-x) }';
    const [compiled] = compile(text).declarations;
    if (!compiled?.findings || !compiled.derivation) throw new Error('it does not derive');
    const program = programOf(compiled.findings);
    expect(program.through).toBeDefined();
    const numbers = new Map([...equationNumbers(compiled.derivation), ['stable entropy', 99] as const]);
    const { js } = emitJs(numbered(program, numbers), { source: 'c.blr', version: '1', numbered: true });
    expect(js).toContain(`The entropy, −E[log q]. Equation (${numbers.get('entropy')}). */`);
  });
});
