import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sm2PrivateKey, Sm2PublicKey } from '../src/sm2.ts';

/** Whether the machine has an OpenSSL that knows the national algorithms; without it the agreement is proved elsewhere. */
export const hasOpenssl = /^OpenSSL [3-9]/.test(spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? '');

/** OpenSSL's command on files of a folder of its own. */
export function openOpenssl(): { run(args: string[], files?: Record<string, Uint8Array>): Buffer; close(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'mz-openssl-'));
  return {
    run(args, files = {}) {
      for (const [name, bytes] of Object.entries(files)) writeFileSync(join(dir, name), bytes);
      const { status, stdout, stderr } = spawnSync('openssl', args, { cwd: dir });
      if (status !== 0) throw new Error(`openssl ${args[0]} ended with ${status}: ${stderr}`);
      return stdout;
    },
    close: () => rmSync(dir, { recursive: true }),
  };
}

const curve = '06082a811ccf5501822d';

/** The private key as SEC 1 has it, in PEM. */
export function privatePem({ secret, publicKey }: Sm2PrivateKey): Buffer {
  const d = secret.export().toString('hex');
  return pemOf('EC PRIVATE KEY', `30770201010420${d}a00a${curve}a144034200${publicKey.point}`);
}

/** The public key as a SubjectPublicKeyInfo, in PEM. */
export function publicPem({ point }: Sm2PublicKey): Buffer {
  return pemOf('PUBLIC KEY', `3059301306072a8648ce3d0201${curve}034200${point}`);
}

function pemOf(label: string, hex: string): Buffer {
  const lines =
    Buffer.from(hex, 'hex')
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return Buffer.from([`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n'));
}

/** r · s of 64 bytes as the DER that OpenSSL gives and takes. */
export function toDer(signature: Uint8Array): Buffer {
  const parts = [signature.subarray(0, 32), signature.subarray(32)].map((part) => {
    const bytes = Buffer.from(part);
    const first = bytes.findIndex((byte) => byte !== 0);
    const body = bytes.subarray(first < 0 ? 31 : first);
    const padded = (body[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), body]) : body;
    return Buffer.concat([Buffer.of(2, padded.length), padded]);
  });
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(0x30, content.length), content]);
}

/** DER of two INTEGERs as r · s of 64 bytes. */
export function fromDer(der: Uint8Array): Buffer {
  const bytes = Buffer.from(der);
  let at = 2;
  const parts = [0, 1].map(() => {
    const length = bytes[at + 1] ?? 0;
    const hex = bytes.subarray(at + 2, at + 2 + length).toString('hex');
    at += 2 + length;
    return Buffer.from(hex.replace(/^0+/, '').padStart(64, '0'), 'hex');
  });
  return Buffer.concat(parts);
}
