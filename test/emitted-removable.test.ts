// Emitted modules at, near and far from removable singularities of their log-partition, against mpmath 1.3 at 80 digits and
// more: A(λ) as the plain sum over the support (∫ e^{λθ}dθ by its series near 0), μ and A″ by central differences.
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { compile } from '../src/compile.ts';
import type { FamilyProgram } from '../src/model/program.ts';
import { programOf } from '../src/theorems/program.ts';
import { type EmittedModule, load, loadTensors } from './emit-run.ts';

/** Parameter, other parameter, then mean, Fisher metric, divergence and the step of `stepOptions` (NaN: not asked). */
type Row = readonly [number, number, number, number, number, number];

interface Case {
  readonly name: string;
  readonly source: string;
  readonly parameter: string;
  readonly constants: Readonly<Record<string, number>>;
  readonly rows: readonly Row[];
}

const unseen = (name: string): string => readFileSync(new URL(`families-unseen/${name}.blr`, import.meta.url), 'utf8');

const range = `family Range {
  variable  θ in Integer(-n..n)
  constant  n in Integer(1..inf)
  parameter t in Real
  density   ∝ exp(t*θ)
}`;

const shifted = `family Shifted {
  variable  θ in Interval(0, 1)
  parameter m in Real
  density   ∝ exp((m - 2)*θ)
}`;

/** λ as a function of the parameter that vanishes inside its domain. */
const through = (natural: string, domain: string): string => `family Through {
  variable  θ in Interval(0, 1)
  parameter k in ${domain}
  density   ∝ exp(θ*${natural})
}`;

