import type { Answer } from './http.ts';
import type { StoryCase } from './intake.ts';
import { fileRun, linesOf, returnFile, sealBatch } from './payment.ts';
import { needStatus, type Stage } from './stage.ts';

/** A month of a programme and county as it should come out: each line's state and amount in fen, smallest first. */
export interface Month {
  readonly name: string;
  readonly month: string;
  readonly postedOn: string;
  readonly lines: readonly number[];
}

/** A whole month: the bureau's batch, cover, bank file, and a return that pays every line; gives the bank file. */
export async function payMonth(stage: Stage, opened: StoryCase, month: Month): Promise<Answer['body']> {
  const file = await fileMonth(stage, opened, month);
  await settleMonth(stage, opened, month, file);
  return file;
}

/** Up to the bank file. */
async function fileMonth(stage: Stage, opened: StoryCase, month: Month): Promise<Answer['body']> {
  const batch = await sealBatch(stage, opened, month.name, { month: month.month });
  const total = month.lines.reduce((sum, fen) => sum + fen, 0);
  stage.expectations.expect(
    `${month.name}.total`,
    'sealed batch',
    [month.lines.length, total],
    [batch.count, batch.totalFen],
  );
  return fileRun(stage, opened, month.name, batch.id);
}

/** The bank has paid every line of the file. */
export async function settleMonth(stage: Stage, opened: StoryCase, month: Month, file: Answer['body']): Promise<void> {
  const { story } = opened;
  const fileNo = `R-${story.countyCode.slice(0, 6)}-${story.programme}-${month.name}`;
  const returned = await returnFile(stage, opened, file, { fileNo, postedOn: month.postedOn });
  needStatus(stage, `${month.name}.return`, returned, 200);
  await stage.settle();
  const lines = await linesOf(stage, opened, String(file.runId));
  const settled = lines.filter(({ state }) => state === 'SETTLED').map(({ amountFen }) => amountFen);
  stage.expectations.expect(
    `${month.name}.settled`,
    'lines',
    [...month.lines],
    settled.toSorted((a, b) => a - b),
  );
}
