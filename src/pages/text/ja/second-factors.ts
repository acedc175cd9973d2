import type { Text } from '../../text.ts'

export const secondFactors: Text['secondFactors'] = {}
