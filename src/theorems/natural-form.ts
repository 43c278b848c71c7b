// Formulas in λ with λ(ξ) left to be put in when they are computed: where A is 0/0 inside the natural domain its zeros are
// powers of λ, which can be taken out, while in ξ they are those of whatever function λ(ξ) is.
import type { Findings, UpdateRule } from '../derivation/findings.ts';
import { required } from '../derivation/theorem.ts';
import { add, mul, neg, sub } from '../ir/build.ts';
import { directional, gradient } from '../ir/differentiate.ts';
import { expand } from '../ir/expand.ts';
import { type Expr, isScalar, type SymbolExpr, zero } from '../ir/expr.ts';
import { range } from '../ir/range.ts';
import { isSingularAt } from '../ir/removable.ts';
import { simplify } from '../ir/simplify.ts';
import { substitute } from '../ir/visit.ts';
import type { Block } from '../model/exponential-family.ts';
import type { Assignment } from '../model/program.ts';
import { copyOf } from './kl.ts';
import { conditionsAfter, naturalStep, throughNextNatural } from './learning-rule.ts';
import { pairing } from './log-partition.ts';
import { applyTo, metricAlong, throughChain } from './natural-gradient.ts';
import { named } from './sampler.ts';

/** The findings in λ, and what λ is in the parameters of each member. */
export interface NaturalForm {
  readonly known: Findings;
  readonly through: readonly Assignment[];
}

/** Undefined where A has no removable zero at a λ that is reached inside the domain, or the parameters are λ itself. */
export function naturalForm(known: Findings): NaturalForm | undefined {
  if (!isSingular(known)) return undefined;
  const { blocks, logBaseMeasure } = required(known, 'separation');
  const partition = required(known, 'partition');
  const mean = required(known, 'mean').ofNatural;
  const fisher = required(known, 'fisher');
  const kl = required(known, 'kl');
  const update = updateIn(known);
  if (!update) return undefined;
  const { left, right } = fisher.parameters;
  const along = blocks.map((b) => directional(b.natural, new Map(left)));
  const there = new Map(blocks.map((b): [Expr, SymbolExpr] => [b.symbol, copyOf(b.symbol)]));
  const rise = sub(substitute(partition.ofNatural, there), partition.ofNatural);
  const gap = blocks.map((b, i) => mul(mean[i] ?? zero, sub(copyOf(b.symbol), b.symbol)));
  const dual = blocks.map((b, i) => mul(b.symbol, mean[i] ?? zero));
  const base = required(known, 'expectedLogBase');
  const { sampler } = partition;
  const through = (e: Expr, of: SymbolExpr): Assignment => ({ target: of, value: e, equation: 'natural' });
  return {
    known: {
      ...known,
      normalised: add(pairing(blocks), logBaseMeasure, neg(partition.ofNatural)),
      mean: { ofNatural: mean, ofParameters: mean },
      ...(base.closed ? { entropy: simplify(expand(sub(partition.ofNatural, add(...dual, base.ofNatural)))) } : {}),
      kl: { ...kl, value: simplify(expand(sub(rise, add(...gap)))) },
      fisher: {
        ...fisher,
        parameters: { ...fisher.parameters, value: metricAlong(known, along, right) },
      },
      update,
      ...(sampler ? { sampler: named(sampler, known.model) } : {}),
    },
    through: blocks.flatMap((b) => [
      through(b.natural, b.symbol),
      through(substitute(b.natural, kl.other), copyOf(b.symbol)),
    ]),
  };
}

/** Is λ = 0, where A is 0/0, a member or an edge of the parameters' domain? */
function isSingular(known: Findings): boolean {
  const { blocks } = required(known, 'separation');
  const { closed, domain, ofNatural } = required(known, 'partition');
  const isInside = (s: SymbolExpr): boolean =>
    domain.every((c) => simplify(substitute(c.value, new Map([[s, zero]]))) !== zero);
  const reachesZero = (e: Expr): boolean => e.kind !== 'symbol' && range(e).lo <= 0 && range(e).hi >= 0;
  const isRemovable = (b: Block): boolean =>
    reachesZero(b.natural) && isInside(b.symbol) && isSingularAt(ofNatural, b.symbol);
  return closed && blocks.every((b) => isScalar(b.symbol)) && blocks.some(isRemovable);
}

/** The learning rule by F(λ) and ∂λ/∂ξ. */
function updateIn(known: Findings): UpdateRule | undefined {
  const { blocks, model } = required(known, 'separation');
  const update = required(known, 'update');
  const values = throughChain(known, update.gradient, metricAlong);
  if (!values) return undefined;
  const { closed, ofNatural: base } = required(known, 'expectedLogBase');
  const slope = (p: SymbolExpr): Expr =>
    add(...blocks.map((b) => mul(gradient(base, b.symbol), gradient(b.natural, p))));
  const baseTerm = closed
    ? applyTo(values, update.gradient, new Map(model.parameters.map((p) => [p, slope(p)])))
    : update.baseTerm;
  const natural = blocks.map((b, i) =>
    naturalStep(b.symbol, values[i] ?? zero, baseTerm[i] ?? zero, update.rho, update.tau),
  );
  const { inverseInOrder } = known;
  const assignments = inverseInOrder ? throughNextNatural(blocks, natural, inverseInOrder) : [];
  return { ...update, baseTerm, natural, assignments, conditions: conditionsAfter(known, natural, assignments) };
}
