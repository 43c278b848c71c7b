// The support of an exponential family is one set for all parameters (Brown 1986, section 1.1).
import { refuse, type Theorem } from '../derivation/theorem.ts';
import type { Diagnostic } from '../diagnostics.ts';
import type { SymbolExpr } from '../ir/expr.ts';
import { boundsOf, dependsOn } from '../ir/visit.ts';
import type { DensityModel } from '../model/density.ts';

/** Refuses a variable whose domain names a parameter. */
export const fixedSupport: Theorem = {
  id: 'fixed-support',
  title: 'The support does not depend on the parameters',
  source: { key: 'brown', place: 'section 1.1' },
  apply: ({ model }) => {
    const moving = model.variables.filter((v) => boundsOf(v).some((b) => dependsOn(b, model.parameters)));
    return moving.length === 0 ? { kind: 'silent' } : refuse(...moving.map((v) => refusal(model, v)));
  },
};

function refusal(model: DensityModel, v: SymbolExpr): Diagnostic {
  const name = model.spelling.get(v) ?? v.name;
  const culprits = model.parameters
    .filter((p) => boundsOf(v).some((b) => dependsOn(b, [p])))
    .map((p) => model.spelling.get(p));
  return {
    code: 'support-depends-on-parameter',
    severity: 'error',
    message: `the support of ${model.name} moves with ${culprits.join(' and ')}`,
    span: model.spans.symbols.get(v) ?? model.spans.name,
    label: `where ${name} may lie depends on ${culprits.join(', ')}`,
    notes: [
      'in an exponential family h(θ) exp(⟨λ, T(θ)⟩ − A) the set where the density is positive is that of h alone',
      `two members with different ${culprits.join(', ')} are not positive on the same set, so their KL divergence is infinite and no Fisher metric exists`,
    ],
    hint: `declare ${culprits.join(', ')} as a \`constant\` if it is known, or let a group move a fixed density: distribution Base { … } orbit Moved { group … base Base }`,
  };
}
