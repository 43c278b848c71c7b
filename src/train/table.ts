// A CSV text as rows of fields that remember where they stand, so that a message can point at them.
import { done, type Outcome, type Place, wrong } from './outcome.ts';

/** One row, with the offset at which it begins. */
export interface Row {
  readonly fields: readonly string[];
  readonly start: number;
}

/** Rows under the names of their columns. */
export interface Table {
  readonly file: string;
  readonly text: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** How the text is to be read. */
export interface TableOptions {
  /** Does the first row name the columns? */
  readonly header: boolean;
}

/** Reads a text; the separator is found, empty lines are passed over, and every row is as long as the first. */
export async function parseTable(file: string, source: string, { header }: TableOptions): Promise<Outcome<Table>> {
  const text = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const read = await rowsIn(file, text);
  if (!read.ok) return read;
  const [first, ...others] = read.value;
  if (first === undefined) return wrong(`${file} is empty`, 'give a file with one example a row');
  const columns = header ? first.fields.map((name) => name.trim()) : first.fields.map((_, i) => String(i + 1));
  const table = { file, text, columns, rows: header ? others : read.value };
  const ragged = table.rows.find(({ fields }) => fields.length !== columns.length);
  if (ragged) return raggedRow(table, ragged);
  if (table.rows.length === 0) return wrong(`${file} has no row below its header`, 'one example a row is expected');
  return done(table);
}

async function rowsIn(file: string, text: string): Promise<Outcome<readonly Row[]>> {
  const { default: papa } = await import('papaparse');
  const rows: Row[] = [];
  const broken: { readonly message: string; readonly row: Row }[] = [];
  let start = 0;
  // Without the last line break: an empty row at the end would confuse the search for the separator.
  papa.parse<string[]>(text.replace(/\n+$/, ''), {
    delimiter: '',
    step: ({ data, errors, meta }) => {
      const row = { fields: data, start };
      broken.push(...errors.flatMap(({ type, message }) => (type === 'Quotes' ? [{ message, row }] : [])));
      if (data.length > 1 || data[0]?.trim()) rows.push(row);
      start = meta.cursor;
    },
  });
  const [first] = broken;
  if (first === undefined) return done(rows);
  const place = placeOf({ file, text }, first.row);
  return wrong(
    `a quotation mark is wrong: ${first.message}`,
    'a quoted field ends with ", and " inside it is doubled',
    {
      place,
    },
  );
}

/** Where a row stands, or one field of it. */
export function placeOf({ file, text }: Pick<Table, 'file' | 'text'>, { fields, start }: Row, field?: number): Place {
  const line = text.slice(start).split('\n', 1)[0] ?? '';
  const base = { file, line: text.slice(0, start).split('\n').length, text: line };
  if (field === undefined || line.includes('"')) return { ...base, column: 1, length: Math.max(1, line.length) };
  const before = fields.slice(0, field).reduce((sum, one) => sum + one.length + 1, 0);
  return { ...base, column: before + 1, length: Math.max(1, fields[field]?.length ?? 1) };
}

function raggedRow(table: Table, row: Row): Outcome<never> {
  const expected = table.columns.length;
  return wrong(
    `this row has ${row.fields.length} fields; the first row has ${expected}`,
    row.fields.length > expected
      ? 'a field that contains the separator must stand in quotation marks; decimals are written with a point'
      : 'every row needs a field for every column',
    { place: placeOf(table, row) },
  );
}
