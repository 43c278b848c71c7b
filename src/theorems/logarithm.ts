// Take logarithms: $\log q(\theta\mid\xi)$ as a sum of terms. Assumes q > 0 on the support, and so that what is raised to
// powers that vary is positive there.
import type { Claim } from '../derivation/claim.ts';
import { label, prose } from '../derivation/step.ts';
import type { Theorem } from '../derivation/theorem.ts';
import { add, elementwise, log, mul, pow } from '../ir/build.ts';
import { expand } from '../ir/expand.ts';
import { type Expr, half, minusOne } from '../ir/expr.ts';
import { isInteger, isNonNegative } from '../ir/range.ts';
import { relateLogarithms } from '../ir/related-logarithms.ts';
import { partAtZero } from './logarithm/at-zero.ts';
import { partMass } from './logarithm/no-mass.ts';

/** The expanded logarithm of the density as written. */
export const logarithm: Theorem = {
  id: 'logarithm',
  title: 'Take logarithms',
  source: { key: 'brown', place: 'chapter 1' },
  apply: ({ model }) => {
    const { density } = model;
    const powers = powersOfOpenSign(density);
    const rest = mul(density, ...powers.map((p) => pow(p, minusOne)));
    const logs = powers.map((p) => mul(p.exponent, log(isEven(p) ? elementwise('abs', p.base) : p.base)));
    // What a logarithm of the variable is written by is the author's choice of statistics.
    const whole = relateLogarithms(expand(add(log(rest), ...logs)), model.variables);
    const odd = powers.filter((p) => !isEven(p));
    const parted = partAtZero(model, whole);
    const logDensity = partMass(model, parted);
    return {
      kind: 'found',
      findings: { logDensity },
      step: {
        statement: [
          prose`The logarithm turns the product into a sum, whose terms can be sorted by what they depend on.`,
        ],
        body: [
          ...(model.proportional ? [prose`Up to a constant that does not depend on the variable:`] : []),
          ...(parted === whole ? [] : [prose`A value at zero and the values beyond it are told apart by the sign.`]),
          ...(logDensity === parted
            ? []
            : [
                prose`Some values have no mass: the logarithm of a sign says which, and what stands beside it is finite.`,
              ]),
          { kind: 'equation', left: label('logDensity'), relation: '=', right: [logDensity], name: 'logDensity' },
        ],
        discharged: odd.map((p) => prose`${p.base} is positive, since its powers are.`),
        left: [],
        claims: [
          { kind: 'identity', text: 'the logarithm', live: true, left: log(density), right: logDensity },
          ...odd.map(
            ({ base }): Claim => ({ kind: 'positive', text: 'what is raised to a power', live: true, value: base }),
          ),
        ],
      },
    };
  },
};

/** x²ᵏ for a count k is |x|²ᵏ, whatever the sign of x. */
const isEven = ({ exponent }: Power): boolean => isInteger(mul(half, exponent));

type Power = Extract<Expr, { kind: 'power' }>;

/** Factors whose logarithm does not open by itself: the sign of their base is not seen, and their exponent varies. */
function powersOfOpenSign(density: Expr): readonly Power[] {
  const factors = density.kind === 'product' ? density.factors : [density];
  return factors.filter(
    (f): f is Power => f.kind === 'power' && f.exponent.kind !== 'rational' && !isNonNegative(f.base),
  );
}
