import { defineConfig } from 'sallyport'

const tellSecurity = (text: string) => console.error(text)

export default defineConfig({
  issuer: 'https://id.example.com',
  store: { sqlite: './sallyport.db' },
  secret: { env: 'SALLYPORT_SECRET' },
  // #region refresh
  refreshTokens: {
    onReuse: {
      notify: ({ subject, clientId, reason }) => tellSecurity(`${reason}: ${subject}, ${clientId}`),
      blockSubjectFor: '1h',
    },
  },
  // #endregion
  resources: [{ identifier: 'https://api.example.com', scopes: ['read:documents'] }],
})
