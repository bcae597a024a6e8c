import { walkEveryPage } from '../test/end-to-end/support/walk-every-page.ts'

walkEveryPage(1280, { withKeyboard: false })
