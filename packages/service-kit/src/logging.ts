import { type DestinationStream, type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino';

/** Fields of personal data and secrets, by their names in JSON and in rows: a log never holds them. */
const secretFields = [
  'idNo',
  'id_no',
  'idNumber',
  'name',
  'personName',
  'formerName',
  'phone',
  'mobile',
  'address',
  'accountNo',
  'account_no',
  'cardNo',
  'birthDate',
  'password',
  'secret',
  'token',
  'userToken',
  'accessToken',
  'refreshToken',
  'assertion',
  'authorization',
  'cookie',
  'xUserToken',
  '["x-user-token"]',
  '["set-cookie"]',
  'body',
];

/** Paths for pino: each field at the top, one and two levels down. */
const redactedPaths = secretFields.flatMap((field) => {
  const dotted = field.startsWith('[') ? field : `.${field}`;
  return [field, `*${dotted}`, `*.*${dotted}`];
});

/** What a log line is about and how much is said. */
export interface LoggerSettings {
  readonly service: string;
  readonly level?: string;
  /** Standard output unless told. */
  readonly destination?: DestinationStream;
}

const identityNumber = /\d{17}[\dXx]/g;

/** JSON lines; personal data and secrets are redacted by field, numbers in free text by shape; bodies are never logged. */
export function createLogger(settings: LoggerSettings): Logger {
  const options: LoggerOptions = {
    level: settings.level ?? 'info',
    base: { service: settings.service },
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: redactedPaths, censor: '[redacted]' },
    serializers: { err: describeError, error: describeError },
    hooks: { logMethod: maskArguments },
  };
  return settings.destination ? pino(options, settings.destination) : pino(options);
}

/** A logger that says nothing, for tests. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}

/** An error as it may stand in a log: class, code, text with numbers masked, stack; no properties. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  return {
    type: error.name,
    message: maskNumbers(error.message),
    ...('code' in error ? { code: String(error.code) } : {}),
    stack: maskNumbers(error.stack ?? ''),
    ...(error.cause instanceof Error ? { cause: describeError(error.cause) } : {}),
  };
}

type LogMethod = NonNullable<NonNullable<LoggerOptions['hooks']>['logMethod']>;

const maskArguments: LogMethod = function maskArguments(args, method) {
  const masked = args.map((argument) => (typeof argument === 'string' ? maskNumbers(argument) : argument));
  // pino types the first two arguments apart; the masked list has the same kinds in the same order.
  Reflect.apply(method, this, masked);
};

function maskNumbers(text: string): string {
  return text.replace(identityNumber, (found) => `${found.slice(0, 6)}********${found.slice(-4)}`);
}
