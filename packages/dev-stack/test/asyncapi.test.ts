import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import { defineOperation, eventType, IdParams, type Operation, subscriptions } from '@mz/contracts';
import { checkBody } from '@mz/service-kit';
import { describe, expect, test } from 'vitest';
import { asyncApiDocument } from '../src/asyncapi.ts';

const committed = readFileSync(new URL('../../../docs/asyncapi.json', import.meta.url), 'utf8');
const served = readFileSync(new URL('../../../services/gateway/src/reference/asyncapi.json', import.meta.url), 'utf8');

interface Change {
  readonly document: Record<string, unknown>;
  /** What the message, the channel or the operation of `person.died` is. */
  at(...path: string[]): Record<string, unknown>;
}

function changed(change: (found: Change) => void): string {
  const document = JSON.parse(committed) as Record<string, unknown>;
  const at = (...path: string[]): Record<string, unknown> =>
    path.reduce((node, key) => node[key] as Record<string, unknown>, document);
  change({ document, at });
  return JSON.stringify(document);
}

interface Message {
  readonly payload: { readonly allOf: readonly object[] };
  readonly examples: readonly { readonly payload: Record<string, unknown> }[];
}
const { messages, schemas } = (
  JSON.parse(committed) as { components: { messages: Record<string, Message>; schemas: { CloudEvent: object } } }
).components;

function exampleOf(name: string): Record<string, unknown> {
  return messages[name]?.examples[0]?.payload ?? {};
}

/** Throws unless a message fits what the document says of it, by the validator of the routes. */
function checkMessage(operation: Operation, message: Record<string, unknown>): void {
  checkBody(operation, JSON.parse(JSON.stringify(message)), { language: 'en' });
}

/** An operation that would take the message of an event as its body. */
function takerOf(name: string): Operation {
  const [, own = {}] = messages[name]?.payload.allOf ?? [];
  const base = defineOperation({
    id: 'messages.check',
    service: 'gateway',
    method: 'POST',
    path: '/v1/messages',
    summary: name,
    success: { status: 200, schema: IdParams },
    permission: 'public',
  });
  return { ...base, body: { allOf: [schemas.CloudEvent, own] } } as unknown as Operation;
}

async function faultsOf(text: string): Promise<string[]> {
  const { diagnostics } = await new Parser().parse(text);
  return diagnostics
    .filter(({ severity }) => severity === 0)
    .map(({ message, path }) => `${path.join('/')} ${message}`);
}

describe('docs/asyncapi.json', () => {
  test('is a document that the parser of AsyncAPI takes, without a fault', async () => {
    const { document, diagnostics } = await new Parser().parse(committed);
    expect(diagnostics.filter(({ severity }) => severity === 0)).toEqual([]);
    expect(document?.version()).toBe('3.0.0');
    expect(document?.allChannels().all()).toHaveLength(subscriptions.length);
  });

  test.each([
    [
      'an operation on a channel that is not there',
      ({ at }: Change) => {
        at('operations', 'people.send.person.died').channel = { $ref: '#/channels/nobody' };
      },
    ],
    [
      'an action that does not exist',
      ({ at }: Change) => {
        at('operations', 'people.send.person.died').action = 'shout';
      },
    ],
    [
      'a document without a title',
      ({ at }: Change) => {
        delete at('info').title;
      },
    ],
  ])('the parser refuses %s', async (_, change) => {
    expect(await faultsOf(changed(change))).not.toEqual([]);
  });

  test.each(subscriptions.map(({ event }) => event.name))('the example of %s fits envelope and payload', (name) => {
    const example = exampleOf(name);
    const taker = takerOf(name);
    expect(() => checkMessage(taker, example)).not.toThrow();
    expect(() => checkMessage(taker, { ...example, data: undefined })).toThrow();
    expect(() => checkMessage(taker, { ...example, type: 'cn.gov.sd.mz.nothing.v1' })).toThrow();
    expect(() => checkMessage(taker, { ...example, divisioncode: '3701' })).toThrow();
  });

  test('says of every event who sends it, who receives it and which kind it is', () => {
    const document = asyncApiDocument() as {
      channels: Record<string, { address: string }>;
      operations: Record<string, { action: string; 'x-service': string; channel: { $ref: string } }>;
      components: { messages: Record<string, { 'x-event-kind': string; examples: object[] }> };
    };
    expect(Object.keys(document.channels)).toHaveLength(subscriptions.length);
    for (const { event, to } of subscriptions) {
      const own = Object.values(document.operations).filter(
        ({ channel }) => channel.$ref === `#/channels/${event.name}`,
      );
      const by = (action: string): string[] =>
        own.filter((one) => one.action === action).map((one) => one['x-service']);
      expect([event.name, by('send'), by('receive').sort()]).toEqual([event.name, [event.producer], [...to].sort()]);
      expect(document.channels[event.name]?.address).toBe(eventType(event));
      expect(document.components.messages[event.name]).toMatchObject({ 'x-event-kind': event.kind });
      expect(document.components.messages[event.name]?.examples).toHaveLength(1);
    }
  });

  test('stands in the repository as it is generated, and the gateway serves the same', () => {
    expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(asyncApiDocument())));
    expect(served).toBe(committed);
  });
});
