// The conjugate prior of the family as a likelihood: $p(\lambda)\propto e^{\langle\chi,\lambda\rangle-nA(\lambda)}$ (Diaconis & Ylvisaker 1979).

import type { Claim } from '../derivation/claim.ts';
import type { Findings } from '../derivation/findings.ts';
import { letterOf } from '../derivation/lettered.ts';
import { equation, formula, label, prose } from '../derivation/step.ts';
import { required, type Theorem } from '../derivation/theorem.ts';
import { add, exp, mul, sub } from '../ir/build.ts';
import { type Expr, one, type SymbolExpr, symbol, zero } from '../ir/expr.ts';
import { pair } from '../ir/separate.ts';
import { substitute } from '../ir/visit.ts';
import { freeLetter, indexed } from '../model/letters.ts';
import { naturalOf } from './log-partition.ts';

/** The prior and its update by observations. */
export const conjugatePrior: Theorem = {
  id: 'conjugate-prior',
  aboutParameters: true,
  title: 'Conjugate prior',
  source: { key: 'diaconis-ylvisaker', place: 'section 2' },
  apply: (known) => {
    const { blocks, model } = required(known, 'separation');
    const { ofNatural, closed } = required(known, 'partition');
    const means = letterOf(model, 'mean');
    const letter = freeLetter(
      model,
      ['χ', 'φ', 'ξ'].filter((l) => l !== means),
    );
    const sums = blocks.map((b, i) =>
      symbol(
        indexed(letter, i, blocks.length),
        b.symbol.domain.kind === 'symmetric' ? { kind: 'symmetric' } : { kind: 'interval' },
        b.symbol.shape,
      ),
    );
    const count = symbol(freeLetter(model, ['n', 'N', 'ν']), { kind: 'interval', lower: zero });
    const logPrior = (chi: readonly Expr[], n: Expr): Expr =>
      sub(add(...blocks.map((b, i) => pair({ atom: b.symbol, coefficient: chi[i] ?? zero }))), mul(n, ofNatural));
    const posterior = blocks.map((b, i) => add(sums[i] ?? zero, b.statistic));
    return {
      kind: 'found',
      findings: {},
      step: {
        statement: [
          prose`As a likelihood in ${label('natural')} the family has a conjugate prior whose logarithm is ⟨${formula(letter)}, ${label('natural')}⟩ − ${count} ${label('logPartition', { of: [label('natural')] })} up to a constant. An observation adds its statistics to ${formula(letter)} and one to ${count}: Bayes’ rule is addition.`,
        ],
        body: [
          {
            kind: 'equation',
            left: label('conjugatePrior', {
              of: [...blocks.map((b) => b.symbol), ...sums, count],
              given: blocks.length,
            }),
            relation: '∝',
            right: [exp(logPrior(sums, count))],
          },
          ...posterior.map((value, i) => equation(primed(sums[i] ?? count), value)),
        ],
        discharged: [],
        left: [
          prose`The prior is proper: the mean statistic ${formula(`${letter}/${count.name}`)} lies in the interior of the convex support of the statistics.`,
        ],
        claims: closed ? [bayesClaim(known, sub(logPrior(posterior, add(count, one)), logPrior(sums, count)))] : [],
      },
    };
  },
};

/** The posterior over the prior is the likelihood, up to what does not depend on the parameters. */
function bayesClaim(known: Findings, ratio: Expr): Claim {
  const { blocks, logBaseMeasure } = required(known, 'separation');
  return {
    kind: 'identity',
    text: 'the posterior over the prior is the likelihood',
    live: false,
    left: add(substitute(ratio, naturalOf(blocks)), logBaseMeasure),
    right: required(known, 'normalised'),
  };
}

const primed = (s: SymbolExpr): Expr => symbol(`${s.name}′`, s.domain, s.shape);
