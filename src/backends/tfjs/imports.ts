// What a tensor module imports and carries: recorded while its text is made.
import { CompilerBug } from '../../diagnostics.ts';
import library from './library.json';

interface Entry {
  readonly needs: string;
  readonly core: string;
  readonly text: string;
}

const entries: Readonly<Record<string, Entry | undefined>> = library;

/** Records the functions that a module uses. */
export interface Used {
  readonly core: (name: string) => string;
  readonly runtime: (name: string) => string;
  readonly support: (name: string) => string;
  /** The import statements. */
  readonly imports: () => string;
  /** The carried functions, in alphabetical order. */
  readonly text: () => string;
}

/** Names that no local value takes: tensor functions, the runtime's, the carried ones. */
export const tensorNames: readonly string[] = [
  'abs acos add all any argMax asin atan atan2 broadcastTo cast concat cos cosh div equal exp expandDims eye greater isFinite',
  'isNaN less lessEqual logSigmoid logicalAnd logicalNot logicalOr logSumExp matMul maximum minimum mul neg oneHot ones onesLike pow',
  'prod range reciprocal reshape scalar sigmoid sin sinh slice sqrt square squeeze stack sub sum tan tanh tensor1d',
  'tensor2d tidy where zerosLike customGrad greaterEqual floor ceil round fill gather',
  'cumsum lowerBound transpose asinh besselGap besselIe besselK besselRatio besselRatioDerivative categorical cholesky choleskySolve circleAngle determinantGap diagEmbed diagPart digamma entropyGap erf erfc erfDifference expm1 inverseGeneral',
  'inverseSPD lgamma lgammaGap lgammaRemainder lgammaRemainderSlope lgammaRise log log1mexp log1p log1pGap logAbsDeterminant logBesselI0 logBesselK logHalfErfc logGamma logQuotient matVec normal outer phi1 polygamma',
  'tensorOf sizesOf entryOf lowerPart matrixFrom matrixPhi phi sign softplus stumpff solveGeneral splitSeed trace transposeLast triangularSolve trigamma trigammaGap uniform choose passing',
  ...Object.keys(entries),
].flatMap((line) => line.split(' '));

const importText = (names: ReadonlySet<string>, from: string): string[] => {
  if (names.size === 0) return [];
  const list = [...names].sort();
  const line = `import { ${list.join(', ')} } from '${from}';`;
  return [line.length <= 120 ? line : `import {\n${list.map((n) => `  ${n},`).join('\n')}\n} from '${from}';`];
};

/** Functions of both: a module has one of a name, and the runtime's is the more exact. */
const ofRuntime: ReadonlySet<string> = new Set(['log', 'exp']);

/** A new record. */
export function createUsed(): Used {
  const core = new Set<string>();
  const runtime = new Set<string>();
  const support = new Set<string>();
  const record = (set: Set<string>) => (name: string) => {
    set.add(name);
    return name;
  };
  const take = (name: string): void => {
    if (support.has(name)) return;
    const entry = entries[name];
    if (!entry) throw new CompilerBug(`no tensor function ${name} to carry`);
    support.add(name);
    for (const used of entry.core.split(' ').filter(Boolean)) (ofRuntime.has(used) ? runtime : core).add(used);
    entry.needs.split(' ').filter(Boolean).forEach(take);
  };
  return {
    core: record(core),
    runtime: record(runtime),
    support(name) {
      take(name);
      return name;
    },
    imports: () => [...importText(core, '@tensorflow/tfjs-core'), ...importText(runtime, 'blrc/runtime')].join('\n'),
    text: () =>
      [...support]
        .sort()
        .map((name) => entries[name]?.text ?? '')
        .join('\n\n'),
  };
}
