// Separation: $\log q = \langle\lambda(\xi),T(\theta)\rangle+\log h(\theta)-A$. A density is an exponential family
// exactly when its logarithm is such a finite sum (Brown 1986, section 1.1).
import { letterOf } from '../derivation/lettered.ts';
import { equation, label, prose } from '../derivation/step.ts';
import { type FoundStep, required, type Theorem } from '../derivation/theorem.ts';
import { add, sub } from '../ir/build.ts';
import { type Domain, type Expr, rational, type SymbolExpr, symbol, zero } from '../ir/expr.ts';
import { isPositiveDefinite, range } from '../ir/range.ts';
import { ratioFromNumber } from '../ir/rational.ts';
import { type Item, pair, type Separated, separate } from '../ir/separate.ts';
import { cost, simplify } from '../ir/simplify.ts';
import { isSymmetric } from '../ir/symmetric.ts';
import { head, last, symmetrise } from '../ir/tensor.ts';
import type { DensityModel } from '../model/density.ts';
import type { Block, Separation } from '../model/exponential-family.ts';
import { indexed } from '../model/letters.ts';
import { countEntries } from './minimality/count.ts';
import { absorbBase } from './separation/absorb.ts';
import { interpolate } from './separation/finite-support.ts';
import { moveKnownFactors } from './separation/known-factor.ts';
import { joinLinear } from './separation/linear.ts';
import { linearInParameters } from './separation/linear-in-parameter.ts';
import { mergeDependent } from './separation/merge.ts';
import { refuseSeparation } from './separation/refusal.ts';
import { type Regrouped, regroup } from './separation/regroup.ts';
import { withoutLastShare } from './separation/shares.ts';
import { joinStatistics } from './separation/statistics.ts';

/** Sufficient statistics, natural parameters and base measure. */
export const separation: Theorem = {
  id: 'separation',
  title: 'Separate the variable from the parameters',
  source: { key: 'brown', place: 'section 1.1' },
  apply: (known) => {
    const { model } = known;
    const logDensity = interpolate(model, required(known, 'logDensity'));
    const parts = separate(logDensity, model.variables, model.parameters);
    if (!parts.ok) return refuseSeparation(model, logDensity, parts.mixed);
    const { found, moved } = minimalReading(model, parts);
    return { kind: 'found', findings: { separation: found }, step: step(found, logDensity, moved) };
  },
};

/** The separated form, and the terms of log h that its natural parameters took. */
interface Formed {
  readonly found: Separation;
  readonly moved: readonly Expr[];
}

type Parts = Extract<Separated, { ok: true }>;

function formed(model: DensityModel, parts: Parts, { items, free }: Regrouped): Formed {
  const closed = closeSimplex(moveKnownFactors(model, items), model.variables);
  const joined = regroup(model, joinLinear(model, mergeDependent(model, closed.items)));
  const absorbed = absorbBase(model, joined.items, add(parts.free, free, joined.free));
  const remainder = simplify(add(parts.remainder, closed.remainder));
  const blocks = blocksOf(model, absorbed.items);
  return { found: { model, blocks, logBaseMeasure: absorbed.rest, remainder }, moved: absorbed.moved };
}

/** The first reading without more statistics than parameters, else that with the fewest: as it stands, without numbers that a vector tells, without last shares, by declared parameters. */
function minimalReading(model: DensityModel, parts: Parts): Formed {
  const { items } = parts;
  const others = [
    (): Regrouped => ({ items: joinStatistics(items, model.variables), free: zero }),
    (): Regrouped => withoutLastShare(model, items),
    (): Regrouped => ({ items: linearInParameters(model, items), free: zero }),
  ];
  const count = ({ found }: Formed): number =>
    countEntries(
      model,
      found.blocks.map((b) => b.symbol),
    );
  return others.reduce(
    (best, reading) => {
      if (count(best) <= countEntries(model, model.parameters)) return best;
      const other = formed(model, parts, reading());
      return count(other) < count(best) ? other : best;
    },
    formed(model, parts, { items, free: zero }),
  );
}

