// Philox4x32-10, a counter-based generator: the n-th number of a stream is a function of n, with no state.
// Salmon, Moraes, Dror & Shaw, Parallel random numbers: as easy as 1, 2, 3 (SC 2011), doi:10.1145/2063384.2063405.

/** The upper 32 bits of a 32 × 32 bit product, as an int32; the lower ones are `Math.imul`. */
export function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  // Each sum is below 2³², so that all arithmetic stays on 32-bit words.
  const middle = Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16);
  const cross = Math.imul(aLow, bHigh) + (middle & 0xffff);
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (cross >>> 16)) | 0;
}

/** Ten rounds on the four words of `block`, in place; words and keys are 32 bits. */
export function philoxRounds(block: Uint32Array, keyLow: number, keyHigh: number): void {
  let c0 = block[0] ?? 0;
  let c1 = block[1] ?? 0;
  let c2 = block[2] ?? 0;
  let c3 = block[3] ?? 0;
  let k0 = keyLow | 0;
  let k1 = keyHigh | 0;
  for (let round = 0; round < 10; round += 1) {
    const high0 = multiplyHigh(0xd2511f53, c0 >>> 0);
    const low0 = Math.imul(0xd2511f53, c0);
    const high1 = multiplyHigh(0xcd9e8d57, c2 >>> 0);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  block[0] = c0;
  block[1] = c1;
  block[2] = c2;
  block[3] = c3;
}

/** The four random words that belong to a counter of four words under a key of two. */
export function philox(counter: ArrayLike<number>, key: ArrayLike<number>): Uint32Array {
  const block = Uint32Array.from(counter);
  philoxRounds(block, key[0] ?? 0, key[1] ?? 0);
  return block;
}

/**
 * Sets `block` to the words of draw `index`, attempt `attempt`, for one purpose, under a seed (an integer below 2⁵³).
 * Every draw owns the counters (index, attempt 0, 1, …); a purpose keeps two samplers under one seed apart.
 */
export function fillBlock(block: Uint32Array, seed: number, index: number, attempt: number, purpose: number): void {
  block[0] = index;
  block[1] = Math.floor(index / 0x100000000);
  block[2] = attempt;
  block[3] = purpose;
  philoxRounds(block, seed % 0x100000000, Math.floor(seed / 0x100000000));
}

/** An independent seed (an integer below 2⁵³) for part `index` of what `seed` is for. */
export function splitSeed(seed: number, index: number): number {
  const block = new Uint32Array(4);
  fillBlock(block, seed, index, 0, 0x5eed);
  return ((block[0] ?? 0) >>> 11) * 0x100000000 + (block[1] ?? 0);
}

/** A word as a number in the open interval (0, 1) that float32 holds exactly: $(2\lfloor w/2^9\rfloor+1)/2^{24}$. */
export function unitFromWord(word: number): number {
  return (2 * (word >>> 9) + 1) / 0x1000000;
}

/** A word as a number in (0, 1) with all its 32 bits, $(w+\frac12)/2^{32}$: for float64 arithmetic, and finer tails. */
export function fineUnitFromWord(word: number): number {
  return (word + 0.5) / 0x100000000;
}
