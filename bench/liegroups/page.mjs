// The results as a page: a table, what the paper leads one to expect beside what came out, and the filters.

const average = (list) => list.reduce((a, b) => a + b, 0) / list.length;

/** The standard deviation of single runs, as far as a few of them tell. */
const deviation = (list) => {
  const middle = average(list);
  return Math.sqrt(list.reduce((sum, x) => sum + (x - middle) ** 2, 0) / (list.length - 1));
};

/** One figure of each run of a rule. */
const all = (row, get) => row.measured.map(get);

/** Mean ± standard deviation over the runs; one run has no deviation. */
const shown = (list, digits, scale = 1) => {
  const scaled = list.map((x) => scale * x);
  if (scaled.length === 1) return average(scaled).toFixed(digits);
  return `${average(scaled).toFixed(digits)} ± ${deviation(scaled).toFixed(digits)}`;
};

const both = ({ measured }, of, digits, scale) => {
  const at = (key) => measured.flatMap((one) => (one[key] ? [of(one[key])] : []));
  const [mean, averaged] = [at('mean'), at('averaged')];
  return `${shown(mean, digits, scale)} | ${averaged.length > 0 ? shown(averaged, digits, scale) : '–'}`;
};

function line(row) {
  if (row.reason) return `| ${row.title} | 0 | ${row.epochs} | ${'– | '.repeat(9)}`.trimEnd();
  const cells = [
    shown(
      all(row, ({ loss }) => loss),
      3,
    ),
    both(row, ({ accuracy }) => accuracy, 2, 100),
    both(row, ({ nll }) => nll, 4),
    both(row, ({ ece }) => ece, 2, 100),
    shown(
      all(row, ({ sparsity }) => sparsity),
      3,
    ),
    shown(
      all(row, ({ spread }) => spread),
      1,
    ),
  ];
  return `| ${row.title} | ${row.measured.length} | ${row.epochs} | ${cells.join(' | ')} |`;
}

const percents = (list) => `${shown(list, 2, 100)} %`;

const twoErrors = (a, b) => 2 * Math.sqrt(deviation(a) ** 2 / a.length + deviation(b) ** 2 / b.length);

/** How b stands to a, where the runs can tell: lower or higher by more than two standard errors of the difference. */
function verdict(a, b) {
  if (a.length < 2 || b.length < 2) return 'untold';
  const difference = average(b) - average(a);
  if (Math.abs(difference) <= twoErrors(a, b)) return 'alike';
  return difference < 0 ? 'lower' : 'higher';
}

/** An expectation about multiplicative beside additive, the words for each verdict, and both figures. */
function beside({ expected, get, words, format }, additive, multiplicative) {
  const [a, b] = [all(additive, get), all(multiplicative, get)];
  const found = verdict(a, b);
  const few = 'not shown here, since one of the two has a single run: its figure is a first sign, no more';
  const figures = `${format(b)} multiplicative, ${format(a)} additive`;
  return `${expected}: ${found === 'untold' ? few : `here ${words[found]}`} (${figures}).`;
}

const expectations = [
  {
    expected: 'Additive and multiplicative reach the same accuracy',
    get: ({ mean }) => mean.accuracy,
    words: {
      lower: 'the multiplicative one is worse',
      alike: 'the runs do not tell them apart',
      higher: 'it is better',
    },
    format: percents,
  },
  {
    expected: 'Multiplicative filters are sparse',
    get: ({ sparsity }) => sparsity,
    words: { lower: 'they are less so', alike: 'they are as sparse as additive ones', higher: 'they are sparser' },
    format: (list) => `Hoyer ${shown(list, 3)}`,
  },
  {
    expected: 'Multiplicative filters are localised',
    get: ({ spread }) => spread,
    words: { lower: 'they are more so', alike: 'they are as wide as additive ones', higher: 'they are wider' },
    format: (list) => `spread ${shown(list, 1)} pixels`,
  },
];

/** For which rules averaging makes a measure smaller, for which larger, and where the runs do not tell. */
function averaging(rows, measure, format) {
  const sorted = { lower: [], higher: [], alike: [], untold: [] };
  for (const row of rows) {
    const [mean, averaged] = ['mean', 'averaged'].map((key) => all(row, (one) => one[key][measure]));
    sorted[verdict(mean, averaged)].push(`${row.title} (${format(mean)} at the mean, ${format(averaged)} averaged)`);
  }
  const words = {
    lower: 'smaller',
    higher: 'larger',
    alike: 'not told apart',
    untold: 'from a single run, so not told,',
  };
  return Object.entries(words)
    .filter(([key]) => sorted[key].length > 0)
    .map(([key, word]) => `${word} for ${sorted[key].join(', ')}`)
    .join('; ');
}

