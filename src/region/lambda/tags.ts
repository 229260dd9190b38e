/** TagResource, UntagResource, ListTags. */
import * as z from 'zod';
import { awsPattern } from '../wire/aws-pattern.js';
import { type RestOperation, restOperation } from '../wire/rest.js';
import { withNewRevision } from './change-version.js';
import { functionArn, parseFunctionReference } from './function-name.js';
import type { FunctionRecord } from './function-record.js';
import { requireQuiet } from './function-status.js';
import type { LambdaDeps } from './lambda-deps.js';
import { requireTags } from './resource-tags.js';
import { invalid } from './settings-rules.js';

const resource = awsPattern(
  'arn:(aws[a-zA-Z-]*):lambda:[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})',
)
  .min(1)
  .max(256);

const tagSchema = z.strictObject({ Resource: resource, Tags: z.record(z.string(), z.string()) });
const untagSchema = z.strictObject({ Resource: resource, TagKeys: z.array(z.string()) });
const listSchema = z.strictObject({ Resource: resource });

const path = '/2017-03-31/tags/{Resource}';

type Tags = Readonly<Record<string, string>>;

/** Something that has tags. */
interface Taggable {
  readonly tags: Tags;
  readonly put: (tags: Tags) => void;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html */
export function tagOperations(deps: LambdaDeps): RestOperation[] {
  return [
    restOperation({ name: 'TagResource', method: 'POST', path, status: 204 }, tagSchema, (input) => {
      const { tags, put } = requireTaggable(input.Resource, deps);
      // The text that AWS gives for an empty map.
      if (Object.keys(input.Tags).length === 0)
        throw invalid('An error occurred and the request cannot be processed.');
      requireTags({ ...tags, ...input.Tags });
      put({ ...tags, ...input.Tags });
      return undefined;
    }),
    restOperation({ name: 'UntagResource', method: 'DELETE', path, status: 204 }, untagSchema, (input) => {
      const { tags, put } = requireTaggable(input.Resource, deps);
      put(Object.fromEntries(Object.entries(tags).filter(([key]) => !input.TagKeys.includes(key))));
      return undefined;
    }),
    restOperation({ name: 'ListTags', method: 'GET', path }, listSchema, (input) => ({
      Tags: requireTaggable(input.Resource, deps).tags,
    })),
  ];
}

function requireTaggable(arn: string, deps: LambdaDeps): Taggable {
  const [, , , , , kind, uuid = ''] = arn.split(':');
  if (kind === 'event-source-mapping') {
    const mapping = deps.eventSources.require(uuid);
    return { tags: mapping.tags, put: (tags) => deps.eventSources.put({ ...mapping, tags }) };
  }
  const record = requireFunction(arn, deps);
  return { tags: record.tags, put: (tags) => retag(record, arn, tags, deps) };
}

function requireFunction(arn: string, deps: LambdaDeps): FunctionRecord {
  const reference = parseFunctionReference(arn, deps.settings);
  if (reference.qualifier !== undefined) {
    throw invalid('Tags on function aliases and versions are not supported. Please specify a function ARN.');
  }
  return deps.functions.require({
    name: arn === functionArn(deps.settings, reference.name) ? reference.name : arn,
  });
}

/** Every change of tags gives `$LATEST` another RevisionId, as recorded. */
function retag(record: FunctionRecord, arn: string, tags: Tags, deps: LambdaDeps): void {
  requireQuiet(record.latest, arn, deps.clock());
  deps.functions.put({ ...record, tags, latest: withNewRevision(record.latest) });
}
