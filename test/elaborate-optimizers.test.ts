// Optimizers as declared: which numbers the user may set for which block, and one test for each message.
import { describe, expect, it } from 'vitest';
import { elaborateOptimizer } from '../src/elaborate/optimizer.ts';
import type { SymbolExpr } from '../src/ir/expr.ts';
import type { HyperParameter, OptimizerModel } from '../src/model/optimizer.ts';
import { affine, bell, complaintsOf, hintsOf, modelOf, named, translation } from './elaborate-fixture.ts';

const orbit = `${affine} ${bell} orbit O(P) { group Fit(P) base Bell(m = 0, s = 1)^P }`;
const optimizer = (lines: string): OptimizerModel =>
  modelOf(elaborateOptimizer, `${orbit} optimizer R(P) { posterior O(P) ${lines} }`);
const complaint = (lines: string): string | undefined =>
  complaintsOf(elaborateOptimizer, `${orbit} optimizer R(P) { posterior O(P) ${lines} }`)[0];

const said = ({ symbol, initial }: HyperParameter): string =>
  initial === undefined ? symbol.name : `${symbol.name} = ${initial}`;
const perBlock = (map: ReadonlyMap<SymbolExpr, HyperParameter>): readonly string[] =>
  [...map].map(([block, hyper]) => `${block.name}: ${said(hyper)}`);

describe('an optimizer', () => {
  it('has a posterior and the numbers that its user sets', () => {
    const model = optimizer(`
      samples K = 3
      momentum β₁ for A, beta_2 for b
      rate alpha_A for A, α_b = 0.01 for b
      temperature τ = 0.5
      metric identity`);
    expect(named(model.posterior.group.elements)).toEqual(['A:P', 'b:P']);
    expect([said(model.samples), said(model.temperature), model.metric]).toEqual(['K = 3', 'τ = 0.5', 'identity']);
    expect(perBlock(model.momentum)).toEqual(['A: β₁', 'b: β₂']);
    expect(perBlock(model.rate)).toEqual(['A: α_A', 'b: α_b = 0.01']);
    expect([...model.spelling.values()].sort()).toEqual(['K', 'alpha_A', 'beta_2', 'α_b', 'β₁', 'τ']);
  });

  it('takes one number for all blocks, or for all others', () => {
    const shared = optimizer('rate α momentum β = 0.9 samples 2');
    expect(perBlock(shared.rate)).toEqual(['A: α', 'b: α']);
    expect(perBlock(shared.momentum)).toEqual(['A: β = 0.9', 'b: β = 0.9']);
    expect(said(shared.samples)).toBe('K = 2');
    expect(perBlock(optimizer('rate α, 0.5 for b').rate)).toEqual(['b: α_b = 0.5', 'A: α']);
    expect(perBlock(optimizer('momentum 0.9 for b').momentum)).toEqual(['b: β_b = 0.9']);
  });

  it('has one sample, one rate, no momentum, τ = 1 and the Fisher form where nothing is said', () => {
    const bare = optimizer('');
    expect(perBlock(bare.rate)).toEqual(['A: α', 'b: α']);
    expect(bare.momentum.size).toBe(0);
    expect([said(bare.samples), said(bare.temperature), bare.metric]).toEqual(['K = 1', 'τ = 1', 'fisher']);
  });

  it('takes other letters where the posterior has used them', () => {
    const turn =
      'group Turn { element α in Real, K in Real action (x, y) -> (x + α, y + K) } orbit T { group Turn base Dirac(0) }';
    const model = modelOf(elaborateOptimizer, `${turn} optimizer R { posterior T }`);
    expect([said(model.samples), ...perBlock(model.rate)]).toEqual(['K₁ = 1', 'α: α₁', 'K: α₁']);
  });

  it('gives constants of its orbit their values', () => {
    const open = `${translation} ${bell} orbit O(P) { constant δ in Positive group Move(P) base Bell(m = 0, s = δ)^P }`;
    const given = modelOf(elaborateOptimizer, `${open} optimizer R { posterior O(3)(δ = 2) }`);
    expect(given.posterior.constants).toEqual([]);
    expect(given.posterior.dimensions).toEqual(['3']);
    expect(named(given.posterior.group.elements)).toEqual(['b:3']);
    const renamed = modelOf(
      elaborateOptimizer,
      `${open} optimizer R(P) { constant ε in Positive posterior O(P)(δ = ε) }`,
    );
    expect(named(renamed.posterior.constants)).toEqual(['ε:']);
  });
});