const cases: readonly Case[] = [
  {
    name: 'Range',
    source: range,
    parameter: 't',
    constants: { n: 5 },
    rows: [
      [0.0, 0.3, 0.0, 10.0, 0.4147497869676468, -0.0111],
      [1e-12, 0.30000000000099997, 1e-11, 10.0, 0.4147497869672097, -0.01109999999927],
      [-1e-7, 0.2999999, -9.999999999999796e-7, 9.99999999999939, 0.4147498306720245, -0.011100073000000677],
      [1e-7, 0.3000001, 9.999999999999796e-7, 9.99999999999939, 0.4147497432632313, -0.011099927000000677],
      [0.0001, 0.3001, 0.0009999999796666673, 9.99999939000003, 0.4147060636589325, -0.011027000677100008],
      [-0.01, 0.29, -0.0999796725232284, 9.993902927926651, 0.4189278826058469, -0.018406771878864768],
      [0.05, 0.35, 0.4974765032255895, 9.849311534912598, 0.3886071393979772, 0.025230176763468067],
      [0.1, 0.4, 0.9802353039300934, 9.418098137489412, 0.35581252424993604, 0.061214180997099986],
      [0.2, 0.5, 1.8540586389987235, 7.960119380636628, 0.2821042405990748, 0.13205548551570562],
      [0.5, 0.8, 3.503644875892377, 3.419132020743767, 0.11671648752844264, 0.3325356203485076],
      [1.0, 1.3, 4.418207014907832, 0.9186526209053535, 0.03406381862542293, 0.6091708666866841],
      [-3.0, -2.7, -4.947604303508795, 0.05514100550149604, 0.002782483397139188, -4.203020963083244],
    ],
  },
  {
    name: 'TruncatedExponential',
    source: unseen('truncated-exponential'),
    parameter: 'β',
    constants: {},
    rows: [
      [0.0, 0.3, 0.5, 0.08333333333333333, 0.0037471915110893128, -1.332],
      [1e-12, 0.30000000000099997, 0.5000000000000834, 0.08333333333333333, 0.003747191511089275, -1.33199999999927],
      [-1e-7, 0.2999999, 0.49999999166666664, 0.08333333333333329, 0.003747191514831293, -1.3320000730000006],
      [1e-7, 0.3000001, 0.5000000083333334, 0.08333333333333329, 0.0037471915073473286, -1.3319999270000007],
      [0.0001, 0.3001, 0.500008333333332, 0.08333333329166667, 0.0037471877672386657, -1.331927000666],
      [-0.01, 0.29, 0.49916666805555227, 0.0833329166683201, 0.0037475470231874376, -1.3393066600068715],
      [0.05, 0.35, 0.5041664930658889, 0.08332291769997573, 0.0037448538551349843, -1.2956665042945603],
      [0.1, 0.4, 0.5083319447750496, 0.08329168319527304, 0.003741584902757229, -1.259666068709],
      [0.2, 0.5, 0.5166555661269948, 0.08316693084704126, 0.003732269691077835, -1.1886650990902707],
      [0.5, 0.8, 0.5414940825367983, 0.08230191096723624, 0.003682596371438083, -0.9836928638168347],
      [1.0, 1.3, 0.5819767068693265, 0.07932640579220768, 0.0035328862023877093, -0.669281851881201],
      [-3.0, -2.7, 0.2809376368420774, 0.05597010560905135, 0.002578032260580825, -4.173201546470717],
      [-2000.0, -2500.0, 0.0005, 2.5e-7, 0.026856448685790246, -445460.0],
      [-720.0, -700.0, 0.001388888888888889, 1.9290123456790124e-6, 0.00039309918891854416, -58068.0],
      [40.0, 44.0, 0.975, 0.0006249999999999958, 0.004689820195675127, -148.4000000000012],
      [600.0, 660.0, 0.9983333333333333, 2.777777777777778e-6, 0.00468982019567514, -39522.0],
      [720.0, 700.0, 0.9986111111111111, 1.9290123456790124e-6, 0.00039309918891854416, -57016.8],
      [600.0, -600.0, 0.9983333333333333, 2.777777777777778e-6, 598.0, -39522.0],
      [100000.0, 200000.0, 0.99999, 1e-10, 0.3068528194400547, -1109927000.0],
    ],
  },
  {
    name: 'TruncatedGeometric',
    source: unseen('truncated-geometric'),
    parameter: 'q',
    constants: { n: 7 },
    rows: [
      [0.2, 0.5, 0.2499795199475711, 7.808403979028399, 0.2370383726415662, 0.2876626207618165],
      [0.9, 1.2, 2.9533987498770706, 6.254078174109118, 0.2140188674969638, 0.9078885574449019],
      [0.999, 1.299, 3.494747378944719, 5.260498657281181, 0.17477972029847413, 0.9783848802809457],
      [0.9999999, 1.2999999, 3.499999474999974, 5.2500010499999865, 0.17439019819560406, 0.979079016734782],
      [1.0, 1.3, 3.5, 5.25, 0.17439015925478463, 0.9790790861375042],
      [1.0000001, 1.3000001, 3.500000524999974, 5.249998949999986, 0.17439012031396808, 0.9790791555402227],
      [1.0001, 1.3001, 3.5005249737460633, 5.248949986905185, 0.17435121997331565, 0.9791484870712873],
      [1.3, 1.6, 4.784405470559647, 2.5166828281494067, 0.08175872138185857, 1.1706960298003135],
      [3.0, 3.3, 6.501219512195122, 0.08224915724767004, 0.003168417192511954, 1.4220995516432635],
      [1e-6, 2e-6, 1.000001000001e-6, 1000002.000003, 3.068536262945143e-7, Number.NaN],
      [1000000.0, 1200000.0, 6.999998999999, 1.000002000003e-18, 1.5654919671108864e-8, Number.NaN],
      [1000000.0, 0.001, 6.999998999999, 1.000002000003e-18, 48.355265729921484, Number.NaN],
    ],
  },
  {
    name: 'ZeroTruncatedPoisson',
    source: unseen('zero-truncated-poisson'),
    parameter: 'r',
    constants: {},
    rows: [
      [1e-7, 0.3000001, 1.0000000500000008, 5000000.166666667, 0.1537464483011759, Number.NaN],
      [0.0001, 0.3001, 1.0000500008333333, 5000.166666666611, 0.15334934605271552, Number.NaN],
      [0.01, 0.31, 1.0050083333194444, 50.166666111113095, 0.13679824568121213, Number.NaN],
      [0.3, 0.6, 1.1574887740530249, 1.832834935668422, 0.052045164203885406, Number.NaN],
      [2.0, 2.3, 2.3130352854993315, 0.3972434061332552, 0.01649099242491666, Number.NaN],
      [600.0, 1500.0, 600.0, 0.0016666666666666668, 350.22556087550697, Number.NaN],
      [720.0, 2000.0, 720.0, 0.001388888888888889, 544.4111017769734, Number.NaN],
      [100000.0, 300000.0, 100000.0, 1e-5, 90138.77113318903, Number.NaN],
    ],
  },
  {
    name: 'ContinuousBernoulli',
    source: unseen('continuous-bernoulli'),
    parameter: 'p',
    constants: {},
    rows: [
      [0.5, 0.7, 0.5, 1.3333333333333333, 0.02973612325187542, 0.41751085648839786],
      [0.5000000001, 0.6, 0.5000000000333333, 1.3333333333333333, 0.006840721090336974, 0.41751085655941095],
      [0.499999, 0.3, 0.4999996666666667, 1.3333333333429334, 0.02973584081992198, 0.4175101463578478],
      [0.51, 0.49, 0.5033336889634056, 1.3342938665954749, 0.00026673068495807216, 0.42465579250893654],
      [0.4, 0.9, 0.4663034623764317, 1.4349438980898435, 0.2744951546392793, 0.3501677831918856],
      [0.2, 0.5, 0.3880141871111484, 2.9647578440217774, 0.07641445280335878, 0.22339440875197497],
      [0.9, 0.1, 0.6698803866865813, 8.210970669451331, 0.7465307216702742, 0.810577716289099],
      [1e-9, 1e-8, 0.048254941436023185, 2328538474160985.0, 0.006671917902814319, 2.6915339531522297e-7],
    ],
  },
  {
    name: 'Shifted',
    source: shifted,
    parameter: 'm',
    constants: {},
    rows: [
      [2.0, 2.5, 0.5, 0.08333333333333333, 0.010395050992756737, 0.668],
      [2.0000001, 2.3, 0.5000000083333334, 0.08333333333333329, 0.0037471890110897296, 0.6680000729999992],
      [1.9, 2.4, 0.4916680552249504, 0.08329168319527304, 0.010407140722796927, 0.594333931291],
      [3.0, 1.0, 0.5819767068693265, 0.07932640579220768, 0.16395341373865285, 1.3307181481187988],
      [700.0, 800.0, 0.998567335243553, 2.0525283043653173e-6, 0.009376980957262847, -53568.104],
      [-700.0, -720.0, 0.0014245014245014246, 2.0292043084065876e-6, 0.00039829362301338023, -55211.704],
    ],
  },
  {
    name: 'sinh k',
    source: through('sinh(k)', 'Real'),
    parameter: 'k',
    constants: {},
    rows: [
      [0.0, 0.5, 0.5, 0.08333333333333333, 0.01128868754927976, -1.0978120325895948],
      [1e-9, 0.3, 0.5000000000833333, 0.08333333333333333, 0.0038608771946008103, -1.0978120321513143],
      [-1e-5, 0.4, 0.49999916666666666, 0.08333333334125, 0.007020379514651058, -1.0978164153504169],
      [0.3, -0.5, 0.5253375567369803, 0.09064038299085822, 0.028346892410403113, -0.9216886655743055],
      [-2.0, 1.0, 0.24839412820383666, 0.6786709034788421, 0.7670213936671348, -1.8984689157549943],
      [4.0, 3.5, 0.9633564296755409, 1.0013427501973444, 0.10675764007271324, 3.5210094802992518],
    ],
  },
  {
    name: 'log(1 + k)',
    source: through('log(1 + k)', 'Interval(-1, inf)'),
    parameter: 'k',
    constants: {},
    rows: [
      [0.0, 0.5, 0.5, 0.08333333333333333, 0.006840721103852482, -0.7360511646207132],
      [1e-9, 0.3, 0.5000000000833333, 0.08333333316666666, 0.0028664818477757044, -0.7360511647796104],
      [-1e-5, 0.4, 0.4999991666625, 0.08333500002458366, 0.004713069841788114, -0.7360495756553336],
      [0.3, -0.5, 0.5218386466249318, 0.04914041559877584, 0.03793992522608445, -0.7869094427563198],
      [-0.9, 1.0, 0.3231833707921407, 6.515490688815716, 0.33773502732946425, -0.8429593110513689],
      [1000000.0, 100000.0, 0.9276185915886689, 5.238202570014366e-15, 0.01564806005283334, Number.NaN],
    ],
  },
  {
    name: 'atanh k',
    source: through('atanh(k)', 'Interval(-1, 1)'),
    parameter: 'k',
    constants: {},
    rows: [
      [0.0, 0.5, 0.5, 0.08333333333333333, 0.012540922593783171, -0.8697372953702082],
      [1e-9, 0.3, 0.5000000000833333, 0.08333333333333333, 0.003988584030158293, -0.8697372951924115],
      [-1e-5, 0.4, 0.49999916666666666, 0.08333333334958333, 0.007467467241467483, -0.8697390732944709],
      [0.3, -0.5, 0.5257522097392946, 0.10015175606495957, 0.030668999343667416, -0.7582064506847455],
      [-0.99, 0.2, 0.30153914171853385, 153.13264348468508, 0.29069883222550164, -0.9617317730648346],
      [0.96875, 0.75, 0.6614229803684462, 17.990487085092166, 0.0436612799183946, 0.8879092788753953],
    ],
  },
  {
    name: '√k − 1',
    source: through('(sqrt(k) - 1)', 'Positive'),
    parameter: 'k',
    constants: {},
    rows: [
      [1.0, 0.5, 0.5, 0.020833333333333332, 0.003571883058109668, Number.NaN],
      [1.0000000009313226, 2.0, 0.5000000000388051, 0.02083333331393078, 0.007138676265424492, Number.NaN],
      [0.9999, 3.0, 0.49999583322916163, 0.020835416872416277, 0.022233271825119926, Number.NaN],
      [0.25, 1.0, 0.45850591746320174, 0.08230191096723624, 0.010351990275642405, Number.NaN],
      [90000.0, 85000.0, 0.9966555183946488, 3.1070992245923174e-11, 0.0004072592903495965, Number.NaN],
    ],
  },
  {
    name: 'eᵏ − 1',
    source: through('expm1(k)', 'Real'),
    parameter: 'k',
    constants: {},
    rows: [
      [0.0, 0.5, 0.5, 0.08333333333333333, 0.017473882829532036, Number.NaN],
      [1e-9, 0.3, 0.5000000000833333, 0.0833333335, 0.005094857338934751, Number.NaN],
      [-1e-5, 0.4, 0.49999916667083333, 0.08333166668291657, 0.01005898489601583, Number.NaN],
      [0.3, -0.5, 0.5290955968627556, 0.15091843825466464, 0.02297517177609205, -1.3371981481678497],
      [5.0, 4.5, 0.9932163450936957, 1.0136133277864963, 0.10827191231072111, 4.52568313094513],
    ],
  },
];

