// The results as a page: a table, what the paper leads one to expect beside what came out, and the filters.

const percent = (x) => (100 * x).toFixed(2);
const both = (row, of) => `${of(row.mean)} | ${row.averaged ? of(row.averaged) : '–'}`;

function line(row) {
  if (row.reason) return `| ${row.title} | ${row.epochs} | ${'– | '.repeat(9)}`.trimEnd();
  const cells = [
    row.loss.toFixed(3),
    both(row, ({ accuracy }) => percent(accuracy)),
    both(row, ({ nll }) => nll.toFixed(4)),
    both(row, ({ ece }) => percent(ece)),
    row.sparsity.toFixed(3),
    row.spread.toFixed(1),
  ];
  return `| ${row.title} | ${row.epochs} | ${cells.join(' | ')} |`;
}

/** What the paper leads one to expect, each with what was measured here. */
function comparison(rows) {
  const of = (slug) => rows.find((row) => row.slug === slug && !row.reason);
  const [additive, multiplicative] = [of('additive'), of('multiplicative')];
  const bayesian = rows.filter(({ averaged }) => averaged);
  const lines = [];
  if (additive && multiplicative) {
    const gap = 100 * (additive.mean.accuracy - multiplicative.mean.accuracy);
    // Two proportions near 0.96 of 2,000 examples differ by chance by 0.6 % (one standard deviation of the difference).
    const words = Math.abs(gap) < 1 ? 'here they are as close as 2,000 test examples can tell' : 'here they do not';
    lines.push(
      `Additive and multiplicative reach the same accuracy: ${words} (${percent(additive.mean.accuracy)} % and ${percent(multiplicative.mean.accuracy)} %, where the training loss has come down to ${additive.loss.toFixed(3)} and ${multiplicative.loss.toFixed(3)}).`,
    );
    const ratio = multiplicative.sparsity / additive.sparsity;
    const sparser = ratio > 1 ? 'here they are sparser' : 'here they are not';
    lines.push(
      `Multiplicative filters are sparse: ${sparser} (Hoyer ${multiplicative.sparsity.toFixed(3)} against ${additive.sparsity.toFixed(3)} of the additive rule).`,
    );
    const narrower = multiplicative.spread < 0.9 * additive.spread ? 'here they are more so' : 'here they are not';
    lines.push(
      `Multiplicative filters are localised: ${narrower} (spread ${multiplicative.spread.toFixed(1)} pixels against ${additive.spread.toFixed(1)}).`,
    );
  }
  if (bayesian.length > 0) {
    // A tenth of a percent is two of the test images.
    const better = bayesian.filter(({ mean, averaged }) => averaged.ece < mean.ece - 0.001);
    const names = better.map(({ title }) => title).join('; ') || 'none';
    const worse = bayesian.filter((row) => !better.includes(row)).map(({ title }) => title);
    const others = worse.length > 0 ? `; not for ${worse.join('; ')}` : '';
    lines.push(
      `Predictions averaged over the posterior are better calibrated than those at the mean: here, by more than 0.1 %, for ${better.length} of ${bayesian.length} rules (${names})${others}.`,
    );
  }
  return lines.map((text) => `- ${text}\n`).join('');
}

const numbers = ({ set, initial = {} }) =>
  Object.entries({ ...set, ...initial })
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
to learn from and the last 2,000 to test on; batches of ${run.batch}, the wasm backend, seed 0: one run a rule. Averages are over
${run.samplesTest} draws from the posterior. Training loss is the mean over the last epoch, at the draws of each step. ECE is the
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

The first 64 of ${run.hidden} units. Each filter is scaled by its largest weight: red excites, blue inhibits, white is zero.

${pictures.map(({ title, slug }) => `### ${title}\n\n![first-layer filters, ${title}](filters-${slug}.svg)\n`).join('\n')}`;
}
