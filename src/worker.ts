import { service } from './service.ts'

export type { Env } from './service.ts'
export {
  Challenge,
  DeviceCode,
  GrantCell,
  KeyRing,
  PasswordHasher,
  Replay,
  Throttle,
} from './store/cloudflare/index.ts'

export default service()
