import { defineFeature } from '../flow/feature.ts'
import { deliverLogouts } from '../flow/logout-token.ts'

/** Clients of a session hear that it has ended: written down first, told at once, and again until they have heard. */
export const backChannelLogout = defineFeature({
  spec: 'OpenID Connect Back-Channel Logout',
  async sessionEnded({ sub, sid }, house) {
    await house.store.logouts.announce(sub, sid, house.now)
    house.waitUntil(deliverLogouts(house, sub))
  },
  metadata: {
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
  },
})
