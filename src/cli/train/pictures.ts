// The pictures of a finished run.
import {
  filtersPicture,
  type ImageShape,
  lossChart,
  type Outcome,
  reliabilityChart,
  type TrainingResult,
} from '../../train/index.ts';
import { runFiles, writeWhole } from './run-folder.ts';

/** Which pictures were written, and why others were not. */
export interface Pictures {
  readonly files: readonly string[];
  readonly notes: readonly string[];
}

/** Draws the loss, the reliability diagram and, where the inputs are pictures, the first layer's filters. */
export async function drawPictures(
  folder: string,
  { history, reliability, filters }: TrainingResult,
  image: ImageShape | undefined,
): Promise<Pictures> {
  const files: string[] = [];
  const notes = new Set<string>();
  const keep = async (name: string, drawn: Outcome<string>): Promise<void> => {
    if (!drawn.ok) {
      notes.add(`${drawn.problem.message}: ${drawn.problem.hint}`);
      return;
    }
    await writeWhole(folder, name, drawn.value);
    files.push(name);
  };
  await keep(runFiles.loss, await lossChart(history));
  if (reliability) await keep(runFiles.reliability, await reliabilityChart(reliability));
  if (filters && image) {
    await keep(runFiles.filters, { ok: true, value: await filtersPicture({ weights: filters, image }) });
  } else notes.add('no picture of the filters: the inputs are no pictures');
  return { files, notes: [...notes] };
}
