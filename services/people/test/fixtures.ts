import { randomUUID } from 'node:crypto';
import { caseChanged, type Operation, registerPerson } from '@mz/contracts';
import { residentIdCheckDigit } from '@mz/domain';
import {
  startTestService,
  type TestAnswer,
  type TestCall,
  type TestService,
  type TestServiceOptions,
} from '@mz/testing';
import { service } from '../src/app.ts';
import type { DB } from '../src/database.ts';

/** 历下区 and one of its townships; 曹县 is another county. */
export const township = '370102001000';
export const county = '370102000000';
export const otherCounty = '371721000000';

/** The people service on a database of its own, with what its tests do again and again. */
export interface People extends Omit<TestService<DB>, 'call'> {
  acceptor: string;
  /** As of the test service; the body is an answer or a problem. */
  call<O extends Operation>(operation: O, call?: TestCall<O>): Promise<TestAnswer>;
  /** A case of the township; returns its reference. */
  openCase(personIds?: readonly string[], options?: { stage?: 'DRAFT' | 'OPEN'; division?: string }): Promise<string>;
  /** Says how a case stands now, with the next version. */
  changeCase(caseId: string, personIds: readonly string[], stage?: 'DRAFT' | 'OPEN'): Promise<void>;
  register(body: object, caseId?: string): Promise<TestAnswer>;
  /** Registers an invented person under a new draft case. */
  aPerson(overrides?: object): Promise<string>;
}

/** Starts the service. */
export async function startPeople(options: TestServiceOptions = {}): Promise<People> {
  const test = await startTestService(service, options);
  const acceptor = await test.token({ role: 'TOWNSHIP_ACCEPTOR', division: township });
  const versions = new Map<string, number>();

  async function tell(
    caseId: string,
    state: { personIds: readonly string[]; stage: 'DRAFT' | 'OPEN'; division: string },
  ) {
    const version = (versions.get(caseId) ?? 0) + 1;
    versions.set(caseId, version);
    await test.deliver(caseChanged, {
      subject: caseId.split('/')[1] ?? '',
      divisionCode: state.division,
      aggregateVersion: version,
      data: {
        caseId,
        stage: state.stage,
        personIds: [...state.personIds],
        divisionCode: state.division,
        purpose: 'ASSESS_BENEFIT',
        assigneeIds: [],
      },
    });
  }

  const people: People = {
    ...test,
    acceptor,
    async openCase(personIds = [], { stage = 'OPEN', division = township } = {}) {
      const caseId = `social-assistance/${randomUUID()}`;
      await tell(caseId, { personIds, stage, division });
      return caseId;
    },
    changeCase: (caseId, personIds, stage = 'OPEN') => tell(caseId, { personIds, stage, division: township }),
    async register(body, caseId) {
      const draft = caseId ?? (await people.openCase([], { stage: 'DRAFT' }));
      return test.call(registerPerson, { token: acceptor, purpose: 'ASSESS_BENEFIT', caseId: draft, body });
    },
    async aPerson(overrides = {}) {
      const { status, body } = await people.register({ ...aBody(), ...overrides });
      if (status !== 200) throw new Error(`registration answered ${status} ${JSON.stringify(body)}`);
      return body.personId;
    },
  };
  return people;
}

let sequence = 0;

/** A valid number of a prefix that was never issued, each time another one; they begin anew after 499, for a worker runs many files one after another. */
export function anIdNo(birthDate = '1982-03-10', sex: '1' | '2' = '1'): string {
  sequence = (sequence % 499) + 1;
  const order = String(sequence * 2 + (sex === '1' ? 1 : 0)).padStart(3, '0');
  const first = `370900${birthDate.replaceAll('-', '')}${order}`;
  return `${first}${residentIdCheckDigit(first)}`;
}

/** What a clerk enters for an invented person. */
export function aBody(idNo = anIdNo()): Record<string, unknown> {
  return {
    idType: 'RESIDENT_ID',
    idNo,
    name: '张伟',
    sex: '1',
    birthDate: `${idNo.slice(6, 10)}-${idNo.slice(10, 12)}-${idNo.slice(12, 14)}`,
    hukouDivision: township,
    hukouKind: 'RESIDENT',
    phone: '13800001234',
  };
}
