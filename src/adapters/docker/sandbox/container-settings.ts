/** What the engine is told of a sandbox: Lambda's restrictions in the words of the Engine API. */
import type Docker from 'dockerode';
import type { SandboxSpec } from '../../../ports/sandbox-engine.js';
import type { SandboxImage } from './sandbox-image.js';
import { functionLabel, ownerLabel } from './sandbox-owner.js';

/** Of `sbx_user1051`, whose name stands in the errors of functions on Lambda. */
const user = 1051;
const megabyte = 1024 * 1024;
/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: file descriptors, and processes with threads. */
const mostFiles = 1024;
const mostProcesses = 1024;

export interface ContainerFacts {
  readonly name: string;
  /** Value of `ownerLabel`. */
  readonly owner: string;
  readonly image: SandboxImage;
  /** For each of `volumesToMake`, the name that it gets. */
  readonly volumeNames: readonly string[];
}

/**
 * Why each of them is as it is stands in docs/sandbox.md.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerCreate
 */
export function containerSettings(spec: SandboxSpec, facts: ContainerFacts): Docker.ContainerCreateOptions {
  const { debugPort } = spec;
  return {
    name: facts.name,
    Image: spec.imageId,
    ...startSettings(spec, facts.image),
    Env: Object.entries(spec.environment).map(([name, value]) => `${name}=${value}`),
    User: `${user}:${user}`,
    Labels: { [ownerLabel]: facts.owner, [functionLabel]: spec.functionName },
    Healthcheck: { Test: ['NONE'] },
    // An engine that stops would wait ten seconds for a first process, which is deaf to the usual signal.
    StopSignal: 'SIGKILL',
    AttachStdout: true,
    AttachStderr: true,
    ...(debugPort !== undefined && { ExposedPorts: { [`${debugPort}/tcp`]: {} } }),
    HostConfig: {
      ReadonlyRootfs: true,
      IpcMode: 'none',
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Memory: spec.memorySize * megabyte,
      // Memory and swap together: there is none to swap to.
      MemorySwap: spec.memorySize * megabyte,
      PidsLimit: mostProcesses,
      Ulimits: [{ Name: 'nofile', Soft: mostFiles, Hard: mostFiles }],
      Tmpfs: temporaryFolders(spec, facts.image),
      Mounts: mountsOf(spec, facts),
      NetworkMode: spec.network.id,
      // Where extensions listen for logs and telemetry. They would end if they could not.
      ExtraHosts: ['sandbox.localdomain:127.0.0.1'],
      // No name server answers in there: without this a look-up takes as long as Lambda allows for the whole init.
      ...(spec.network.kind === 'none' && { DnsOptions: ['timeout:1', 'attempts:1'] }),
      LogConfig: { Type: 'none', Config: {} },
      Init: false,
      RestartPolicy: { Name: 'no' },
      ...(debugPort !== undefined && {
        PortBindings: { [`${debugPort}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: String(debugPort) }] },
      }),
    },
  };
}

/** Paths of the image's volumes that need a read-only volume of ours, lest the engine makes one that can be written to. */
export function volumesToMake({ volumes }: SandboxImage, spec: SandboxSpec): readonly string[] {
  const ours = new Set((spec.mounts ?? []).map(({ target }) => target));
  return volumes.filter((path) => !isTemporary(path) && !ours.has(path));
}

function startSettings(
  { entryPoint, command, workingDirectory }: SandboxSpec,
  image: SandboxImage,
): Docker.ContainerCreateOptions {
  // The engine drops the image's command with its entry point; Lambda replaces each for itself.
  const arguments_ = command.length > 0 || entryPoint.length === 0 ? command : image.command;
  return {
    ...(entryPoint.length > 0 && { Entrypoint: [...entryPoint] }),
    ...(arguments_.length > 0 && { Cmd: [...arguments_] }),
    ...(workingDirectory !== '' && { WorkingDir: workingDirectory }),
  };
}

function temporaryFolders(
  { ephemeralStorage }: SandboxSpec,
  { volumes }: SandboxImage,
): Record<string, string> {
  // Ownership, not mode: the mount takes its mode from the image's folder, if there is one.
  const options = `rw,exec,nosuid,nodev,size=${ephemeralStorage}m,mode=1777,uid=${user},gid=${user}`;
  return Object.fromEntries(['/tmp', ...volumes.filter(isTemporary)].map((path) => [path, options]));
}

function mountsOf(spec: SandboxSpec, { image, volumeNames, owner }: ContainerFacts): Docker.MountConfig {
  const folders: Docker.MountConfig = (spec.mounts ?? []).map(({ source, target }) => ({
    Type: 'bind',
    Source: source,
    Target: target,
    ReadOnly: true,
  }));
  const volumes = volumesToMake(image, spec).map(
    (path, index): Docker.MountSettings => ({
      Type: 'volume',
      // The engine takes `ReadOnly` only for volumes with a name, and fills those from the image as it does the others.
      Source: volumeNames[index] ?? '',
      Target: path,
      ReadOnly: true,
      VolumeOptions: {
        NoCopy: false,
        Labels: { [ownerLabel]: owner },
        DriverConfig: { Name: 'local', Options: {} },
      },
    }),
  );
  return [...folders, ...volumes];
}

function isTemporary(path: string): boolean {
  return path === '/tmp' || path.startsWith('/tmp/');
}
