// Sampling: the integral form that normalised the density also says how to draw from it (Devroye 1986).
import type { Findings } from '../derivation/findings.ts';
import { equation, prose } from '../derivation/step.ts';
import { type FoundStep, required, type Theorem } from '../derivation/theorem.ts';
import { add, exp, mul, neg, pow, sub } from '../ir/build.ts';
import { type Expr, isScalar, one, type SymbolExpr, symbol, zero } from '../ir/expr.ts';
import { simplify } from '../ir/simplify.ts';
import { substitute } from '../ir/visit.ts';
import type { DensityModel } from '../model/density.ts';
import { freeLetter } from '../model/letters.ts';
import { mapSampler, type OneSampler } from '../model/map-sampler.ts';
import type { Draw, Sampler } from '../model/program.ts';
import { coordinateSampler } from './coordinate-law.ts';
import { drawnByItself } from './integrals/inside.ts';
import { naturalOf, pairing } from './log-partition.ts';
import { samplerClaims } from './sampler/claims.ts';

/** How to draw θ in the declared parameters. */
export const sampling: Theorem = {
  id: 'sampler',
  title: 'Sampler',
  source: { key: 'devroye', place: 'chapters II, IX' },
  apply: (known) => {
    const { blocks, model } = required(known, 'separation');
    const found = required(known, 'partition').sampler;
    const sampler = found ? named(inParameters(found, naturalOf(blocks)), model) : withoutForm(known);
    return sampler ? { kind: 'found', findings: { sampler }, step: step(known, sampler) } : { kind: 'silent' };
  },
};

/** A sampler in λ rewritten in ξ. */
const inParameters = (s: Sampler, here: ReadonlyMap<Expr, Expr>): Sampler =>
  mapSampler(s, (e) => simplify(substitute(e, here)));

/** Letters for the random numbers that a reader does not take for declared ones. */
export function named(s: Sampler, model: DensityModel): Sampler {
  if (s.kind === 'sequence')
    return { ...s, parts: s.parts.map((p) => ({ ...p, sampler: oneNamed(p.sampler, model) })) };
  return oneNamed(s, model);
}

function oneNamed(s: OneSampler, model: DensityModel): OneSampler {
  if (s.kind === 'affine-vector' || s.kind === 'affine-matrix') {
    const draw = withLetter(s.draw, model, []);
    return { ...s, draw };
  }
  if (s.kind !== 'transform') return s;
  const draws: Draw[] = [];
  for (const d of s.draws) draws.push(withLetter(d, model, draws));
  const letters = new Map<Expr, Expr>(s.draws.map((d, i) => [d.symbol, draws[i]?.symbol ?? d.symbol]));
  return { ...s, draws, value: substitute(s.value, letters) };
}

const spareLetters = ['u', 'v', 'w', 'z', 'η', 'ζ'];

function withLetter(d: Draw, model: DensityModel, before: readonly Draw[]): Draw {
  const [letter = 'u', ...index] = d.symbol.name;
  const nameOf = (l: string): string => [l, ...index].join('');
  const free = [letter, ...spareLetters].filter((l) => before.every((b) => b.symbol.name !== nameOf(l)));
  return { ...d, symbol: symbol(nameOf(freeLetter(model, free)), d.symbol.domain, d.symbol.shape) };
}

/** One scalar variable without a form, alone or before the others, or each coordinate of a vector. */
function withoutForm(known: Findings): Sampler | undefined {
  const { blocks, logBaseMeasure, model } = required(known, 'separation');
  const [v, ...more] = model.variables;
  const here = naturalOf(blocks);
  if (v && more.length === 0) {
    if (isScalar(v)) return drawnByItself(v, required(known, 'normalised'));
    const each = coordinateSampler(add(pairing(blocks), logBaseMeasure), v, model.constants);
    return each && inParameters(each, here);
  }
  const { open, ofNatural } = required(known, 'partition');
  const first = open && drawnByItself(open.variable, substitute(sub(open.logIntegrand, ofNatural), here));
  if (!open?.given || !first) return undefined;
  const rest = inParameters({ kind: 'sequence', parts: open.given }, here);
  const parts = rest.kind === 'sequence' ? rest.parts : [];
  return named({ kind: 'sequence', parts: [{ variable: open.variable, sampler: first }, ...parts] }, model);
}

function step(known: Findings, s: Sampler): FoundStep {
  const [v] = required(known, 'separation').model.variables;
  const statement = [
    prose`A random number with a known law is carried to the variable by the change of variable that evaluated the integral.`,
  ];
  const shared = { statement, discharged: [], left: [], claims: samplerClaims(known, s) };
  if (s.kind !== 'sequence') return { ...shared, body: v ? lines(v, s) : [] };
  const [first, ...rest] = s.parts;
  return {
    ...shared,
    statement: [
      ...statement,
      prose`Several variables are drawn one after the other: the one integrated last comes first, and each of the others given those before it.`,
    ],
    body: [
      ...(first ? [prose`First ${first.variable}.`, ...lines(first.variable, first.sampler)] : []),
      ...rest.flatMap((p) => [
        prose`Then ${p.variable}, by random numbers of its own.`,
        ...lines(p.variable, p.sampler),
      ]),
    ],
  };
}

/** The random numbers of one variable, and its value. */
function lines(v: SymbolExpr, s: OneSampler): FoundStep['body'] {
  if (s.kind === 'affine-vector' && s.through)
    return [
      prose`${words[s.kind]}`,
      prose`The result is ${s.through.variable} in`,
      { ...equation(v, s.through.value), name: 'sampler' },
    ];
  if (s.kind === 'search' && !isScalar(v)) return [prose`${eachSearched}`];
  if (s.kind !== 'transform') return [prose`${words[s.kind]}`];
  return [...s.draws.map(drawLine), { ...equation(v, s.value), name: 'sampler' }];
}

const drawLine = (d: Draw): ReturnType<typeof prose> =>
  d.law === 'gamma' && d.shape
    ? prose`${d.symbol} is drawn from the density proportional to ${mul(pow(d.symbol, sub(d.shape, one)), exp(neg(d.symbol)))}.`
    : d.law === 'normal'
      ? prose`${d.symbol} is standard normal.`
      : prose`${d.symbol} is uniform between ${zero} and ${one}.`;

const eachSearched =
  'For each coordinate a uniform number of its own is compared with the cumulative sums of the masses of that coordinate, from the smallest value upward.';

const words: { readonly [K in OneSampler['kind']]: string } = {
  transform: '',
  search: 'A uniform number is compared with the cumulative sums of the masses, from the smallest value upward.',
  table: 'A uniform number is compared with the cumulative sums of the finitely many masses.',
  'one-hot': 'A uniform number is compared with the cumulative sums of the class probabilities.',
  circular: 'A wrapped envelope with rejection on the circle (Best and Fisher 1979).',
  'affine-vector':
    'A standard normal vector is multiplied by the inverse transposed Cholesky factor of the precision and moved by the mean.',
  'affine-matrix':
    'A standard normal matrix is multiplied on both sides by inverse Cholesky factors of the precisions and moved by the mean.',
  bartlett:
    'The triangular factor of Bartlett’s decomposition: squared gamma draws on the diagonal, normal draws below it.',
  inversion: 'The cumulative distribution is tabulated and inverted at a uniform number.',
};
