import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { listSearchNames, type OperationOutputOf } from '@mz/contracts';
import { gatewayToken } from '../graph/gateway-token.ts';
import type { Server } from '../server.ts';

/** A name as the service lists it. */
export type ListedName = OperationOutputOf<typeof listSearchNames>;

/** All names that the search of the running service has, in the order of rank. */
export async function* listedNames(server: Server): AsyncGenerator<ListedName> {
  const headers = { authorization: `Bearer ${await gatewayToken(server, 'place-names')}` };
  const answer = await fetch(server.urlOf('place-names') + listSearchNames.path, { headers });
  if (!answer.ok || answer.body === null) throw new Error(`the names were answered ${answer.status}`);
  const lines = createInterface({ input: Readable.fromWeb(answer.body as never), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) if (line !== '') yield JSON.parse(line) as ListedName;
}
