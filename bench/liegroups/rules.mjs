// What is compared, and under which numbers. They follow the commands that the authors of the paper publish for their
// tanh network on MNIST (github.com/team-approx-bayes/liegroups, README and train.py) where a comment says so.

const here = (file) => new URL(file, import.meta.url).pathname;

/** The network and the run, the same for all rules. */
export const run = {
  // Smaller than the paper's (1024, 512, 256, 256, 256), so that all rules finish in minutes on two cores.
  hidden: '100',
  // As published.
  batch: '50',
  epochs: '25',
  samplesTest: '32',
};

/** Rules by the name of their row; `set` are hyper-parameters and `initial`
 * starting values of the state, as the specification names them. */
export const rules = [
  {
    title: 'SGD with momentum',
    slug: 'sgd',
    file: here('sgd.mjs'),
    name: 'Sgd',
    // Momentum as published. A step of 0.05 of an averaged gradient, as published for the additive rule, is a step of
    // 0.005 here; with an eighth of the paper's examples, ten times that reaches its end in 25 epochs.
    set: { rate: 0.05, momentum: 0.9 },
  },
  {
    title: 'additive, Gaussian',
    slug: 'additive',
    file: here('rules.blr'),
    name: 'Additive',
    // Momentum as published; the rate is that of SGD above, whose gradient is not averaged: 0.05/(1 − 0.9). Published is
    // noise of 0.001 with 32 samples a step, which differ little where noise is so small; here it is 0.01 and one sample.
    set: { α: 0.5, β: 0.9, K: 1 },
  },
  {
    title: 'multiplicative, Rayleigh (excitatory/inhibitory)',
    slug: 'multiplicative',
    file: here('rules.blr'),
    name: 'Multiplicative',
    // Temperature, rate and momentum as published; 32 samples a step in the paper, 8 here for time.
    set: { τ: 0.006, α: 50, β: 0.9, K: 8 },
    // As published: both parts start at the size of fresh weights.
    initial: { p: 'random', n: 'random' },
  },
  ...[
    ['Gaussian', 'AffineNormalRule'],
    ['Laplace', 'AffineLaplaceRule'],
    ['Student-t, ν = 4', 'AffineStudentRule'],
  ].map(([base, name]) => ({
    title: `affine, ${base}`,
    slug: `affine-${base.split(/[ ,]/)[0].toLowerCase()}`,
    file: here('rules.blr'),
    name,
    // No affine rule is published for the digits. Temperature and the momentum and rate of b as for CIFAR and as for the
    // additive rule; 0.05, 0.005 and 0.999 for the rate of A, the noise at the start and the momentum of A would let A
    // grow by 3 % in so short a run: with these it comes near its equilibrium, where noise pays for its entropy.
    set: { τ: 1, α_A: 1, α_b: 0.5, 'β₁': 0.99, 'β₂': 0.9, K: 1 },
  })),
];
