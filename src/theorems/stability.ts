// A numerically stable form of the log-partition: the same value without overflow or cancellation, checked like any other step.
import { equation, formula, label, prose } from '../derivation/step.ts';
import { required, type Theorem } from '../derivation/theorem.ts';
import type { Expr } from '../ir/expr.ts';
import { stableForm } from '../ir/stable.ts';
import { substitute } from '../ir/visit.ts';
import { naturalOf } from './log-partition.ts';

/** Rewrites A(λ) and μ(λ) where a stable form differs. */
export const stability: Theorem = {
  id: 'stable-form',
  title: 'Numerically stable form',
  source: { key: 'dlmf', place: '3.1' },
  apply: (known) => {
    const { blocks } = required(known, 'separation');
    const { ofNatural, closed } = required(known, 'partition');
    const stable = stableForm(ofNatural);
    if (stable === ofNatural) return { kind: 'silent' };
    // Where an open sum converges is known at the members only.
    const members = closed ? new Map<Expr, Expr>() : naturalOf(blocks);
    const [left, right] = [substitute(ofNatural, members), substitute(stable, members)];
    return {
      kind: 'found',
      findings: {},
      step: {
        statement: [
          prose`In floating point ${formula('log(1 + x)')}, ${formula('e^{x} − 1')} and quotients of large numbers lose digits or overflow; functions made for them do not. Emitted code uses these forms.`,
        ],
        body: [equation(label('logPartition', { of: blocks.map((b) => b.symbol) }), stable)],
        discharged: [],
        left: [],
        claims: [{ kind: 'identity', text: 'the stable form has the same value', live: false, left, right }],
      },
    };
  },
};
