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
  const processes = processTable();
  let ticks = 0;
  for (const one of familyIn(processes, pid)) ticks += processes.get(one)?.ticks ?? 0;
  return (ticks / ticksPerSecond) * 1e6;
}

/**
 * A process and its living descendants. Linux only; none elsewhere.
 * @param {number | null} pid
 * @returns {number[]}
 */
export function family(pid) {
  return pid === null || process.platform !== 'linux' ? [] : familyIn(processTable(), pid);
}

/** @typedef {Map<number, { parent: number, ticks: number }>} Processes */

/** @returns {Processes} */
function processTable() {
  /** @type {Processes} */
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
  return processes;
}

/**
 * @param {Processes} processes
 * @param {number} pid
 */
function familyIn(processes, pid) {
  const members = [pid];
  for (let at = 0; at < members.length; at += 1) {
    for (const [id, { parent }] of processes) if (parent === members[at]) members.push(id);
  }
  return members;
}
