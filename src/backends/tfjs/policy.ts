// What tensor code asks of the schedule: lines short enough to read, and nothing else.
import type { Policy } from '../code/schedule.ts';

/** The policy of the tensor backend. */
export const tensorPolicy: Policy = {
  needsStatement: () => false,
  namedOperands: () => [],
  longest: 7,
  namedResult: () => false,
};
