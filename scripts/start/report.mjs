// What the first session prints: each weight with its uncertainty, and both models on the held-out flowers.
import { inverse } from './matrices.mjs';

const signed = (x) => x.toFixed(3).padStart(8);

function weights({ names, posterior, likely }) {
  const covariance = inverse(posterior.precision);
  console.log('\nweight            posterior mean ± sd    maximum likelihood');
  names.forEach((name, j) => {
    const deviation = Math.sqrt(covariance[j][j]).toFixed(3);
    console.log(`${name.padEnd(16)} ${signed(posterior.mean[j])} ± ${deviation}  ${signed(likely[j]).padStart(20)}`);
  });
}

function line(name, { accuracy, surprise }) {
  console.log(`${name.padEnd(26)} ${(100 * accuracy).toFixed(1).padStart(7)} %  ${surprise.toFixed(4).padStart(22)}`);
}

/** Prints the report. */
export function report({ bayes, plain, ...fitted }) {
  weights(fitted);
  console.log('\nheld out                    accuracy  negative log-likelihood');
  line('Bayesian learning rule', bayes);
  line('maximum likelihood', plain);
}
