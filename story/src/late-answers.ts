import { randomUUID } from 'node:crypto';
import type { StoryHousehold } from '@mz/population';
import { send } from './http.ts';
import { type StoryCase, takeIn } from './intake.ts';
import { needStatus, type Stage, scan, textOf } from './stage.ts';
import { entrust, type Issued, issueReport } from './verification.ts';

const verification = '/api/income-verification/v1';

/** A request whose bank has not answered. */
export interface Waiting {
  readonly opened: StoryCase;
  readonly requestId: string;
}

async function simulator(stage: Stage, method: string, path: string, body?: unknown) {
  const answer = await send(
    `${stage.world.services['agency-simulator']}${path}`,
    method,
    body === undefined ? {} : { 'content-type': 'application/json' },
    body,
  );
  if (answer.status >= 300) throw new Error(`The simulator refused ${path}: ${answer.status} ${answer.text}`);
  return answer.body;
}

/** (f) From 2014-04-28 on the banks of 曹县 answer by daily file; this bank is silent until the 15th working day. */
export async function askSilentBank(stage: Stage, story: StoryHousehold): Promise<Waiting> {
  stage.say('f  银行按日交换加密文件，到期未答：报告第一版注明缺银行');
  await simulator(stage, 'POST', '/dev/files', { agencyCode: 'BANK', silentUntil: '2014-05-20' });
  const agreement = await stage.as('province-admin').post(`${verification}/agency-agreements`, {
    body: {
      agencyCode: 'BANK',
      level: 'COUNTY',
      divisionCode: '371721000000',
      docNo: '鲁民函〔2014〕银行核对协议',
      items: ['DEPOSIT'],
      mode: 'DF',
      slaSeconds: 864_000,
      exchangeKey: await simulator(stage, 'GET', '/dev/exchange-key'),
      validFrom: '2014-04-28',
    },
  });
  needStatus(stage, 'f.agreement', agreement, 201);
  const opened = await takeIn(stage, 'f', story, 'caoxian-');
  return { opened, requestId: await entrust(stage, opened) };
}

/** Worked example V12, first half, on 2014-05-16: the term of 10 working days is over, the applicant does not wait. */
export async function reportWithoutBank(stage: Stage, { opened, requestId }: Waiting): Promise<void> {
  const first = await issueReport(stage, opened, { requestId, name: 'f.v1', verdict: 'INCOMPLETE' });
  stage.expectations.expect('f.v1.missing', 'report', [1, ['BANK']], [first.reportVersion, first.missingAgencies]);
}

/** V12, second half: the bank's file came on 2014-05-20, within the limits. */
export async function reportWithBank(stage: Stage, { opened, requestId }: Waiting): Promise<void> {
  stage.say('f  银行迟答：第二版，结论一致');
  const second = await issueReport(stage, opened, { requestId, name: 'f.v2', verdict: 'CONSISTENT' });
  stage.expectations.expect('f.v2.missing', 'report', [2, []], [second.reportVersion, second.missingAgencies]);
}

/** Worked example V6: the car had been sold; the police correct their register; version 2 is consistent. */
export async function objectToCar(stage: Stage, opened: StoryCase, { requestId, report }: Issued): Promise<void> {
  stage.say('c  对车辆登记提出异议：登记更正后第二版结论一致');
  const { office } = opened;
  const objection = needStatus(
    stage,
    'c.objection',
    await stage.as(`${office}clerk`).post(`${verification}/verification-reports/${textOf(report, 'id')}/objections`, {
      body: {
        items: [{ personId: opened.personIds[0], type: 'VEHICLE' }],
        toldOn: '2014-04-28',
        evidenceSha256s: [scan('c/transfer-contract')],
        text: '车辆已于去年转让，过户未办',
      },
    }),
    201,
  );
  await simulator(stage, 'POST', '/dev/overrides', { personRef: 'S-C.1', item: 'VEHICLE', outcome: 'NO_RECORD' });
  const path = `${verification}/objections/${textOf(objection, 'id')}`;
  const reverified = await stage.as(`${office}center-operator-2`).post(`${path}/reverification`, { key: randomUUID() });
  needStatus(stage, 'c.reverification', reverified, 200);
  await stage.settle();
  const second = await issueReport(stage, opened, { requestId, name: 'c.v2', verdict: 'CONSISTENT' });
  stage.expectations.expect('c.v2.version', 'report', 2, second.reportVersion);
  const closed = await stage.as(`${office}clerk`).get(path);
  stage.expectations.expect('c.objection.result', closed.request, 'REVISED', closed.body.state);
}
