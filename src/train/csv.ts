// A table as labelled examples: one column is the label, all others are numbers.
import type { Dataset } from './dataset.ts';
import { done, type Outcome, wrong } from './outcome.ts';
import { parseTable, placeOf, type Row, type Table, type TableOptions } from './table.ts';

/** How a CSV text becomes examples. */
export interface CsvOptions extends TableOptions {
  /** The name of the label's column, or its number from 1; the last one without it. */
  readonly label?: string;
}

/** Reads a CSV text. */
export async function csvDataset(file: string, text: string, options: CsvOptions): Promise<Outcome<Dataset>> {
  const table = await parseTable(file, text, options);
  if (!table.ok) return table;
  const label = labelColumn(table.value, options.label);
  if (!label.ok) return label;
  if (options.header && namesAreNumbers(table.value.columns, label.value)) {
    return wrong(
      `the first row of ${file}, which names the columns, holds numbers: ${shown(table.value.columns)}`,
      'say --no-header if it is an example; names that are numbers count up, as in 0, 1, 2',
    );
  }
  if (table.value.columns.length < 2) {
    return wrong(`${file} has one column only`, 'beside the label there must be at least one feature', {
      notes: ['columns are separated by commas, semicolons, tabs or bars'],
    });
  }
  return examples(table.value, label.value);
}

function labelColumn({ file, columns }: Table, asked: string | undefined): Outcome<number> {
  if (asked === undefined) return done(columns.length - 1);
  const named = columns.indexOf(asked);
  if (named !== columns.lastIndexOf(asked)) {
    return wrong(`${file} has several columns \`${asked}\``, 'name the one of the label by its number from 1');
  }
  if (named >= 0) return done(named);
  const numbered = /^\d+$/.test(asked) ? Number(asked) - 1 : -1;
  if (numbered >= 0 && numbered < columns.length) return done(numbered);
  return wrong(`${file} has no column \`${asked}\``, `its columns are ${shown(columns)}`);
}

/** Are all names but the label's numbers, as those of an example, and not ones that count columns? */
function namesAreNumbers(columns: readonly string[], label: number): boolean {
  const names = columns.filter((_, i) => i !== label).map((name) => (name === '' ? Number.NaN : Number(name)));
  return names.every(Number.isFinite) && names.some((x, i) => !Number.isInteger(x) || x !== (names[0] ?? x) + i);
}

function shown(columns: readonly string[]): string {
  const listed = columns.slice(0, 12).join(', ');
  return columns.length > 12 ? `${listed}, … (${columns.length} in all)` : listed;
}

function examples(table: Table, label: number): Outcome<Dataset> {
  const features = table.columns.length - 1;
  const inputs = new Float32Array(table.rows.length * features);
  for (const [i, row] of table.rows.entries()) {
    let at = i * features;
    for (const [column, field] of row.fields.entries()) {
      if (column === label) {
        if (field.trim() === '') return missing(table, row, column);
        continue;
      }
      const value = numberIn(field);
      if (value === undefined) return missing(table, row, column);
      inputs[at] = value;
      at += 1;
    }
  }
  const names = table.rows.map(({ fields }) => fields[label]?.trim() ?? '');
  const classes = [...new Set(names)].sort(byNumberThenName);
  const index = new Map(classes.map((name, i) => [name, i]));
  const labels = Int32Array.from(names, (name) => index.get(name) ?? 0);
  return manyClasses(table, label, { count: table.rows.length, features, inputs, labels, classes });
}

/** A number that float32 holds; words, empty fields and infinities are none. */
function numberIn(field: string): number | undefined {
  const text = field.trim();
  const value = text === '' ? Number.NaN : Math.fround(Number(text));
  return Number.isFinite(value) ? value : undefined;
}

function missing(table: Table, row: Row, column: number): Outcome<never> {
  const field = row.fields[column]?.trim() ?? '';
  const name = table.columns[column] ?? '';
  const place = placeOf(table, row, column);
  if (field === '') return wrong(`a value of \`${name}\` is missing`, 'fill it in, or leave the row out', { place });
  if (/^[-+]?\d+,\d+(e[-+]?\d+)?$/i.test(field)) {
    return wrong(
      `\`${field}\` in column \`${name}\` is no number`,
      `write decimals with a point: ${field.replace(',', '.')}`,
      {
        place,
      },
    );
  }
  const hint = `features are numbers: fill in or leave out what is missing; if \`${name}\` is the label, say --label ${name}`;
  return wrong(`\`${field}\` in column \`${name}\` is no number`, hint, { place });
}

const byNumberThenName = (a: string, b: string): number => Number(a) - Number(b) || (a < b ? -1 : a > b ? 1 : 0);

/** More classes than half the examples: the label is a measurement, and this is no classification. */
function manyClasses({ columns }: Table, label: number, data: Dataset): Outcome<Dataset> {
  if (data.classes.length <= Math.max(2, data.count / 2)) return done(data);
  return wrong(
    `column \`${columns[label]}\` has ${data.classes.length} different labels in ${data.count} rows`,
    'a classifier needs classes that repeat: name the column of the label with --label',
  );
}
