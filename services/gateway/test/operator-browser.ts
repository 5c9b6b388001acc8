import { existsSync } from 'node:fs';
import type { ServiceName } from '@mz/contracts';
import { createServiceTokens, createVerifier } from '@mz/service-kit';
import { startTestServices, type TestServices, type TestServicesOptions } from '@mz/testing';
import { type Browser, chromium, type Page } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** Without it the browser's part is skipped: `apt-get install chromium`. */
export const hasBrowser = existsSync(executablePath);

/** Password of the demo accounts. */
const password = 'qilu-demo-2014';

/** Services whose only issuer is the running identity, where the pages log in. */
export async function startOperatorServices(
  names: readonly ServiceName[],
  options: TestServicesOptions = {},
): Promise<TestServices> {
  const services: TestServices = await startTestServices(['identity', ...names, 'gateway'], {
    ...options,
    seed: true,
    configs: (url) => ({
      identity: {
        issuerUrl: `${url('identity')}/oidc`,
        operatorRedirects: `${url('gateway')}/operations/signed-in`,
      },
      gateway: { issuerUrl: `${url('identity')}/oidc`, publicUrl: url('gateway') },
    }),
    issuerAt(url) {
      const issuer = `${url('identity')}/oidc`;
      const keys = () => services.get('identity').kit.keys;
      const refuse = () => {
        throw new Error('people get their tokens at identity here');
      };
      return {
        issuer: undefined as never,
        verifier: createVerifier({ issuer, jwks: { url: `${issuer}/jwks` } }),
        token: refuse,
        serviceToken: (name, audience) => createServiceTokens({ name, issuer, keys: keys() }).tokenFor(audience),
      };
    },
  });
  return services;
}

/** Chromium as a machine without a screen runs it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Logs in at identity as a person does, without JavaScript, and waits for the first page. */
export async function logIn(page: Page, base: string, account: string): Promise<void> {
  await page.goto(`${base}/operations`);
  await page.fill('input[name=account]', account);
  await page.fill('input[name=password]', password);
  await page.press('input[name=password]', 'Enter');
  await page.waitForURL(`${base}/operations**`);
}
