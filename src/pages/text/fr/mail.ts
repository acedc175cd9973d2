import type { Text } from '../../text.ts'

export const mail: Text['mail'] = {}
