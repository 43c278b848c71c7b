// What tensor code asks of the schedule: operands of a sum over a new axis have names before it; nothing else.
import type { Policy } from '../code/schedule.ts';

/** The policy of the tensor backend. */
export const tensorPolicy: Policy = {
  needsStatement: () => false,
  namedOperands: () => [],
  namedResult: () => false,
};
