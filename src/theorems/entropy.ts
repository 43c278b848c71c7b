// Entropy: $\mathcal H=A-\langle\lambda,\mu\rangle-E_q[\log h]$ (Wainwright & Jordan 2008, section 3.6).
import type { Findings } from '../derivation/findings.ts';
import { equation, formula, label, prose } from '../derivation/step.ts';
import { required, type Theorem } from '../derivation/theorem.ts';
import { add, exp, mul, neg, sub } from '../ir/build.ts';
import { derivative } from '../ir/differentiate.ts';
import { expand } from '../ir/expand.ts';
import { type Expr, integral, isScalar, type SymbolExpr, symbol, zero } from '../ir/expr.ts';
import { simplify } from '../ir/simplify.ts';
import { inner } from '../ir/tensor.ts';
import { dependsOn, substitute } from '../ir/visit.ts';
import { integrateLog } from './integrals/index.ts';
import { naturalOf, pairing } from './log-partition.ts';

/** E_q[log h]: zero for a constant base measure, else the term that is easily lost from the learning rule. */
export const expectedBaseMeasure: Theorem = {
  id: 'expected-base-measure',
  title: 'The mean of the base measure',
  source: { key: 'khan-rue', place: 'section 2' },
  apply: (known) => {
    const { blocks, logBaseMeasure, model } = required(known, 'separation');
    const terms = (logBaseMeasure.kind === 'sum' ? logBaseMeasure.terms : [logBaseMeasure]).map((t) =>
      meanOfTerm(known, t),
    );
    const ofNatural = simplify(add(...terms.map((t) => t.value)));
    const value = simplify(substitute(ofNatural, naturalOf(blocks)));
    const closed = terms.every((t) => t.closed);
    const constant = !dependsOn(logBaseMeasure, model.variables);
    const [v] = model.variables;
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
            ? []
            : [
                {
                  kind: 'expectation',
                  text: 'the mean of log h',
                  live: true,
                  of: logBaseMeasure,
                  logDensity: required(known, 'normalised'),
                  variable: v,
                  value,
                },
              ],
      },
    };
  },
};

/** E_q of one term of log h, in λ. */
function meanOfTerm(known: Findings, term: Expr): { value: Expr; closed: boolean } {
  const { blocks, logBaseMeasure, model } = required(known, 'separation');
  if (!dependsOn(term, model.variables)) return { value: term, closed: true };
  const epsilon = symbol('ε', { kind: 'interval' });
  const logIntegrand = add(pairing(blocks), logBaseMeasure, mul(epsilon, term));
  const found = throughVariables(logIntegrand, model.variables, model.constants);
  if (found)
    return { value: simplify(substitute(derivative(found, epsilon), new Map([[epsilon, zero]]))), closed: true };
  return { value: openMean(known, term), closed: false };
}

function throughVariables(
  logIntegrand: Expr,
  variables: readonly SymbolExpr[],
  constants: readonly SymbolExpr[],
): Expr | undefined {
  let current: Expr | undefined = logIntegrand;
  for (const v of variables) current = current && integrateLog(current, v, constants)?.logValue;
  return current;
}

/** ∫ u exp(⟨λ,T⟩ + log h − A). */
function openMean(known: Findings, term: Expr): Expr {
  const { blocks, logBaseMeasure, model } = required(known, 'separation');
  const density = exp(sub(add(pairing(blocks), logBaseMeasure), required(known, 'partition').ofNatural));
  return model.variables.reduce<Expr>((body, v) => integral(v, body), mul(term, density));
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
    const direct = base.closed ? undefined : directEntropy(known);
    const value = direct ?? byDual;
    const [v] = model.variables;
    return {
      kind: 'found',
      findings: { entropy: value },
      step: {
        statement: [
          prose`${label('entropy')} = ${label('logPartition')} − ⟨${label('natural')}, ${label('mean')}⟩ − ${label('expectation', { of: [label('logBaseMeasure')] })}.`,
        ],
        body: [
          ...(direct
            ? [
                prose`As the mean of log h stays open, its terms would only cancel against those of A: the entropy is left as the mean of −log q.`,
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
                  of: neg(required(known, 'normalised')),
                  logDensity: required(known, 'normalised'),
                  variable: v,
                  value: byDual,
                },
              ]
            : [],
      },
    };
  },
};

/** −∫ q log q, where A is closed: far out it keeps the digits that A − ⟨λ, μ⟩ − E[log h] cancels. */
function directEntropy(known: Findings): Expr | undefined {
  const [v, ...more] = required(known, 'separation').model.variables;
  const logDensity = required(known, 'normalised');
  return v && more.length === 0 && isScalar(v) && required(known, 'partition').closed
    ? integral(v, mul(neg(logDensity), exp(logDensity)))
    : undefined;
}
