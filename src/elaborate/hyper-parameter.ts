// `K = 1`, `α`, `0.9`: a number that the user of an algorithm may set, as a setting writes it.
import type { SettingEntry } from '../../grammar/ast.ts';
import { type Domain, one, type SymbolExpr, symbol, zero } from '../ir/expr.ts';
import { range } from '../ir/range.ts';
import { ratioToNumber } from '../ir/rational.ts';
import type { HyperParameter } from '../model/optimizer.ts';
import { firstFree, numberedName } from './distinct-names.ts';
import { elaborateExpression } from './expression.ts';
import { report, type Scope } from './scope.ts';

/** A kind of hyper-parameter: the letter it has where none is written, the values it may take, and one for an example. */
export interface HyperKind {
  readonly setting: string;
  readonly letter: string;
  readonly domain: Domain;
  readonly values: string;
  readonly usual: number;
}

export const sampleCount: HyperKind = {
  setting: 'samples',
  letter: 'K',
  domain: { kind: 'integers', lower: one },
  values: 'a whole number from 1',
  usual: 1,
};
export const learningRate: HyperKind = {
  setting: 'rate',
  letter: 'α',
  domain: { kind: 'interval', lower: zero },
  values: 'a positive number',
  usual: 0.1,
};
export const momentumShare: HyperKind = {
  setting: 'momentum',
  letter: 'β',
  domain: { kind: 'interval', lower: zero, upper: one, closedLower: true },
  values: 'a number from 0 to below 1',
  usual: 0.9,
};
export const temperature: HyperKind = {
  setting: 'temperature',
  letter: 'τ',
  domain: { kind: 'interval', lower: zero, closedLower: true },
  values: 'a number from 0',
  usual: 1,
};

/** The names that hyper-parameters must leave alone, and how those read so far are spelled. */
export interface HyperNames {
  readonly taken: ReadonlySet<string>;
  readonly spelling: Map<SymbolExpr, string>;
}

/** A hyper-parameter that no line speaks of. */
export function unwritten(kind: HyperKind, names: HyperNames, initial?: number): HyperParameter {
  const used = new Set([...names.taken, ...[...names.spelling.keys()].map(({ name }) => name)]);
  const free = firstFree((k) => (k === 0 ? kind.letter : numberedName(kind.letter, kind.letter, k).name), used);
  return remembered(free, free, kind, names, initial);
}

/** The hyper-parameter of an entry, or undefined after a report. */
export function readHyperParameter(
  entry: SettingEntry,
  kind: HyperKind,
  names: HyperNames,
  scope: Scope,
): HyperParameter | undefined {
  const named = entry.name ?? (entry.value.kind === 'name' ? entry.value : undefined);
  if (named && names.taken.has(named.name))
    return report(scope, 'syntax', named.span, `\`${named.text}\` is a name of the posterior`, {
      hint: `give the ${kind.setting} a name of its own`,
    });
  const rival =
    named && [...names.spelling.keys()].find((s) => s.name === named.name && s !== symbol(named.name, kind.domain));
  if (named && rival)
    return report(scope, 'syntax', named.span, `\`${named.text}\` stands for two different numbers`, {
      hint: `give the ${kind.setting} a name of its own`,
    });
  if (named && !entry.name) return remembered(named.name, named.text, kind, names);
  const initial = initialValue(entry, kind, scope);
  if (initial === undefined) return undefined;
  if (named) return remembered(named.name, named.text, kind, names, initial);
  if (!entry.target) return unwritten(kind, names, initial);
  return remembered(`${kind.letter}_${entry.target.name}`, `${kind.letter}_${entry.target.text}`, kind, names, initial);
}

function remembered(
  name: string,
  spelling: string,
  kind: HyperKind,
  names: HyperNames,
  initial?: number,
): HyperParameter {
  const s = symbol(name, kind.domain);
  names.spelling.set(s, spelling);
  return {
    symbol: s,
    ...(initial === undefined ? {} : { initial }),
    ...(kind === learningRate ? { rests: true } : {}),
  };
}

function initialValue({ value }: SettingEntry, kind: HyperKind, scope: Scope): number | undefined {
  const read = elaborateExpression(value, scope);
  if (!read) return undefined;
  if (read.kind !== 'rational')
    return report(scope, 'syntax', value.span, `this ${kind.setting} is neither a name nor a number`, {
      hint: `write \`${kind.setting} ${kind.letter}\`, ${example(kind)} or a number`,
    });
  const number = ratioToNumber(read.value);
  if (allows(kind.domain, number)) return number;
  return report(scope, 'shape-mismatch', value.span, `\`${kind.setting}\` is ${kind.values}, this is ${number}`, {
    hint: `write one, as in ${example(kind)}`,
  });
}

const example = ({ setting, letter, usual }: HyperKind): string => `\`${setting} ${letter} = ${usual}\``;

function allows(domain: Domain, x: number): boolean {
  if (domain.kind === 'integers') return Number.isInteger(x) && x >= range(domain.lower ?? zero).lo;
  if (domain.kind !== 'interval') return true;
  const { lower, upper, closedLower } = domain;
  const lo = lower ? range(lower).lo : Number.NEGATIVE_INFINITY;
  return (closedLower ? x >= lo : x > lo) && (!upper || x < range(upper).lo);
}
