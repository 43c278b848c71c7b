// Relative entropy: $KL(q_1\|q_2)=A(\lambda_2)-A(\lambda_1)-\langle\mu_1,\lambda_2-\lambda_1\rangle$ (Amari 2016, section 1.6).
import type { Claim } from '../derivation/claim.ts';
import type { Findings } from '../derivation/findings.ts';
import { equation, label, prose } from '../derivation/step.ts';
import { required, type Theorem } from '../derivation/theorem.ts';
import { add, sub } from '../ir/build.ts';
import { expand } from '../ir/expand.ts';
import { type Expr, type PowerExpr, type RationalExpr, type SymbolExpr, symbol, zero } from '../ir/expr.ts';
import { simplify } from '../ir/simplify.ts';
import { inner } from '../ir/tensor.ts';
import { substitute } from '../ir/visit.ts';
import { closeClaims, closeDivergence, closeWords } from './close-members.ts';
import { slopeClaims } from './slopes.ts';

/** A second copy of a parameter: σ̃. */
export const copyOf = (s: SymbolExpr): SymbolExpr => symbol(`${s.name}\u0303`, s.domain, s.shape);

/** The divergence of two members, in the declared parameters. */
export const relativeEntropy: Theorem = {
  id: 'relative-entropy',
  aboutParameters: true,
  title: 'Relative entropy',
  source: { key: 'amari', place: 'section 1.6' },
  apply: (known) => {
    const { blocks, model } = required(known, 'separation');
    const mean = required(known, 'mean');
    const { ofParameters } = required(known, 'partition');
    const other = new Map(model.parameters.map((p) => [p, copyOf(p)]));
    const there = (e: Expr): Expr => substitute(e, other);
    const gap = add(...blocks.map((b, i) => inner(mean.ofParameters[i] ?? zero, sub(there(b.natural), b.natural))));
    const value = undivided(simplify(expand(sub(sub(there(ofParameters), ofParameters), gap))));
    const close = closeDivergence(known, there);
    const [v] = model.variables;
    const logDensity = required(known, 'normalised');
    return {
      kind: 'found',
      findings: { kl: { value, other, ...(close ? { close } : {}) } },
      step: {
        statement: [
          prose`Relative entropy is the Bregman divergence of the log-partition with its arguments exchanged; the base measure cancels.`,
        ],
        body: [
          { ...equation(label('kl', { of: [...other.keys(), ...other.values()] }), value), name: 'kl' },
          ...(close ? [closeWords(close)] : []),
        ],
        discharged: [],
        left: [],
        claims: [
          ...(close ? closeClaims(known, close, value, there) : []),
          ...(v && model.variables.length === 1
            ? [
                {
                  kind: 'expectation' as const,
                  text: 'the mean of log q₁ − log q₂',
                  live: true,
                  of: sub(logDensity, there(logDensity)),
                  logDensity,
                  variable: v,
                  value,
                },
              ]
            : gapClaims(known, value, there)),
        ],
      },
    };
  },
};

/** (a + v log(v/ṽ))/ṽ with a ṽ in front of a term of the bracket: divided term by term, so that no term is multiplied and divided by one letter. */
function undivided(e: Expr): Expr {
  const factors = e.kind === 'product' ? e.factors : [];
  const below = factors.flatMap((f) => (isPower(f) && f.exponent.value.n < 0n ? [f.base] : []));
  const cancels = factors.some((f) => f.kind === 'sum' && f.terms.some((t) => below.some((b) => baseIn(t, b))));
  return cancels ? expand(e) : e;
}

const isPower = (f: Expr): f is PowerExpr & { readonly exponent: RationalExpr } =>
  f.kind === 'power' && f.exponent.kind === 'rational';

const baseIn = (t: Expr, base: Expr): boolean =>
  (t.kind === 'product' ? t.factors : [t]).some((f) => f === base || (f.kind === 'power' && f.base === base));

/** dKL = ⟨μ₂ − μ₁, dλ₂⟩ along the second member's parameters, for several variables. */
function gapClaims(known: Findings, value: Expr, there: (e: Expr) => Expr): readonly Claim[] {
  const { blocks, model } = required(known, 'separation');
  const means = required(known, 'mean').ofParameters;
  return slopeClaims(
    {
      text: 'the slope of the divergence is the gap between the means',
      of: value,
      slope: (m) =>
        add(
          ...blocks.map((b, i) => {
            const mean = means[i] ?? zero;
            return inner(sub(m.at(there(mean)), mean), m.slope(there(b.natural)));
          }),
        ),
    },
    model.parameters.map((p) => copyOf(p)),
  );
}
