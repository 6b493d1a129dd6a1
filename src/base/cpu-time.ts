/** What this process has used of processors so far, in milliseconds, all of its threads together. Waiting for one does not count. */
export function cpuTimeMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
