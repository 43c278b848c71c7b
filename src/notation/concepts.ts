// One table: each concept with its word, its letter, how it prints, and what others call it.

/** The concepts that have a letter of their own. */
export type ConceptName =
  | 'density'
  | 'logDensity'
  | 'natural'
  | 'statistic'
  | 'baseMeasure'
  | 'logBaseMeasure'
  | 'logPartition'
  | 'mean'
  | 'fisher'
  | 'inverseFisher'
  | 'entropy'
  | 'kl'
  | 'cumulant'
  | 'christoffel'
  | 'expectedLoss'
  | 'expectation'
  | 'naturalGradient'
  | 'naturalDomain'
  | 'conjugatePrior'
  | 'stepSize'
  | 'temperature'
  | 'dual'
  | 'variance'
  | 'cdf'
  | 'composition'
  | 'identityElement'
  | 'inverseElement'
  | 'invariantField'
  | 'bracket'
  | 'infinitesimal'
  | 'exponentialMap'
  | 'logOrbitDensity'
  | 'logBaseDensity'
  | 'fisherForm'
  | 'score'
  | 'energyDifferential'
  | 'naturalDirection'
  | 'naturalRate'
  | 'groupElement';

/** A concept's name in words and in letters. */
export interface Concept {
  readonly word: string;
  /** The letter in Unicode text. */
  readonly text: string;
  /** The letter in LaTeX. */
  readonly latex: string;
  /** How the arguments stand: behind a bar (density), in brackets (expectation), on two sides (divergence). */
  readonly arguments: 'parentheses' | 'given' | 'brackets' | 'divergence';
  readonly alsoCalled: string;
  /** Letters that it takes, in this order, where the text uses its own for something else. */
  readonly instead: readonly string[];
}

const concept = (
  word: string,
  text: string,
  latex: string,
  alsoCalled = '',
  style: Concept['arguments'] = 'parentheses',
): Concept => ({ word, text, latex, alsoCalled, arguments: style, instead: [] });

/** A concept whose letter authors use as well. */
const yielding = (given: Concept, ...instead: readonly string[]): Concept => ({ ...given, instead });

