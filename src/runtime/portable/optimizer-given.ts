// What a user hands to a run must be what its rule asks for: in its domain, and as many numbers as there are entries.
import { conditionNumber, heldState, type PlainSlot, type State } from './optimizer-state.ts';

/** What a block holds, in words. */
export function domainWords(domain: string | readonly [number, number]): string {
  if (typeof domain === 'object') return `numbers between ${domain[0]} and ${domain[1]}`;
  switch (domain) {
    case 'positive':
      return 'positive numbers';
    case 'invertible':
      return 'an invertible matrix';
    case 'lowerTriangular':
      return 'a triangular matrix with a positive diagonal';
    case 'rotation':
      return 'a rotation';
    case 'simplex':
      return 'positive shares whose sum is 1';
    default:
      return 'finite numbers';
  }
}

/** Is an element of this domain a matrix that composes, so that one number stands for a multiple of the identity? */
export function composes(domain: string | readonly [number, number]): boolean {
  return domain === 'invertible' || domain === 'lowerTriangular' || domain === 'rotation';
}

/** Is a square matrix zero above its diagonal? */
export function isZeroAbove(m: Float64Array): boolean {
  const n = Math.sqrt(m.length);
  return m.every((x, k) => k % n <= Math.floor(k / n) || x === 0);
}

/** The name and the domain of the first of some blocks that is outside, in words. */
export function outsideDomain(slots: readonly PlainSlot[], state: State): string | undefined {
  const { fits } = heldState(slots, state, state);
  const wrong = slots.find(({ name, domain }) => {
    const [value = Number.NaN, fit = 0] = [state[name], fits[name]];
    // One that is nearly singular may improve.
    if (domain === 'invertible' && typeof value !== 'number')
      return !Number.isFinite(conditionNumber(value, Math.sqrt(value.length)));
    if (domain === 'lowerTriangular' && typeof value !== 'number' && !isZeroAbove(value)) return true;
    return !(typeof fit === 'number' ? [fit] : fit).every((x) => x === 1);
  });
  return wrong && `${wrong.name} must hold ${domainWords(wrong.domain)}`;
}

/** How many numbers a value is: none where it is no value at all, as what an async function gives. */
export function countOf(value: unknown): number {
  if (typeof value === 'number') return 1;
  if (typeof value !== 'object' || value === null || !('length' in value)) return 0;
  return Array.from(value as ArrayLike<unknown>).reduce<number>((sum, x) => sum + countOf(x), 0);
}
