import { accept, type Decision, refuse } from '@mz/domain';
import { fieldValue, type HttpRequest, type HttpResponse } from './http-message.ts';
import { type InnerList, type Item, parseDictionary, serializeMember } from './structured-fields.ts';

/** What a signature covers: a request, or a response with the request that it answers. */
export type SignedMessage =
  | { readonly kind: 'request'; readonly request: HttpRequest }
  | { readonly kind: 'response'; readonly response: HttpResponse; readonly request: HttpRequest };

/** A covered component; `req` takes it from the answered request, `key` is one member of a dictionary field. */
export interface Component {
  readonly name: string;
  readonly req: boolean;
  readonly key?: string;
}

/** Why no signature base can be formed. */
export type BaseRefusal = 'COMPONENT_MISSING' | 'SIGNATURE_MALFORMED';

// No line break, which would be a line of the sender's choice, and nothing that Latin-1 would fold into another character.
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The bytes that are signed (RFC 9421 §2.5): one line for each component of the list, then the list itself. */
export function signatureBase(covered: InnerList, message: SignedMessage): Decision<Buffer, BaseRefusal> {
  const lines: string[] = [];
  const seen = new Set<string>();
  for (const item of covered.items) {
    const component = readComponent(item);
    if (component === undefined || seen.has(componentId(component))) return refuse('SIGNATURE_MALFORMED');
    seen.add(componentId(component));
    const value = componentValue(component, message);
    if (value === undefined) return refuse('COMPONENT_MISSING');
    if (!VALUE.test(value)) return refuse('SIGNATURE_MALFORMED');
    lines.push(`${serializeMember(item)}: ${value}`);
  }
  lines.push(`"@signature-params": ${serializeMember(covered)}`);
  return accept(Buffer.from(lines.join('\n'), 'latin1'));
}

/** One spelling for a component, whatever the order of its parameters. */
export function componentId({ name, req, key }: Component): string {
  return `"${name}"${req ? ';req' : ''}${key === undefined ? '' : `;key="${key}"`}`;
}

/** Reads a covered component; undefined when it is not a known one: other parameters (sf, bs, tr) are not taken part in. */
export function readComponent(item: Item): Component | undefined {
  if (item.bare.type !== 'string') return undefined;
  const key = item.parameters.get('key');
  const req = item.parameters.get('req');
  const known = [...item.parameters.keys()].every((name) => name === 'key' || name === 'req');
  if (!known || (key !== undefined && key.type !== 'string')) return undefined;
  if (req !== undefined && (req.type !== 'boolean' || !req.value)) return undefined;
  const component = { name: item.bare.value, req: req !== undefined };
  return key === undefined ? component : { ...component, key: key.value };
}

/** The list item of a component, for signing. */
export function componentItem({ name, req, key }: Component): Item {
  const parameters = new Map<string, Item['bare']>();
  if (req) parameters.set('req', { type: 'boolean', value: true });
  if (key !== undefined) parameters.set('key', { type: 'string', value: key });
  return { kind: 'item', bare: { type: 'string', value: name }, parameters };
}

function componentValue(component: Component, message: SignedMessage): string | undefined {
  if (component.req && message.kind === 'request') return undefined;
  if (component.name.startsWith('@')) return component.key === undefined ? derivedValue(component, message) : undefined;
  const source = message.kind === 'response' && !component.req ? message.response : message.request;
  const value = fieldValue(source.headers, component.name);
  if (component.key === undefined || value === undefined) return value;
  const member = parseDictionary(value)?.get(component.key);
  return member === undefined ? undefined : serializeMember(member);
}

function derivedValue({ name, req }: Component, message: SignedMessage): string | undefined {
  if (message.kind === 'response' && !req) return name === '@status' ? String(message.response.status) : undefined;
  const { method, url } = message.request;
  const target = URL.parse(url);
  if (target === null) return undefined;
  switch (name) {
    case '@method':
      return method;
    case '@target-uri':
      return url;
    case '@authority':
      return target.host;
    case '@scheme':
      return target.protocol.slice(0, -1);
    case '@path':
      return target.pathname;
    case '@query':
      return target.search === '' ? '?' : target.search;
    default:
      return undefined;
  }
}