const stepOptions = { rho: 0.3, tau: 0.9 };
const slope = 0.37;

async function numbers(value: unknown): Promise<readonly number[]> {
  if (typeof value === 'number') return [value];
  if (value instanceof tf.Tensor) return [...(await value.data())];
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
  return (await Promise.all(Object.values(value as object).map(numbers))).flat();
}

async function found(m: EmittedModule, c: Case, [at, other]: Row): Promise<readonly number[]> {
  const place = (value: number): object => ({ [c.parameter]: value, ...c.constants });
  const values = [
    m.toMean(place(at)),
    m.fisher(place(at)),
    m.kl(place(at), place(other)),
    m.update(place(at), { [c.parameter]: slope }, stepOptions),
  ];
  return Promise.all(values.map(async (v) => (await numbers(v))[0] ?? Number.NaN));
}

/** Below the floor a value counts as 0 beside the terms that it is made of. */
async function misses(m: EmittedModule, c: Case, tolerance: number, floor: number): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const row of c.rows) {
    const values = await found(m, c, row);
    values.forEach((v, i) => {
      const wanted = row[i + 2] ?? Number.NaN;
      if (Number.isNaN(wanted) || Math.abs(v - wanted) <= tolerance * Math.max(floor, Math.abs(wanted))) return;
      lines.push(`${['mean', 'fisher', 'kl', 'update'][i]} at ${row[0]}: ${v} instead of ${wanted}`);
    });
  }
  return lines;
}

