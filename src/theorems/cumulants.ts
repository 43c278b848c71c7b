// Cumulants and Christoffel symbols: derivatives of the log-partition of third order, $\Gamma^a_{bc}=\frac12F^{ad}\partial_b\partial_c\partial_dA$
// (Amari 2016, section 6.1), for families whose natural parameter is one number.
import { equation, label, prose } from '../derivation/step.ts';
import { required, type Theorem } from '../derivation/theorem.ts';
import { div, mul } from '../ir/build.ts';
import { derivative } from '../ir/differentiate.ts';
import { half, isScalar } from '../ir/expr.ts';
import { simplify } from '../ir/simplify.ts';

/** Second, third and fourth cumulants of the statistic, and Γ. */
export const cumulants: Theorem = {
  id: 'cumulants',
  title: 'Cumulants and Christoffel symbols',
  source: { key: 'amari', place: 'section 6.1' },
  apply: (known) => {
    const { blocks } = required(known, 'separation');
    const { closed } = required(known, 'partition');
    const [b, ...more] = blocks;
    if (!b || more.length > 0 || !isScalar(b.symbol) || !closed) return { kind: 'silent' };
    const first = required(known, 'mean').ofNatural[0] ?? b.symbol;
    const second = simplify(derivative(first, b.symbol));
    const third = simplify(derivative(second, b.symbol));
    const fourth = simplify(derivative(third, b.symbol));
    const gamma = simplify(mul(half, div(third, second)));
    return {
      kind: 'found',
      findings: {},
      step: {
        statement: [
          prose`The derivatives of the log-partition are the cumulants of the statistic; the third one, against the metric, gives the Christoffel symbols of the Levi-Civita connection.`,
        ],
        body: [
          ...[second, third, fourth].map((value, i) => equation(label('cumulant', { index: [i + 2] }), value)),
          equation(label('christoffel', { of: [b.symbol] }), gamma),
        ],
        discharged: [],
        left: [],
        claims: [
          { kind: 'derivative', text: 'the third cumulant', live: false, of: second, in: b.symbol, value: third },
        ],
      },
    };
  },
};
