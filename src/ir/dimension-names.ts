// Names of sizes that differ by whole numbers: K and K−1, 3 and 2.
import type { Dim } from './expr.ts';

/** The dimension K−1 (or 3 → 2). */
export function shortened(dim: Dim): Dim {
  const match = /^([^-]+)-(\d+)$/.exec(dim);
  if (match) return `${match[1]}-${Number(match[2]) + 1}`;
  return /^\d+$/.test(dim) ? String(Number(dim) - 1) : `${dim}-1`;
}

/** The dimension K of K−1 (or 2 → 3). */
export function lengthened(dim: Dim): Dim {
  const match = /^(.+)-1$/.exec(dim);
  return match?.[1] ?? (/^\d+$/.test(dim) ? String(Number(dim) + 1) : `${dim}+1`);
}