function program(c: Case): FamilyProgram {
  const [declared] = compile(c.source, { verify: 'none' }).declarations;
  if (!declared?.findings) throw new Error(`${c.name} does not compile`);
  return programOf(declared.findings);
}

describe.each(cases)('$name near its removable singularity', (c) => {
  beforeAll(() => tf.setBackend('cpu'));

  it('js: to 1e-12', async () => {
    const m = await load(emitJs(program(c), { source: c.name, version: '0.0.0' }).js);
    expect(await misses(m, c, 1e-12, 4e-3)).toEqual([]);
  });

  it('tfjs: to 1e-5', async () => {
    const m = await loadTensors(emitTfjs(program(c), { source: c.name, version: '0.0.0' }).js);
    expect(await misses(m, c, 1e-5, 1)).toEqual([]);
  });
});

describe('two natural parameters that vanish', () => {
  it('are what each of them is alone, and both are drawn', async () => {
    const source = `family Two {
      variable  x in Unit, y in Unit
      parameter k in Interval(-1, 1), j in Real
      density   ∝ exp(atanh(k)*x + sinh(j)*y)
    }`;
    const c: Case = { name: 'Two', source, parameter: 'k', constants: {}, rows: [] };
    const m = await load(emitJs(program(c), { source: c.name, version: '0.0.0' }).js);
    const here = { k: 0, j: 0 };
    expect([...(await numbers(m.fisher(here)))]).toEqual([1 / 12, 0, 0, 1 / 12].map((x) => expect.closeTo(x, 14)));
    const next = m.update(here, { k: slope, j: slope }, stepOptions);
    expect(await numbers(next)).toEqual([-0.8697372953702082, -1.0978120325895948].map((x) => expect.closeTo(x, 13)));
    const draws = await numbers(m.sample(here, [100], 3));
    expect(draws.length).toBe(200);
    expect(draws.every((x) => x > 0 && x < 1)).toBe(true);
  });
});

