/** What the bench's worker and its load agree on. */
export const ISSUER = 'https://id.bench.invalid'
/** Random enough to be accepted as the server's secret. */
export const SERVER_SECRET = 'Wc5nJ8vQ2rXe7tLk4yHs9pBz6mGd3aFu1oTi0KqR'
export const CELLS_PER_REGION = 4
/** The verifier of every code of the bench. */
export const VERIFIER = 'a-verifier-of-at-least-forty-three-characters-0'
export { API, CALLBACK, SECRET } from '../../test/support/fixtures.ts'
