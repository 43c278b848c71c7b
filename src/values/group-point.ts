// Where a group or an orbit is asked: elements, algebra coordinates and points read from `at`, sizes from their arrays.
import { canonicalName } from '../../grammar/names.ts';
import type { GroupFindings } from '../derivation/lie-findings.ts';
import type { OrbitFindings } from '../derivation/orbit-findings.ts';
import type { SymbolExpr } from '../ir/expr.ts';
import type { LieGroupModel } from '../model/lie-group.ts';
import { skewMatrix } from './flat.ts';
import { type Asked, byCanonicalName, dimensionSize, InputProblem, noValues, readValue, type Values } from './input.ts';
import type { EvalQuery } from './query.ts';

/** A group, or the group of an orbit, with what messages need to know. */
export interface AskedGroup extends Asked {
  readonly group: LieGroupModel;
  readonly constants: readonly SymbolExpr[];
  readonly dimensions: readonly string[];
}

type Part = 'element' | 'second' | 'algebra' | 'point';

/** The values that were given, and which parts they make whole. */
export interface GroupPoint {
  readonly values: Values;
  readonly given: Readonly<Record<Part, boolean>>;
}

/** What is asked: under the orbit's name where there is one. */
export function askedGroup({ model }: GroupFindings, orbit: OrbitFindings | undefined): AskedGroup {
  const factors = (orbit?.model.base ?? []).flatMap((f) => (f.kind === 'density' ? f.model.constants : []));
  const { name, dimensions, spans } = orbit?.model ?? model;
  return {
    name,
    spans,
    dimensions,
    group: model,
    parameters: model.elements,
    constants: [...new Set([...(orbit?.model.constants ?? []), ...model.constants, ...factors])],
    spelling: new Map([...model.spelling, ...(orbit?.model.spelling ?? [])]),
  };
}

/** Reads `at`; a part that is given is given whole. */
export function readGroupPoint(asked: AskedGroup, { at, atNatural, toPoint }: EvalQuery): GroupPoint {
  if (atNatural !== undefined || toPoint !== undefined)
    throw new InputProblem(
      asked,
      'unknown-name',
      `${asked.name} has no natural parameters and no second point`,
      'give elements, algebra coordinates and points in `at`',
    );
  const { group, constants } = asked;
  const record = byCanonicalName(asked, at ?? {}, 'at');
  const values = noValues();
  readDimensions(asked, record, values);
  checkNames(asked, record);
  const read = (list: readonly SymbolExpr[]): void => {
    for (const s of list) readValue(asked, s, fromCoordinates(s, record.get(s.name)), values);
  };
  const part = (list: readonly SymbolExpr[]): boolean => {
    if (!list.some((s) => record.has(s.name))) return false;
    requireAll(asked, record, list);
    read(list);
    return true;
  };
  requireAll(asked, record, constants);
  read(constants);
  const given = {
    element: part(group.elements),
    second: part(group.second),
    algebra: part(group.algebra),
    point: part(group.point),
  };
  if ((given.second || given.point) && !given.element) requireAll(asked, record, group.elements);
  return { values, given };
}

/** A dimension's own name may stand in `at`, where no array gives its size. */
function readDimensions(asked: AskedGroup, record: Map<string, unknown>, { sizes }: Values): void {
  for (const dim of asked.dimensions) {
    const name = canonicalName(dim);
    const size = record.get(name);
    if (size === undefined) continue;
    if (typeof size !== 'number' || !Number.isInteger(size) || size < 1)
      throw new InputProblem(asked, 'shape-mismatch', `${dim} is a size: a whole number from 1, not ${show(size)}`);
    sizes.set(dim, size);
    record.delete(name);
  }
}

const show = (json: unknown): string => JSON.stringify(json) ?? 'missing';

function checkNames(asked: AskedGroup, record: ReadonlyMap<string, unknown>): void {
  const { elements, second, algebra, point } = asked.group;
  const known = [...elements, ...second, ...algebra, ...point, ...asked.constants];
  for (const name of record.keys())
    if (!known.some((s) => s.name === name))
      throw new InputProblem(
        asked,
        'unknown-name',
        `${asked.name} has no ${name}`,
        `it has ${known.map((s) => asked.spelling.get(s) ?? s.name).join(', ')}`,
      );
}

function requireAll(asked: AskedGroup, record: ReadonlyMap<string, unknown>, list: readonly SymbolExpr[]): void {
  const spelled = (s: SymbolExpr): string => asked.spelling.get(s) ?? s.name;
  const missing = list.find((s) => !record.has(s.name));
  if (missing)
    throw new InputProblem(
      asked,
      'unknown-name',
      `a value of ${spelled(missing)} is missing`,
      `give {${list.map((s) => `"${spelled(s)}": …`).join(', ')}}`,
    );
}

/** A skew matrix may be given by its coordinates: one angle in the plane, an axis vector in space. */
function fromCoordinates(s: SymbolExpr, json: unknown): unknown {
  if (s.domain.kind !== 'skew') return json;
  const n = Number(s.shape[0]);
  const list = n === 2 && typeof json === 'number' ? [json] : json;
  if (!Array.isArray(list) || !list.every((x) => typeof x === 'number')) return json;
  if (list.length !== (n * (n - 1)) / 2) return json;
  const flat = skewMatrix(n, list);
  return Array.from({ length: n }, (_, i) => flat.slice(i * n, (i + 1) * n));
}

/** Every quantity needs the sizes of the element's blocks; a Fisher form may count the entries of a point as well. */
export function requireSizes(asked: AskedGroup, { values }: GroupPoint, orbit: OrbitFindings | undefined): void {
  const { elements, point } = asked.group;
  const open = [...elements, ...(orbit?.fisherForm ? point : [])]
    .flatMap((g) => g.shape)
    .find((d) => dimensionSize(d, values.sizes) === undefined);
  if (open !== undefined)
    throw new InputProblem(
      asked,
      'shape-mismatch',
      `the size ${open} is not known from the values that were given`,
      `give an array along ${open}, or the size itself: {"${open}": 2}`,
    );
}
