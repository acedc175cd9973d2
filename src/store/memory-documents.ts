import type { DocumentCopy, Documents } from './port.ts'

/** Copies of one tenant in memory, with the moment until which each is kept. */
export type KeptDocuments = Map<string, { copy: DocumentCopy; until: number }>

/** The documents of one tenant in memory. */
export const memoryDocuments = (documents: KeptDocuments): Documents => ({
  find: async (name) => documents.get(name)?.copy,
  async keep(name, copy, until) {
    documents.set(name, { copy, until })
  },
  async forget(name) {
    documents.delete(name)
  },
})
