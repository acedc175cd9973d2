import type { Context } from '../flow/context.ts'
import { defineFeature, type Endpoint } from '../flow/feature.ts'
import type { Client } from '../store/port.ts'

/** Seconds. Apple and Google keep a copy of their own besides. */
const MAX_AGE = 300

/** Where an app without a domain of its own is opened: RFC 8252 §7.2, each below its own name. */
const placeOf = (client_id: string) => `/app/${client_id}`

/** Apple: `appIDs` may use the passwords and passkeys of this domain, and are opened for addresses of their own. */
function appleAppSiteAssociation(clients: readonly Client[]) {
  const apps = clients.flatMap(({ client_id, app_links }) => {
    const appIDs = app_links?.apple ?? []
    const place = placeOf(client_id)
    const components = [{ '/': place }, { '/': `${place}/*` }]
    return appIDs.length === 0 ? [] : [{ appIDs, components }]
  })
  return {
    applinks: { details: apps },
    webcredentials: { apps: [...new Set(apps.flatMap(({ appIDs }) => appIDs))] },
  }
}

/** Google: the same by package name and certificate. Which addresses are opened stands in the app's own manifest. */
const assetLinks = (clients: readonly Client[]) =>
  clients.flatMap(({ app_links }) =>
    (app_links?.android ?? []).map(({ package_name, sha256_cert_fingerprints }) => ({
      relation: [
        'delegate_permission/common.handle_all_urls',
        'delegate_permission/common.get_login_creds',
      ],
      target: { namespace: 'android_app', package_name, sha256_cert_fingerprints },
    })),
  )

const statement = (path: string, write: (clients: readonly Client[]) => object): Endpoint => ({
  path,
  wellKnown: true,
  methods: ['GET'],
  audience: 'program',
  async handle({ store }: Context) {
    return Response.json(write(await store.clients.withApps()), {
      headers: { 'Cache-Control': `public, max-age=${MAX_AGE}` },
    })
  },
})

/** Which apps belong to this house: passkeys work in them, and links lead to them. */
export const appLinks = defineFeature({
  spec: 'Associated domains and Digital Asset Links',
  endpoints: [
    statement('apple-app-site-association', appleAppSiteAssociation),
    statement('assetlinks.json', assetLinks),
  ],
})
