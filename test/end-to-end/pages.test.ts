import { walkEveryPage } from './support/walk-every-page.ts'

walkEveryPage(375)
