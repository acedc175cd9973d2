import type { Text } from '../../text.ts'

export const passkeys: Text['passkeys'] = {}
