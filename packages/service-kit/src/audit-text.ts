import { canonicalJson } from '@mz/domain';

/** A column of a result, as the driver names and types it. */
export interface TextColumn {
  readonly name: string;
  readonly dataTypeID: number;
}

/** The column that stands for `recorded_at` in UTC, whatever time zone the connection has. */
export const instantColumn = 'recorded_at_utc';

const oid = { int8: 20, timestamptz: 1184, jsonb: 3802 } as const;

/**
 * Gives a function that makes the text under a row's hash from the row as the server sends it: the RFC 8785 form of all
 * columns but those that are null. It is the text of `chainText`, without parsing what is only written again.
 */
export function chainTextOf(columns: readonly TextColumn[]): (row: readonly (string | null)[]) => string {
  const instant = columns.findIndex(({ name }) => name === instantColumn);
  const members = columns
    .map(({ name, dataTypeID }, index) => ({ name: nameOf(name), dataTypeID, index }))
    .filter(({ index }) => index !== instant)
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, dataTypeID, index }) => ({
      start: `,${JSON.stringify(name)}:`,
      index: dataTypeID === oid.timestamptz ? instant : index,
      write: writerOf(dataTypeID),
    }));
  return (row) => {
    let text = '';
    for (const { start, index, write } of members) {
      const value = row[index];
      const written = value === null || value === undefined ? 'null' : write(value);
      if (written !== 'null') text += start + written;
    }
    return `{${text.slice(1)}}`;
  };
}

/** RFC 8785 text of an audit row: all its columns, without those that are null. */
export function chainText({ recordedAtUtc, ...row }: { readonly recordedAtUtc: string }): string {
  const present = Object.entries(row).filter(([, value]) => value !== null);
  return canonicalJson(Object.fromEntries([...present, ['recordedAt', instantOf(recordedAtUtc)]]));
}

function nameOf(column: string): string {
  return column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function writerOf(dataTypeID: number): (value: string) => string {
  switch (dataTypeID) {
    case oid.int8:
      return (value) => value;
    case oid.jsonb:
      return (value) => canonicalJson(JSON.parse(value));
    case oid.timestamptz:
      return (value) => JSON.stringify(instantOf(value));
    default:
      return JSON.stringify;
  }
}

/** Milliseconds, as the program writes them; what stands behind them stays, so that a time moved by less is seen. */
function instantOf(utc: string): string {
  const [seconds = '', fraction = ''] = utc.replace(' ', 'T').split('.');
  return `${seconds}.${fraction.padEnd(3, '0')}Z`;
}
