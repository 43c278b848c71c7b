// A density whose parameters only move and scale a fixed one: the fixed density, the group and the orbit to write instead.
import { add, mul } from '../../ir/build.ts';
import { derivative } from '../../ir/differentiate.ts';
import { expand } from '../../ir/expand.ts';
import { type Domain, type Expr, isScalar, one, type SymbolExpr, zero } from '../../ir/expr.ts';
import { simplify } from '../../ir/simplify.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';
import { textOf } from '../../notation/text.ts';

/** Which parameters move and which scale. */
interface Action {
  readonly location?: SymbolExpr;
  readonly scale?: SymbolExpr;
}

/** The declarations that say the same density as an orbit; undefined where no parameter moves or scales it. */
export function orbitInstead(model: DensityModel, logDensity: Expr): string | undefined {
  const [v, ...more] = model.variables;
  if (!v || more.length > 0 || !isScalar(v)) return undefined;
  if (![...model.parameters, ...model.constants].every(isScalar)) return undefined;
  const action = actionOf(model, logDensity, v);
  if (!action.location && !action.scale) return undefined;
  const moved = [action.location, action.scale].filter((p) => p !== undefined);
  const lines = [baseText(model, v, action), groupText(model, v, action), orbitText(model, moved)];
  const names = moved.map((p) => spell(model, p)).join(' and ');
  const verbs = [action.location ? 'move' : '', action.scale ? 'scale' : ''].filter((w) => w !== '');
  const words = moved.length === 1 ? verbs.map((w) => `${w}s`) : verbs;
  return `${names} ${words.join(' and ')} a fixed density: declare that one as a \`distribution\` and let a group act on it:\n${lines.map((l) => `  ${l}`).join('\n')}`;
}

const spell = (model: DensityModel, s: SymbolExpr): string => model.spelling.get(s) ?? s.name;

function actionOf(model: DensityModel, logDensity: Expr, v: SymbolExpr): Action {
  if (v.domain.kind !== 'interval' || v.domain.upper) return {};
  const scalars = model.parameters.filter(isScalar);
  const line = !v.domain.lower;
  if (!line && v.domain.lower !== zero) return {};
  const location = line ? scalars.find((p) => isFree(logDensity, v, add(v, p), p)) : undefined;
  const centred = location ? substitute(logDensity, new Map<Expr, Expr>([[location, zero]])) : logDensity;
  const scale = scalars.find((p) => p !== location && isPositiveLine(p.domain) && isFree(centred, v, mul(v, p), p));
  return { ...(location ? { location } : {}), ...(scale ? { scale } : {}) };
}

const isPositiveLine = (d: Domain): boolean => d.kind === 'interval' && d.lower === zero && !d.upper;

/** The domain of a number, as it is written. */
function domainName(d: Domain): string {
  switch (d.kind) {
    case 'integers':
      return d.lower === zero && !d.upper ? 'Natural' : d.lower || d.upper ? `Integer(${ends(d, '..')})` : 'Integer';
    case 'set':
      return `{${d.values.map(textOf).join(', ')}}`;
    case 'circle':
      return 'Circle';
    case 'interval':
      return intervalName(d);
    default:
      return 'Real';
  }
}

function intervalName(d: Extract<Domain, { kind: 'interval' }>): string {
  const { lower, upper } = d;
  if (lower && upper) return lower === zero && upper === one ? 'Unit' : `Interval(${ends(d, ', ')})`;
  if (lower === zero) return d.closedLower ? 'NonNegative' : 'Positive';
  if (upper === zero) return 'Negative';
  return lower ? `Real > ${textOf(lower)}` : upper ? `Real < ${textOf(upper)}` : 'Real';
}

const ends = ({ lower, upper }: { readonly lower?: Expr; readonly upper?: Expr }, between: string): string =>
  `${lower ? textOf(lower) : '-inf'}${between}${upper ? textOf(upper) : 'inf'}`;

/** Is the slope of log q, at the moved variable, free of p? */
function isFree(logDensity: Expr, v: SymbolExpr, at: Expr, p: SymbolExpr): boolean {
  const slope = derivative(substitute(logDensity, new Map<Expr, Expr>([[v, at]])), v);
  return !dependsOn(slope, [p]) || !dependsOn(simplify(expand(simplify(slope))), [p]);
}

function baseText(model: DensityModel, v: SymbolExpr, { location, scale }: Action): string {
  const fixed = new Map<Expr, Expr>([
    ...(location ? [[location, zero] as const] : []),
    ...(scale ? [[scale, one] as const] : []),
  ]);
  const density = simplify(substitute(model.density, fixed));
  const constants = [...model.constants, ...model.parameters.filter((p) => !fixed.has(p))];
  const lines = [
    `variable ${spell(model, v)} in ${domainName(v.domain)}`,
    ...constants.map((c) => `constant ${spell(model, c)} in ${domainName(c.domain)}`),
    `density ${model.proportional ? '∝ ' : ''}${textOf(density)}`,
  ];
  return `distribution Base { ${lines.join('  ')} }`;
}

function groupText(model: DensityModel, v: SymbolExpr, { location, scale }: Action): string {
  const x = spell(model, v);
  const [a, b] = ['a', 'b'].map((letter) => (letter === x ? `${letter}₁` : letter));
  const elements = [...(scale ? [`${a} in Positive`] : []), ...(location ? [`${b} in Real`] : [])];
  const image = `${scale ? `${a}*` : ''}${x}${location ? ` + ${b}` : ''}`;
  return `group Move { element ${elements.join(', ')}  action ${x} in ${domainName(v.domain)} -> ${image} }`;
}

function orbitText(model: DensityModel, moved: readonly SymbolExpr[]): string {
  const constants = [...model.constants, ...model.parameters.filter((p) => !moved.includes(p))];
  const values = constants.map((c) => `${spell(model, c)} = …`).join(', ');
  return `orbit ${model.name} { group Move  base Base${values ? `(${values})` : ''} }`;
}
