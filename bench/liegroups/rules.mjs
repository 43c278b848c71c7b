// What is compared, and under which numbers. `published` says what follows the commands that the authors of the paper
// give for their tanh network on MNIST (github.com/team-approx-bayes/liegroups, README and train.py), `ours` what does not.

const here = (file) => new URL(file, import.meta.url).pathname;

/** The network and the run, the same for all rules: smaller than the paper's, so that all finish in minutes on two cores. */
export const run = {
  hidden: '100',
  batch: '50',
  epochs: '12',
  samplesTest: '32',
  schedule: 'cosine',
  seeds: ['0', '1', '2'],
};

/** Rules by the name of their row; `rate` are hyper-parameters that fall, `set` others,
 * `initial` starting values of the state, as the specification names them. */
export const rules = [
  {
    title: 'SGD with momentum',
    slug: 'sgd',
    file: here('sgd.mjs'),
    name: 'Sgd',
    rate: { rate: 0.05 },
    set: { momentum: 0.9 },
    published: 'the momentum',
    ours: 'the rate, ten times what the rate of the published additive rule comes to: there are fewer examples and epochs',
  },
  {
    title: 'additive, Gaussian',
    slug: 'additive',
    file: here('rules.blr'),
    name: 'Additive',
    rate: { α: 0.5 },
    set: { β: 0.9, K: 1 },
    published: 'the momentum',
    ours: 'the rate, which is that of SGD since gradients are averaged here, 0.05/(1 − 0.9); noise of 0.01 and one sample where 0.001 and 32 are published',
  },
  {
    title: 'multiplicative, Rayleigh (excitatory/inhibitory)',
    slug: 'multiplicative',
    file: here('rules.blr'),
    name: 'Multiplicative',
    epochs: '20',
    rate: { α: 25 },
    set: { τ: 0.006, β: 0.9, K: 4 },
    initial: { p: 'random', n: 'random' },
    published: 'temperature, momentum, and the start of both parts at the size of fresh weights',
    ours: 'the rate, 50 in the paper, and 4 samples a step in place of 32 (at a constant 50 with 4 samples one run ended at 86.9 %). Twenty epochs: with seed 0 the training loss was 0.189 after twelve, and 0.145 after twenty. In the picture most filters are a few single pixels, not patches, and some are still spread evenly',
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
    rate: { α_A: 1, α_b: 0.5 },
    set: { τ: 1, 'β₁': 0.99, 'β₂': 0.9, K: 1 },
    published: 'temperature and the momentum of b, as for CIFAR (no affine rule is published for the digits)',
    ours: 'the rate of b, that of the additive rule; the rate and the momentum of A and noise of 0.05 at the start: at the published 0.05, 0.999 and 0.005 A would grow by 3 % in so short a run',
  })),
];
