import type { Role, ServiceName } from '@mz/contracts';
import { createLocalIssuer, createVerifier, type LocalIssuer, type TokenVerifier } from '@mz/service-kit';

/** Whose token a test wants; the division is a code of any length, padded to 12 digits. */
export interface TestTokenInput {
  readonly role: Role;
  readonly division?: string;
  /** Account id; by default one for each role and division, so that two roles are two people. */
  readonly subject?: string;
  readonly personId?: string;
  /** Further grants of the same account. */
  readonly also?: readonly { readonly role: Role; readonly division: string }[];
}

/** The issuer of all services of a test, and the verifier that trusts it. */
export interface TestIssuer {
  readonly issuer: LocalIssuer;
  readonly verifier: TokenVerifier;
  token(input: TestTokenInput): Promise<string>;
  serviceToken(caller: ServiceName, audience: ServiceName): Promise<string>;
}

const wholeProvince = '370000000000';

/** Makes an issuer with its own key. */
export async function createTestIssuer(): Promise<TestIssuer> {
  const issuer = await createLocalIssuer();
  return {
    issuer,
    verifier: createVerifier({ issuer: issuer.issuer, jwks: { keys: issuer.keys } }),
    token({ role, division = wholeProvince, subject, personId, also = [] }) {
      const code = division.padEnd(12, '0');
      return issuer.userToken({
        subject: subject ?? `test-${role.toLowerCase()}-${code}`,
        roles: [{ role, division: code }, ...also],
        ...(personId === undefined ? {} : { personId }),
      });
    },
    serviceToken: (caller, audience) => issuer.serviceToken(caller, audience),
  };
}
