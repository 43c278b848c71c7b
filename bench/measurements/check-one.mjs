// One scalar family checked from a cold start: what an author waits for.
import { blrc, median, times } from '../timing.mjs';

/** Wall time of the whole process. */
export async function measure() {
  const value = median(await times(5, () => blrc('check', 'families/exponential/rayleigh.blr')));
  return [{ name: 'blrc check, one scalar family, wall', value, target: 1 }];
}
