// What is compared, and under which numbers. `published` says what follows the commands that the authors of the paper
// give for their tanh network on MNIST (github.com/team-approx-bayes/liegroups, README and train.py), `ours` what does not.

const here = (file) => new URL(file, import.meta.url).pathname;

/** The networks, and how they are trained: the paper's, and a small one. */
export const networks = {
  small: { name: 'small', hidden: '100', batch: '50', epochs: 12, samplesTest: '32', schedule: 'cosine', seeds: 5 },
  paper: {
    name: 'paper',
    hidden: '1024,512,256,256,256',
    batch: '50',
    epochs: 6,
    samplesTest: '32',
    schedule: 'cosine',
    seeds: 2,
  },
};

/** A rule as it is on a network. */
export const onNetwork = ({ on, ...rule }, { name }) => ({ ...rule, ...on?.[name] });

/** Rules by the name of their row; `rates` are hyper-parameters that fall, with the values that are tried on images held
 * out, `rate` those that are taken untried, `set` others, `longer` a multiple of its epochs, `initial` starting values of
 * the state, as the specification names them, `on` what differs on one network. */
export const rules = [
  {
    title: 'SGD with momentum',
    slug: 'sgd',
    file: here('sgd.mjs'),
    name: 'Sgd',
    rates: { rate: [0.02, 0.05, 0.1, 0.2] },
    set: { momentum: 0.9 },
    published: 'the momentum',
    ours: 'the rate',
  },
  {
    title: 'additive, Gaussian',
    slug: 'additive',
    file: here('rules.blr'),
    name: 'Additive',
    rates: { α: [0.2, 0.5, 1, 2, 4] },
    set: { β: 0.9, K: 1 },
    published: 'the momentum',
    ours: 'the rate (gradients are averaged here, so that it is that of SGD over 1 − β); noise of 0.01 and one sample where 0.001 and 32 are published',
  },
  {
    title: 'multiplicative, Rayleigh (excitatory/inhibitory)',
    slug: 'multiplicative',
    file: here('rules.blr'),
    name: 'Multiplicative',
    longer: 5 / 3,
    rates: { α: [12.5, 25, 50, 100, 200] },
    set: { τ: 0.006, β: 0.9, K: 4 },
    initial: { p: 'random', n: 'random' },
    published: 'temperature, momentum, and the start of both parts at the size of fresh weights',
    ours: 'the rate, though the one that was picked is that of the paper, 4 samples a step in place of 32, and longer runs than the other rules take, since its loss falls more slowly. In the picture most filters are one or a few single pixels, not patches, and some are spread',
    on: {
      paper: {
        rate: { α: 25 },
        set: { τ: 0.006, β: 0.9, K: 1 },
        ours: 'the rate, half of the paper’s and untried, one sample a step in place of 32, and longer runs than the other rules take, since its loss falls more slowly',
      },
    },
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
    rates: { α_A: [0.3, 1, 3], α_b: [0.25, 0.5, 1, 2, 4] },
    set: { τ: 1, 'β₁': 0.99, 'β₂': 0.9, K: 1 },
    published: 'temperature and the momentum of b, as for CIFAR (no affine rule is published for the digits)',
    ours: 'both rates, the momentum of A and noise of 0.05 at the start: at the published rate of 0.05 for A, momentum of 0.999 and noise of 0.005 A would grow by 3 % in so short a run',
    on: {
      // A step of b is A² times its rate.
      paper: {
        rates: { α_A: [1], α_b: [6.25, 12.5, 25] },
        rate: { α_A: 1, α_b: 12.5 },
        initial: { A: 0.2 },
        ours: 'both rates, tried for the Gaussian base only, the momentum of A and noise of 0.01 at the start (A = 0.2 on a base of width 0.05)',
      },
    },
  })),
];
