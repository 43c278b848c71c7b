// mathjs with only the functions that expressions need, made when first asked for.
import {
  absDependencies,
  acosDependencies,
  addDependencies,
  asinDependencies,
  asinhDependencies,
  atan2Dependencies,
  atanDependencies,
  ConstantNodeDependencies,
  cosDependencies,
  coshDependencies,
  create,
  detDependencies,
  diagDependencies,
  dotMultiplyDependencies,
  dotPowDependencies,
  erfDependencies,
  expDependencies,
  expm1Dependencies,
  expmDependencies,
  type FactoryFunctionMap,
  FunctionNodeDependencies,
  flattenDependencies,
  gammaDependencies,
  invDependencies,
  log1pDependencies,
  logDependencies,
  type MathJsInstance,
  maxDependencies,
  minDependencies,
  multiplyDependencies,
  OperatorNodeDependencies,
  powDependencies,
  prodDependencies,
  SymbolNodeDependencies,
  signDependencies,
  sinDependencies,
  sinhDependencies,
  sumDependencies,
  tanDependencies,
  tanhDependencies,
  traceDependencies,
  transposeDependencies,
} from 'mathjs';

/** The node constructors of an instance; the published types know them only on the whole library. */
export type Mathjs = MathJsInstance;

let made: Mathjs | undefined;

/** The instance: plain arrays for matrices, and NaN instead of complex numbers. */
export function mathjs(): Mathjs {
  made ??= create(withoutUnits(dependencies as FactoryFunctionMap), { predictable: true, matrix: 'Array' });
  return made;
}

/** Physical units are half of what takes time to make, and no expression has one. */
const withoutUnits = (map: FactoryFunctionMap): FactoryFunctionMap =>
  Object.fromEntries(
    Object.entries(map)
      .filter(([name]) => name !== 'UnitDependencies')
      .map(([name, part]) => [name, typeof part === 'function' ? part : withoutUnits(part)]),
  );

const dependencies = {
  absDependencies,
  acosDependencies,
  addDependencies,
  asinDependencies,
  asinhDependencies,
  atan2Dependencies,
  atanDependencies,
  ConstantNodeDependencies,
  cosDependencies,
  coshDependencies,
  detDependencies,
  diagDependencies,
  dotMultiplyDependencies,
  dotPowDependencies,
  erfDependencies,
  expDependencies,
  expm1Dependencies,
  expmDependencies,
  FunctionNodeDependencies,
  flattenDependencies,
  gammaDependencies,
  invDependencies,
  log1pDependencies,
  logDependencies,
  maxDependencies,
  minDependencies,
  multiplyDependencies,
  OperatorNodeDependencies,
  powDependencies,
  prodDependencies,
  SymbolNodeDependencies,
  signDependencies,
  sinDependencies,
  sinhDependencies,
  sumDependencies,
  tanDependencies,
  tanhDependencies,
  traceDependencies,
  transposeDependencies,
};
