import { readFileSync } from 'node:fs';
import type { CaseFacts } from '@mz/contracts';
import type { JsonValue, PolicyParameter, RegionGroup } from '@mz/domain';

/** A standard of the start data: as the rules see it, with its publication and two approvers. */
export type SeedStandard = CaseFacts['standards'][number] & {
  readonly publishedDocNo: string;
  readonly publishedOn: string;
  readonly approvedBy: readonly [string, string];
};

type Line = (column: string) => string;

/** The parameters of the start data: `parameters.csv`, and one row `income_type.<TYPE>` for each line of `income-types.csv`. */
export function readSeedParameters(): PolicyParameter[] {
  const rows = readLines('parameters.csv').map((line) =>
    parameterOf(line, {
      key: line('key'),
      value: jsonValueOf(line('kind'), line('value')),
      group: line('region_group'),
    }),
  );
  const types = readLines('income-types.csv').map((line) =>
    parameterOf(line, { key: `income_type.${line('type')}`, value: jsonValueOf('flag', line('countable')), group: '' }),
  );
  return [...rows, ...types];
}

/** The standards of the start data. */
export function readSeedStandards(): SeedStandard[] {
  return readLines('standards.csv').map((line) => ({
    id: line('id'),
    programme: line('programme'),
    divisionCode: line('division_code'),
    amountFen: integerOf(line('amount_fen')),
    period: line('period') === 'MONTH' ? 'MONTH' : 'YEAR',
    validFrom: line('valid_from'),
    validTo: line('valid_to') || null,
    publishedDocNo: line('published_doc_no'),
    publishedOn: line('published_on'),
    approvedBy: [line('approved_by_1'), line('approved_by_2')],
  }));
}

/** The classes that `income-types.csv` gives its types; a test compares them with the rules. */
export function readSeedIncomeClasses(): Map<string, string> {
  return new Map(readLines('income-types.csv').map((line) => [line('type'), line('class')]));
}

function parameterOf(line: Line, row: { key: string; value: JsonValue; group: string }): PolicyParameter {
  return {
    key: row.key,
    divisionCode: line('division_code'),
    regionGroup: regionGroupOf(row.group),
    validFrom: line('valid_from'),
    validTo: line('valid_to') || null,
    value: row.value,
    legalBasis: line('legal_basis'),
    approvedBy: [line('approved_by_1'), line('approved_by_2')],
  };
}

function regionGroupOf(text: string): RegionGroup | null {
  if (text === '') return null;
  if (text === 'EAST' || text === 'CENTRAL' || text === 'WEST') return text;
  throw new Error(`seed: unknown region group ${text}`);
}

function jsonValueOf(kind: string, text: string): JsonValue {
  switch (kind) {
    case 'integer':
      return integerOf(text);
    case 'flag':
      if (text !== 'true' && text !== 'false') throw new Error(`seed: not a flag: ${text}`);
      return text === 'true';
    case 'list':
      return text.split(' ');
    case 'text':
      return text;
    default:
      throw new Error(`seed: unknown kind ${kind}`);
  }
}

function integerOf(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new Error(`seed: not an integer: ${text}`);
  return Number(text);
}

/** Lines as look-ups by column; the files hold no quotes and no comma inside a field. */
function readLines(file: string): Line[] {
  const [header = '', ...lines] = readFileSync(new URL(file, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  const columns = header.split(',');
  return lines.map((text, index) => {
    const cells = text.split(',');
    if (cells.length !== columns.length) throw new Error(`seed: ${file} line ${index + 2} has ${cells.length} cells`);
    return (column) => {
      const cell = cells[columns.indexOf(column)];
      if (cell === undefined) throw new Error(`seed: ${file} has no column ${column}`);
      return cell;
    };
  });
}
