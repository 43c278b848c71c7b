// Names and comments: readable ones from ordinary sources, harmless ones from hostile sources.
import { describe, expect, it } from 'vitest';
import { commentText, createNames, identifier, propertyAccess, quoted } from '../src/backends/code/names.ts';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { scaleProgram } from './emit-fixtures.ts';
import { load } from './emit-run.ts';

describe('identifiers', () => {
  it.each([
    ['σ', 'sigma'],
    ['λ₁', 'lambda1'],
    ['s′', 'sPrime'],
    ["s'", 'sPrime'],
    ['α_A', 'alphaA'],
    ['m\u0303', 'mTilde'],
    ['Σ', 'Sigma'],
    ['σ²', 'sigma2'],
    ['G_m', 'GM'],
    ['momentum_A', 'momentumA'],
    ['2x', 'x2x'],
    ['é', 'eU301'],
    ['', 'x'],
    ['量', 'u91cf'],
  ])('spells %j as %j', (name, wanted) => {
    expect(identifier(name)).toBe(wanted);
  });

  it('are given once, and never a word of the language', () => {
    const names = createNames(['exp']);
    const given = ['sigma', 'sigma', 'lambda1', 'lambda1', 'exp', 'eval', 'constructor', 'arguments', 'class'].map(
      (name) => names.fresh(name),
    );
    expect(new Set(given).size).toBe(given.length);
    expect(given).toEqual(expect.arrayContaining(['sigma', 'sigma2', 'lambda1', 'lambda1x2', 'exp2', 'eval2']));
    expect(['exp', 'eval', 'constructor', 'arguments', 'class'].some((word) => given.includes(word))).toBe(false);
    expect([names.numbered('t'), names.numbered('t')]).toEqual(['t1', 't2']);
  });
});

describe('text', () => {
  it('cannot leave a comment', () => {
    expect(commentText('a */ alert(1) /* b')).toBe('a * / alert(1) / * b');
    expect(commentText('one\u2028two\u2029three\r\nfour')).toBe('one two three four');
    expect(commentText('\u202Ereversed')).toBe('reversed');
  });

  it('cannot leave a string', () => {
    for (const text of ["a'b", 'a\\', 'a\nb', 'a\u2028b', '$' + '{x}', '</script>', '😀'])
      expect(new Function(`return ${quoted(text)}`)()).toBe(text);
    expect(propertyAccess('parameters', 'β₁')).toBe("parameters['β₁']");
    expect(propertyAccess('parameters', 'σ')).toBe('parameters.σ');
  });
});

const hostile = [
  'constructor',
  '__proto__',
  'eval',
  'arguments',
  'parameters',
  'theta',
  'eachEntry',
  'log',
  'tidy',
  'seed',
  'place',
  'i',
  'toString',
  'await',
  'β₁',
  "x'] = globalThis.pwned = 1; ['",
  'x*/globalThis.pwned=1;/*',
  'x\u2028globalThis.pwned=1',
];

describe('hostile specs', () => {
  it.each(hostile)('a parameter named %j', async (name) => {
    const doc = ['*/ globalThis.pwned = 1; /*', 'line\u2028globalThis.pwned = 1', '\nglobalThis.pwned = 1'];
    const header = {
      source: "x'; */\nglobalThis.pwned = 1; .blr",
      version: '0.1.0',
      numbered: true,
    };
    const program = scaleProgram(name, doc);
    const { js } = emitJs(program, header);
    const module = await load(js);
    const given = Object.fromEntries([[name, 1.5]]);
    const own = Object.defineProperty({}, name, { value: 1.5, enumerable: true });
    const parameters = name === '__proto__' ? own : given;
    const wanted = Math.log(2) - 4 / (2 * 2.25) - 2 * Math.log(1.5);
    expect(module.logDensity(parameters, 2)).toBeCloseTo(wanted, 14);
    const back = module.fromNatural(module.toNatural(parameters)) as object;
    expect(Object.getOwnPropertyDescriptor(back, name)?.value).toBeCloseTo(1.5, 14);
    expect(module.sample(parameters, [2], 1)).toBeInstanceOf(Float64Array);
    expect('pwned' in globalThis).toBe(false);
    const tensors = emitTfjs(program, header);
    const body = tensors.js.replace(/^import[\s\S]*?;$/gm, '').replaceAll('export function', 'function');
    expect(() => new Function(`'use strict'; ${body}`)).not.toThrow();
    expect('pwned' in globalThis).toBe(false);
  });

  it('keeps the types apart and the declarations plain', () => {
    const { dts } = emitJs(scaleProgram("a'; export const b = '"), { source: 'x.blr', version: '1' });
    expect(dts).toContain("readonly 'a\\'; export const b = \\'': F['scalar'];");
    for (const name of ['Parameters', 'Natural', 'Mean'])
      expect(dts).toContain(`export interface ${name}<F extends Any = Any> {`);
  });
});
