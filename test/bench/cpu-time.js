// @ts-check
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100; // USER_HZ, the same on every Linux: proc(5)

/**
 * The CPU time that a process and its living descendants have used. Linux only; 0 elsewhere.
 * @param {number | null} pid
 * @returns {number} microseconds
 */
export function cpuTimeMicroseconds(pid) {
  if (pid === null || process.platform !== 'linux') return 0;
  /** @type {Map<number, { parent: number, ticks: number }>} */
  const processes = new Map();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      processes.set(Number(entry), { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) });
    } catch {
      // it ended meanwhile
    }
  }
  let ticks = 0;
  const family = [pid];
  for (let one = family.pop(); one !== undefined; one = family.pop()) {
    ticks += processes.get(one)?.ticks ?? 0;
    for (const [id, { parent }] of processes) if (parent === one) family.push(id);
  }
  return (ticks / ticksPerSecond) * 1e6;
}
