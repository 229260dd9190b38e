/** `node scripts/remove-images.mjs REPOSITORY [ID…]`: takes the names of a repository, and these images with all their names, out of the engine. */
import Docker from 'dockerode';

const docker = new Docker();
const [repository, ...ids] = process.argv.slice(2);
const filters = JSON.stringify({ reference: [`${repository}:*`] });
const named = (await docker.listImages({ filters })).flatMap(({ RepoTags }) => RepoTags ?? []);

for (const image of [...named.filter((name) => name.startsWith(`${repository}:`)), ...ids]) {
  await docker
    .getImage(image)
    .remove({ force: true })
    .catch((error) => {
      // Gone already, or a container runs it.
      if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
    });
}
