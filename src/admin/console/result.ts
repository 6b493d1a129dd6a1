import {
  backend,
  encodeCommandComplete,
  encodeDataRow,
  encodeNoticeResponse,
  encodeRowDescription,
  frameBytes,
} from '../../pgwire/index.js';
import { type Column, encodeValue, resultColumn, type Value } from './column.js';
import type { Command } from './command.js';

/** The format of each column, by what a Bind asks for. */
export function formatsOf(columns: readonly Column[], asked: readonly number[]): (0 | 1)[] {
  return columns.map((_, index) => ((asked.length > 1 ? asked[index] : asked[0]) === 1 ? 1 : 0));
}

/** RowDescription, or NoData for a command that answers with its tag alone. */
export function describe({ columns }: Command, asked: readonly number[] = []): Buffer {
  if (columns === null) return frameBytes(backend.noData);
  const formats = formatsOf(columns, asked);
  return encodeRowDescription(columns.map((column, index) => resultColumn(column, formats[index] ?? 0)));
}

export function rowBytes(columns: readonly Column[], asked: readonly number[], row: readonly Value[]): Buffer {
  const formats = formatsOf(columns, asked);
  return encodeDataRow(columns.map((column, index) => encodeValue(row[index] ?? null, column, formats[index] ?? 0)));
}

/** As PgBouncer says it: `SHOW`, `PAUSE`. */
export function complete({ name }: Command): Buffer {
  return encodeCommandComplete(name.split(' ')[0] ?? name);
}

export function noticeBytes({ notice }: Command): Buffer {
  if (notice === undefined) return Buffer.alloc(0);
  return encodeNoticeResponse(
    new Map([
      ['S', 'NOTICE'],
      ['V', 'NOTICE'],
      ['C', '00000'],
      ['M', 'Console usage'],
      ['D', `\n\t${notice.replaceAll('\n', '\n\t')}`],
    ]),
  );
}
