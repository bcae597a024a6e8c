import { walkEveryPage } from '../test/end-to-end/support/walk-every-page.ts'
import { walkRarePages } from '../test/end-to-end/support/walk-rare-pages.ts'

walkEveryPage(375)
walkEveryPage(1280)
walkRarePages(375)
walkRarePages(1280)
