import type { Platform } from '../platform/index.ts';

/** How an agency handles files, as the simulator's README says it. */
export interface FileControl {
  readonly agencyCode: string;
  readonly silentUntil?: string;
  readonly delayDays?: number;
  readonly fault?: string;
}

/** The partner agencies of a platform, which answer as they are told. */
export interface Simulator {
  /** What is answered about a person or item instead of the register: rows, an outcome, a behaviour. */
  override(override: object): Promise<void>;
  /** How an agency handles files: from when on, and what goes wrong. */
  files(control: FileControl): Promise<void>;
  /** An agency looks into its folders. */
  visit(agencyCode: string): Promise<void>;
  /** Back to the registers, for calls and files. */
  behave(): Promise<void>;
  /** The key for which its files are encrypted. */
  exchangeKey(): Promise<object>;
}

/** Speaks to the controls of the platform's simulator. */
export function simulatorOf(platform: Pick<Platform, 'urlOf'>): Simulator {
  const send = async (method: string, path: string, body?: object): Promise<Response> => {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = body === undefined ? {} : { headers: { 'content-type': 'application/json' } };
    const answer = await fetch(`${platform.urlOf('agency-simulator')}${path}`, { method, ...headers, ...content });
    if (!answer.ok) throw new Error(`${method} ${path} of the simulator was answered ${answer.status}`);
    return answer;
  };
  return {
    override: async (override) => void (await send('POST', '/dev/overrides', override)),
    files: async (control) => void (await send('POST', '/dev/files', control)),
    visit: async (agencyCode) => void (await send('POST', '/dev/folders', { agencyCode })),
    async behave() {
      await send('DELETE', '/dev/overrides');
      await send('DELETE', '/dev/files');
    },
    async exchangeKey() {
      // Parse border: the public key of the development stack's own simulator.
      return (await (await send('GET', '/dev/exchange-key')).json()) as object;
    },
  };
}
