import type { Text } from '../../text.ts'

export const device: Text['device'] = {}
