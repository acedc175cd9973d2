import * as z from 'zod'
import { configuration } from './configuration.ts'

/** The JSON Schema of configuration files. */
export const configurationSchema = () => ({
  title: 'Sallyport configuration',
  ...z.toJSONSchema(configuration, { io: 'input' }),
})
