// Claims become verdicts: each kind by its road, at points of the declared domains. A claim that tried no point fails.

import { unreachable } from '../diagnostics.ts';
import { TooMuchWork } from '../ir/work.ts';
import type { Claim, ComputedClaim, Verdict } from './claim.ts';
import { tryDerivative } from './verify-derivative.ts';
import { tryIdentity, tryPositive } from './verify-identity.ts';
import { type MeasureMemory, measureMemory, tryIntegral } from './verify-integral.ts';
import type { VerifyContext } from './verify-points.ts';
import { attempt, type Trials, verdictOf } from './verify-trial.ts';

export type { VerifyContext } from './verify-points.ts';

/** The verdicts on claims, in order; claims outside the live set are left out where only that is asked for. */
export function verify(claims: readonly Claim[], context: VerifyContext): readonly Verdict[] {
  return wantedOf(claims, context).map(verifier(context));
}

/** The verdicts up to the first claim that fails: whatever follows stands on it. */
export function verifyInOrder(
  claims: readonly Claim[],
  context: VerifyContext,
  verdictOn: (claim: Claim) => Verdict,
): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  for (const claim of wantedOf(claims, context)) {
    const verdict = verdictOn(claim);
    verdicts.push(verdict);
    if (!verdict.holds) break;
  }
  return verdicts;
}

const wantedOf = (claims: readonly Claim[], { only }: VerifyContext): readonly Claim[] =>
  only === 'live' ? claims.filter((c) => c.live) : claims;

/** Tries one claim after the other; they share the measures that they meet. */
export function verifier(context: VerifyContext): (claim: Claim) => Verdict {
  const memory = measureMemory();
  return (claim) => verifyOne(claim, context, memory);
}

function verifyOne(claim: Claim, context: VerifyContext, memory: MeasureMemory): Verdict {
  try {
    return verdictOf(claim, trialsOf(claim, context, memory));
  } catch (thrown) {
    if (thrown instanceof TooMuchWork) throw thrown;
    const note = thrown instanceof Error ? thrown.message : String(thrown);
    return { claim, road: 'evaluation', holds: false, points: 0, worst: Number.NaN, tolerance: 0, note };
  }
}

function trialsOf(claim: Claim, context: VerifyContext, memory: MeasureMemory): Trials {
  switch (claim.kind) {
    case 'identity':
      return tryIdentity(claim, context);
    case 'positive':
      return tryPositive(claim, context);
    case 'normaliser':
    case 'expectation':
      return tryIntegral(claim, context, memory);
    case 'derivative':
      return tryDerivative(claim, context);
    case 'computed':
      return tryComputed(claim, context);
    default:
      return unreachable(claim);
  }
}

/** A claim with a computation of its own says itself what its error is at each point. */
function tryComputed(claim: ComputedClaim, { seed, only }: VerifyContext): Trials {
  const count = only === 'live' ? (claim.livePoints ?? claim.points) : claim.points;
  let { road, tolerance } = claim;
  const trials = Array.from({ length: count }, (_, index) =>
    attempt(() => {
      const found = claim.error(seed + index);
      if (found?.by) ({ road, tolerance } = found.by);
      // The largest of no errors is −∞: nothing was compared.
      return found && found.error !== Number.NEGATIVE_INFINITY
        ? { kind: 'tried', error: found.error, at: () => found.at }
        : { kind: 'untried', reason: 'the claim does not apply at the points tried' };
    }),
  );
  return { road, tolerance, trials };
}
