import { defineFeature } from '../../flow/feature.ts'

export const connectionTrace = defineFeature({
  spec: 'Connection trace',
  enabled: ({ traces }) => traces,
  observe: async (seen, context) => (await import('./observe.ts')).observe(seen, context),
})
