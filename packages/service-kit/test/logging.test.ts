import { describe, expect, it } from 'vitest';
import { createLogger } from '../src/logging.ts';

const number = '370100194001019019';

function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  write(createLogger({ service: 'people', level: 'debug', destination: { write: (line) => (text += line) } }));
  return text;
}

describe('logs', () => {
  it.each(['idNo', 'name', 'phone', 'accountNo', 'token', 'authorization', 'body'])(
    'never hold the field %s, at the top or below',
    (field) => {
      const text = logged((log) => {
        log.info({ [field]: '张三-secret' }, 'one');
        log.info({ person: { [field]: '张三-secret' } }, 'two');
        log.info({ request: { headers: { [field]: '张三-secret' } } }, 'three');
      });
      expect(text).not.toContain('secret');
      expect(text.split('\n').filter(Boolean)).toHaveLength(3);
    },
  );

  it('mask an identity number in a message, in an error and in its cause', () => {
    const text = logged((log) => {
      log.info(`person ${number} asked`);
      log.error({ err: new Error(`bad ${number}`, { cause: new Error(number) }) }, 'failed');
    });
    expect(text).not.toContain(number);
    expect(text).toContain('370100********9019');
  });

  it('keep code and class of an error and none of its other properties', () => {
    const error = Object.assign(new TypeError('x'), { code: 'E_X', row: { note: 'private' } });
    const text = logged((log) => log.error({ err: error }, 'failed'));
    expect(JSON.parse(text).err).toMatchObject({ type: 'TypeError', code: 'E_X' });
    expect(text).not.toContain('private');
  });
});
