// The mean parameters: $\mu=E_q[T]=\nabla A(\lambda)$ (Wainwright & Jordan 2008, proposition 3.1).
import type { Claim } from '../derivation/claim.ts';
import type { Findings } from '../derivation/findings.ts';
import { letterOf } from '../derivation/lettered.ts';
import { equation, label, prose } from '../derivation/step.ts';
import { required, type Theorem } from '../derivation/theorem.ts';
import { add } from '../ir/build.ts';
import { shortenDenominator } from '../ir/denominators.ts';
import { gradient } from '../ir/differentiate.ts';
import { type Expr, isScalar, zero } from '../ir/expr.ts';
import { simplify } from '../ir/simplify.ts';
import { inner } from '../ir/tensor.ts';
import { substitute } from '../ir/visit.ts';
import { toSubscript } from '../notation/unicode.ts';
import { naturalOf } from './log-partition.ts';
import { chainRuleMean } from './mean/chain-rule.ts';
import { slopeClaimsOfSeveral } from './slopes.ts';

/** μ(λ) and μ(ξ). */
export const meanParameters: Theorem = {
  id: 'mean-parameters',
  aboutParameters: true,
  title: 'Mean parameters',
  source: { key: 'wainwright-jordan', place: 'proposition 3.1' },
  apply: (known) => {
    const { blocks, model } = required(known, 'separation');
    const partition = required(known, 'partition');
    const ofNatural = blocks.map((b) => simplify(gradient(partition.ofNatural, b.symbol)));
    const byChainRule = partition.closed || model.proportional ? undefined : chainRuleMean(known);
    const ofParameters =
      byChainRule ?? ofNatural.map((m) => shortenDenominator(simplify(substitute(m, naturalOf(blocks)))));
    const one = blocks.length === 1;
    return {
      kind: 'found',
      findings: { mean: { ofNatural, ofParameters } },
      step: {
        statement: [
          prose`The gradient of the log-partition is the mean of the statistics: ${label('mean')} = ${label('expectation', { of: [label('statistic')] })} = ${label('logPartition', { gradientIn: label('natural') })}.`,
        ],
        body: blocks.flatMap((b, i) => [
          {
            ...equation(
              label('mean', one ? {} : { index: [i + 1] }),
              ofNatural[i] ?? b.symbol,
              ...(ofNatural[i] === ofParameters[i] ? [] : [ofParameters[i] ?? b.symbol]),
            ),
            name: `mean${i + 1}`,
          },
        ]),
        discharged: [prose`The log-partition is differentiable inside the natural domain.`],
        left: [],
        claims: expectationClaims(known, ofParameters),
      },
    };
  },
};

function expectationClaims(known: Findings, means: readonly Expr[]): readonly Claim[] {
  const { blocks, model } = required(known, 'separation');
  const [v] = model.variables;
  if (!v || model.variables.length > 1)
    return slopeClaimsOfSeveral(known, {
      text: 'the means are the slopes of the log-partition',
      of: required(known, 'partition').ofParameters,
      slope: (m) => add(...blocks.map((b, i) => inner(m.at(means[i] ?? zero), m.slope(b.natural)))),
    });
  const logDensity = required(known, 'normalised');
  const letter = letterOf(model, 'statistic');
  return blocks.flatMap((b, i): readonly Claim[] => {
    const value = means[i];
    return value && isScalar(b.statistic) === isScalar(value)
      ? [
          {
            kind: 'expectation',
            text: `the mean of ${letter}${blocks.length > 1 ? toSubscript(String(i + 1)) : ''}`,
            live: true,
            of: b.statistic,
            logDensity,
            variable: v,
            value,
          },
        ]
      : [];
  });
}