/** What the paper leads one to expect, each with what was measured here. */
function comparison(rows) {
  const of = (slug) => rows.find((row) => row.slug === slug && !row.reason);
  const [additive, multiplicative] = [of('additive'), of('multiplicative')];
  const bayesian = rows.filter(({ measured }) => measured?.[0].averaged);
  const lines = additive && multiplicative ? expectations.map((one) => beside(one, additive, multiplicative)) : [];
  if (bayesian.length > 0) {
    lines.push(
      `Predictions averaged over the posterior are better calibrated than those at the mean. The calibration error averaged is here: ${averaging(bayesian, 'ece', percents)}.`,
      `Their NLL averaged is here: ${averaging(bayesian, 'nll', (list) => shown(list, 4))}.`,
    );
  }
  return lines.map((text) => `- ${text}\n`).join('');
}

const pairs = (values) =>
  Object.entries(values)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');

const settings = (row) =>
  `- **${row.title}**: ${pairs({ ...row.rate, ...row.set, ...row.initial })}.\n  Published: ${row.published}. Ours: ${row.ours}.\n`;

const missing = ({ title, reason }) => `- ${title}: ${reason}\n`;

/** The rates that were tried for a rule, the best first. */
function choices({ title, slug }, runs) {
  const loss = ({ averaged, mean }) => (averaged ?? mean).nll;
  const [good, bad] = [runs[slug].filter((one) => !one.reason), runs[slug].filter((one) => one.reason)];
  const told = [
    ...good.sort((a, b) => loss(a) - loss(b)).map((one) => `${pairs(one.rate)}: ${loss(one).toFixed(4)}`),
    ...bad.map((one) => `${pairs(one.rate)}: ${one.reason}`),
  ];
  return `- **${title}**: ${told.join('; ')}.\n`;
}

const strength = (rows) => {
  const fewest = Math.min(...rows.flatMap(({ measured }) => (measured ? [measured.length] : [])));
  return `with ${fewest === 1 ? 'a single run' : `${fewest} runs`}, ${fewest < 5 ? 'weak evidence' : 'some evidence'}`;
};

/** The page of a network's rows; `prefix` is what the names of its pictures begin with, `tried` the rates by
 * network, `absent` the titles of rules that have no row. */
export function page(rows, network, prefix, tried, absent) {
  const failed = rows.filter(({ reason }) => reason);
  const compared = comparison(rows);
  const pictures = rows.filter(({ reason }) => !reason);
  const own = tried[network.name] ?? {};
  const layers = network.hidden.split(',');
  return `# Lie-group rules on handwritten digits

Written by \`npm run bench:liegroups${network.name === 'small' ? '' : ` -- --network ${network.name}`}\`. A network 784 – ${layers.join(' – ')} – 10 with tanh${network.name === 'paper' ? " (the paper's)" : ''}; MNIST's 10,000 test images, the first 8,000
to learn from and the last 2,000 to test on; batches of ${network.batch}, the ${[...new Set(rows.map(({ backend }) => backend))].join(' or ')} backend, rates falling to zero (\`--schedule ${network.schedule}\`). Numbers are mean ± standard
deviation over the runs in the second column, with the first of the seeds 0, 1, 2, …, which order the examples, begin the weights and draw the noise (one run has no deviation); averaged
predictions are over ${network.samplesTest} draws from the posterior. Training loss is the mean over the last epoch, at the draws of each step. ECE is the
expected calibration error in 20 bins. Sparsity is Hoyer's measure of the first layer's filters at the mean (0: all
weights equal in size; 1: a single one), spread the median over them of the root mean square distance of a filter's
squared weights from their centre, in pixels (11.4 where the weight is even).

| rule | runs | epochs | training loss | accuracy %, mean | averaged | NLL, mean | averaged | ECE %, mean | averaged | sparsity | spread |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.map(line).join('\n')}
${absent.length > 0 ? `\nNot run to the end on this network: ${absent.join('; ')}.\n` : ''}${failed.length > 0 ? `\nWithout a result:\n\n${failed.map(missing).join('')}` : ''}
${compared === '' ? '' : `## What the paper leads one to expect\n\nFigures are told apart where their means differ by more than two standard errors: ${strength(pictures)}.\n\n${compared}\n`}## What is published and what is ours

The rules are those of Kıral, Möllenhoff and Khan (2023), appendix A, with the metric of the coordinates. The paper trains
a network 1024 – 512 – 256 – 256 – 256 on all 60,000 images; data and number of epochs here are ours${network.name === 'paper' ? '' : ', and so is the network'}, so
that no result on this page is one of the paper's.

${rows.map(settings).join('')}
## Rates tried

The rates are those of the smallest loss (NLL, averaged over the posterior where the rule has one) on the last 1,000 of
the 8,000 training images after training on the others, one run each; no choice was made on the images of the table.${rows.every(({ slug }) => own[slug]) ? '' : ' Rules without a line here have rates that were not tried on this network.'}

${rows
  .filter(({ slug }) => own[slug])
  .map((row) => choices(row, own))
  .join('')}
## First-layer filters

The first 64 of ${layers[0]} units, of the run with seed 0. Each filter is scaled by its largest weight: red excites, blue inhibits, white is zero.

${pictures.map(({ title, slug }) => `### ${title}\n\n![first-layer filters, ${title}](${prefix}filters-${slug}.svg)\n`).join('\n')}`;
}
