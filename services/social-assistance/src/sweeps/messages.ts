import type { CaseFacts } from '@mz/contracts';
import type { LegalMonth, PolicyParameter } from '@mz/domain';

/** What a thread is started with. */
export type ThreadStart = { readonly url: string };

/** A chunk as it is handed to a thread; it sees the rows of the swept division only, as its starter did. */
export type Chunk = {
  readonly sweepId: string;
  readonly no: number;
  readonly enrolmentIds: readonly string[];
  readonly leaseOwner: string;
  readonly divisionCode: string;
  readonly benefitMonth: LegalMonth;
  readonly startedBy: string;
};

/** Parameters and standards of a county. */
export type CountyTables = {
  readonly rows: readonly PolicyParameter[];
  readonly standards: CaseFacts['standards'];
};

/** From the service to a thread. */
export type ToThread =
  | { readonly kind: 'chunk'; readonly chunk: Chunk }
  | { readonly kind: 'tables'; readonly county: string; readonly tables: CountyTables }
  | { readonly kind: 'stop' };

/** From a thread to the service: it asks for the tables of a county, or says what became of its chunk. */
export type FromThread =
  | { readonly kind: 'ask'; readonly county: string }
  | { readonly kind: 'done'; readonly written: boolean }
  | { readonly kind: 'failed'; readonly error: string };
