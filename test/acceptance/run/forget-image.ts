/** Takes images out of the engine that came from a registry. */
import Docker from 'dockerode';

/** All that it knows of a host, e.g. `127.0.0.1:4510`. */
export async function forgetImages(host: string): Promise<void> {
  const docker = new Docker();
  const images = await docker.listImages({ all: true, digests: true });
  for (const { Id, RepoDigests } of images)
    if (RepoDigests?.some((known) => known.startsWith(`${host}/`)))
      await docker.getImage(Id).remove({ force: true });
}
