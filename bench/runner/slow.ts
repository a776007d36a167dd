import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'

/** A share of all processors together, in slices so short that nothing waits long for its next one. */
const periodMicroseconds = 10_000

export interface Slowed {
  /** How it is done, for the reader of the figures. */
  how: string
  end: () => void
}

/**
 * Gives a whole process group that share of this machine's processors: all threads, not only a page's main one, as a
 * cheap phone does it. Needs a control group (as root on Linux); without one nothing is slowed, and it says so.
 */
export function slowDown(group: number, share: number): Slowed {
  const quota = Math.round(periodMicroseconds * share * cpus().length)
  const name = `qianxian-bench-${process.pid}-${group}`
  const folder = makeGroup(name, quota)
  if (!folder) return { how: 'NOT slowed down (no control group)', end: () => {} }
  for (const pid of processesOf(group)) move(folder, pid)
  return {
    how: `all threads of Chromium at ${quota / 1000} of every ${(periodMicroseconds * cpus().length) / 1000} ms of processor`,
    end: () => remove(folder),
  }
}

function makeGroup(name: string, quota: number): string | undefined {
  try {
    const first = '/sys/fs/cgroup/cpu'
    if (existsSync(join(first, 'cpu.cfs_quota_us'))) {
      const folder = join(first, name)
      mkdirSync(folder)
      writeFileSync(join(folder, 'cpu.cfs_period_us'), String(periodMicroseconds))
      writeFileSync(join(folder, 'cpu.cfs_quota_us'), String(quota))
      return folder
    }
    const folder = join('/sys/fs/cgroup', name)
    mkdirSync(folder)
    writeFileSync(join(folder, 'cpu.max'), `${quota} ${periodMicroseconds}`)
    return folder
  } catch {
    return undefined
  }
}

function processesOf(group: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => groupOf(pid) === group)
}

/** The fifth field of /proc/PID/stat; the second, a name in brackets, may hold anything. */
function groupOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2])
  } catch {
    return undefined
  }
}

function move(folder: string, pid: number): void {
  try {
    writeFileSync(join(folder, 'cgroup.procs'), String(pid))
  } catch {
    // It has ended meanwhile.
  }
}

function remove(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // Somebody is still in it; an empty group does no harm.
  }
}
