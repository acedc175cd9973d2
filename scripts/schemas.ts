// node scripts/run.mjs schemas: writes schemas/ from the code.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configurationSchema } from './lib/json-schema.ts'
import { passThrough } from './lib/pass-through.ts'
import { root } from './lib/processes.ts'

const file = join(root, 'schemas', 'configuration.schema.json')
writeFileSync(file, JSON.stringify(configurationSchema()))
await passThrough('biome', ['format', '--write', file])
