/** The requests about event source mappings, with the constraints of the service model. */
import * as z from 'zod';
import { awsPattern } from '../../wire/aws-pattern.js';
import { destinationConfig } from '../destinations.js';
import { namespacedFunctionName } from '../function-name.js';
import { kmsKeyArn } from '../function-schema.js';
import { pageShape } from '../page.js';

const sourceArn = awsPattern(
  'arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}(-gov)?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)',
);

const filter = z.strictObject({ Pattern: awsPattern('.*').max(4096).optional() });

/** Members that creation and update share. */
const settingsShape = {
  Enabled: z.boolean().optional(),
  BatchSize: z.number().int().min(1).max(10_000).optional(),
  MaximumBatchingWindowInSeconds: z.number().int().min(0).max(300).optional(),
  FunctionResponseTypes: z
    .array(z.enum(['ReportBatchItemFailures']))
    .max(1)
    .optional(),
  FilterCriteria: z.strictObject({ Filters: z.array(filter).optional() }).optional(),
  KMSKeyArn: kmsKeyArn.optional(),
  MetricsConfig: z
    .strictObject({
      Metrics: z
        .array(z.enum(['EventCount', 'ErrorCount']))
        .max(3)
        .optional(),
    })
    .optional(),
  ScalingConfig: z
    .strictObject({ MaximumConcurrency: z.number().int().min(2).max(1000).optional() })
    .optional(),
  ParallelizationFactor: z.number().int().min(1).max(10).optional(),
  MaximumRecordAgeInSeconds: z.number().int().min(-1).max(604_800).optional(),
  MaximumRetryAttempts: z.number().int().min(-1).max(10_000).optional(),
  BisectBatchOnFunctionError: z.boolean().optional(),
  TumblingWindowInSeconds: z.number().int().min(0).max(900).optional(),
  DestinationConfig: destinationConfig.optional(),
};

const settings = z.strictObject(settingsShape);
export type EventSourceInput = z.infer<typeof settings>;

export const createSchema = settings.extend({
  EventSourceArn: sourceArn.optional(),
  FunctionName: namespacedFunctionName,
  StartingPosition: z.enum(['LATEST', 'AT_TIMESTAMP', 'TRIM_HORIZON']).optional(),
  StartingPositionTimestamp: z.number().optional(),
  Tags: z.record(z.string(), z.string()).optional(),
});
export type CreateInput = z.infer<typeof createSchema>;

export const addressSchema = z.strictObject({ UUID: z.string() });

export const updateSchema = settings.extend({
  UUID: z.string(),
  FunctionName: namespacedFunctionName.optional(),
});

export const listSchema = z.strictObject({
  ...pageShape,
  EventSourceArn: sourceArn.optional(),
  FunctionName: namespacedFunctionName.optional(),
});
