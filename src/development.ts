import { inboxMailer, inboxPages } from './development/inbox.ts'
import { tracesPages } from './development/traces.ts'
import * as builtIn from './features/index.ts'
import { unsafe } from './options.ts'
import { service } from './service.ts'

export {
  Challenge,
  DeviceCode,
  GrantCell,
  KeyRing,
  PasswordHasher,
  Replay,
  Throttle,
} from './store/cloudflare/index.ts'

/** What `npm start` runs in place of `worker.ts`, and nobody deploys: open to what runs on this machine. */
export default service((env) => ({
  clientRegistration: 'open',
  traces: true,
  breachedPasswords: false, // works without a network
  features: [...Object.values(builtIn), tracesPages, inboxPages(env.KV)],
  mailer: inboxMailer(env.KV),
  [unsafe.outbound]: { allows: (url) => LOOPBACK.test(url) },
}))

const LOOPBACK = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?\//
