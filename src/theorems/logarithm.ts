// Take logarithms: $\log q(\theta\mid\xi)$ as a sum of terms. Assumes q > 0 on the support.
import { label, prose } from '../derivation/step.ts';
import type { Theorem } from '../derivation/theorem.ts';
import { log } from '../ir/build.ts';
import { expand } from '../ir/expand.ts';

/** The expanded logarithm of the density as written. */
export const logarithm: Theorem = {
  id: 'logarithm',
  title: 'Take logarithms',
  source: { key: 'brown', place: 'chapter 1' },
  apply: ({ model }) => {
    const logDensity = expand(log(model.density));
    return {
      kind: 'found',
      findings: { logDensity },
      step: {
        statement: [
          prose`The logarithm turns the product into a sum, whose terms can be sorted by what they depend on.`,
        ],
        body: [
          ...(model.proportional ? [prose`Up to a constant that does not depend on the variable:`] : []),
          { kind: 'equation', left: label('logDensity'), relation: '=', right: [logDensity], name: 'logDensity' },
        ],
        discharged: [],
        left: [],
        claims: [{ kind: 'identity', text: 'the logarithm', live: true, left: log(model.density), right: logDensity }],
      },
    };
  },
};
