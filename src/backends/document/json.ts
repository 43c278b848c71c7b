// A derivation as JSON: every equation as LaTeX and as text, every claim with its outcome.
import type { Verdict } from '../../derivation/claim.ts';
import type { Derivation } from '../../derivation/derivation.ts';
import type { Prose } from '../../derivation/step.ts';
import type { OptimizerProgram } from '../../model/optimizer-program.ts';
import { latexOf, plainText, type Term } from '../../notation/label.ts';
import { partLatex, partText, plainProse } from '../../notation/prose.ts';
import { type NumberedBlock, numberedSteps } from './content.ts';
import { optimizerData } from './optimizer.ts';

/** The derivation as indented JSON text, with the interface of the algorithm where it ends in one. */
export function jsonDocument(d: Derivation, optimizer?: OptimizerProgram): string {
  const data = { ...derivationData(d), ...(optimizer ? { optimizer: optimizerData(optimizer) } : {}) };
  return `${JSON.stringify(data, plainNumber, 2)}\n`;
}

/** The derivation as plain data. */
export function derivationData(d: Derivation): Readonly<Record<string, unknown>> {
  return {
    name: d.name,
    kind: d.kind,
    file: d.file,
    doc: d.doc,
    source: d.sourceText,
    given: (d.given ?? []).map((block) => blockData({ block })),
    steps: numberedSteps(d).map(({ number, step, body }) => ({
      number,
      theorem: step.theorem,
      title: step.title,
      source: step.source,
      statement: step.statement.map((block) => blockData({ block })),
      body: body.map(blockData),
      discharged: step.discharged.map(proseData),
      left: step.left.map(proseData),
      claims: step.verdicts.map(verdictData),
    })),
  };
}

const termData = (term: Term): Readonly<Record<string, unknown>> => ({ latex: latexOf(term), text: plainText(term) });

const proseData = (prose: Prose): Readonly<Record<string, unknown>> => ({
  kind: 'prose',
  text: plainProse(prose),
  parts: prose.parts.map((part) =>
    typeof part === 'string' ? part : { latex: partLatex(part), text: partText(part) },
  ),
});

function blockData({ block, number }: NumberedBlock): Readonly<Record<string, unknown>> {
  if (block.kind === 'prose') return proseData(block);
  return {
    kind: 'equation',
    ...(number === undefined ? {} : { number }),
    ...(block.name === undefined ? {} : { name: block.name }),
    relation: block.relation,
    left: termData(block.left),
    right: block.right.map(termData),
  };
}

function verdictData(v: Verdict): Readonly<Record<string, unknown>> {
  return {
    text: v.claim.text,
    kind: v.claim.kind,
    road: v.road,
    holds: v.holds,
    points: v.points,
    worst: v.worst,
    tolerance: v.tolerance,
    ...(v.at === undefined ? {} : { at: v.at }),
    ...(v.note === undefined ? {} : { note: v.note }),
  };
}

/** JSON has no infinities: they are written as words, whole numbers beyond doubles as digits. */
const plainNumber = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)) ? String(value) : value;
