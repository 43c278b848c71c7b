// Which folder may import which: STYLE's table as data, and the dependency-cruiser rules made from it.

/** Each layer: the files it holds, and the layers it may import beside itself. */
export const layers = {
  diagnostics: { files: '^src/diagnostics(\\.ts$|/)', imports: [] },
  ast: { files: '^grammar/ast\\.ts$', imports: ['diagnostics'] },
  // What of the reading waits until names are known: how they are spelled, which known word is near, and calls that
  // turn out to be products.
  spelling: {
    files: '^grammar/(names|resolve-calls|suggest|associate|print-expression)\\.ts$',
    imports: ['ast', 'diagnostics'],
  },
  grammar: {
    files: '^grammar/(?!(ast|names|resolve-calls|suggest|associate|print-expression)\\.ts$)',
    imports: ['ast', 'spelling', 'diagnostics'],
  },
  templates: { files: '^src/templates\\.ts$', imports: ['ast', 'spelling', 'grammar', 'diagnostics'] },
  ir: { files: '^src/ir/', imports: ['diagnostics'] },
  notation: { files: '^src/notation/', imports: ['ir'] },
  numeric: { files: '^src/numeric/', imports: ['ir'] },
  model: { files: '^src/model/', imports: ['diagnostics', 'ir', 'numeric'] },
  derivation: { files: '^src/derivation/', imports: ['diagnostics', 'ir', 'notation', 'numeric', 'model'] },
  theorems: {
    files: '^src/theorems/',
    imports: ['diagnostics', 'ir', 'notation', 'numeric', 'model', 'derivation'],
  },
  elaborate: { files: '^src/elaborate/', imports: ['ast', 'spelling', 'model', 'ir', 'diagnostics'] },
  // Emitted code takes names in either spelling.
  backends: { files: '^src/backends/', imports: ['spelling', 'diagnostics', 'ir', 'notation', 'model', 'derivation'] },
  runtime: { files: '^src/runtime/', imports: [] },
  // Of the runtime, what works on plain numbers: emitted modules carry its text, and replay runs it.
  portable: { files: '^src/runtime/portable/', imports: [] },
  train: { files: '^src/train/', imports: ['runtime'] },
  compile: {
    files: '^src/(compile|compilation|imports|told)\\.ts$',
    imports: [
      'diagnostics',
      'ast',
      'spelling',
      'grammar',
      'ir',
      'notation',
      'numeric',
      'model',
      'derivation',
      'theorems',
      'elaborate',
      'backends',
    ],
  },
  values: {
    files: '^src/values/',
    imports: ['spelling', 'diagnostics', 'ir', 'notation', 'numeric', 'model', 'derivation', 'portable'],
  },
};

/** The public face of the library: it re-exports, and so may name every layer but what needs TensorFlow.js. */
export const index = {
  files: '^src/index\\.ts$',
  imports: Object.keys(layers).filter((name) => name !== 'runtime' && name !== 'train'),
};

/** The command line is a user of the library like any other; it loads training and the runtime only to train. */
export const cli = { files: '^src/cli(\\.ts$|/)', imports: ['index', 'train', 'runtime'] };

/** The only places that know Node. */
const knowsNode = '^src/(cli(\\.ts$|/)|runtime/backend)';

function onlyFrom(name, { files, imports }, all) {
  const allowed = [files, ...imports.map((other) => all[other].files)];
  return {
    name: `${name}-imports-only`,
    comment: `${name} may import ${imports.join(', ') || 'nothing of the compiler'}`,
    severity: 'error',
    from: { path: files },
    to: { path: '^(src|grammar)/', pathNot: allowed },
  };
}

/** The rules: one for each layer, no circles, no unresolved import, Node only where it is known. */
export const forbidden = [
  ...Object.entries({ ...layers, index, cli }).map(([name, layer]) => onlyFrom(name, layer, { ...layers, index })),
  {
    name: 'compiled-code-stays-inside',
    comment: 'src and grammar import nothing from tests, scripts or benches',
    severity: 'error',
    from: { path: '^(src|grammar)/' },
    to: { path: '^(test|scripts|bench)/' },
  },
  { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
  { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  {
    name: 'node-only-where-known',
    comment: 'the compiler runs in a browser too',
    severity: 'error',
    from: { path: '^(src|grammar)/', pathNot: knowsNode },
    to: { dependencyTypes: ['core'] },
  },
];
