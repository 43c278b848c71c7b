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
  | 'cdf';

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
}

const concept = (
  word: string,
  text: string,
  latex: string,
  alsoCalled = '',
  style: Concept['arguments'] = 'parentheses',
): Concept => ({ word, text, latex, alsoCalled, arguments: style });

/** Letters follow the papers on the Bayesian learning rule. */
export const concepts: Readonly<Record<ConceptName, Concept>> = {
  density: concept('density', 'q', 'q', 'posterior approximation, variational distribution', 'given'),
  logDensity: concept('log-density', 'log q', '\\log q', 'log-likelihood of one draw', 'given'),
  natural: concept('natural parameter', 'λ', '\\lambda', 'canonical parameter, η, θ'),
  statistic: concept('sufficient statistic', 'T', 'T', 'canonical statistic, feature, φ'),
  baseMeasure: concept('base measure', 'h', 'h', 'carrier measure, reference measure'),
  logBaseMeasure: concept('logarithm of the base measure', 'log h', '\\log h', 'carrier term k(x)'),
  logPartition: concept('log-partition function', 'A', 'A', 'logarithm of the normaliser, cumulant function, ψ, F'),
  mean: concept('mean parameter', 'μ', '\\mu', 'expectation parameter, moment parameter, dual coordinate'),
  fisher: concept('Fisher metric', 'F', 'F', 'Fisher information matrix, G, I'),
  inverseFisher: concept('inverse Fisher metric', 'F⁻¹', 'F^{-1}', 'Cramér–Rao bound'),
  entropy: concept('entropy', 'H', '\\mathcal{H}', 'differential entropy, Shannon entropy'),
  kl: concept('Kullback–Leibler divergence', 'KL', '\\mathrm{KL}', 'relative entropy', 'divergence'),
  cumulant: concept('cumulant of the statistics', 'κ', '\\kappa', 'derivative of the log-partition function'),
  christoffel: concept('Christoffel symbol', 'Γ', '\\Gamma', 'connection coefficient'),
  expectedLoss: concept('expected loss', 'E_q[ℓ]', '\\mathbb{E}_q[\\ell]', 'variational energy'),
  expectation: concept('expectation', 'E_q', '\\mathbb{E}_q', 'mean under q', 'brackets'),
  naturalGradient: concept('natural gradient', '∇̃', '\\tilde{\\nabla}', 'steepest descent in the Fisher metric'),
  naturalDomain: concept('natural domain', 'Ω', '\\Omega', 'natural parameter space'),
  conjugatePrior: concept('conjugate prior', 'p', 'p', 'Diaconis–Ylvisaker prior', 'given'),
  stepSize: concept('step size', 'ρ', '\\rho', 'learning rate'),
  temperature: concept('temperature', 'τ', '\\tau', 'weight of the entropy'),
  dual: concept('Legendre dual', 'A*', 'A^{*}', 'convex conjugate, negative entropy'),
  variance: concept('variance', 'Var_q', '\\operatorname{Var}_q', 'second central moment', 'brackets'),
  cdf: concept('cumulative distribution function', 'Q', 'Q', 'distribution function', 'given'),
};

/** The concepts in the order of the table. */
export const conceptNames: readonly ConceptName[] = Object.keys(concepts) as ConceptName[];

/** The table as Markdown, as docs/notation.md prints it. */
export function conceptTable(): string {
  const rows = conceptNames.map((name) => {
    const { word, text, latex, alsoCalled } = concepts[name];
    return `| \`${name}\` | ${word} | ${text} | $${latex.replace(/\*/g, '\\ast')}$ | ${alsoCalled} |`;
  });
  return ['| concept | word | letter | LaTeX | also called |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}
