// The letters of one derivation: a concept whose letter the text gives to something else takes the next one that is free.
import { type ConceptName, conceptNames, concepts } from './concepts.ts';
import { latexName, partsOfName } from './names.ts';

/** A letter in Unicode text and in LaTeX. */
export interface Letter {
  readonly text: string;
  readonly latex: string;
}

/** The concepts that do not keep their letter, with the one they take. */
export type Letters = ReadonlyMap<ConceptName, Letter>;

/** The letters of a derivation in which these names stand for something else. */
export function lettersBeside(names: Iterable<string>): Letters {
  const used = new Set([...names].map((name) => partsOfName(name).stem));
  const taken = new Set([...used, ...conceptNames.map((name) => concepts[name].text)]);
  const moved = new Map<ConceptName, Letter>();
  for (const name of conceptNames) {
    const { text, instead } = concepts[name];
    const free = used.has(text) ? instead.find((letter) => !taken.has(letter)) : undefined;
    if (free === undefined) continue;
    taken.add(free);
    moved.set(name, { text: free, latex: latexName(free) });
  }
  return withFollowers(moved);
}

/** Letters made of another concept's letter: A* follows A, F⁻¹ follows F, log h follows h. */
const follows: readonly (readonly [ConceptName, ConceptName])[] = [
  ['dual', 'logPartition'],
  ['inverseFisher', 'fisher'],
  ['logBaseMeasure', 'baseMeasure'],
  ['logDensity', 'density'],
  ['expectedLoss', 'density'],
  ['expectation', 'density'],
  ['variance', 'density'],
  ['naturalRate', 'natural'],
];

function withFollowers(moved: ReadonlyMap<ConceptName, Letter>): Letters {
  const followers = follows.flatMap(([name, of]) => {
    const letter = moved.get(of);
    if (!letter) return [];
    const text = concepts[name].text.replace(concepts[of].text, letter.text);
    return [[name, { text, latex: inLatex(concepts[name].latex, concepts[of].latex, letter.latex) }] as const];
  });
  return new Map([...moved, ...followers]);
}

/** The letter in place of another one that is no part of a command. */
const inLatex = (tex: string, old: string, letter: string): string =>
  tex.replace(/\\[A-Za-z]+|[A-Za-z]/g, (token) => (token === old ? letter : token));

/** The letter of a concept among these. */
export const letterAmong = (letters: Letters, name: ConceptName): string =>
  letters.get(name)?.text ?? concepts[name].text;
