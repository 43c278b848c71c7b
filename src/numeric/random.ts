// Random numbers for checks: a counter through a mixing function, so that a seed fixes every point.

/** Uniform numbers in (0, 1). */
export type Random = () => number;

/** The 32-bit finaliser of MurmurHash3 (Appleby), which mixes every bit of a counter into every bit of the result. */
function mixed(counter: number): number {
  let h = counter >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The stream of a seed. */
export function randomStream(seed: number): Random {
  const key = mixed(seed ^ 0x9e3779b9);
  let counter = 0;
  return () => {
    const high = mixed(key + Math.imul(++counter, 0x9e3779b1)) >>> 5;
    const low = mixed(key ^ Math.imul(++counter, 0x85157af5)) >>> 6;
    return (high * 67108864 + low + 0.5) / 9007199254740992;
  };
}

/** A standard normal number (Box and Muller). */
export const normal = (random: Random): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
