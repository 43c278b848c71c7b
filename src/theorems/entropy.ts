// Entropy: $\mathcal H=A-\langle\lambda,\mu\rangle-E_q[\log h]$ (Wainwright & Jordan 2008, section 3.6).
import type { ExpectationClaim } from '../derivation/claim.ts';
import type { Findings } from '../derivation/findings.ts';
import { equation, formula, label, prose } from '../derivation/step.ts';
import { required, type Theorem } from '../derivation/theorem.ts';
import { add, exp, mul, neg, sub } from '../ir/build.ts';
import { derivative } from '../ir/differentiate.ts';
import { expand } from '../ir/expand.ts';
import { type Expr, integral, isScalar, type SymbolExpr, symbol, zero } from '../ir/expr.ts';
import { simplify } from '../ir/simplify.ts';
import { inner } from '../ir/tensor.ts';
import { dependsOn, hasOpenIntegral, substitute } from '../ir/visit.ts';
import { onSupport } from '../model/on-support.ts';
import { coordinateEntropy, coordinateLaw, coordinateMean } from './coordinate-law.ts';
import { integrateLog } from './integrals/index.ts';
import { turnsOf } from './integrals/orders.ts';
import { iteratedMean } from './iterated-mean.ts';
import { naturalOf, pairing } from './log-partition.ts';
import { slopeClaimsOfSeveral } from './slopes.ts';

/** E_q[log h]: zero for a constant base measure, else the term that is easily lost from the learning rule. */
export const expectedBaseMeasure: Theorem = {
  id: 'expected-base-measure',
  title: 'The mean of the base measure',
  source: { key: 'khan-rue', place: 'section 2' },
  apply: (known) => {
    const { blocks, logBaseMeasure, model } = required(known, 'separation');
    const finite = onSupport(logBaseMeasure);
    const terms = (finite.kind === 'sum' ? finite.terms : [finite]).map((term) => ({
      term,
      ...meanOfTerm(known, term),
    }));
    const ofNatural = simplify(add(...terms.map((t) => t.value)));
    const value = openTogether(known, terms) ?? simplify(substitute(ofNatural, naturalOf(blocks)));
    const closed = terms.every((t) => t.closed);
    const constant = !dependsOn(logBaseMeasure, model.variables);
    const [v] = model.variables;
    const here = naturalOf(blocks);
    const conditionals = terms.flatMap((t) => t.claims).map((c) => claimAt(c, here));
    const left = label('expectation', { of: [label('logBaseMeasure')] });
    return {
      kind: 'found',
      findings: { expectedLogBase: { value, ofNatural, closed } },
      step: {
        statement: [
          prose`The base measure enters the entropy and the learning rule through its mean. A term ${formula('ε u(θ)')} added to the exponent differentiates at ${formula('ε = 0')} to the mean of ${formula('u')}, so the table of integrals gives means as well.`,
        ],
        body: constant
          ? [prose`The base measure is constant on the support: its mean has no gradient.`, equation(left, value)]
          : [
              { ...equation(left, value), name: 'expectedLogBase' },
              ...(closed ? [] : [prose`No closed form: the expectation stands as it is.`]),
            ],
        discharged: [],
        left: [],
        claims:
          constant || !v || model.variables.length > 1
            ? conditionals
            : [
                {
                  kind: 'expectation',
                  text: 'the mean of log h',
                  live: true,
                  of: finite,
                  logDensity: required(known, 'normalised'),
                  variable: v,
                  value,
                },
              ],
      },
    };
  },
};

/** The terms without closed form under one integral against the density as declared, the others beside it. */
function openTogether(known: Findings, terms: readonly (TermMean & { readonly term: Expr })[]): Expr | undefined {
  const { blocks, model } = required(known, 'separation');
  const [v, ...more] = model.variables;
  const open = terms.filter((t) => !t.closed);
  const logDensity = required(known, 'normalised');
  if (!v || more.length > 0 || !isScalar(v) || open.length === 0 || hasOpenIntegral(logDensity)) return undefined;
  const closed = terms.filter((t) => t.closed).map((t) => substitute(t.value, naturalOf(blocks)));
  return add(simplify(add(...closed)), integral(v, mul(add(...open.map((t) => t.term)), exp(logDensity))));
}

/** A claim on means with λ(ξ) in place of λ. */
const claimAt = (c: ExpectationClaim, here: ReadonlyMap<Expr, Expr>): ExpectationClaim => ({
  ...c,
  of: substitute(c.of, here),
  logDensity: substitute(c.logDensity, here),
  value: substitute(c.value, here),
});

interface TermMean {
  readonly value: Expr;
  readonly closed: boolean;
  readonly claims: readonly ExpectationClaim[];
}

/** E_q of one term of log h, in λ. */
function meanOfTerm(known: Findings, term: Expr): TermMean {
  const { blocks, logBaseMeasure, model } = required(known, 'separation');
  const { variables, constants } = model;
  if (!dependsOn(term, variables)) return { value: term, closed: true, claims: [] };
  const epsilon = symbol('ε', { kind: 'interval' });
  const logIntegrand = add(pairing(blocks), logBaseMeasure);
  // A total in closed form with ε has one without: where that is not found, none is sought.
  const found =
    throughVariables(logIntegrand, variables, constants) &&
    throughVariables(add(logIntegrand, mul(epsilon, term)), variables, constants);
  const atNone = new Map([[epsilon, zero]]);
  if (found) return { value: simplify(substitute(derivative(found, epsilon), atNone)), closed: true, claims: [] };
  const sum = meanOfCoordinates(logIntegrand, term, variables, constants);
  if (sum) return { value: sum, closed: false, claims: [] };
  const law = { logIntegrand, logTotal: required(known, 'partition').ofNatural, constants };
  const { value, open, claims } = iteratedMean(law, term, variables);
  return { value, closed: open === 0, claims };
}

