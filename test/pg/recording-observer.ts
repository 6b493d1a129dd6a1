import type { SessionObserver } from '../../src/pg/index.js';

/** Remembers what it was told. */
export class RecordingObserver implements SessionObserver {
  open = 0;
  rowCount = 0;
  tripwires = 0;
  waits = 0;
  pins: string[] = [];
  answers = 0;
  decisions = 0;
  readonly verdicts: string[] = [];
  readonly reasons: string[] = [];
  readonly scrubs: string[] = [];
  readonly events: { event: string; fields: object }[] = [];

  connectionOpened(): void {
    this.open += 1;
  }
  connectionClosed(): void {
    this.open -= 1;
  }
  log(event: string, fields: object): void {
    this.events.push({ event, fields });
  }
  statement(_store: string, _purpose: string | null, verdict: string): void {
    this.verdicts.push(verdict);
  }
  refused(reason: string): void {
    this.reasons.push(reason);
  }
  decided(): void {
    this.decisions += 1;
  }
  answered(): void {
    this.answers += 1;
  }
  rows(count: number): void {
    this.rowCount += count;
  }
  scrubbed(message: string): void {
    this.scrubs.push(message);
  }
  tripwire(): void {
    this.tripwires += 1;
  }
  poolWaited(): void {
    this.waits += 1;
  }
  pinned(reason: string): void {
    this.pins.push(reason);
  }
}