/** Letters follow the papers on the Bayesian learning rule. */
export const concepts: Readonly<Record<ConceptName, Concept>> = {
  density: yielding(
    concept('density', 'q', 'q', 'posterior approximation, variational distribution', 'given'),
    'f',
    'φ',
    'ϖ',
  ),
  logDensity: concept('log-density', 'log q', '\\log q', 'log-likelihood of one draw', 'given'),
  natural: yielding(concept('natural parameter', 'λ', '\\lambda', 'canonical parameter, η, θ'), 'η', 'ϑ', 'ζ'),
  statistic: yielding(concept('sufficient statistic', 'T', 'T', 'canonical statistic, feature, φ'), 'U', 'V', 'R'),
  baseMeasure: yielding(concept('base measure', 'h', 'h', 'carrier measure, reference measure'), 'b', 'r', 'c'),
  logBaseMeasure: concept('logarithm of the base measure', 'log h', '\\log h', 'carrier term k(x)'),
  logPartition: yielding(
    concept('log-partition function', 'A', 'A', 'logarithm of the normaliser, cumulant function, ψ, F'),
    'Ψ',
    'Φ',
    'K',
  ),
  mean: yielding(
    concept('mean parameter', 'μ', '\\mu', 'expectation parameter, moment parameter, dual coordinate'),
    'χ',
    'ϖ',
    'ξ',
  ),
  fisher: yielding(concept('Fisher metric', 'F', 'F', 'Fisher information matrix, G, I'), 'J', 'W', 'N'),
  inverseFisher: concept('inverse Fisher metric', 'F⁻¹', 'F^{-1}', 'Cramér–Rao bound'),
  entropy: concept('entropy', 'H', '\\mathcal{H}', 'differential entropy, Shannon entropy'),
  kl: concept('Kullback–Leibler divergence', 'KL', '\\mathrm{KL}', 'relative entropy', 'divergence'),
  cumulant: yielding(
    concept('cumulant of the statistics', 'κ', '\\kappa', 'derivative of the log-partition function'),
    'k',
    'c',
    'ϰ',
  ),
  christoffel: yielding(concept('Christoffel symbol', 'Γ', '\\Gamma', 'connection coefficient'), 'Υ', 'C', 'Ξ'),
  expectedLoss: concept('expected loss', 'E_q[ℓ]', '\\mathbb{E}_q[\\ell]', 'variational energy'),
  expectation: concept('expectation', 'E_q', '\\mathbb{E}_q', 'mean under q', 'brackets'),
  naturalGradient: concept('natural gradient', '∇̃', '\\tilde{\\nabla}', 'steepest descent in the Fisher metric'),
  naturalDomain: yielding(concept('natural domain', 'Ω', '\\Omega', 'natural parameter space'), 'Λ', 'Ξ', 'Θ'),
  conjugatePrior: yielding(concept('conjugate prior', 'p', 'p', 'Diaconis–Ylvisaker prior', 'given'), 'f', 'd', 'π'),
  stepSize: yielding(concept('step size', 'ρ', '\\rho', 'learning rate'), 'ϱ'),
  temperature: yielding(concept('temperature', 'τ', '\\tau', 'weight of the entropy'), 'ς', 't'),
  dual: concept('Legendre dual', 'A*', 'A^{*}', 'convex conjugate, negative entropy'),
  variance: concept('variance', 'Var_q', '\\operatorname{Var}_q', 'second central moment', 'brackets'),
  cdf: yielding(concept('cumulative distribution function', 'Q', 'Q', 'distribution function', 'given'), 'Φ', 'Ψ', 'R'),
  groupElement: concept('group element', 'g', 'g', 'transformation'),
  composition: concept('product of two elements', '(g g₂)', '(g\\,g_2)', 'composition, group law'),
  identityElement: concept('identity', 'e', 'e', 'neutral element'),
  inverseElement: concept('inverse', 'g⁻¹', '(g^{-1})', ''),
  invariantField: concept('left-invariant field', '(g X)', '(g\\,X)', 'left translation of a tangent'),
  bracket: concept('bracket', '[X, Y]', '[X, Y]', 'commutator'),
  infinitesimal: concept('infinitesimal action', 'X̂', '\\hat{X}', 'fundamental vector field, generator'),
  exponentialMap: concept('exponential map', '(exp X)', '(\\exp X)', 'one-parameter subgroup at time one'),
  logBaseDensity: concept('logarithm of the base density', 'log q₀', '\\log q_0', 'reference density'),
  logOrbitDensity: concept('log-density of the orbit', 'log q_g', '\\log q_g', 'push-forward', 'given'),
  score: concept('score of a motion', 'h_X', 'h_X', 'derivative of the log-density along a motion'),
  fisherForm: concept('Fisher form at the identity', 'F', '\\mathcal{F}', 'Fisher information of the group parameter'),
  energyDifferential: concept(
    'differential of the energy, from one draw',
    'Ê',
    '\\hat{E}',
    'gradient in the dual of the algebra',
  ),
  naturalRate: concept('rate of the natural parameter', 'λ̇', '\\dot{\\lambda}', 'velocity of λ per unit of step size'),
  naturalDirection: concept('natural direction', 'X♯', 'X^{\\sharp}', 'natural gradient in the algebra'),
};

/** The concepts in the order of the table. */
export const conceptNames: readonly ConceptName[] = Object.keys(concepts) as ConceptName[];

/** The table as Markdown, as docs/notation.md prints it. */
export function conceptTable(): string {
  const rows = conceptNames.map((name) => {
    const { word, text, latex, instead, alsoCalled } = concepts[name];
    return `| \`${name}\` | ${word} | ${text} | $${latex.replace(/\*/g, '\\ast')}$ | ${instead.join(', ')} | ${alsoCalled} |`;
  });
  return [
    '| concept | word | letter | LaTeX | else | also called |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
