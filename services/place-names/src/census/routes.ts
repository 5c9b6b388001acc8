import {
  checkOutCensusPackage,
  closeCensusSample,
  confirmCensusTask,
  createCensusRecord,
  drawCensusSample,
  getCensusBatch,
  getCensusPackage,
  getCensusRecord,
  getCensusSample,
  getCensusScore,
  getCensusTask,
  listCensusBatches,
  listCensusQualityItems,
  listCensusRecords,
  listCensusTasks,
  mergeCensusPackage,
  planCensusBatch,
  processCensusRecord,
  resolveCensusConflict,
  returnCensusBatch,
  returnCensusRecord,
  reviseCensusRecord,
  scoreCensusBatch,
  stepCensusBatch,
  surveyCensusRecord,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { planBatch, returnBatch } from './batches.ts';
import { resolveConflict } from './conflicts.ts';
import { mergePackage } from './merging.ts';
import { showPackage } from './package-queries.ts';
import { checkOut } from './packages.ts';
import { readBatch, readBatches, readRecords, readTask, readTasks } from './reads.ts';
import { showRecord } from './record-queries.ts';
import { createRecord, processRecord, reviseRecord } from './records.ts';
import { closeSample, drawSampleOf, showSample } from './samples.ts';
import { listItems, scoreBatch, showScore } from './scores.ts';
import { stepBatch } from './steps.ts';
import { returnRecord, surveyRecord } from './survey.ts';
import { confirmTask } from './tasks.ts';

/** The REST operations of the census. */
export function registerCensusRoutes(kit: AppKit): void {
  kit.operation(planCensusBatch, (ctx, { body }) => planBatch(kit, ctx, body));
  kit.operation(listCensusBatches, (ctx, { query }) => readBatches(kit, ctx, query));
  kit.operation(getCensusBatch, (ctx, { params }) => readBatch(kit, ctx, params.id));
  kit.operation(stepCensusBatch, (ctx, input) => stepBatch(kit, ctx, input));
  kit.operation(returnCensusBatch, (ctx, input) => returnBatch(kit, ctx, input));
  kit.operation(listCensusTasks, (ctx, { query }) => readTasks(kit, ctx, query));
  kit.operation(getCensusTask, (ctx, { params }) => readTask(kit, ctx, params.id));
  kit.operation(confirmCensusTask, (ctx, input) => confirmTask(kit, ctx, input));
  kit.operation(createCensusRecord, (ctx, input) => createRecord(kit, ctx, input));
  kit.operation(listCensusRecords, (ctx, { query }) => readRecords(kit, ctx, query));
  kit.operation(getCensusRecord, (ctx, { params }) => kit.read(ctx, (db) => showRecord(kit, db, params.id)));
  kit.operation(reviseCensusRecord, (ctx, input) => reviseRecord(kit, ctx, input));
  kit.operation(surveyCensusRecord, (ctx, input) => surveyRecord(kit, ctx, input));
  kit.operation(processCensusRecord, (ctx, input) => processRecord(kit, ctx, input));
  kit.operation(returnCensusRecord, (ctx, input) => returnRecord(kit, ctx, input));
  registerQuality(kit);
  registerPackages(kit);
}

function registerQuality(kit: AppKit): void {
  kit.operation(drawCensusSample, (ctx, input) => drawSampleOf(kit, ctx, input));
  kit.operation(getCensusSample, (ctx, { params }) => kit.read(ctx, (db) => showSample(db, params.id)));
  kit.operation(closeCensusSample, (ctx, input) => closeSample(kit, ctx, input));
  kit.operation(scoreCensusBatch, (ctx, input) => scoreBatch(kit, ctx, input));
  kit.operation(getCensusScore, async (ctx, { params }) => {
    await readBatch(kit, ctx, params.id);
    return kit.read(ctx, (db) => showScore(db, params.id));
  });
  kit.operation(listCensusQualityItems, async (ctx, { query }) => ({
    items: await kit.read(ctx, (db) => listItems(db, query.asOf ?? kit.clock.today())),
  }));
}

function registerPackages(kit: AppKit): void {
  kit.operation(checkOutCensusPackage, (ctx, input) => checkOut(kit, ctx, input));
  kit.operation(getCensusPackage, (ctx, { params }) => kit.read(ctx, (db) => showPackage(db, params.id)));
  kit.operation(mergeCensusPackage, (ctx, input) => mergePackage(kit, ctx, input));
  kit.operation(resolveCensusConflict, (ctx, input) => resolveConflict(kit, ctx, input));
}
