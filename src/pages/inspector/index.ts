export { chooseLanguage } from '../text.ts'
export type { InspectorProps } from './page.tsx'
export { inspectorPage } from './page.tsx'
