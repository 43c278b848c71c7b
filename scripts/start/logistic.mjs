// Logistic regression: what the learning rule asks of a model, and plain maximum likelihood to compare with.
//
// ℓ(θ) = Σᵢ log(1 + exp(fᵢ)) − tᵢ fᵢ + δ‖θ‖²/2 with fᵢ = xᵢ'θ; the prior N(0, I/δ) is part of ℓ.
// Under q = N(m, Σ) each fᵢ is N(xᵢ'm, xᵢ'Σxᵢ), so every expectation is a one-dimensional integral.
import { apply, dot, gram, inverse, multiply, solve } from './matrices.mjs';

const points = 64;
const reach = 8;

// The trapezoidal rule over ±8 standard deviations: for so smooth an integrand it is as good as Gauss–Hermite, and is no table.
const nodes = Array.from({ length: points + 1 }, (_, i) => -reach + (2 * reach * i) / points);
const weights = nodes.map((z) => (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * ((2 * reach) / points));

const expectation = (mean, deviation, f) => nodes.reduce((sum, z, i) => sum + weights[i] * f(mean + deviation * z), 0);

const logistic = (f) => 1 / (1 + Math.exp(-f));
const slope = (f) => logistic(f) * logistic(-f);
const softplus = (f) => Math.max(f, 0) + Math.log1p(Math.exp(-Math.abs(f)));

/** The probability of label 1 at input x. */
export const sigmoid = (x, theta) => logistic(dot(x, theta));

function outputs({ mean, precision }, inputs) {
  const covariance = inverse(precision);
  const deviation = (x) => Math.sqrt(dot(x, apply(covariance, x)));
  return { covariance, laws: inputs.map((x) => ({ mean: dot(x, mean), deviation: deviation(x) })) };
}

/** The gradient of E_q[ℓ] in the declared parameters: E[∇ℓ] for the mean, −½ Σ E[∇²ℓ] Σ for the precision. */
export function expectedGradient(q, { inputs, labels }, delta) {
  const { covariance, laws } = outputs(q, inputs);
  const residuals = laws.map((law, i) => expectation(law.mean, law.deviation, logistic) - labels[i]);
  const curvatures = laws.map((law) => expectation(law.mean, law.deviation, slope));
  const mean = q.mean.map((m, j) => inputs.reduce((sum, x, i) => sum + residuals[i] * x[j], delta * m));
  const hessian = gram(inputs, curvatures, delta);
  const sandwich = multiply(multiply(covariance, hessian), covariance);
  return { mean, precision: sandwich.map((row, i) => row.map((x, j) => -(x + sandwich[j][i]) / 4)) };
}

/** E_q[ℓ]. */
export function expectedLoss(q, { inputs, labels }, delta) {
  const { covariance, laws } = outputs(q, inputs);
  const penalty = q.mean.reduce((sum, m, j) => sum + (delta * (m * m + covariance[j][j])) / 2, 0);
  return laws.reduce(
    (sum, law, i) => sum + expectation(law.mean, law.deviation, softplus) - labels[i] * law.mean,
    penalty,
  );
}

/** The weights that maximise the likelihood, by Newton's method. */
export function maximumLikelihood({ inputs, labels }) {
  let theta = inputs[0].map(() => 0);
  for (let step = 0; step < 100; step += 1) {
    const probabilities = inputs.map((x) => sigmoid(x, theta));
    const gradient = theta.map((_, j) => inputs.reduce((sum, x, i) => sum + (probabilities[i] - labels[i]) * x[j], 0));
    const hessian = gram(
      inputs,
      probabilities.map((p) => p * (1 - p)),
      1e-10,
    );
    const move = solve(hessian, gradient);
    theta = theta.map((value, j) => value - move[j]);
    if (Math.max(...move.map(Math.abs)) < 1e-10) break;
  }
  return theta;
}

/** How good probabilities are: the share of right answers, and the negative log-likelihood per example in nats. */
export function score(probabilities, labels) {
  const right = probabilities.filter((p, i) => p > 0.5 === (labels[i] === 1)).length;
  const surprise = probabilities.reduce((sum, p, i) => sum - Math.log(labels[i] === 1 ? p : 1 - p), 0);
  return { accuracy: right / labels.length, surprise: surprise / labels.length };
}
