import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** OWASP's second choice for argon2id: 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };

/** Hashes a password as `argon2id$<memory>$<passes>$<salt>$<tag>` (base64url). */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await derive('argon2id', { message: Buffer.from(password), nonce, ...cost });
  return ['argon2id', cost.memory, cost.passes, nonce.toString('base64url'), tag.toString('base64url')].join('$');
}

/** Whether a password is the hashed one; throws when the stored text is no hash of ours. */
export async function matchesPassword(password: string, stored: string): Promise<boolean> {
  const [kind, memory, passes, salt = '', expected = ''] = stored.split('$');
  if (kind !== 'argon2id') throw new Error('The stored password is not an argon2id hash');
  const tag = await derive('argon2id', {
    message: Buffer.from(password),
    nonce: Buffer.from(salt, 'base64url'),
    ...cost,
    memory: Number(memory),
    passes: Number(passes),
  });
  return timingSafeEqual(tag, Buffer.from(expected, 'base64url'));
}
