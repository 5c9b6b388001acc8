import {
  createHousehold,
  draftApplication,
  getApplication,
  type OperationOutputOf,
  registerPerson,
} from '@mz/contracts';
import { residentIdCheckDigit } from '@mz/domain';
import { startTestServices, type TestAnswer, type TestService, type TestServices } from '@mz/testing';
import type { DB } from '../src/database.ts';
import { aMember, aVillage } from '../src/factories.ts';

type ApplicationShape = OperationOutputOf<typeof getApplication>;

/** Both services of the intake, with what its tests do again and again. */
export interface Intake {
  readonly services: TestServices;
  readonly app: TestService<DB>;
  readonly acceptor: string;
  draft(): Promise<ApplicationShape>;
  /** Registers an invented person under a draft; answers the person's id. */
  person(caseId: string, birthDate?: string, sex?: '1' | '2'): Promise<string>;
  /** Finds a person whom `person` registered again by the number, under another draft. */
  again(caseId: string, personId: string): Promise<void>;
  /** A household of the draft from members as sent. */
  household(applicationId: string, members: readonly object[], head: string): Promise<TestAnswer>;
  application(id: string): Promise<ApplicationShape>;
  stop(): Promise<void>;
}

let sequence = 0;

/** A valid number of a prefix that was never issued, each time another one; they begin anew after 499, for a worker runs many files one after another. */
export function anIdNo(birthDate: string, sex: '1' | '2'): string {
  sequence = (sequence % 499) + 1;
  const order = String(sequence * 2 + (sex === '1' ? 1 : 0)).padStart(3, '0');
  const first = `370100${birthDate.replaceAll('-', '')}${order}`;
  return `${first}${residentIdCheckDigit(first)}`;
}

/** Starts people and social-assistance. */
export async function startIntake(): Promise<Intake> {
  const services = await startTestServices(['people', 'social-assistance'], { seed: true });
  const app = services.get('social-assistance') as TestService<DB>;
  const acceptor = await services.token({ role: 'TOWNSHIP_ACCEPTOR', division: '370112008' });
  const entered = new Map<string, object>();

  async function register(caseId: string, body: object): Promise<string> {
    const call = { token: acceptor, purpose: 'ASSESS_BENEFIT', caseId, body } as const;
    const { personId } = expected(await services.get('people').call(registerPerson, call), 200);
    entered.set(personId ?? '', body);
    return personId ?? '';
  }

  return {
    services,
    app,
    acceptor,
    async draft() {
      const body = { programme: 'URBAN_DIBAO', divisionCode: aVillage, filedBy: 'HEAD' };
      return expected(await app.call(draftApplication, { token: acceptor, body }), 201);
    },
    person: (caseId, birthDate = '1982-03-10', sex = '1') =>
      register(caseId, {
        idType: 'RESIDENT_ID',
        idNo: anIdNo(birthDate, sex),
        name: '张伟',
        sex,
        birthDate,
        hukouDivision: aVillage,
        hukouKind: 'NON_AGRI',
      }),
    async again(caseId, personId) {
      const found = await register(caseId, entered.get(personId) ?? {});
      if (found !== personId) throw new Error('people found another person under the same number');
    },
    household: (applicationId, members, head) =>
      app.call(createHousehold, { token: acceptor, body: householdBody(applicationId, members, head) }),
    application: async (id) => expected(await app.call(getApplication, { token: acceptor, params: { id } }), 200),
    stop: () => services.stop(),
  };
}

/** What a clerk enters for a household; each member is an ordinary adult unless told. */
export function householdBody(applicationId: string, members: readonly object[], headPersonId: string) {
  return {
    applicationId,
    headPersonId,
    hukouDivision: aVillage,
    residenceDivision: aVillage,
    povertyCause: 'ILLNESS',
    housingType: '自有住房',
    members: members.map((member) => aMember(member)),
  };
}

function expected<B>(answer: TestAnswer<B>, status: number): B {
  if (answer.status !== status) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}
