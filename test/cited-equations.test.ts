// A function of an emitted module that is one equation says under which number the derivation prints it.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { numbered } from '../src/backends/code/numbered.ts';
import { equationNumbers } from '../src/backends/document/content.ts';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';

describe('equations cited by emitted functions', () => {
  it.each(['gamma', 'gaussian'])('of %s are those of its page', (name) => {
    const compilation = compile(readFileSync(`families/exponential/${name}.blr`, 'utf8'));
    const [compiled] = compilation.ok ? compilation.declarations : [];
    if (!compiled?.findings || !compiled.derivation) throw new Error('it does not derive');
    const numbers = equationNumbers(compiled.derivation);
    const program = numbered(programOf(compiled.findings), numbers);
    const header = { source: `${name}.blr`, version: '1', numbered: true };
    for (const { js } of [emitJs(program, header), emitTfjs(program, header)]) {
      expect(js).toContain(`The entropy, −E[log q]. Equation (${numbers.get('entropy')}).`);
      expect(js).toContain(`KL(parameters ‖ other). Equation (${numbers.get('kl')}).`);
      expect(js).toContain(`The log-partition A(λ). Equation (${numbers.get('logPartition')}).`);
    }
  });
});