/** Σᵢ E[f(xᵢ)] of independent coordinates, each an integral over a number. */
function meanOfCoordinates(
  logIntegrand: Expr,
  term: Expr,
  [v, ...more]: readonly SymbolExpr[],
  constants: readonly SymbolExpr[],
): Expr | undefined {
  const law = v && more.length === 0 ? coordinateLaw(logIntegrand, term, v, constants) : undefined;
  return law?.total(coordinateMean(law, law.summand));
}

function throughVariables(
  logIntegrand: Expr,
  variables: readonly SymbolExpr[],
  constants: readonly SymbolExpr[],
): Expr | undefined {
  let current: Expr | undefined = logIntegrand;
  const known = [...constants, ...variables];
  for (const v of turnsOf(variables)[0] ?? [])
    current =
      current &&
      integrateLog(
        current,
        v,
        known.filter((other) => other !== v),
      )?.logValue;
  return current;
}

/** The entropy in the declared parameters. */
export const entropy: Theorem = {
  id: 'entropy',
  title: 'Entropy',
  source: { key: 'wainwright-jordan', place: 'section 3.6' },
  apply: (known) => {
    const { blocks, model } = required(known, 'separation');
    const mean = required(known, 'mean');
    const partition = required(known, 'partition');
    const base = required(known, 'expectedLogBase');
    const dual = add(...blocks.map((b, i) => inner(b.natural, mean.ofParameters[i] ?? zero)));
    const byDual = simplify(expand(sub(partition.ofParameters, add(dual, base.value))));
    const direct = base.closed && !hasOpenIntegral(partition.ofParameters) ? undefined : directEntropy(known);
    const value = direct ?? byDual;
    const [open, others] = base.closed
      ? [label('logPartition'), formula('⟨λ, μ⟩')]
      : [label('expectation', { of: [label('logBaseMeasure')] }), label('logPartition')];
    const [v] = model.variables;
    return {
      kind: 'found',
      findings: { entropy: value, ...openEntropy(known) },
      step: {
        statement: [
          prose`${label('entropy')} = ${label('logPartition')} − ⟨${label('natural')}, ${label('mean')}⟩ − ${label('expectation', { of: [label('logBaseMeasure')] })}.`,
        ],
        body: [
          ...(direct
            ? [
                prose`As ${open} stays open, its terms would only cancel against those of ${others}: the entropy is left as the mean of −log q.`,
              ]
            : []),
          { ...equation(label('entropy'), value), name: 'entropy' },
        ],
        discharged: [],
        left: [],
        claims:
          v && model.variables.length === 1
            ? [
                {
                  kind: 'expectation',
                  text: 'minus the mean of log q',
                  live: true,
                  of: neg(onSupport(required(known, 'normalised'))),
                  logDensity: required(known, 'normalised'),
                  variable: v,
                  value: byDual,
                },
              ]
            : direct
              ? []
              : slopeClaimsOfSeveral(known, {
                  text: 'the slope of the entropy',
                  of: value,
                  slope: (m) =>
                    neg(
                      add(
                        ...blocks.map((b, i) => inner(m.at(b.natural), m.slope(mean.ofParameters[i] ?? zero))),
                        m.slope(base.value),
                      ),
                    ),
                }),
      },
    };
  },
};

/** −∫ q log q: far out it keeps the digits that A − ⟨λ, μ⟩ − E[log h] cancels. */
function directEntropy(known: Findings): Expr | undefined {
  const { blocks, model } = required(known, 'separation');
  const [v, ...more] = model.variables;
  if (!v || more.length > 0) return undefined;
  const logDensity = required(known, 'normalised');
  if (isScalar(v)) return neg(integral(v, mul(onSupport(logDensity), exp(logDensity))));
  const ofNatural = entropyOfCoordinates(known);
  return ofNatural && substitute(ofNatural, naturalOf(blocks));
}

/** −Σᵢ E[log qᵢ] of independent coordinates, in λ. */
function entropyOfCoordinates(known: Findings): Expr | undefined {
  const { blocks, logBaseMeasure, model } = required(known, 'separation');
  const [v] = model.variables;
  const law = v && coordinateLaw(add(pairing(blocks), onSupport(logBaseMeasure)), zero, v, model.constants);
  return law && coordinateEntropy(law);
}

/** −E[log q] in λ under integrals, where E[log h] is one: its terms are large where the mean is, and cancel. */
function openEntropy(known: Findings): Pick<Findings, 'entropyOfNatural'> {
  const { blocks, logBaseMeasure, model } = required(known, 'separation');
  const [v, ...more] = model.variables;
  const { closed, ofNatural } = required(known, 'partition');
  if (!closed || required(known, 'expectedLogBase').closed || !v || more.length > 0) return {};
  if (!isScalar(v)) {
    const found = entropyOfCoordinates(known);
    return found ? { entropyOfNatural: found } : {};
  }
  const log = sub(add(...blocks.map((b) => inner(b.symbol, b.statistic)), logBaseMeasure), ofNatural);
  return { entropyOfNatural: neg(integral(v, mul(onSupport(log), exp(log)))) };
}
