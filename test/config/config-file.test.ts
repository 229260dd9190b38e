import { expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type {
  ConfigFile,
  FunctionSettings,
  ImageSection,
  RepositorySection,
} from '../../src/config/config-file.js';
import type { functionSchema } from '../../src/config/function-schema.js';
import type { imageSchema } from '../../src/config/image-schema.js';
import type { repositorySchema } from '../../src/config/repository-schema.js';
import type { configSchema } from '../../src/config/schema.js';

type Keys<Schema extends z.ZodType> = Exclude<keyof z.output<Schema>, '$schema'>;

// TypeScript checks these; a setting that is in the schema alone, or in the types alone, does not compile.
test('the schema and the types have the same settings', () => {
  expectTypeOf<z.output<typeof configSchema>>().toExtend<ConfigFile>();
  expectTypeOf<Keys<typeof configSchema>>().toEqualTypeOf<keyof ConfigFile>();
  expectTypeOf<Keys<typeof functionSchema>>().toEqualTypeOf<keyof FunctionSettings>();
  expectTypeOf<Keys<typeof imageSchema>>().toEqualTypeOf<keyof ImageSection>();
  expectTypeOf<Keys<typeof repositorySchema>>().toEqualTypeOf<keyof RepositorySection>();
});