/** A draw by inversion: θ with (e^{λθ} − 1)/(e^λ − 1) = u, from whichever end loses nothing. */
const inverted = (rate: number, u: number): number => {
  if (rate === 0) return u;
  return rate > 1 ? 1 + Math.log(u + (1 - u) * Math.exp(-rate)) / rate : Math.log1p(u * Math.expm1(rate)) / rate;
};

describe('draws from the exponential law on an interval', () => {
  it.each([0, 1e-9, -1e-9, 0.3, -7.9, 7.9, 8.1, 40, 720, -720, 1e5])('at rate %d', async (rate) => {
    const source = unseen('truncated-exponential');
    const c: Case = { name: 'TruncatedExponential', source, parameter: 'β', constants: {}, rows: [] };
    const m = await load(emitJs(program(c), { source: c.name, version: '0.0.0' }).js);
    const uniforms = m.sample({ β: 0 }, [50], 7) as Float64Array;
    const draws = m.sample({ β: rate }, [50], 7) as Float64Array;
    const gaps = [...draws].map((x, i) => Math.abs(x - inverted(rate, uniforms[i] ?? Number.NaN)));
    expect(new Set(uniforms).size).toBeGreaterThan(45);
    expect(Math.max(...gaps)).toBeLessThan(1e-14);
  });
});

const symmetric = `family Symmetric {
  variable  x in Interval(-1, 1)
  parameter k in Real
  density   ∝ exp(k*x)
}`;

/** k, entropy, KL from k to ½, by mpmath: A(k) = log(2 sinh(k)/k), μ(k) = coth k − 1/k. */
const entropies: readonly (readonly [number, number, number])[] = [
  [0, 0.6931471805599453, 0.041324854612918106],
  [1e-12, 0.6931471805599453, 0.04132485461275144],
  [1e-9, 0.6931471805599453, 0.04132485444625144],
  [1e-5, 0.6931471805432786, 0.04132318796291812],
  [-1e-3, 0.6931470138932954, 0.041491687935123665],
  [0.1, 0.6914821787981268, 0.026334290247741803],
  [3, -0.11600358797813673, 0.5146573781608222],
  [-3.99, -0.38686553449324973, 1.4963666430485298],
  [4.01, -0.39175811942595723, 0.7505895057195803],
  [50, -2.912023005428146, 3.1564950406010097],
  [-800, -5.684611727667927, 6.918458762840791],
];

describe('a logarithm over a denominator that vanishes', () => {
  beforeAll(() => tf.setBackend('cpu'));
  const origin = { source: 'Symmetric', version: '0.0.0' };
  const law: Case = { name: 'Symmetric', source: symmetric, parameter: 'k', constants: {}, rows: [] };

  async function far(m: EmittedModule, tolerance: number): Promise<readonly string[]> {
    const lines: string[] = [];
    for (const [k, entropy, kl] of entropies) {
      const values = [...(await numbers(m.entropy({ k }))), ...(await numbers(m.kl({ k }, { k: 0.5 })))];
      [entropy, kl].forEach((wanted, i) => {
        const miss = Math.abs((values[i] ?? Number.NaN) - wanted);
        if (!(miss <= tolerance * Math.max(1, Math.abs(wanted))))
          lines.push(`${['entropy', 'kl'][i]} at ${k}: ${values[i]}`);
      });
    }
    return lines;
  }

  it('js: to 1e-12', async () => {
    expect(await far(await load(emitJs(program(law), origin).js), 1e-12)).toEqual([]);
  });

  it('tfjs: to 1e-5', async () => {
    expect(await far(await loadTensors(emitTfjs(program(law), origin).js), 1e-5)).toEqual([]);
  });
});
