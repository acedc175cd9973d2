import { defineFeature } from '../../flow/feature.ts'
import { isClientUrl } from '../../protocol/client-url.ts'

export const clientIdMetadata = defineFeature({
  spec: 'Client ID Metadata Document',
  enabled: ({ clientDomains }) =>
    clientDomains.otherwise !== 'block' || clientDomains.allow.length > 0,
  clientSource: async (client_id, context, how) =>
    isClientUrl(client_id)
      ? (await import('./source.ts')).documented(client_id, context, how)
      : undefined,
  endpoints: [
    {
      path: '/client-logos/:name',
      methods: ['GET'],
      audience: 'program',
      handle: async (context) => (await import('./logo.ts')).serveLogo(context),
    },
  ],
  metadata: { client_id_metadata_document_supported: true }, // §6
})
