// Why no tensor module is made of a family: what the program holds that the tensor printer cannot lay out.
import type { Diagnostic, Span } from '../../diagnostics.ts';
import { type Expr, isScalar } from '../../ir/expr.ts';
import { contains } from '../../ir/visit.ts';
import type { FamilyProgram } from '../../model/program.ts';

/** A sum over counts is laid along an axis of its own, where a vector inside it has no place. */
export function tensorProblem(p: FamilyProgram, span: Span): Diagnostic | undefined {
  const within = [p.logDensity, p.entropy, p.kl.value].some((e) => contains(e, holdsTensor));
  return within
    ? {
        code: 'not-yet',
        severity: 'error',
        message: `no tensor module is made of ${p.model.name} yet: its entropy sums over counts what vectors hold`,
        notes: ['each coordinate has a law of its own, and the mean of log h over all of them stays a sum'],
        hint: 'compile it with `--target js`',
        span,
      }
    : undefined;
}

const holdsTensor = (e: Expr): boolean => e.kind === 'integral' && contains(e.body, (inner) => !isScalar(inner));
