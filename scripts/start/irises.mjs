// Fisher's irises, split by class into training and held-out flowers and standardised by the training ones.
import { readFileSync } from 'node:fs';

const heldOut = 0.2;

/** A small generator of uniform numbers, so that a seed fixes the split on every machine. */
function uniforms(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffled(list, uniform) {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i -= 1) {
    const j = Math.floor(uniform() * (i + 1));
    [copy[i], copy[j]] = [copy[j], copy[i]];
  }
  return copy;
}

function read(file) {
  const [head, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const flowers = lines.map((line) => {
    const cells = line.split(',');
    return { lengths: cells.slice(0, -1).map(Number), species: cells.at(-1) };
  });
  return { names: head.split(',').slice(0, -1), flowers };
}

/** The same share of each species is held out. */
function split(flowers, uniform) {
  const train = [];
  const test = [];
  for (const species of [...new Set(flowers.map((flower) => flower.species))]) {
    const mixed = shuffled(
      flowers.filter((flower) => flower.species === species),
      uniform,
    );
    const count = Math.round(heldOut * mixed.length);
    test.push(...mixed.slice(0, count));
    train.push(...mixed.slice(count));
  }
  return { train, test };
}

/** Mean and standard deviation of each length. */
function scales(flowers) {
  return flowers[0].lengths.map((_, j) => {
    const column = flowers.map((flower) => flower.lengths[j]);
    const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
    const variance = column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / column.length;
    return { mean, deviation: Math.sqrt(variance) };
  });
}

/** Inputs with a leading 1 for the bias; label 1 is the species named last. */
export function irises(file, seed) {
  const { names, flowers } = read(file);
  const { train, test } = split(flowers, uniforms(seed));
  const scale = scales(train);
  const last = flowers.at(-1).species;
  const prepare = (part) => ({
    inputs: part.map(({ lengths }) => [1, ...lengths.map((x, j) => (x - scale[j].mean) / scale[j].deviation)]),
    labels: part.map(({ species }) => (species === last ? 1 : 0)),
  });
  return { train: prepare(train), test: prepare(test), names: ['bias', ...names] };
}