/** On a simplex or one-hot variable Σθ = 1: a linear statistic keeps its first K−1 entries. */
function closeSimplex(
  items: readonly Item[],
  variables: readonly SymbolExpr[],
): { items: readonly Item[]; remainder: Expr } {
  const remainder: Expr[] = [];
  const kept = items.map((i) => {
    const v = variables.find((x) => x === i.atom && (x.domain.kind === 'onehot' || x.domain.kind === 'simplex'));
    if (!v) return i;
    remainder.push(last(i.coefficient));
    return { atom: head(v), coefficient: sub(head(i.coefficient), last(i.coefficient)) };
  });
  return { items: kept, remainder: add(...remainder) };
}

function blocksOf(model: DensityModel, items: readonly Item[]): readonly Block[] {
  const letters = { natural: letterOf(model, 'natural'), mean: letterOf(model, 'mean') };
  const ready = [...items].sort((a, b) => cost(a.atom) - cost(b.atom)).map(normaliseItem);
  return ready.map(({ atom, coefficient }, i) => ({
    statistic: atom,
    natural: coefficient,
    symbol: symbol(indexed(letters.natural, i, ready.length), naturalDomain(coefficient), atom.shape),
    meanSymbol: symbol(indexed(letters.mean, i, ready.length), meanDomain(atom), atom.shape),
  }));
}

/** Symmetric partners for symmetric statistics; a number in front of a statistic goes to the parameter. */
function normaliseItem(item: Item): Item {
  const coefficient = simplify(
    isSymmetric(item.atom) && item.atom.shape.length === 2 ? symmetrise(item.coefficient) : item.coefficient,
  );
  return { atom: item.atom, coefficient };
}

/** The interval that surely contains every value the natural parameter takes. */
function naturalDomain(e: Expr): Domain {
  if (e.shape.length === 2) return isSymmetric(e) ? { kind: 'symmetric' } : { kind: 'matrix' };
  return intervalAround(e);
}

function meanDomain(e: Expr): Domain {
  if (e.shape.length === 2)
    return isPositiveDefinite(e) ? { kind: 'spd' } : isSymmetric(e) ? { kind: 'symmetric' } : { kind: 'matrix' };
  return intervalAround(e);
}

function intervalAround(e: Expr): Domain {
  const { lo, hi } = range(e);
  const bound = (x: number): Expr | undefined =>
    Number.isInteger(x) || Number.isInteger(2 * x) ? rational(ratioFromNumber(x)) : undefined;
  const [lower, upper] = [Number.isFinite(lo) ? bound(lo) : undefined, Number.isFinite(hi) ? bound(hi) : undefined];
  return { kind: 'interval', ...(lower ? { lower } : {}), ...(upper ? { upper } : {}) };
}

function step(found: Separation, logDensity: Expr, moved: readonly Expr[]): FoundStep {
  const { model, blocks, logBaseMeasure, remainder } = found;
  const sum = add(...blocks.map((b) => pair({ atom: b.statistic, coefficient: b.natural })), logBaseMeasure, remainder);
  const one = blocks.length === 1;
  return {
    statement: [
      prose`An exponential family is a density whose logarithm is ⟨${label('natural')}, ${label('statistic')}⟩ + ${label('logBaseMeasure')} − ${label('logPartition')}, with finitely many statistics ${label('statistic')} of the variable alone.`,
    ],
    body: [
      ...blocks.flatMap((b, i) => {
        const index = one ? {} : { index: [i + 1] };
        return [
          equation(label('statistic', { ...index, of: model.variables }), b.statistic),
          { ...equation(b.symbol, b.natural), name: `natural${i + 1}` },
        ];
      }),
      equation(label('logBaseMeasure', { of: model.variables }), logBaseMeasure),
      ...(moved.length
        ? [
            moved.length === 1
              ? prose`The term ${add(...moved)} of the base measure is a multiple of a statistic: it is counted in the natural parameters.`
              : prose`The terms ${add(...moved)} of the base measure are multiples of statistics: they are counted in the natural parameters.`,
          ]
        : []),
    ],
    discharged: [
      prose`Every term of the logarithm lies in the variable alone, in the parameters alone, or is a product of one of each.`,
    ],
    left: [],
    claims: [
      { kind: 'identity', text: 'the separated form is the log-density', live: true, left: logDensity, right: sum },
    ],
  };
}
