import { runLoadCommand } from '@mz/bulk-load';
import { isId } from '@mz/domain';
import { censusLoadDefinition, censusLoadJob, censusLoadThread, stages } from '../census/loading/index.ts';

const about = `Takes a catalogue of the place-name census (地名普查目录导入): one JSON object a line, "ref" and the facts of
censusRecords.create. A line that was loaded before is found, not doubled. Writes ref and recordId of each, and why lines
were refused.`;

process.exitCode = await runLoadCommand(
  {
    name: 'load:census',
    about,
    options: {
      'census-batch': 'id of the open batch that the records belong to',
      stage: `how far the records are: ${stages.join(' or ')} (default ${stages[0]})`,
    },
    plan({ 'census-batch': censusBatch, stage: given = stages[0] }) {
      const stage = stages.find((one) => one === given);
      if (!isId(censusBatch)) return '--census-batch is no id';
      if (stage === undefined) return `--stage is ${stages.join(' or ')}`;
      return {
        what: 'census records',
        definition: censusLoadDefinition,
        job: censusLoadJob,
        program: censusLoadThread,
        own: { censusBatch, stage },
        into: `${censusBatch}/${stage}`,
      };
    },
  },
  process.argv.slice(2),
);
