import type { Text } from '../../text.ts'

export const upstream: Text['upstream'] = {}
