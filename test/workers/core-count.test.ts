import { expect, test } from 'vitest';
import { coreCount } from '../../src/workers/index.js';

const files = (content: Readonly<Record<string, string>>) => (path: string) => {
  const text = content[path];
  if (text === undefined) throw new Error('ENOENT');
  return text;
};

test.each([
  ['no quota is known', {}, 8, 8],
  ['there is none', { '/sys/fs/cgroup/cpu.max': 'max 100000\n' }, 8, 8],
  ['it is two cores', { '/sys/fs/cgroup/cpu.max': '200000 100000\n' }, 8, 2],
  ['it is one and a half', { '/sys/fs/cgroup/cpu.max': '150000 100000\n' }, 8, 2],
  ['it is half a core', { '/sys/fs/cgroup/cpu.max': '50000 100000\n' }, 8, 1],
  ['it is more than there is', { '/sys/fs/cgroup/cpu.max': '9900000 100000\n' }, 4, 4],
  [
    'it is in the older form',
    { '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '300000\n', '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n' },
    8,
    3,
  ],
  [
    'there is none in the older form',
    { '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n', '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n' },
    8,
    8,
  ],
])('a container’s quota of processor time counts: %s', (_, content, cores, count) => {
  expect(coreCount(files(content), cores)).toBe(count);
});

test('on this machine there is one at least', () => {
  expect(coreCount()).toBeGreaterThan(0);
});
