import { type DestinationStream, pino } from 'pino';
import { type LogEventName, type LogLevel, logEvents } from './log-events.js';
import { type LogFields, printableFields } from './log-fields.js';
import { TurnLines } from './turn-lines.js';

export interface LoggerOptions {
  readonly level: LogLevel | 'silent';
  /** Where lines go; standard error if not given. */
  readonly destination?: DestinationStream;
}

/**
 * Writes one line of JSON an event: level, time (ISO 8601, UTC), event, fixed text, fields.
 *
 * Invariant: no value from a statement or a row can get into a line. The compiler takes only events and fields that are
 * listed; at run time whatever else is passed, by a cast or a mistake, is dropped before the line is made.
 */
export interface Logger {
  log(event: LogEventName, fields?: LogFields): void;
  /** A logger that adds `fields` to each line. */
  with(fields: LogFields): Logger;
}

export function createLogger(options: LoggerOptions): Logger {
  const sink = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: ({ event, ...fields }) => ({ event, ...printableFields(fields) }),
      },
    },
    options.destination ?? standardError,
  );
  const logger = (bound: LogFields): Logger => ({
    log(event, fields) {
      if (!Object.hasOwn(logEvents, event)) return;
      const known = logEvents[event];
      if (!sink.isLevelEnabled(known.level)) return;
      sink[known.level]({ event, ...bound, ...fields }, known.text);
    },
    with: (fields) => logger({ ...bound, ...fields }),
  });
  return logger({});
}

/** One for the process: it has one standard error. */
const standardError = new TurnLines(() => pino.destination({ dest: 2, sync: true }));
