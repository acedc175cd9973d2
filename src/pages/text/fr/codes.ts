import type { Text } from '../../text.ts'

export const codes: Text['codes'] = {}
