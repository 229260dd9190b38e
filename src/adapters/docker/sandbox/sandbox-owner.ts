/** Says which process a sandbox belongs to, and whether that process is gone. */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, uptime } from 'node:os';

/** On containers, networks and volumes: whose they are. */
export const ownerLabel = 'lading.sandbox';

/** On containers: the function that runs in it, for people who look. */
export const functionLabel = 'lading.function';

/** `123:4567:1b2c…:pid:[4026531836]:host`: enough to tell a process from a later one with its number, here and after a restart. */
export interface SandboxOwner {
  readonly pid: number;
  /** Of the process, in clock ticks since the machine's start; empty where there is no `/proc`. */
  readonly startTime: string;
  /** Of the machine's start; empty where there is no `/proc`. */
  readonly bootId: string;
  /** Processes of another container have numbers of their own. */
  readonly pidNamespace: string;
  readonly host: string;
}

/** This process. */
export function thisOwner(): SandboxOwner {
  return {
    pid: process.pid,
    startTime: processState(process.pid)?.startTime ?? '',
    bootId: read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()) ?? '',
    pidNamespace: (read(() => readlinkSync('/proc/self/ns/pid')) ?? '').replace(/\D/g, ''),
    host: hostname(),
  };
}

/** Value of `ownerLabel`. */
export function renderOwner({ pid, startTime, bootId, pidNamespace, host }: SandboxOwner): string {
  return [pid, startTime, bootId, pidNamespace, host].join(':');
}

/** Undefined for what `renderOwner` never wrote. */
export function parseOwner(label: string): SandboxOwner | undefined {
  const match = /^(\d+):(\d*):([\da-f-]*):(\d*):(.*)$/.exec(label);
  if (!match) return undefined;
  const [, pid = '', startTime = '', bootId = '', pidNamespace = '', host = ''] = match;
  return { pid: Number(pid), startTime, bootId, pidNamespace, host };
}

/**
 * Whether that process has certainly ended; when in doubt (another machine at the same engine, another container), it lives.
 * @param createdAt when the thing was made, in milliseconds since the epoch
 */
export function isGone(owner: SandboxOwner, self: SandboxOwner, createdAt: number): boolean {
  const sameMachine = owner.bootId === self.bootId && (self.bootId !== '' || owner.host === self.host);
  if (sameMachine) return owner.pidNamespace === self.pidNamespace && processGone(owner);
  const startedAt = Date.now() - uptime() * 1000;
  return owner.host === self.host && createdAt < startedAt;
}

function processGone({ pid, startTime }: SandboxOwner): boolean {
  const state = processState(pid);
  if (state) return state.ended || (startTime !== '' && state.startTime !== startTime);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // EPERM: somebody else's, and there.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; undefined without `/proc`, or when it is not shown there. */
function processState(pid: number): { readonly startTime: string; readonly ended: boolean } | undefined {
  const text = read(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (text === undefined) return undefined;
  // The name, in parentheses, may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { startTime: fields[19] ?? '', ended: /^[ZXx]$/.test(fields[0] ?? '') };
}

function read(ask: () => string): string | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
