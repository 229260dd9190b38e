/** TagResource, UntagResource, ListTags. */
import { z } from 'zod';
import { awsPattern } from '../wire/aws-pattern.js';
import { type RestOperation, restOperation } from '../wire/rest.js';
import { withNewRevision } from './change-version.js';
import { functionArn, parseFunctionReference } from './function-name.js';
import type { FunctionRecord } from './function-record.js';
import { requireQuiet } from './function-status.js';
import type { LambdaDeps } from './lambda-deps.js';
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

/** Every change of tags gives `$LATEST` another RevisionId, as recorded. */
export function tagOperations(deps: LambdaDeps): RestOperation[] {
  return [
    restOperation({ name: 'TagResource', method: 'POST', path, status: 204 }, tagSchema, (input) => {
      const record = requireTaggable(input.Resource, deps);
      // The text that AWS gives for an empty map.
      if (Object.keys(input.Tags).length === 0)
        throw invalid('An error occurred and the request cannot be processed.');
      const tags = { ...record.tags, ...input.Tags };
      requireTagCount(tags);
      requireQuiet(record.latest, input.Resource, deps.clock());
      deps.functions.put({ ...record, tags, latest: withNewRevision(record.latest) });
      return undefined;
    }),
    restOperation({ name: 'UntagResource', method: 'DELETE', path, status: 204 }, untagSchema, (input) => {
      const record = requireTaggable(input.Resource, deps);
      requireQuiet(record.latest, input.Resource, deps.clock());
      const tags = Object.fromEntries(
        Object.entries(record.tags).filter(([key]) => !input.TagKeys.includes(key)),
      );
      deps.functions.put({ ...record, tags, latest: withNewRevision(record.latest) });
      return undefined;
    }),
    restOperation({ name: 'ListTags', method: 'GET', path }, listSchema, (input) => ({
      Tags: requireTaggable(input.Resource, deps).tags,
    })),
  ];
}

/** @throws WireError InvalidParameterValueException 400 above 50 tags */
export function requireTagCount(tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).length > 50) throw invalid('Number of tags exceeds resource tag limit.');
}

function requireTaggable(arn: string, deps: LambdaDeps): FunctionRecord {
  const reference = parseFunctionReference(arn, deps.settings);
  if (reference.qualifier !== undefined) {
    throw invalid('Tags on function aliases and versions are not supported. Please specify a function ARN.');
  }
  return deps.functions.require({
    name: arn === functionArn(deps.settings, reference.name) ? reference.name : arn,
  });
}