describe('messages about optimizers', () => {
  it.each([
    ['rate α, α₂', 'syntax: the rate of all blocks is given twice'],
    ['rate α for A, α₂ for A', 'syntax: the rate of `A` is given twice'],
    ['rate α rate α₂', 'syntax: `rate` is given twice'],
    ['rate α for A', 'syntax: `b` has no rate'],
    ['rate α for B', 'unknown-name: the element has no block `B`'],
    ['rate A', 'syntax: `A` is a name of the posterior'],
    ['momentum β rate β', 'syntax: `β` stands for two different numbers'],
    ['rate -1', 'shape-mismatch: `rate` is a positive number, this is -1'],
    ['rate α = sqrt(2)', 'syntax: this rate is neither a name nor a number'],
    ['samples 1.5', 'shape-mismatch: `samples` is a whole number from 1, this is 1.5'],
    ['samples 0', 'shape-mismatch: `samples` is a whole number from 1, this is 0'],
    ['samples 1, 2', 'syntax: `samples` is one number for all blocks'],
    ['momentum 1', 'shape-mismatch: `momentum` is a number from 0 to below 1, this is 1'],
    ['temperature -1', 'shape-mismatch: `temperature` is a number from 0, this is -1'],
    ['metric fischer', 'unknown-name: there is no such metric'],
    ['retraction second-order', 'syntax: an optimizer has no such line'],
  ])('%s', (lines, expected) => {
    expect(complaint(lines)).toBe(expected);
  });

  it.each([
    ['samples 0', 'write one, as in `samples K = 1`'],
    ['samples sqrt(2)', 'write `samples K`, `samples K = 1` or a number'],
    ['rate 0', 'write one, as in `rate α = 0.1`'],
    ['momentum 1', 'write one, as in `momentum β = 0.9`'],
    ['temperature -1', 'write one, as in `temperature τ = 1`'],
  ])('%s: what to write', (lines, hint) => {
    const text = `${orbit} optimizer R(P) { posterior O(P) ${lines} }`;
    expect(hintsOf(elaborateOptimizer, text)).toEqual([hint]);
  });

  it.each([
    ['optimizer R { samples 1 }', 'syntax: R has no posterior'],
    [`${orbit} optimizer R(P) { posterior O(P) posterior O(P) }`, 'syntax: a second posterior'],
    [`${orbit} optimizer R(P) { posterior O(P) * O(P) }`, 'syntax: a second posterior'],
    [`${orbit} optimizer R(P) { posterior Q(P) }`, 'unknown-name: there is no declaration `Q` here'],
    [`${orbit} optimizer R { posterior O(3)(k = 1) }`, 'unknown-name: `O` has no `k`'],
    [`${orbit} optimizer R(P) { posterior Bell^P }`, 'not-yet: the posterior `Bell` is no orbit'],
    [
      `${affine} optimizer R(P) { posterior Fit(P) }`,
      'shape-mismatch: the posterior is an orbit or a family or a distribution; `Fit` is a group',
    ],
    [
      `${affine} orbit O(P) { group Fit(P) } optimizer R(P) { posterior O(P) }`,
      'syntax: `O` cannot be used here: O has no base',
    ],
  ])('%s', (text, expected) => {
    expect(complaintsOf(elaborateOptimizer, text)[0]).toBe(expected);
  });
});
