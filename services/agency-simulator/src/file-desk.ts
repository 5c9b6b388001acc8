import { type ExchangeAnswerRow, type ExchangeHeader, ExchangeQueryRow } from '@mz/contracts';
import { addDays, type LegalDay } from '@mz/domain';
import { type Static, Type } from 'typebox';
import Value from 'typebox/value';
import { answerOf, contradict } from './answer.ts';
import type { FileCodec, FileToSeal } from './file-codec.ts';
import type { Agencies } from './mount-agencies.ts';
import { isWireFault, type WireFault, wireFaults } from './wire.ts';
import { inOwnWords } from './words.ts';

/** How an agency handles files: when it begins to answer, and what goes wrong with its next answers. */
export const DeskControl = Type.Object(
  {
    agencyCode: Type.String({ minLength: 1 }),
    /** No answer before this day. */
    silentUntil: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
    /** Days of the business clock between file and answer; one unless told. */
    delayDays: Type.Optional(Type.Integer({ minimum: 0 })),
    fault: Type.Optional(
      Type.Union([
        Type.Literal('BAD_HASH'),
        Type.Literal('BAD_COUNT'),
        Type.Literal('UNKNOWN_KEY'),
        Type.Literal('WRONG_SIGNATURE'),
        Type.Literal('DOUBLE_SEQ'),
        Type.Literal('UNKNOWN_SEQ'),
        /** Leaves the last row out, to be answered by a second file. */
        Type.Literal('MISSING_SEQ'),
        /** The first answer again under its number, with other content. */
        Type.Literal('OTHER_CONTENT'),
        /** A second file returns a seq again, with the same answer or with another. */
        Type.Literal('DUPLICATE'),
        Type.Literal('CONTRADICTORY'),
        /** The first answer's bytes again under a new number. */
        Type.Literal('REPLAY'),
        Type.Literal('WRONG_JSON'),
        Type.Literal('WRONG_CHARSET'),
        /** Of the connection: over the exchange only, but for HUGE. */
        ...wireFaults.map((fault) => Type.Literal(fault)),
      ]),
    ),
    /** The fault of the connection meets who fetches an answer, and nobody else. */
    onlyAnswers: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type DeskControl = Static<typeof DeskControl>;

/** A file that came, and what was answered. */
interface Received {
  readonly header: ExchangeHeader;
  readonly rows: readonly ExchangeQueryRow[];
  readonly receivedOn: LegalDay;
  readonly answers: Answer[];
  /** Rows that the first answer left out. */
  left: number;
  /** What has gone wrong after the first answer: each once. */
  readonly came: Set<string>;
}
interface Answer {
  readonly fileNo: string;
  readonly sha256: string;
  readonly body: string;
  /** Written with a fault for which the whole file is refused. */
  readonly spoiled: boolean;
}

/** The desk of an agency that works with files. */
export interface FileDesk {
  control(control: DeskControl): void;
  clear(): void;
  /** Takes a file; the same number with other content is FILE_CONFLICT. */
  take(agencyCode: string, fileNo: string, body: string): Promise<'TAKEN' | 'REFUSED' | 'FILE_CONFLICT'>;
  /** What is ready on a day. */
  list(agencyCode: string, day: LegalDay): Promise<readonly Answer[]>;
  /** What goes wrong with connections of an agency. */
  wireFault(agencyCode: string, call: 'ANSWER' | 'OTHER'): WireFault | undefined;
}

/** Files in memory, gone with the process. */
export function createFileDesk(agencies: Agencies, codec: FileCodec): FileDesk {
  const received = new Map<string, Received>();
  const controls = new Map<string, DeskControl>();

  async function answer(file: Received, day: LegalDay): Promise<void> {
    const { agency } = file.header;
    const { silentUntil = '', delayDays = 1, fault } = controls.get(agency) ?? {};
    if (day < silentUntil || day < addDays(file.receivedOn, delayDays)) return;
    const rows = file.rows.map((row) => answerRow(agencies, file.header, { row, asOf: day }));
    const [first] = file.answers;
    if (first === undefined) {
      file.left = leavesOneOut(fault) ? 1 : 0;
      file.answers.push(await write(file, 1, rows, fault));
    } else if (fault === 'OTHER_CONTENT' && !file.came.has(fault)) {
      file.came.add(fault);
      // In the place of the first: an agency lists a number once.
      file.answers[0] = await write(file, 1, rows.map(contradict), undefined);
    } else if (isSecond(fault) && !file.came.has(fault)) {
      file.came.add(fault);
      const again = fault === 'CONTRADICTORY' ? rows.slice(0, 1).map(contradict) : rows.slice(0, 1);
      const second = await write(file, file.answers.length + 1, again, undefined);
      file.answers.push(fault === 'REPLAY' ? { ...second, body: first.body } : second);
    } else if (fault === undefined && file.left > 0) {
      file.answers.push(await write(file, file.answers.length + 1, rows.slice(-file.left), undefined));
      file.left = 0;
    }
  }

  async function write(
    { header }: Received,
    part: number,
    rows: readonly object[],
    fault: DeskControl['fault'],
  ): Promise<Answer> {
    const { agency, item } = header;
    const fileNo = `${header.file_no}-A${part}`;
    const created_at = agencies.kit.clock.business().toISOString();
    const head = { file_no: fileNo, agency, item, created_at };
    const sealed = await codec.seal({ head, rows: spoil(rows, fault), fault: sealFault(fault) });
    const spoiled = fault !== undefined && !leavesOneOut(fault);
    return { fileNo, sha256: sealed.header.sha256, body: sealed.body, spoiled };
  }

  return {
    control(control) {
      controls.set(control.agencyCode, control);
      // A file that was refused is written again.
      for (const file of received.values()) if (file.answers[0]?.spoiled) file.answers.length = 0;
    },
    clear: () => controls.clear(),
    async take(agencyCode, fileNo, body) {
      const opened = await codec.open(body).catch(() => undefined);
      if (opened?.header.kind !== 'QUERY' || opened.header.agency !== agencyCode || opened.header.file_no !== fileNo) {
        return 'REFUSED';
      }
      const rows = opened.rows.flatMap((row) => (Value.Check(ExchangeQueryRow, row) ? [row] : []));
      if (rows.length !== opened.rows.length) return 'REFUSED';
      const known = received.get(fileNo);
      if (known !== undefined) return known.header.sha256 === opened.header.sha256 ? 'TAKEN' : 'FILE_CONFLICT';
      received.set(fileNo, {
        header: opened.header,
        rows,
        receivedOn: agencies.kit.clock.today(),
        answers: [],
        left: 0,
        came: new Set(),
      });
      return 'TAKEN';
    },
    wireFault(agencyCode, call) {
      const { fault, onlyAnswers = false } = controls.get(agencyCode) ?? {};
      return isWireFault(fault) && (call === 'ANSWER' || !onlyAnswers) ? fault : undefined;
    },
    async list(agencyCode, day) {
      const own = [...received.values()].filter(({ header }) => header.agency === agencyCode);
      for (const file of own) await answer(file, day);
      return own.flatMap(({ answers }) => answers);
    },
  };
}

function answerRow(
  { directory, overrides }: Agencies,
  { agency: agencyCode, item }: ExchangeHeader,
  { row, asOf }: { readonly row: ExchangeQueryRow; readonly asOf: LegalDay },
): ExchangeAnswerRow {
  const person = directory.byNumber(row.id_no);
  const query = { ref: row.ref, purpose: 'FILE', item, idNo: row.id_no, name: row.name, from: row.from, to: row.to };
  const override = overrides.take(person?.ref, item);
  const answer = answerOf({ query, person, other: directory.otherThan(person), asOf, override });
  const { sourceAsOf, ...said } = inOwnWords(agencyCode, item, answer);
  return { seq: row.seq, ...said, source_as_of: sourceAsOf };
}

function spoil(rows: readonly object[], fault: DeskControl['fault']): readonly object[] {
  const [first] = rows;
  if (leavesOneOut(fault)) return rows.slice(0, -1);
  if (first === undefined) return rows;
  if (fault === 'DOUBLE_SEQ') return [...rows, first];
  return fault === 'UNKNOWN_SEQ' ? [...rows, { ...first, seq: rows.length + 1 }] : rows;
}

/** What comes after the first answer, which leaves its last row out, so that the file stays open. */
function isSecond(fault: DeskControl['fault']): fault is 'DUPLICATE' | 'CONTRADICTORY' | 'REPLAY' {
  return fault === 'DUPLICATE' || fault === 'CONTRADICTORY' || fault === 'REPLAY';
}

function leavesOneOut(fault: DeskControl['fault']): boolean {
  return fault === 'MISSING_SEQ' || isSecond(fault);
}

function sealFault(fault: DeskControl['fault']): FileToSeal['fault'] {
  switch (fault) {
    case 'BAD_HASH':
    case 'BAD_COUNT':
    case 'UNKNOWN_KEY':
    case 'WRONG_SIGNATURE':
    case 'WRONG_JSON':
    case 'WRONG_CHARSET':
      return fault;
    default:
      return undefined;
  }
}
