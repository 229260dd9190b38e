/** Event source mappings over Lambda. */
import type { EventSourceService } from '../../../ports/event-source-service.js';
import { type LambdaCall, labelOf, orMissing } from '../lambda-call.js';
import { apiEventSource, observedEventSource } from './event-source-settings.js';

/** The tag by which lading knows a mapping of its own; roles carry the same. */
const creatorTag = { 'created-by': 'lading' } as const;
const pageSize = 100;

type Reads = Pick<EventSourceService, 'list' | 'get' | 'isMadeByLading'>;
type Writes = Pick<EventSourceService, 'create' | 'update' | 'delete'>;

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html */
export function eventSources(call: LambdaCall): EventSourceService {
  return { ...reads(call), ...writes(call) };
}

function reads(call: LambdaCall): Reads {
  return {
    list: (name, alias) =>
      call(
        `Listing the event sources of ${labelOf(name, alias)}`,
        { function: name },
        async ({ api, client }, options) => {
          const found: ReturnType<typeof observedEventSource>[] = [];
          let marker: string | undefined;
          do {
            const command = new api.ListEventSourceMappingsCommand({
              FunctionName: labelOf(name, alias),
              MaxItems: pageSize,
              ...(marker && { Marker: marker }),
            });
            const page = await orMissing(client.send(command, options));
            const own = (page?.EventSourceMappings ?? []).filter(
              ({ FunctionArn }) => qualifierOf(FunctionArn) === alias,
            );
            found.push(...own.map(observedEventSource));
            marker = page?.NextMarker;
          } while (marker);
          return found;
        },
      ),
    get: (uuid) =>
      call(`Reading event source mapping ${uuid}`, {}, async ({ api, client }, options) => {
        const answer = await orMissing(
          client.send(new api.GetEventSourceMappingCommand({ UUID: uuid }), options),
        );
        return answer && observedEventSource(answer);
      }),
    isMadeByLading: (mappingArn) =>
      call(`Reading the tags of ${mappingArn}`, {}, async ({ api, client }, options) => {
        const answer = await orMissing(
          client.send(new api.ListTagsCommand({ Resource: mappingArn }), options),
        );
        return answer?.Tags?.['created-by'] === creatorTag['created-by'];
      }),
  };
}

function writes(call: LambdaCall): Writes {
  return {
    create: (name, alias, setting) =>
      call(
        `Connecting ${setting.arn} to ${labelOf(name, alias)}`,
        { function: name },
        async ({ api, client }, options) => {
          const { startingPosition, startingPositionTimestamp } = setting;
          const command = new api.CreateEventSourceMappingCommand({
            ...apiEventSource(setting),
            FunctionName: labelOf(name, alias),
            EventSourceArn: setting.arn,
            Tags: creatorTag,
            ...(startingPosition && { StartingPosition: startingPosition }),
            ...(startingPositionTimestamp !== undefined && {
              StartingPositionTimestamp: new Date(startingPositionTimestamp),
            }),
          });
          await client.send(command, options);
        },
      ),
    update: (uuid, arn, change) =>
      call(`Changing the event source mapping of ${arn}`, {}, async ({ api, client }, options) => {
        const command = new api.UpdateEventSourceMappingCommand({ UUID: uuid, ...apiEventSource(change) });
        await client.send(command, options);
      }),
    delete: (uuid, arn) =>
      call(`Deleting the event source mapping of ${arn}`, {}, async ({ api, client }, options) => {
        await orMissing(client.send(new api.DeleteEventSourceMappingCommand({ UUID: uuid }), options));
      }),
  };
}

/** The list for a function may hold those of its aliases as well. */
function qualifierOf(functionArn: string | undefined): string | undefined {
  return functionArn?.split(':')[7];
}
