import { createHash, randomUUID } from 'node:crypto';
import {
  type acceptApplication,
  authorizationSigned,
  getApplication,
  type Operation,
  type OperationOutputOf,
  type Role,
  verificationCompleted,
} from '@mz/contracts';
import { addDays } from '@mz/domain';
import { startTestServices, type TestAnswer, type TestService, type TestServices } from '@mz/testing';
import type { DB } from '../src/database.ts';
import { type ReportFacts, startVerificationPeer } from './verification-peer.ts';

type ApplicationShape = OperationOutputOf<typeof getApplication>;

/** A step of a case: an operation that takes the application's version. */
export type Step = typeof acceptApplication | (Operation & { readonly path: string });

/** A case on the desk. */
export interface CaseFile {
  readonly id: string;
  readonly caseId: string;
  readonly village: string;
  readonly householdId: string;
  readonly personIds: readonly string[];
}

/** Who acts: a role of the case's own office, or another account of it. */
export interface Acting {
  readonly role: Role;
  readonly subject?: string;
  readonly personId?: string;
  readonly division?: string;
}

/** How a call differs from the usual one. */
interface Calling {
  readonly version?: number;
  readonly key?: string;
}

/** The township's and the county's desks: people, payments and social-assistance run; verification is its border. */
export interface Office {
  readonly services: TestServices;
  readonly app: TestService<DB>;
  today(): string;
  /** Moves all clocks. */
  later(days: number): Promise<void>;
  token(file: Pick<CaseFile, 'village'>, acting: Acting | Role): Promise<string>;
  application(file: CaseFile): Promise<ApplicationShape>;
  /** Tries a step with the current version unless told otherwise. */
  attempt(file: CaseFile, step: Step, acting: Acting | Role, body: object, calling?: Calling): Promise<TestAnswer>;
  /** A step that must succeed. */
  take(file: CaseFile, step: Step, acting: Acting | Role, body: object): Promise<ApplicationShape>;
  authorize(file: CaseFile, personIds: readonly string[], change?: object): Promise<void>;
  /** The report is issued; answers its id. */
  report(file: CaseFile, found?: Partial<ReportFacts>, change?: object): Promise<string>;
  /** What income-verification answers of a report. */
  issue(facts: ReportFacts): void;
  rows: TestService<DB>['rows'];
  eventsOf(subject: string): Promise<string[]>;
  stop(): Promise<void>;
}

const countyRoles: ReadonlySet<Role> = new Set(['COUNTY_REVIEWER', 'COUNTY_APPROVER']);

/** A hash that stands for a scan. */
export function scan(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Starts the services. */
export async function startOffice(): Promise<Office> {
  const peer = await startVerificationPeer();
  const services = await startTestServices(['people', 'payments', 'social-assistance'], {
    seed: true,
    urls: { 'income-verification': peer.url },
  });
  const app = services.get('social-assistance') as TestService<DB>;
  const today = (): string => app.kit.clock.today();

  function token({ village }: Pick<CaseFile, 'village'>, acting: Acting | Role): Promise<string> {
    const { role, division, ...account } = typeof acting === 'string' ? { role: acting } : acting;
    const own = countyRoles.has(role) ? village.slice(0, 6) : village.slice(0, 9);
    return services.token({ role, division: division ?? own, ...account });
  }

  async function application(file: CaseFile): Promise<ApplicationShape> {
    const reader = await token(file, 'COUNTY_REVIEWER');
    return expected(await app.call(getApplication, { token: reader, params: { id: file.id } }));
  }

  async function attempt(file: CaseFile, step: Step, acting: Acting | Role, body: object, calling: Calling = {}) {
    const version = calling.version ?? (await application(file)).version;
    const by = await token(file, acting);
    return app.call(step as Operation, { ...calling, token: by, params: { id: file.id }, version, body } as never);
  }

  return {
    services,
    app,
    today,
    later: (days) => services.setToday(addDays(today(), days)),
    token,
    application,
    attempt,
    async take(file, step, acting, body) {
      return expected(await attempt(file, step, acting, body)) as ApplicationShape;
    },
    async authorize(file, personIds, change = {}) {
      for (const personId of personIds) {
        const authorizationId = randomUUID();
        const validity = { validFrom: today(), validTo: addDays(today(), 180) };
        const data = {
          authorizationId,
          personId,
          caseId: file.caseId,
          status: 'ACTIVE',
          purposes: ['DIBAO'],
          ...validity,
        };
        await app.deliver(authorizationSigned, {
          subject: authorizationId,
          divisionCode: file.village,
          aggregateVersion: 1,
          data: { ...data, ...change },
        });
      }
    },
    async report(file, found = {}, change = {}) {
      const reportId = randomUUID();
      const { verificationRequestId } = await application(file);
      const facts = { reportId, reportVersion: 1, verdict: 'CONSISTENT', validTo: addDays(today(), 60) } as const;
      peer.issue({ ...facts, incomes: [], assets: [], statusFindings: [], ...found });
      await app.deliver(verificationCompleted, {
        subject: verificationRequestId ?? '',
        divisionCode: file.village,
        aggregateVersion: 1,
        data: {
          requestId: verificationRequestId ?? '',
          applicationId: file.id,
          reportId,
          version: 1,
          verdict: found.verdict ?? 'CONSISTENT',
          flags: [],
          missingAgencies: [],
          validTo: found.validTo ?? facts.validTo,
          compilerId: 'center-operator',
          checkerId: 'center-checker',
          ...change,
        },
      });
      return reportId;
    },
    issue: peer.issue,
    rows: app.rows,
    async eventsOf(subject) {
      const all = await app.published();
      return all.filter((event) => event.subject === subject).map(({ type }) => type.replace('cn.gov.sd.mz.', ''));
    },
    async stop() {
      await services.stop();
      await peer.stop();
    },
  };
}

/** The body of an answer that succeeded. */
export function expected<B>({ status, body }: TestAnswer<B>): B {
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/** Status and code of a refusal, and the codes of all its reasons. */
export function refusalOf({ status, body }: TestAnswer): { status: number; code: string; codes: string[] } {
  const reasons: { code: string }[] = body.errors ?? [];
  return { status, code: body.code, codes: reasons.map(({ code }) => code) };
}
