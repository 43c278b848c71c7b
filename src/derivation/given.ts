// What is given: the variables and parameters with their domains in words, and the density as declared.
import { type Dim, type Domain, dimension, type Expr, type SymbolExpr, zero } from '../ir/expr.ts';
import type { DensityModel } from '../model/density.ts';
import type { LieGroupModel } from '../model/lie-group.ts';
import type { OrbitModel } from '../model/orbit.ts';
import { type Formula, formula } from '../notation/formula.ts';
import { type Block, equation, joined, label, type Prose, prose } from './step.ts';

/** The opening of a derivation. */
export function givenOf(model: DensityModel): readonly Block[] {
  const { variables, parameters, constants } = model;
  const density = equation(
    label('density', { of: [...variables, ...parameters], given: variables.length }),
    model.density,
  );
  const lists = [
    listed(variables.length > 1 ? 'Variables' : 'Variable', variables),
    listed(parameters.length > 1 ? 'parameters' : 'parameter', parameters),
    listed(constants.length > 1 ? 'known constants' : 'known constant', constants),
  ];
  return [
    prose`${joined(lists.flat(), '; ')}. The density${model.proportional ? ', up to its normaliser' : ''}:`,
    model.proportional ? { ...density, relation: '∝' } : density,
  ];
}

/** What a group is declared by: its elements, the points it acts on, and the action. */
export function givenOfGroup(model: LieGroupModel): readonly Block[] {
  const lists = [
    listed(model.elements.length > 1 ? 'Elements made of' : 'Elements', model.elements),
    listed(model.point.length > 1 ? 'points made of' : 'points', model.point),
    listed(model.constants.length > 1 ? 'known constants' : 'known constant', model.constants),
  ];
  return [
    prose`${joined(lists.flat(), '; ')}. An element ${formula('g')} moves a point by`,
    ...model.action.map((a, i): Block => ({ ...equation(model.point[i] ?? a, a), relation: '↦' })),
  ];
}

/** What an orbit is declared by: its group with its action; the base is the first step. */
export const givenOfOrbit = (model: OrbitModel, name: string): readonly Block[] => [
  ...(name === model.name ? [] : [prose`The posterior is the orbit ${model.name}.`]),
  prose`The group is ${model.group.name}.`,
  ...givenOfGroup(model.group),
  ...(model.value ? [prose`The loss sees ${model.value}.`] : []),
];

function listed(word: string, symbols: readonly SymbolExpr[]): readonly Prose[] {
  const each = symbols.map((s) => prose`${s}, ${domainWords(s)}`);
  return each.length === 0 ? [] : [prose`${word} ${joined(each, ', and ')}`];
}

/** `a positive number`, `a real vector of length P`, `a positive definite matrix of size P × P`. */
export function domainWords({ domain, shape }: SymbolExpr): Prose {
  const [rows = '1', columns = '1'] = shape;
  switch (domain.kind) {
    case 'interval':
      return sized(intervalWords(domain), shape);
    case 'integers':
      return entrywise(integerWords(domain), shape);
    case 'set':
      return entrywise(prose`one of ${joined(domain.values.map(prosaic), ', ')}`, shape);
    case 'circle':
      return entrywise(prose`an angle`, shape);
    case 'onehot':
      return prose`a one-hot vector of length ${dimension(rows)}`;
    case 'simplex':
      return prose`a point of the simplex with ${dimension(rows)} entries`;
    case 'zeroSum':
      return prose`a vector of length ${dimension(rows)} whose entries add up to ${zero}`;
    default:
      return prose`${matrixWords[domain.kind]} of size ${times(rows, columns)}`;
  }
}

const matrixWords: Readonly<
  Record<Exclude<Domain['kind'], 'interval' | 'integers' | 'set' | 'circle' | 'onehot' | 'simplex' | 'zeroSum'>, string>
> = {
  matrix: 'a real matrix',
  symmetric: 'a symmetric matrix',
  spd: 'a positive definite matrix',
  invertible: 'an invertible matrix',
  lowerTriangular: 'a lower triangular matrix with a positive diagonal',
  rotation: 'a rotation matrix',
  skew: 'a skew-symmetric matrix',
  lower: 'a lower triangular matrix',
};

const prosaic = (e: Expr): Prose => prose`${e}`;
const times = (rows: Dim, columns: Dim): Formula => formula(`${rows} × ${columns}`);

type Interval = Extract<Domain, { kind: 'interval' }>;

/** The adjective before `number`, or what follows it: `positive` and ``, `` and ` above a`. */
function intervalWords({ lower, upper, closedLower }: Interval): { before: string; after: Prose } {
  const after = (text: Prose) => ({ before: '', after: text });
  if (!lower && !upper) return { before: 'real ', after: prose`` };
  if (lower === zero && !upper) return { before: closedLower ? 'non-negative ' : 'positive ', after: prose`` };
  if (upper === zero && !lower) return { before: 'negative ', after: prose`` };
  if (lower && upper) return after(prose` between ${lower} and ${upper}`);
  if (lower) return after(prose` above ${lower}`);
  return upper ? after(prose` below ${upper}`) : after(prose``);
}

function sized({ before, after }: { before: string; after: Prose }, shape: SymbolExpr['shape']): Prose {
  const [rows, columns] = shape;
  if (rows === undefined) return prose`a ${before}number${after}`;
  const entries = before === 'real ' ? prose`` : prose` with ${before}entries${after}`;
  const lead = before === 'real ' ? 'real ' : '';
  if (columns === undefined) return prose`a ${lead}vector of length ${dimension(rows)}${entries}`;
  return prose`a ${lead}matrix of size ${times(rows, columns)}${entries}`;
}

/** What a single entry is, said of a vector or of a matrix of such. */
function entrywise(entry: Prose, shape: SymbolExpr['shape']): Prose {
  const [rows, columns] = shape;
  if (rows === undefined) return entry;
  const whole =
    columns === undefined ? prose`vector of length ${dimension(rows)}` : prose`matrix of size ${times(rows, columns)}`;
  return prose`a ${whole}, each entry ${entry}`;
}

function integerWords({ lower, upper }: Extract<Domain, { kind: 'integers' }>): Prose {
  if (lower && upper) return prose`a whole number from ${lower} to ${upper}`;
  if (lower) return prose`a whole number from ${lower} on`;
  return upper ? prose`a whole number up to ${upper}` : prose`a whole number`;
}
