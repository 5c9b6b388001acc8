import { needStatus, type Stage, textOf } from './stage.ts';

const path = '/api/social-assistance/v1/standards';

/** The cities' standards of 2014, published by two persons: 480 yuan a month in 济南 and 菏泽, 2,800 a year in the villages of 菏泽; last year's consumption for the floor. */
export async function publishStandards(stage: Stage): Promise<void> {
  const urban = stage.sabotaged('standard-raised') ? 52_000 : 48_000;
  await publish(stage, 'standard.urban', {
    programme: 'URBAN_DIBAO',
    divisionCode: '370100000000',
    amountFen: urban,
    period: 'MONTH',
    consumptionFen: 2_003_200,
  });
  await publish(stage, 'standard.urban-heze', {
    programme: 'URBAN_DIBAO',
    divisionCode: '371700000000',
    amountFen: 48_000,
    period: 'MONTH',
    consumptionFen: 1_245_200,
  });
  await publish(stage, 'standard.rural', {
    programme: 'RURAL_DIBAO',
    divisionCode: '371700000000',
    amountFen: 280_000,
    period: 'YEAR',
    consumptionFen: 739_300,
  });
}

/** A standard as the province enters it. */
interface Standard {
  readonly programme: string;
  readonly divisionCode: string;
  readonly amountFen: number;
  readonly period: string;
  readonly consumptionFen: number;
  readonly validFrom?: string;
  readonly publishedOn?: string;
}

/** One standard, proposed and approved by two persons. */
export async function publish(stage: Stage, id: string, standard: Standard): Promise<void> {
  const body = {
    validFrom: '2014-01-01',
    publishedOn: '2013-12-20',
    ...standard,
    publishedDocNo: `试验标准〔2014〕${id}号`,
  };
  const first = stage.as('province-policy-1');
  const proposed = needStatus(stage, `${id}.propose`, await first.post(path, { body }), 201);
  const approval = `${path}/${textOf(proposed, 'id')}/approval`;
  const alone = await first.post(approval, { ifMatch: proposed.version });
  stage.expectations.expect(`${id}.approve-alone`, alone.request, 403, alone.status);
  needStatus(
    stage,
    `${id}.approve`,
    await stage.as('province-policy-2').post(approval, { ifMatch: proposed.version }),
    200,
  );
}
