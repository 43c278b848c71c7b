// What emitted code imports.
export type { BackendAttempt, BackendChoice, BackendOptions } from './backend.ts';
export { backendOrder, selectBackend } from './backend.ts';
export { inverseGeneral, logAbsDeterminant, solveGeneral } from './general-matrix.ts';
export { registerGradients } from './gradients.ts';
export type { TriangularOptions } from './linear-algebra.ts';
export {
  cholesky,
  choleskySolve,
  determinantGap,
  diagEmbed,
  diagPart,
  entriesFromSymmetric,
  inverseSPD,
  logdetSPD,
  matVec,
  outer,
  solveSPD,
  symmetricFromEntries,
  symmetrise,
  trace,
  transposeLast,
  triangularSolve,
} from './linear-algebra.ts';
export { entryOf, lowerPart, matrixFrom, matrixPhi } from './matrix-phi.ts';
export { GroupOptimizer } from './optimizer.ts';
export type { Entries, InitialState, OptimizerOptions, PerVariable } from './optimizer-options.ts';
export type { Hyper, OptimizerRule, Sizes, State } from './optimizer-rule.ts';
export { philox, splitSeed } from './portable/philox.ts';
export type { CountRange } from './random.ts';
export { categorical, circleAngle, countByInversion, logGamma, normal, uniform } from './random.ts';
export { choose, passing, sign } from './selection.ts';
export type { Measured } from './sizes.ts';
export { sizesOf } from './sizes.ts';
export { besselIe, besselRatio, besselRatioDerivative, logBesselI0 } from './special-bessel.ts';
export { besselGap } from './special-bessel-gap.ts';
export { besselK, logBesselK } from './special-bessel-k.ts';
export {
  asinh,
  entropyGap,
  exp,
  expm1,
  log,
  log1mexp,
  log1p,
  log1pGap,
  logit,
  logQuotient,
  phi1,
  phi1Derivative,
  softplus,
} from './special-elementary.ts';
export { erf, erfc, erfDifference, erfInverse, logHalfErfc } from './special-error-function.ts';
export {
  digamma,
  digammaDifference,
  lbeta,
  lgamma,
  lgammaGap,
  lgammaRemainder,
  lgammaRemainderSlope,
  lgammaRise,
  logMinusDigamma,
  polygamma,
  trigamma,
  trigammaGap,
} from './special-gamma.ts';
export { phi, stumpff } from './special-phi.ts';
export { cos, sin } from './special-trigonometric.ts';
export { tensorOf } from './tensor-of.ts';
