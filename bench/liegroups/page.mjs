// The results as a page: a table, what the paper leads one to expect beside what came out, and the filters.

const average = (list) => list.reduce((a, b) => a + b, 0) / list.length;

/** The standard deviation of single runs, as far as a few of them tell. */
const deviation = (list) => {
  const middle = average(list);
  return Math.sqrt(list.reduce((sum, x) => sum + (x - middle) ** 2, 0) / (list.length - 1));
};

/** Mean ± standard deviation over the seeds. */
const shown = (list, digits, scale = 1) => {
  const scaled = list.map((x) => scale * x);
  return `${average(scaled).toFixed(digits)} ± ${deviation(scaled).toFixed(digits)}`;
};

const both = ({ measured }, of, digits, scale) => {
  const at = (key) => measured.flatMap((one) => (one[key] ? [of(one[key])] : []));
  const [mean, averaged] = [at('mean'), at('averaged')];
  return `${shown(mean, digits, scale)} | ${averaged.length > 0 ? shown(averaged, digits, scale) : '–'}`;
};

function line(row) {
  if (row.reason) return `| ${row.title} | ${row.epochs} | ${'– | '.repeat(9)}`.trimEnd();
  const all = (key) => row.measured.map((one) => one[key]);
  const cells = [
    shown(all('loss'), 3),
    both(row, ({ accuracy }) => accuracy, 2, 100),
    both(row, ({ nll }) => nll, 4),
    both(row, ({ ece }) => ece, 2, 100),
    shown(all('sparsity'), 3),
    shown(all('spread'), 1),
  ];
  return `| ${row.title} | ${row.epochs} | ${cells.join(' | ')} |`;
}

const percents = (list) => `${shown(list, 2, 100)} %`;

/** Is a set of numbers below another, by more than the seeds make them differ (two standard errors)? */
function below(a, b) {
  const error = Math.sqrt(deviation(a) ** 2 / a.length + deviation(b) ** 2 / b.length);
  return average(b) - average(a) > 2 * error;
}

/** What the paper leads one to expect, each with what was measured here. */
function comparison(rows) {
  const of = (slug) => rows.find((row) => row.slug === slug && !row.reason);
  const all = (row, get) => row.measured.map(get);
  const [additive, multiplicative] = [of('additive'), of('multiplicative')];
  const bayesian = rows.filter(({ measured }) => measured?.[0].averaged);
  const lines = [];
  if (additive && multiplicative) {
    const accuracies = [additive, multiplicative].map((row) => all(row, ({ mean }) => mean.accuracy));
    const worse = below(accuracies[1], accuracies[0]);
    lines.push(
      `Additive and multiplicative reach the same accuracy: ${worse ? 'here the multiplicative one is worse' : 'here they do, as far as the seeds can tell'} (${percents(accuracies[0])} and ${percents(accuracies[1])}, training loss ${shown(
        all(additive, ({ loss }) => loss),
        3,
      )} and ${shown(
        all(multiplicative, ({ loss }) => loss),
        3,
      )}).`,
    );
    const hoyer = [additive, multiplicative].map((row) => all(row, ({ sparsity }) => sparsity));
    lines.push(
      `Multiplicative filters are sparse: ${below(hoyer[0], hoyer[1]) ? 'here they are sparser' : 'here they are not'} (Hoyer ${shown(hoyer[1], 3)} against ${shown(hoyer[0], 3)} of the additive rule).`,
    );
    const spread = [additive, multiplicative].map((row) => all(row, (one) => one.spread));
    lines.push(
      `Multiplicative filters are localised: ${below(spread[1], spread[0]) ? 'here they are more so' : 'here they are not'} (spread ${shown(spread[1], 1)} pixels against ${shown(spread[0], 1)}).`,
    );
  }
  if (bayesian.length > 0) {
    const better = (measure) =>
      bayesian.filter((row) =>
        below(
          all(row, ({ averaged }) => averaged[measure]),
          all(row, ({ mean }) => mean[measure]),
        ),
      );
    const words = (measure) => {
      const found = better(measure);
      const others = bayesian.filter((row) => !found.includes(row)).map(({ title }) => title);
      const rest = others.length > 0 ? `, not for ${others.join('; ')}` : '';
      return `for ${found.length} of ${bayesian.length} rules (${found.map(({ title }) => title).join('; ') || 'none'})${rest}`;
    };
    lines.push(
      `Predictions averaged over the posterior are better calibrated than those at the mean: here the expected calibration error is smaller ${words('ece')}; the NLL is smaller ${words('nll')}.`,
    );
  }
  return lines.map((text) => `- ${text}\n`).join('');
}

const numbers = ({ set, rate, initial = {} }) =>
  Object.entries({ ...rate, ...set, ...initial })
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');

const settings = (row) => `- **${row.title}**: ${numbers(row)}.\n  Published: ${row.published}. Ours: ${row.ours}.\n`;

const missing = ({ title, reason }) => `- ${title}: ${reason}\n`;

/** The page. */
export function page(rows, run) {
  const failed = rows.filter(({ reason }) => reason);
  const compared = comparison(rows);
  const pictures = rows.filter(({ reason }) => !reason);
  return `# Lie-group rules on handwritten digits

Written by \`npm run bench:liegroups\`. A network 784 – ${run.hidden.replaceAll(',', ' – ')} – 10 with tanh; MNIST's 10,000 test images, the first 8,000
to learn from and the last 2,000 to test on; batches of ${run.batch}, the wasm backend, rates falling to zero (\`--schedule ${run.schedule}\`). Numbers are mean ± standard
deviation over ${run.seeds.length} runs with the seeds ${run.seeds.join(', ')}, which order the examples, begin the weights and draw the noise; averaged
predictions are over ${run.samplesTest} draws from the posterior. Training loss is the mean over the last epoch, at the draws of each step. ECE is the
expected calibration error in 20 bins. Sparsity is Hoyer's measure of the first layer's filters at the mean (0: all
weights equal in size; 1: a single one), spread the median over them of the root mean square distance of a filter's
squared weights from their centre, in pixels (11.4 where the weight is even).

| rule | epochs | training loss | accuracy %, mean | averaged | NLL, mean | averaged | ECE %, mean | averaged | sparsity | spread |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.map(line).join('\n')}
${failed.length > 0 ? `\nWithout a result:\n\n${failed.map(missing).join('')}` : ''}
${compared === '' ? '' : `## What the paper leads one to expect\n\n${compared}\n`}## What is published and what is ours

The rules are those of Kıral, Möllenhoff and Khan (2023), appendix A, with the metric of the coordinates. The paper trains
a larger network (1024 – 512 – 256 – 256 – 256) on all 60,000 images; network, data and number of epochs here are ours, so
that no result on this page is one of the paper's. Where hyper-parameters are ours, they were picked on few
runs that were scored on the same 2,000 images as the table: differences of a percent between rules say little.

${rows.map(settings).join('')}
## First-layer filters

The first 64 of ${run.hidden} units, of the run with seed ${run.seeds[0]}. Each filter is scaled by its largest weight: red excites, blue inhibits, white is zero.

${pictures.map(({ title, slug }) => `### ${title}\n\n![first-layer filters, ${title}](filters-${slug}.svg)\n`).join('\n')}`;
}
