/**
 * Days of the proleptic Gregorian calendar, as PostgreSQL writes them with DateStyle ISO: `2024-05-17`, `12024-01-01`,
 * `0044-03-15 BC`. Years are astronomical here: 1 BC is 0.
 */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The first day that PostgreSQL's date and timestamp types hold. */
export const firstDay: CalendarDay = { year: -4713, month: 11, day: 24 };

const dayText = /^(\d{4,7})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])( BC)?$/;

/** Null for what is no day, infinity among it. */
export function parseDay(text: string): CalendarDay | null {
  const match = dayText.exec(text);
  if (match === null) return null;
  const [, year, month, day, bc] = match;
  return { year: bc === undefined ? Number(year) : 1 - Number(year), month: Number(month), day: Number(day) };
}

/** `clock` stands between day and era: ` 00:00:00+00`. */
export function printDay({ year, month, day }: CalendarDay, clock = ''): string {
  const two = (part: number) => part.toString().padStart(2, '0');
  const shown = (year > 0 ? year : 1 - year).toString().padStart(4, '0');
  return `${shown}-${two(month)}-${two(day)}${clock}${year > 0 ? '' : ' BC'}`;
}

const daysBeforeEpoch = 719_468;
const daysOfCentury4 = 146_097;

/** Days since 1970-01-01. The year is counted from March, so that the leap day comes last. */
export function dayNumber({ year, month, day }: CalendarDay): number {
  const marchYear = month > 2 ? year : year - 1;
  const cycle = Math.floor(marchYear / 400);
  const yearOfCycle = marchYear - cycle * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfCycle = yearOfCycle * 365 + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100) + dayOfYear;
  return cycle * daysOfCentury4 + dayOfCycle - daysBeforeEpoch;
}

/** The inverse of dayNumber. */
export function dayOfNumber(number: number): CalendarDay {
  const shifted = number + daysBeforeEpoch;
  const cycle = Math.floor(shifted / daysOfCentury4);
  const dayOfCycle = shifted - cycle * daysOfCentury4;
  const leaps = Math.floor(dayOfCycle / 1460) - Math.floor(dayOfCycle / 36_524) + Math.floor(dayOfCycle / 146_096);
  const yearOfCycle = Math.floor((dayOfCycle - leaps) / 365);
  const dayOfYear = dayOfCycle - (yearOfCycle * 365 + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
}
