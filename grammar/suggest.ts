// "Did you mean …": the nearest known word, if one is near enough.

/** Edits to turn one word into another; two neighbours exchanged count as one edit. */
function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let last: number[] = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      const simple = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      const exchanged = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row.push(exchanged ? Math.min(simple, (before[j - 2] ?? 0) + 1) : simple);
    }
    before = last;
    last = row;
  }
  return last[to.length] ?? 0;
}

const LONGEST_WORD = 40;

/** The known word nearest to `word`: at most a third of it may differ, and never all of it; undefined where none is that near. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const limit = Math.max(1, Math.floor(word.length / 3));
  const ranked = known
    .filter((candidate) => Math.abs(candidate.length - word.length) <= limit)
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= limit && distance < Math.max(word.length, candidate.length))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
}

/** Letters of other scripts that look like Latin ones. */
const twins: ReadonlyMap<string, string> = new Map(
  [...'аеорсухіјѕһАВЕКМНОРСТХοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ'].map((c, i) => [c, [...'aeopcyxijshABEKMHOPCTXoABEZHIKMNOPTYX'][i] ?? c]),
);

const latin = (word: string): string => [...word.normalize('NFKC')].map((c) => twins.get(c) ?? c).join('');

/** The known word that looks the same and is written with other characters, with a hint that names these. */
export function lookAlike(
  word: string,
  known: readonly string[],
): { readonly name: string; readonly hint: string } | undefined {
  const name = known.find((k) => k !== word && latin(k) === latin(word));
  if (name === undefined || word.length > LONGEST_WORD) return undefined;
  const characters = [...name];
  const odd = [...word].map((c, i) => [c, characters[i] ?? '']).find(([a, b]) => a !== b);
  const [here = '', there = ''] = odd ?? [];
  const code = (c: string): string => `U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  return {
    name,
    hint: `\`${word}\` only looks like \`${name}\`: it is written with ${code(here)} instead of ${code(there)}`,
  };
}
