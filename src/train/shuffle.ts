// A random order that is a function of its seed, so that a resumed run visits examples as the uninterrupted one does.
import { fillBlock, fineUnitFromWord } from '../runtime/portable/philox.ts';

/** A permutation of 0 … count − 1 (Fisher & Yates, with the generator of the runtime). */
export function permutation(count: number, seed: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const words = new Uint32Array(4);
  for (let i = count - 1; i > 0; i -= 1) {
    fillBlock(words, seed, i, 0, 0);
    const j = Math.floor(fineUnitFromWord(words[0] ?? 0) * (i + 1));
    const kept = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = kept;
  }
  return order;
}
