// What JavaScript loops ask of the schedule: a tensor has a name before a function takes it, a reduction is a loop.
import type { Policy } from '../code/schedule.ts';
import { type CallTerm, isElementwiseOperation, isHost, type Term } from '../code/term.ts';

const isTensor = (t: Term): boolean => t.shape.length > 0;

/** Printed entry by entry inside a loop: elementwise operations on tensors, constants spread over them. */
const isFused = (t: CallTerm): boolean =>
  isElementwiseOperation(t.operation) || t.operation === 'fill' || t.operation === 'identity';

const isReduction = (t: CallTerm): boolean => t.operation === 'total' || t.operation === 'prod';

/** Operands that must be names: scalars computed once before a loop, tensors that a function takes whole. */
function namedOperands(t: Term): readonly Term[] {
  if (t.kind === 'root') return t.problem.start.filter(isTensor);
  if (t.kind !== 'call') return [];
  const calls = t.args.filter((a): a is CallTerm => a.kind === 'call' && !isHost(a));
  if (isReduction(t)) return calls.filter((a) => !isFused(a));
  if (!isFused(t)) return calls.filter((a) => isTensor(a) && a.operation !== 'identity');
  return isTensor(t) ? calls.filter((a) => !isTensor(a) || !isFused(a)) : [];
}

/** The policy of the JavaScript backend. */
export const javascriptPolicy: Policy = {
  needsStatement: (t) => t.kind === 'call' && isReduction(t),
  namedOperands,
  longest: 14,
  namedResult: isTensor,
};
