/** Where a reference to a stored image leads, as seen from the functions that are to run it, and whether Lambda can follow. */
import { AppError } from '../errors/app-error.js';
import type { ImageReference } from './image-reference.js';
import { isLoopbackHost } from './loopback-host.js';

/** What the functions' account and region say of themselves. */
export interface PullPlace {
  readonly account: string;
  readonly region: string;
  /** Of the account's own registry, by ECR's word; a loopback host means the local region. */
  readonly registryHost: string;
}

export interface ReferencePlace {
  /** `other`: the same region's ECR, but the repository belongs to somebody else. */
  readonly account: 'own' | 'other';
  /** The host by which Lambda is given the image. */
  readonly host: string;
  /** What is worth knowing although it works. */
  readonly remark?: string;
}

// https://docs.aws.amazon.com/general/latest/gr/ecr.html: the host of a region's registries ends by its partition.
const suffixes: readonly [RegExp, string][] = [
  [/^cn-/, 'amazonaws.com.cn'],
  [/^eusc-/, 'amazonaws.eu'],
  [/^us-iso-/, 'c2s.ic.gov'],
  [/^us-isob-/, 'sc2s.sgov.gov'],
  [/^us-isof-/, 'csp.hci.ic.gov'],
  [/^eu-isoe-/, 'cloud.adc-e.uk'],
];

/**
 * A precise verdict before anything is asked or changed: Lambda itself says "not valid" to all of these alike.
 * https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#images-reqs
 * @throws REFERENCE_INVALID saying which part cannot be, and what to write instead
 */
export function placeOfReference(reference: ImageReference, place: PullPlace): ReferencePlace {
  if (sameHost(reference.host, place.registryHost)) return { account: 'own', host: place.registryHost };
  if (isLoopbackHost(reference.host)) throw onThisMachine(reference, place);
  const { account, region, host, fips } = readHost(reference);
  if (isLoopbackHost(place.registryHost)) {
    throw refused(reference, `the local region pulls from its own registry, ${place.registryHost}, alone`, [
      `If it holds that image: --image ${written(reference, place.registryHost)}`,
      copyFirst(reference),
    ]);
  }
  if (region !== place.region) {
    throw refused(
      reference,
      `it lies in ${region}, and Lambda in ${place.region} pulls from ${place.region} alone`,
      [
        `Deploy the functions there: --region ${region}`,
        `Or bring the image over: ${copyFirst(reference)}`,
        'Or let ECR do it for every image to come: https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html',
      ],
    );
  }
  return {
    account: account === place.account ? 'own' : 'other',
    host,
    ...(fips && {
      remark: `Lambda does not pull from FIPS endpoints of ECR; it is given the image as ${host}.`,
    }),
  };
}

interface EcrHost {
  readonly account: string;
  readonly region: string;
  /** The same registry by the one host that Lambda takes. */
  readonly host: string;
  readonly fips: boolean;
}

/** The dual-stack and FIPS hosts are other names of the same registry; everything else that is odd is a mistake. */
function readHost(reference: ImageReference): EcrHost {
  const { host } = reference;
  const match = /^(\d+)\.dkr[.-]ecr(-fips)?\.([a-z0-9-]+)\.([a-z.]+)(:\d+)?$/i.exec(host);
  const [, account = '', fips, region = '', suffix = '', port] = match ?? [];
  const expected = `${account}.dkr.ecr.${region.toLowerCase()}.${suffixOf(region)}`;
  const instead = [`Write ${written(reference, expected)}`];
  if (!match) {
    throw refused(reference, `${host} is not the host of an ECR registry`, [
      `A registry's host is ACCOUNT.dkr.ecr.REGION.amazonaws.com: aws ecr describe-repositories --query "repositories[].repositoryUri"`,
    ]);
  }
  if (account.length !== 12)
    throw refused(reference, `an account has 12 digits, ${account} has ${account.length}`, [
      'Ask for your own: aws sts get-caller-identity --query Account --output text',
    ]);
  if (port) throw refused(reference, `a reference to ECR has no port (${port})`, instead);
  if (host !== host.toLowerCase()) throw refused(reference, 'its host has capitals', instead);
  const dualStack = host.includes('.dkr-ecr') && suffix.startsWith('on.');
  if (suffix !== suffixOf(region) && !dualStack)
    throw refused(
      reference,
      `hosts of ECR in ${region} end with ${suffixOf(region)}, not with ${suffix}`,
      instead,
    );
  return { account, region, host: expected, fips: fips !== undefined };
}

function suffixOf(region: string): string {
  return suffixes.find(([prefix]) => prefix.test(region))?.[1] ?? 'amazonaws.com';
}

/** `localhost:4510` and `127.0.0.1:4510` are one. */
function sameHost(one: string, other: string): boolean {
  if (one === other) return true;
  const port = /:\d+$/;
  return isLoopbackHost(one) && isLoopbackHost(other) && port.exec(one)?.[0] === port.exec(other)?.[0];
}

function onThisMachine(reference: ImageReference, { registryHost, region }: PullPlace): AppError {
  const why = isLoopbackHost(registryHost)
    ? `the local region pulls from its own registry, ${registryHost}, alone`
    : `it is on this machine, where Lambda in ${region} cannot pull`;
  return refused(reference, why, [copyFirst(reference), 'If you mean the local region: add --local']);
}

function copyFirst(reference: ImageReference): string {
  return `lading push --from ${written(reference, reference.host)}, then deploy what it prints: lading deploy --image …@sha256:…`;
}

function written({ repository, tag, digest }: ImageReference, host: string): string {
  return `${host}/${repository}${tag ? `:${tag}` : ''}${digest ? `@${digest}` : ''}`;
}

function refused(reference: ImageReference, why: string, suggestions: string[]): AppError {
  const text = written(reference, reference.host);
  return new AppError({
    code: 'REFERENCE_INVALID',
    message: `Lambda cannot use ${text}: ${why}. Nothing was changed.`,
    suggestions,
    details: { reference: text, host: reference.host },
  });
}
