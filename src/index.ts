// The library: everything the command line does, as functions without a file system, for Node and for browsers.
import packageInformation from '../package.json' with { type: 'json' };

export type { FileNode } from '../grammar/ast.ts';
export { canonicalName } from '../grammar/names.ts';
export { type ParsedFile, parse } from '../grammar/parse.ts';
export { print } from '../grammar/print.ts';
export { numbered, numberedOptimizer } from './backends/code/numbered.ts';
export { emissionProblem } from './backends/code/optimizer.ts';
export { equationNumbers } from './backends/document/content.ts';
export { derivationData, jsonDocument } from './backends/document/json.ts';
export { htmlListing, type ListedDerivation, markdownListing } from './backends/document/listing.ts';
export { optimizerData } from './backends/document/optimizer.ts';
export { katexCss } from './backends/html/assets.ts';
export { htmlDocument } from './backends/html/document.ts';
export { neededStyle } from './backends/html/fonts.ts';
export type { PageStyle } from './backends/html/page.ts';
export { type Emitted, emitJs } from './backends/js/module.ts';
export { emitOptimizerJs } from './backends/js/optimizer.ts';
export { latexDocument } from './backends/latex/document.ts';
export { markdownDocument } from './backends/markdown/document.ts';
export { emitTfjs } from './backends/tfjs/module.ts';
export { emitOptimizerTfjs } from './backends/tfjs/optimizer.ts';
export { type Compilation, type Compiled, type CompileOptions, compile, type Declared } from './compile.ts';
export type { Derivation } from './derivation/derivation.ts';
export {
  CompilerBug,
  type Diagnostic,
  type DiagnosticCode,
  type DiagnosticRecord,
  diagnosticRecord,
  type Result,
  renderDiagnostic,
  type Span,
} from './diagnostics.ts';
export type { ReadFile } from './imports.ts';
export type { OptimizerProgram } from './model/optimizer-program.ts';
export type { FamilyProgram } from './model/program.ts';
export { template, templateKinds } from './templates.ts';
export { programOf } from './theorems/program.ts';
export { evaluateAt } from './values/evaluate.ts';
export { replayOptimizer } from './values/replay.ts';
export { stepAt } from './values/step.ts';

/** The version of the compiler, as in package.json. */
export const version: string = packageInformation.version;
