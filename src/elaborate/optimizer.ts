// An `optimizer` on an orbit as declared → its posterior, its hyper-parameters and its metric.
import type { DeclarationNode, ItemNode, SettingEntry } from '../../grammar/ast.ts';
import { failure, type Result, success } from '../diagnostics.ts';
import type { SymbolExpr } from '../ir/expr.ts';
import type { HyperParameter, Metric, OptimizerModel } from '../model/optimizer.ts';
import type { OrbitModel } from '../model/orbit.ts';
import { readBlockClaims } from './block-claims.ts';
import { perBlock } from './block-settings.ts';
import { declareBinding, itemsOf, noneBound, rejectStrangers, scopeOf } from './declare.ts';
import { optimizerQuantities } from './group-claims.ts';
import {
  type HyperKind,
  type HyperNames,
  learningRate,
  momentumShare,
  readHyperParameter,
  sampleCount,
  temperature,
  unwritten,
} from './hyper-parameter.ts';
import { emptyLibrary, type Library, nothingGiven, within } from './library.ts';
import { elaborateOrbit } from './orbit.ts';
import { constantsGiven, rejectArguments, resolveReference, valueAt } from './reference.ts';
import { report, type Scope } from './scope.ts';

/** The model of an optimizer, or every mistake found in it. */
export function elaborateOptimizer(node: DeclarationNode, library: Library = emptyLibrary): Result<OptimizerModel> {
  const scope = scopeOf(node, nothingGiven);
  const constants = noneBound();
  for (const item of itemsOf(node, 'constant')) for (const b of item.bindings) declareBinding(b, constants, scope);
  const posterior = readPosterior(node, scope, within(library, node));
  if (!posterior) return failure(...scope.diagnostics);
  const lines = ['posterior', 'constant', 'samples', 'momentum', 'rate', 'temperature', 'metric', 'claim'];
  rejectStrangers(node, lines, scope);
  const model = { ...readSettings(node, posterior, scope), name: node.name.text, doc: node.doc };
  if (scope.diagnostics.length > 0) return failure(...scope.diagnostics);
  const claims = readBlockClaims(node, optimizerQuantities(model), [], posterior.group.spelling, scope);
  if (scope.diagnostics.length > 0) return failure(...scope.diagnostics);
  return success({ ...model, claims, dimensions: [...scope.dimensions.values()], spans: { name: node.name.span } });
}

function readPosterior(node: DeclarationNode, scope: Scope, library: Library): OrbitModel | undefined {
  const [item, second] = itemsOf(node, 'reference').filter(({ role }) => role === 'posterior');
  if (!item)
    return report(scope, 'syntax', node.name.span, `${node.name.text} has no posterior`, {
      hint: 'add a line: posterior Name(P)',
    });
  const [reference, another] = item.targets;
  const surplus = second ?? another;
  if (surplus)
    return report(scope, 'syntax', surplus.span, 'a second posterior', {
      hint: 'an optimizer has one posterior; a product is written in an orbit',
    });
  if (!reference) return undefined;
  const wanted = { place: 'the posterior', kinds: ['orbit', 'family', 'distribution'] as const };
  const resolved = resolveReference(reference, wanted, scope, library);
  if (!resolved) return undefined;
  if (resolved.node.kind !== 'orbit')
    return report(scope, 'not-yet', reference.span, `the posterior \`${reference.name.text}\` is no orbit`, {
      label: `this is a ${resolved.node.kind}`,
      hint: 'optimizers on families come in a later version; an orbit is a group with a base',
    });
  const known = itemsOf(resolved.node, 'constant').flatMap((c) => c.bindings.map(({ name }) => name.name));
  rejectArguments(resolved, known, scope);
  return valueAt(elaborateOrbit(resolved.node, resolved.library, constantsGiven(resolved, scope)), reference, scope);
}

/** Every name that the posterior has, so that hyper-parameters get others. */
function namesOf({ group, constants, dimensions }: OrbitModel): HyperNames {
  const symbols = [...group.elements, ...group.second, ...group.algebra, ...group.point, ...constants];
  return { taken: new Set([...symbols.map(({ name }) => name), ...dimensions]), spelling: new Map() };
}

function readSettings(
  node: DeclarationNode,
  posterior: OrbitModel,
  scope: Scope,
): Omit<OptimizerModel, 'claims' | 'name' | 'doc' | 'dimensions' | 'spans'> {
  const names = namesOf(posterior);
  const { elements } = posterior.group;
  const settings = { rate: entriesOf(node, 'rate', scope), momentum: entriesOf(node, 'momentum', scope) };
  const samples = single(node, sampleCount, names, scope);
  const rates = perBlock(settings.rate, learningRate, elements, names, scope);
  const momentum = perBlock(settings.momentum, momentumShare, elements, names, scope);
  return {
    kind: 'optimizer',
    posterior,
    samples,
    rate: completeRates(rates, settings.rate, elements, names, scope),
    momentum,
    temperature: single(node, temperature, names, scope),
    metric: readMetric(node, scope),
    spelling: names.spelling,
  };
}

type Setting = ItemNode & { kind: 'setting' };

function linesOf(node: DeclarationNode, word: string): readonly Setting[] {
  return itemsOf(node, 'setting').filter(({ keyword }) => keyword.name === word);
}

/** The entries of a setting, which has one line. */
function entriesOf(node: DeclarationNode, word: string, scope: Scope): readonly SettingEntry[] {
  const [line, second] = linesOf(node, word);
  if (second)
    report(scope, 'syntax', second.span, `\`${word}\` is given twice`, { hint: 'write one line, with commas' });
  return line?.entries ?? [];
}

/** A setting with one number; 1 where nothing is said. */
function single(node: DeclarationNode, kind: HyperKind, names: HyperNames, scope: Scope): HyperParameter {
  const [entry, second] = entriesOf(node, kind.setting, scope);
  const surplus = second ?? (entry?.target ? entry : undefined);
  if (surplus)
    report(scope, 'syntax', surplus.span, `\`${kind.setting}\` is one number for all blocks`, {
      hint: `write \`${kind.setting} ${kind.letter} = 1\``,
    });
  const read = entry && readHyperParameter(entry, kind, names, scope);
  return read ?? unwritten(kind, names, 1);
}

/** Every block needs a rate; without a line all share one that the user sets. */
function completeRates(
  rates: ReadonlyMap<SymbolExpr, HyperParameter>,
  entries: readonly SettingEntry[],
  elements: readonly SymbolExpr[],
  names: HyperNames,
  scope: Scope,
): ReadonlyMap<SymbolExpr, HyperParameter> {
  const [first] = entries;
  if (!first) {
    const shared = unwritten(learningRate, names);
    return new Map(elements.map((block) => [block, shared]));
  }
  const bare = elements.filter((block) => !rates.has(block));
  if (bare.length > 0 && scope.diagnostics.length === 0)
    report(scope, 'syntax', first.span, `${bare.map(({ name }) => `\`${name}\``).join(', ')} has no rate`, {
      hint: 'give every block a rate, or one rate for all: rate α',
    });
  return rates;
}

function readMetric(node: DeclarationNode, scope: Scope): Metric {
  const [entry] = entriesOf(node, 'metric', scope);
  if (!entry) return 'fisher';
  const word = entry.value.kind === 'name' && !entry.name && !entry.target ? entry.value.text : '';
  if (word === 'fisher' || word === 'identity') return word;
  report(scope, 'unknown-name', entry.span, 'there is no such metric', {
    hint: 'write `metric fisher` or `metric identity`',
  });
  return 'fisher';
}
