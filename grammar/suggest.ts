// "Did you mean …": the nearest known word, if one is near enough.

/** Edits to turn one word into another; two neighbours exchanged count as one edit. */
function editDistance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) row.push(cell(from, to, i, j, rows, row));
    rows.push(row);
  }
  return rows[from.length]?.[to.length] ?? Number.POSITIVE_INFINITY;
}

function cell(from: string, to: string, i: number, j: number, rows: readonly number[][], row: readonly number[]): number {
  const at = (line: readonly number[] | undefined, k: number): number => line?.[k] ?? Number.POSITIVE_INFINITY;
  const same = from[i - 1] === to[j - 1] ? 0 : 1;
  const simple = Math.min(at(rows[i - 1], j) + 1, at(row, j - 1) + 1, at(rows[i - 1], j - 1) + same);
  const exchanged = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
  return exchanged ? Math.min(simple, at(rows[i - 2], j - 2) + 1) : simple;
}

/** The known word nearest to `word`: at most a third of it may differ; undefined where none is that near. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  if (word.length > 40) return undefined;
  const limit = Math.max(1, Math.floor(word.length / 3));
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
}
