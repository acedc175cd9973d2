import type { Text } from '../../text.ts'

export const organisations: Text['organisations'] = {}
